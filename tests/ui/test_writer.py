"""The thread that writes: in order, the latest of a place, and no page waits for it."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from ocrlab.errors import FileError
from ocrlab.ui.work.writer import Writer


@pytest.fixture
def busy() -> tuple[Writer, threading.Event]:
    """A writer in the middle of a job, which ends when the event is set."""
    writer, begun, end = Writer(), threading.Event(), threading.Event()
    writer.submit("first", lambda: (begun.set(), end.wait()))
    assert begun.wait(30)
    yield writer, end
    end.set()


def test_of_several_steps_that_wait_only_the_latest_of_each_place_is_written(busy):
    writer, end = busy
    done: list[str] = []
    for place, step in (("a", "a1"), ("b", "b1"), ("a", "a2"), ("a", "a3")):
        writer.submit(place, lambda step=step: done.append(step))
    end.set()
    assert writer.ask(lambda: list(done), 30) == ["a3", "b1"]


def test_a_question_is_answered_after_all_that_was_to_be_written(busy):
    writer, end = busy
    done: list[int] = []
    for number in range(5):
        writer.submit(f"place {number}", lambda number=number: done.append(number))
    threading.Timer(0.01, end.set).start()
    assert writer.ask(lambda: len(done), 30) == 5


def test_a_database_that_does_not_answer_costs_a_sentence_not_the_page(busy):
    writer, _ = busy
    with pytest.raises(FileError, match=r"^store: the database has not answered for 0\.01 seconds"):
        writer.ask(lambda: 1, 0.01)


def test_what_one_job_raises_stops_none_after_it():
    writer = Writer()
    writer.submit("a", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        writer.ask(lambda: 1 / 0, 30)
    assert writer.ask(lambda: "still there", 30) == "still there"


def test_a_job_that_is_done_holds_nothing():
    class Picture: ...

    writer, picture = Writer(), Picture()
    held = weakref.ref(picture)
    writer.submit("a", lambda picture=picture: None)
    writer.ask(lambda: None, 30)
    del picture
    gc.collect()
    assert held() is None
