"""Two threads run one page: only the newer one writes its state, and what it began is brought to its end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.pipeline import Pipeline
from ocrlab.ui.newest import Newest
from ocrlab.ui.tune import page, tuned


def elsewhere(call: Callable[[], Any]) -> Any:
    """What a call returns in another thread."""
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(call()))
    thread.start()
    thread.join()
    return results[0]


def test_the_run_that_began_last_writes_and_the_one_before_it_is_ended():
    newest = Newest()
    newest.begin()
    with newest.writing():
        pass
    elsewhere(newest.begin)
    with pytest.raises(RuntimeError, match="overtaken"), newest.writing():
        pytest.fail("written after all")


def test_what_follows_a_picture_follows_once_and_in_the_thread_that_drew_it():
    newest = Newest()
    newest.run_ahead()
    assert elsewhere(newest.has_run_ahead) is False, "a stopped thread has taken what the new one was to follow up"
    assert newest.has_run_ahead() is True
    assert newest.has_run_ahead() is False


def test_a_filter_that_ends_late_does_not_bring_its_setting_back(pool, monkeypatch):
    app = AppTest.from_file(APP, default_timeout=60).run()
    lab, state = app.session_state["lab"], app.session_state["tune"]
    newer, tune = state.page, tuned.tune

    def late(*setting):
        computed = tune(*setting)
        elsewhere(state.newest.begin)  # a hand has moved the slider on meanwhile
        return computed

    monkeypatch.setattr(tuned, "tune", late)
    lab.set_pipeline(Pipeline.of("median radius=3"))
    pool.asked.clear()
    with pytest.raises(RuntimeError, match="overtaken"):
        page.picture(lab, state)
    assert state.page is newer and pool.asked == []
