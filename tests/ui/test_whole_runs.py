"""What a run has drawn reaches the browser to the end, however soon a part of the page is asked for again."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from ocrlab.ui import whole_runs


class Ended:
    """A thread that has run to its end; a request comes too late for it."""

    def request_rerun(self, request: Any) -> bool:
        return False

    def request_stop(self) -> None: ...


class Session(AppSession):
    """A session as Streamlit makes it, of which a test sees what is sent and which threads are started."""

    def __init__(self) -> None:
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


def start(session: Session, request: Any) -> None:
    session.started.append(request)
    session._scriptrunner = object()


def asked_for(fragment: str, monkeypatch) -> tuple[Session, Any]:
    """A session whose thread has just ended, its last words on their way, and that is asked for a part at once."""
    monkeypatch.setattr(whole_runs, "_start", start)
    monkeypatch.setattr(AppSession, "_create_scriptrunner", start)
    whole_runs.hear_to_the_end()
    session = Session()
    ended = session._scriptrunner
    session.request_rerun(ClientState(fragment_id=fragment))
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
