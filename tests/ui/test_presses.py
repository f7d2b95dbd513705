"""A press that a thread has not told its widgets is carried on by the next request, and no press is told twice."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunData, StopException

from ocrlab.ui import presses
from ocrlab.ui.presses import HeldRequests


class Session:
    """As much of Streamlit's session as a press meets."""

    id = "a session"

    def __init__(self) -> None:
        self._scriptrunner: Any = None

    def start(self, *names: str) -> HeldRequests:
        """Start a thread for a request in which these buttons were pressed; gives what it works off."""
        request = presses.carried_on(self, pressing(*names))
        requests = HeldRequests()
        requests.request_rerun(request)
        self._scriptrunner = SimpleNamespace(_requests=requests)
        presses.started(self)
        return requests

    def stop(self) -> None:
        """What Streamlit does before it starts a thread for the whole page."""
        self._scriptrunner._requests.request_stop()
        self._scriptrunner = None


class Runner:
    """The thread's side: raises where the thread was told to stop, as Streamlit's own does."""

    def __init__(self, requests: HeldRequests) -> None:
        self.requests = requests

    def look_whether_to_stop(self) -> None:
        if (request := self.requests.on_scriptrunner_yield()) and request.type.name == "STOP":
            raise StopException


def pressing(*names: str, part: str | None = None) -> RerunData:
    widgets = [WidgetState(id=name, trigger_value=True) for name in names]
    return RerunData(widget_states=WidgetStates(widgets=widgets), fragment_id=part)


def begin(requests: HeldRequests) -> list[str]:
    """Begin the next run of the thread, and tell its presses."""
    request = requests.on_scriptrunner_ready().rerun_data
    state = SimpleNamespace(_yield_callback=Runner(requests).look_whether_to_stop)
    requests.tell(state, request.widget_states)  # type: ignore[arg-type]
    return sorted(widget.id for widget in request.widget_states.widgets) if request.widget_states else []


def test_the_press_of_a_thread_that_never_began_comes_with_the_next_request():
    session = Session()
    session.start("keep")
    session.stop()
    assert begin(session.start("next")) == ["keep", "next"]


def test_the_press_of_a_thread_that_was_stopped_before_it_told_comes_with_the_next_request():
    session = Session()
    requests = session.start("keep")
    request = requests.on_scriptrunner_ready().rerun_data
    session.stop()
    following = session.start("next")
    with pytest.raises(StopException):
        requests.tell(SimpleNamespace(_yield_callback=Runner(requests).look_whether_to_stop), request.widget_states)  # type: ignore[arg-type]
    assert begin(following) == ["keep", "next"]


def test_a_press_that_was_told_is_not_told_again():
    session = Session()
    assert begin(session.start("keep")) == ["keep"]
    session.stop()
    assert begin(session.start("next")) == ["next"]


def test_the_press_in_a_part_that_waits_for_its_page_comes_with_the_next_request():
    session = Session()
    requests = session.start("keep")
    begin(requests)
    requests.request_rerun(pressing("tag", part="notes"))
    session.stop()
    assert begin(session.start("next")) == ["next", "tag"]


def test_a_thread_that_was_stopped_with_one_press_taken_and_another_waiting_loses_neither():
    session = Session()
    requests = session.start("keep")
    requests.on_scriptrunner_ready()
    requests.request_rerun(pressing("tag", part="notes"))
    session.stop()
    assert begin(session.start("next")) == ["keep", "next", "tag"]


def test_a_run_that_a_page_asks_for_itself_tells_no_press_again():
    session = Session()
    requests = session.start("keep")
    begin(requests)
    requests.request_rerun(RerunData())  # st.rerun
    begin(requests)
    session.stop()
    assert begin(session.start("next")) == ["next"]


def test_a_press_through_two_stopped_threads_is_still_there():
    session = Session()
    for name in ("first", "second"):
        session.start(name)
        session.stop()
    assert begin(session.start("third")) == ["first", "second", "third"]


def test_sessions_do_not_hear_of_each_other_s_presses():
    one, other = Session(), Session()
    one.start("mine")
    one.stop()
    assert begin(other.start("theirs")) == ["theirs"]
