"""Whole runs: does all that a run has drawn reach the browser, also where the next look at a reading comes at once?

A part of a page that watches a reading is asked for again three times a second. Each time Streamlit starts a thread,
and from then on ignores whatever the thread before it has sent, also what is still on its way: on a busy machine that
happens to every second reading. Mostly the next look draws the same again. But the run that shows the finished reading
is the last, nobody looks again after it: where its end was lost, the text stayed "old" for good.

So a request for a part waits until the thread before it has been heard to its end. One for the whole page does not: it
draws everything anew, the parts that wait among them, and takes over their presses.
`tests/test_private_doors.py` tells when what is used of Streamlit changes.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.scriptrunner import RerunData

from ocrlab.ui import presses

SOON_SECONDS = 0.01  # until it is looked again whether the thread before has been heard to its end

_start = AppSession._create_scriptrunner
_waiting: WeakKeyDictionary[AppSession, list[RerunData]] = WeakKeyDictionary()


def hear_to_the_end() -> None:
    """Called by app.py on every run: from then on no session of this server loses the end of a run."""
    AppSession._create_scriptrunner = _in_turn  # type: ignore[method-assign,assignment]


def _in_turn(session: AppSession, request: RerunData) -> None:
    """Start a thread for this request; where one has ended and was not heard to its end, in a moment.

    Streamlit itself forgets a thread before it starts another for the whole page, and only then.
    """
    if session._state == AppSessionState.SHUTDOWN_REQUESTED:
        return
    if session._scriptrunner is None:
        for part in reversed(_waiting.pop(session, [])):
            request = presses.with_presses(part.widget_states, request)
        _start_thread(session, request)
    else:
        _waiting.setdefault(session, []).append(request)
        session._event_loop.call_later(SOON_SECONDS, _go_on, session)


def _go_on(session: AppSession) -> None:
    """Run the parts that wait, in the order in which they were asked for."""
    parts = _waiting.pop(session, [])
    while parts and session._state != AppSessionState.SHUTDOWN_REQUESTED:
        thread = session._scriptrunner
        if thread is None:
            _start_thread(session, parts.pop(0))
        elif thread.request_rerun(parts[0]):
            parts.pop(0)
        else:
            _waiting[session] = parts
            session._event_loop.call_later(SOON_SECONDS, _go_on, session)
            return


def _start_thread(session: AppSession, request: RerunData) -> None:
    _start(session, presses.carried_on(session, request))
    presses.started(session)
