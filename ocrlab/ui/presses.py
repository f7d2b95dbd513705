"""Presses: does every press do its work once and whole, also where the next request for the page comes at once?

A browser tells of a press once, with the request that it makes. Streamlit gives the request to a thread, and starts
another for the next one. Three ways a press is lost there, with a quick hand or a busy server:

- The thread is stopped before it has told the widgets. So the request that stops it carries its presses on; the values
  of all other controls are in the newer request anyway.
- Both threads tell the widgets at once, and one takes away what the other has just laid down. So they take turns.
- The thread is stopped in the midst of a callback, which is then half done. So it is stopped before them or after.

Either the thread tells, or the next request carries on, never both: a press must not count twice.
`tests/test_private_doors.py` tells when what is used of Streamlit changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import RerunData, ScriptRunner, get_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
    _coalesce_widget_states,
)
from streamlit.runtime.state.safe_session_state import SafeSessionState

_tell = SafeSessionState.on_script_will_rerun
_finish = SafeSessionState.on_script_finished


class HeldRequests(ScriptRequests):
    """The requests of one thread, which knows of each whether the widgets were told."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = Lock()  # never held for long: the server's own loop asks for it
        self._taken: WidgetStates | None = None
        self._told: WidgetStates | None = None

    def on_scriptrunner_ready(self) -> ScriptRequest:
        return self._take(super().on_scriptrunner_ready())

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        request = super().on_scriptrunner_yield()
        return self._take(request) if request else None

    def tell(self, state: SafeSessionState, widget_states: WidgetStates | None) -> None:
        """Mark the states as told; raises what ends the run where the thread was told to stop before."""
        with self._mark:
            state._yield_callback()
            self._told = widget_states

    def untold(self) -> list[WidgetStates]:
        """What a thread that was stopped, or has ended, will never tell; the oldest first."""
        with self._mark:
            left = [self._taken] if self._taken is not self._told else []
            if self._rerun_data.widget_states is not self._taken:
                left.append(self._rerun_data.widget_states)
        return [states for states in left if states]

    def _take(self, request: ScriptRequest) -> ScriptRequest:
        if request.type == ScriptRequestType.RERUN:
            self._taken = request.rerun_data.widget_states
        return request


class Turn:
    """Whose turn it is among the threads of one session, and what the last of them was given to do."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.requests: object = None


_turns: WeakKeyDictionary[AppSession, Turn] = WeakKeyDictionary()
_turn_by_session: WeakValueDictionary[str, Turn] = WeakValueDictionary()


def hold_presses() -> None:
    """Called by app.py on every run: from then on no session of this server loses a press."""
    script_runner.ScriptRequests = HeldRequests  # type: ignore[attr-defined]
    SafeSessionState.on_script_will_rerun = _tell_in_turn  # type: ignore[method-assign,assignment]
    SafeSessionState.on_script_finished = _finish_in_turn  # type: ignore[method-assign,assignment]


def carried_on(session: AppSession, request: RerunData) -> RerunData:
    """The request, for which a thread is started now, with all presses that the thread before it has not told.

    That thread has ended, or was told to.
    """
    turn = _turns.setdefault(session, Turn())
    _turn_by_session[session.id] = turn
    before, turn.requests = turn.requests, None
    for states in reversed(before.untold()) if isinstance(before, HeldRequests) else ():
        request = with_presses(states, request)
    return request


def started(session: AppSession) -> None:
    """Remember the thread that has just been started for this session."""
    if session._scriptrunner is not None:
        _turns[session].requests = session._scriptrunner._requests


def with_presses(states: WidgetStates | None, request: RerunData) -> RerunData:
    """The request with the presses among older ``states`` that it does not hold itself."""
    return replace(request, widget_states=_coalesce_widget_states(states, request.widget_states))


def _tell_in_turn(state: SafeSessionState, widget_states: WidgetStates | None, **how: Any) -> None:
    with _turn_of_this_thread() as requests:
        if requests is None:
            _tell(state, widget_states, **how)
        else:
            requests.tell(state, widget_states)
            with _not_to_be_stopped(state):
                _tell(state, widget_states, **how)


def _finish_in_turn(state: SafeSessionState, widget_ids: frozenset[str], **how: Any) -> None:
    with _turn_of_this_thread():
        _finish(state, widget_ids, **how)


@contextmanager
def _turn_of_this_thread() -> Iterator[HeldRequests | None]:
    """Wait for the session's other threads. Gives what this one was given to do: None for a test without a server, and
    for the first thread of a server, which was started before app.py had run: they go Streamlit's own way."""
    context = get_script_run_ctx(suppress_warning=True)
    turn = _turn_by_session.get(context.session_id) if context else None
    requests = context.script_requests if context else None
    if turn is None or not isinstance(requests, HeldRequests):
        yield None
    else:
        with turn.lock:
            yield requests


@contextmanager
def _not_to_be_stopped(state: SafeSessionState) -> Iterator[None]:
    """Let callbacks come to their end. Streamlit looks whether to stop wherever a script asks for a state, or draws."""
    runner: ScriptRunner = state._yield_callback.__self__  # type: ignore[attr-defined]
    runner._execing = False
    try:
        yield
    finally:
        runner._execing = True
