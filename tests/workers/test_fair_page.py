"""Three browser windows and one worker: each is told its place, and each has its turn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
import quick_engine  # noqa: F401  known by its name from here on
import waiting
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.workers import WorkerPool, local_pool

until = partial(waiting.until, patience=60.0)


@pytest.fixture
def pool(monkeypatch, tmp_path) -> Iterator[WorkerPool]:
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    with local_pool(modules=("quick_engine",), grace=0.3) as pool:
        monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
        yield pool
        pool.abandon()


def window(text: str, act: str = "read") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["engine"] = "quick"
    app.query_params["set"] = [f"text={text}", f"act={act}"]
    return app.run()


def jobs(app: AppTest) -> dict:
    readings = app.session_state["tune"].readings
    return {side: reading.job for side, reading in readings.items() if reading.job is not None}


def shown(app: AppTest) -> str:
    app.run()
    assert not app.exception and not app.error
    return " ".join(bar.proto.text for bar in app.get("progress"))


def test_three_windows_see_their_places_and_take_turns(pool):
    first = window("first", act="wait")
    until(lambda: jobs(first)["original"].state == "running")
    second, third = window("second"), window("third")
    places = {
        (name, slot): job.place for name, app in (("first", first), ("second", second), ("third", third))
        for slot, job in jobs(app).items()
    }  # fmt: skip
    assert places["first", "original"] is None
    assert sorted([places["second", "original"], places["third", "original"], places["first", "filtered"]]) == [1, 2, 3]
    assert sorted([places["second", "filtered"], places["third", "filtered"]]) == [4, 5]
    for app, name in ((second, "second"), (third, "third")):
        assert f"Original: waiting, {places[name, 'original']} in the queue" in shown(app)

    button = next(button for button in first.button if button.label == "Cancel")
    button.click().run()
    until(lambda: all(job.finished for app in (second, third) for job in jobs(app).values()))
    for app, name in ((second, "second"), (third, "third")):
        assert shown(app) == ""
        assert {job.result().text for job in jobs(app).values()} == {name}


def test_a_window_that_asks_for_much_does_not_hold_up_another(pool):
    busy = window("busy", act="wait")
    until(lambda: jobs(busy)["original"].state == "running")
    lab, tune = busy.session_state["lab"], busy.session_state["tune"]
    many = [pool.request(tune.page.image("filtered"), "quick", {"text": f"{n}"}, lab.owner) for n in range(6)]
    other = window("other")
    assert jobs(other)["original"].place <= 2 < many[-1].place
    tune.leave()
    until(lambda: jobs(other)["filtered"].finished)
    assert jobs(other)["filtered"].result().text == "other"
