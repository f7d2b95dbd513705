"""The database goes, or the clock stops, in mid-read, mid-search or mid-batch: nothing finished is lost, it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import quick_engine
from databases import take_away
from many_pages import Pool, batch_of, scans, tree
from search_engine import outcome, study_of
from waiting import until

from ocrlab.errors import FileError
from ocrlab.store import Readings, Store
from ocrlab.workers import WorkerPool, local_pool

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")

CLOCKS = {
    "stands still": lambda now: 1_700_000_000.0,
    "jumps back by a day": lambda now: now - 86_400,
    "jumps ahead by a day": lambda now: now + 86_400,
}


def quick_pool(folder: Path) -> WorkerPool:
    """A lab that has just been started, with what was read before in the folder."""
    return local_pool(modules=(quick_engine.__name__,), readings=Readings(Store(folder / "lab.sqlite3")))


@pytest.fixture(params=CLOCKS.values(), ids=CLOCKS)
def go_wrong(request, monkeypatch) -> Callable[[], None]:
    """Has the clock go wrong from then on."""
    real = time.time
    return lambda: monkeypatch.setattr(time, "time", lambda: request.param(real()))


def test_a_database_that_goes_in_mid_search_stops_it_and_the_search_goes_on_once_it_is_back(database, undisturbed):
    back = []
    study = study_of(Store(database), watch=lambda trial: trial.number == 2 and back.append(take_away(database)))
    with pytest.raises(FileError, match=r"^store: [^\n]+$"):
        study.run()
    back[0]()
    store = Store(database)
    finished = [trial.number for trial in store.trials(study.name) if trial.state != "running"]
    assert finished[:3] == [0, 1, 2]
    again = study_of(store)
    again.run()
    assert outcome(again) == outcome(undisturbed)


def test_a_database_that_goes_in_mid_batch_stops_it_and_no_page_that_was_finished_is_read_again(tmp_path):
    folder, pool, finished, back = scans(tmp_path / "in", 6), Pool(), [], []

    def after_three(row) -> None:
        finished.append(row)
        if len(finished) == 3:
            back.append(take_away(f"sqlite:///{tmp_path}/lab.sqlite3"))

    batch = batch_of(folder, tmp_path / "out", pool=pool, watch=after_three)
    with pytest.raises(FileError, match=r"^store: .*lab.sqlite3 is gone: [^\n]+$"):
        batch.run()
    back[0]()
    under_way = pool.asked - 3  # when it went: read, and perhaps nowhere kept
    again = batch_of(folder, tmp_path / "out", pool=pool)
    again.run()
    assert 6 <= pool.asked <= 6 + under_way and len(tree(tmp_path / "out")) == 6
    assert {row.state for row in again.rows.values()} == {"done"}


def test_a_page_is_read_once_whatever_the_clock_does_meanwhile(tmp_path, go_wrong):
    note, end = tmp_path / "note", tmp_path / "note.go"
    page, settings = np.zeros((4, 4), np.uint8), {"act": "wait", "note": str(note)}
    with quick_pool(tmp_path) as pool:
        job = pool.request(page, "quick", settings, owner="me")
        until(note.exists)
        go_wrong()
        behind = pool.request(page, "quick", {"text": "behind it"}, owner="somebody else")
        end.touch()
        assert (job.result(30).text, job.cached) == ("quick", False)
        assert behind.result(30).text == "behind it"
    with quick_pool(tmp_path) as pool:  # the clock is still wrong when the lab is started again
        job = pool.request(page, "quick", settings, owner="me")
        assert (job.result(30).text, job.cached) == ("quick", True)
    assert note.stat().st_size == 1


def test_a_search_comes_to_the_same_whatever_the_clock_does_meanwhile(tmp_path, undisturbed, go_wrong):
    store = Store(f"sqlite:///{tmp_path}/lab.sqlite3")
    study = study_of(store, watch=lambda trial: trial.number == 2 and go_wrong())
    study.run()
    assert outcome(study) == outcome(undisturbed)


def test_a_batch_reads_every_page_once_whatever_the_clock_does_meanwhile(tmp_path, go_wrong):
    folder, pool = scans(tmp_path / "in", 4), Pool()
    batch = batch_of(folder, tmp_path / "out", pool=pool, watch=lambda row: go_wrong())
    batch.run()
    batch_of(folder, tmp_path / "out", pool=pool).run()
    assert pool.asked == 4 == len(tree(tmp_path / "out"))
