"""What a run has drawn reaches the browser to the end, however soon a part of the page is asked for again."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from ocrlab.ui import whole_runs
from ocrlab.ui.presses import HeldRequests


class Ended:
    """A thread that has run to its end; a request comes too late for it."""

    def request_rerun(self, request: Any) -> bool:
        return False

    def request_stop(self) -> None: ...


class Session(AppSession):
    """A session as Streamlit makes it, of which a test sees what is sent and which threads are started."""

    def __init__(self) -> None:
        self.id = "a session"
        self._state = AppSessionState.APP_IS_RUNNING
        self._event_loop = asyncio.get_running_loop()
        self._scriptrunner = Ended()
        self._client_state = ClientState()
        self.sent: list[Any] = []
        self.started: list[Any] = []

    def __del__(self) -> None: ...

    def has_fragment(self, fragment_id: str) -> bool:
        return True

    def _enqueue_forward_msg(self, message: Any) -> None:
        self.sent.append(message)

    def _create_session_status_changed_message(self) -> str:
        return "status"

    def _settle_once_delivered(self) -> None: ...


class Started(Ended):
    """A thread that has not begun yet, with what it is to do."""

    def __init__(self, request: Any) -> None:
        self._requests = HeldRequests()
        self._requests.request_rerun(request)

    def request_rerun(self, request: Any) -> bool:
        return self._requests.request_rerun(request)

    def request_stop(self) -> None:
        self._requests.request_stop()


def start(session: Session, request: Any) -> None:
    session.started.append(request)
    session._scriptrunner = Started(request)


def states(**presses_and_values: Any) -> WidgetStates:
    """What a browser says of its controls: True for a button that was pressed, a number for a slider."""
    widgets = [
        WidgetState(id=name, trigger_value=value) if value is True else WidgetState(id=name, int_value=value)
        for name, value in presses_and_values.items()
    ]
    return WidgetStates(widgets=widgets)


def told(widget_states: WidgetStates) -> dict[str, Any]:
    return {widget.id: getattr(widget, widget.WhichOneof("value")) for widget in widget_states.widgets}


def asked_for(fragment: str, monkeypatch, **presses_and_values: Any) -> tuple[Session, Any]:
    """A session whose thread has just ended, its last words on their way, and that is asked for a part at once."""
    monkeypatch.setattr(whole_runs, "_start", start)
    monkeypatch.setattr(AppSession, "_create_scriptrunner", start)
    whole_runs.hear_to_the_end()
    session = Session()
    ended = session._scriptrunner
    session.request_rerun(ClientState(fragment_id=fragment, widget_states=states(**presses_and_values)))
    return session, ended


async def last_words(session: Session, ended: Any) -> None:
    session._handle_scriptrunner_event_on_event_loop(ended, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, "the end")
    session._handle_scriptrunner_event_on_event_loop(ended, ScriptRunnerEvent.SHUTDOWN, client_state=ClientState())
    while "the end" in session.sent and not session.started:
        await asyncio.sleep(0)


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread of its own: browser tests leave a loop running in this one."""
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, work).result()


def test_a_part_that_is_asked_for_at_the_end_of_a_run_waits_until_its_end_was_heard(monkeypatch):
    async def run() -> None:
        session, ended = asked_for("numbers", monkeypatch)
        assert session.started == []
        await last_words(session, ended)
        assert session.sent == ["the end"] and [request.fragment_id for request in session.started] == ["numbers"]

    run_apart(run())


def test_the_whole_page_is_run_at_once_and_draws_everything_anew(monkeypatch):
    async def run() -> None:
        session, ended = asked_for("", monkeypatch)
        assert len(session.started) == 1
        await last_words(session, ended)
        assert session.sent == []

    run_apart(run())


def test_nothing_is_started_for_a_session_that_was_closed_meanwhile(monkeypatch):
    async def run() -> None:
        session, _ = asked_for("numbers", monkeypatch)
        session._state, session._scriptrunner = AppSessionState.SHUTDOWN_REQUESTED, None
        await asyncio.sleep(5 * whole_runs.SOON_SECONDS)
        assert session.started == []

    run_apart(run())


def test_a_page_that_overtakes_a_waiting_part_takes_its_press_over_and_no_older_value(monkeypatch):
    async def run() -> None:
        session, _ = asked_for("numbers", monkeypatch, press=True, radius=1)
        session.request_rerun(ClientState(widget_states=states(radius=2)))
        await asyncio.sleep(5 * whole_runs.SOON_SECONDS)
        [request] = session.started
        assert request.fragment_id is None and told(request.widget_states) == {"press": True, "radius": 2}

    run_apart(run())


def test_parts_that_wait_run_in_the_order_in_which_they_were_asked_for(monkeypatch):
    async def run() -> None:
        session, ended = asked_for("numbers", monkeypatch, radius=1)
        session.request_rerun(ClientState(fragment_id="texts", widget_states=states(radius=2)))
        await last_words(session, ended)
        await asyncio.sleep(5 * whole_runs.SOON_SECONDS)
        request = session._scriptrunner._requests.on_scriptrunner_ready().rerun_data
        assert request.fragment_id_queue == ["numbers", "texts"] and told(request.widget_states) == {"radius": 2}

    run_apart(run())
