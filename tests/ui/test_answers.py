"""A file that is handed over while its page begins to run is sent all the same."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from ocrlab.ui import answers


@pytest.fixture
def queue(monkeypatch) -> ForwardMsgQueue:
    """What is to be sent to a browser that has asked where to send its file, while its page was drawn."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", answers._clear)
    answers.hold_answers()
    queue = ForwardMsgQueue()
    drawn, answer = ForwardMsg(), ForwardMsg()
    drawn.delta.new_element.text.body = "of the run before"
    drawn.metadata.delta_path.extend([0, 0])
    answer.file_urls_response.response_id = "asked"
    queue.enqueue(drawn)
    queue.enqueue(answer)
    return queue


def kinds(messages: list[ForwardMsg]) -> list[str | None]:
    return [message.WhichOneof("type") for message in messages]


def test_a_run_that_begins_clears_what_was_drawn_and_not_where_to_send_a_file(queue):
    queue.clear(retain_lifecycle_msgs=True)
    assert kinds(queue.flush()) == ["file_urls_response"]


def test_what_is_drawn_after_an_answer_comes_after_it_and_takes_the_place_of_nothing(queue):
    queue.clear(retain_lifecycle_msgs=True)
    drawn = ForwardMsg()
    drawn.delta.new_element.text.body = "of this run"
    drawn.metadata.delta_path.extend([0, 0])
    queue.enqueue(drawn)
    assert kinds(queue.flush()) == ["file_urls_response", "delta"]


def test_an_answer_is_sent_once_and_stays_through_a_run_of_a_part_of_the_page(queue):
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["part"])
    assert kinds(queue.flush()).count("file_urls_response") == 1
    assert queue.flush() == []


def test_the_app_holds_answers_from_its_first_run_on(monkeypatch):
    from paths import APP
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr(ForwardMsgQueue, "clear", answers._clear)
    AppTest.from_file(APP, default_timeout=60).run()
    assert ForwardMsgQueue.clear is answers._clear_but_for_answers
