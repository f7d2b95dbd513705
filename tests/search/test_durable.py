"""A study outlives whoever carries it out, goes on where it was, and is served by several at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from search_engine import InPlace, dataset, noted, pages_of, plan_of, study_of

from ocrlab.errors import Cancelled, FileError
from ocrlab.search import Study, turns
from ocrlab.store import Store, StoredTrial, shared_store

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


@pytest.fixture
def store(database) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


# In one process


def test_a_study_that_is_done_reads_nothing_more_and_says_the_same(store):
    first = study_of(store, plan_of(sampler="tpe", trials=6)).run()
    pool = InPlace()
    again = study_of(store, plan_of(sampler="tpe", trials=6), pool=pool)
    summary = again.run()
    assert pool.asked == 0 and replace(summary, seconds=0) == replace(first, seconds=0)


def test_more_trials_go_on_where_it_was(store):
    first = study_of(store, plan_of(sampler="random", trials=3))
    first.run()
    more = study_of(store, plan_of(sampler="random", trials=6))
    assert more.name == first.name
    more.run()
    assert len(more.trials) == 6 and [t.to_dict() for t in more.trials[:3]] == [t.to_dict() for t in first.trials]


def test_a_stopped_study_goes_on_and_finds_what_it_would_have_found(store, tmp_path):
    whole = study_of(Store(f"sqlite:///{tmp_path}/other.sqlite3"), plan_of(sampler="tpe", trials=7)).run()
    part = study_of(store, plan_of(sampler="tpe", trials=7), watch=lambda t: t.number == 3 and part.stop())
    with pytest.raises(Cancelled, match=r"stopped by a person"):
        part.run()
    assert store.study(part.name).state == "stopped" and len(part.trials) == 4
    rest = study_of(store, plan_of(sampler="tpe", trials=7)).run()
    assert replace(rest, seconds=0) == replace(whole, seconds=0)


def test_a_paused_study_reads_nothing_until_it_is_resumed(store):
    pool = InPlace()
    study = study_of(store, pool=pool, watch=lambda t: t.number == 1 and study.pause())
    thread = threading.Thread(target=study.run)
    thread.start()
    wait_until(lambda: study.paused)
    asked = pool.asked
    time.sleep(0.2)
    assert pool.asked == asked and thread.is_alive()
    study.resume()
    thread.join(20)
    assert study.summary is not None and pool.asked > asked


# In processes that come and go


def machine(home: Path, url: str, note: Path, wait: int = 4, gate: Any = None) -> None:
    """What a machine of its own does: its own home, and the database it shares; past the gate when all are there."""
    if gate is not None:
        gate.wait()
    os.environ["OCRLAB_HOME"], os.environ["OCRLAB_DATABASE_URL"] = str(home), url
    settings = {"note": str(note), "wait": wait}
    plan = plan_of("median? radius=1..8", "otsu?", sampler="random", trials=14, settings=settings)
    Study(plan, pages_of(dataset(8)), InPlace(), shared_store(), "shared", workers=0).run()


# A server that has everything loaded forks the processes, so that they start at once.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["ocrlab.filters", "cv2", "optuna", "sqlalchemy", "psycopg", "scipy.special"])


@pytest.fixture
def start() -> Iterator[Callable[..., multiprocessing.process.BaseProcess]]:
    started = []

    def begin(*given: object) -> multiprocessing.process.BaseProcess:
        started.append(processes.Process(target=machine, args=given))
        started[-1].start()
        return started[-1]

    yield begin
    for process in started:
        process.kill()  # also one that a failed test has left held
        process.join()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.002)


def test_killed_ten_times_it_loses_no_finished_trial_and_reads_none_again(store, database, start, tmp_path):
    note, draw = tmp_path / "note", random.Random(7)
    before: dict[int, tuple] = {}
    under_way: set[str] = set()
    for _ in range(10):
        process = start(tmp_path, database, note)
        # Killed after a number of readings drawn at random, wherever in a trial that is.
        target = len(noted(note)) + draw.randint(1, 6)
        wait_until(lambda target=target, process=process: len(noted(note)) >= target or not process.is_alive())
        process.kill()
        process.join()
        under_way.add(noted(note)[-1])
        finished = {t.number: (t.pipeline, t.state, t.value) for t in store.trials("shared") if t.state != "running"}
        assert before.items() <= finished.items()
        before = finished
    process = start(tmp_path, database, note)
    process.join(60)
    assert process.exitcode == 0 and store.study("shared").state == "done" and len(before) >= 3
    # Only what was under way at a kill, and so nowhere kept, may have been read again.
    read = noted(note)
    assert {reading for reading in read if read.count(reading) > 1} <= under_way
    trials = store.trials("shared")
    assert [t.number for t in trials] == list(range(len(trials)))
    assert {t.state for t in trials} <= {"complete", "pruned"}


def test_two_machines_share_one_study_and_find_what_one_finds(store, database, start, tmp_path):
    note = tmp_path / "note"
    gate = processes.Barrier(2)
    both = [start(tmp_path / name, database, note, 20, gate) for name in ("one", "other")]
    [process.join(120) for process in both]
    assert [process.exitcode for process in both] == [0, 0]
    trials = store.trials("shared")
    assert [trial.number for trial in trials] == list(range(14))
    assert len({json.dumps(trial.pipeline) for trial in trials}) == 14
    assert len({trial.owner for trial in trials}) == 2
    assert store.study("shared").summary["held_out"]["best"]["errors"] == 0


def test_processes_begin_the_proof_on_different_pages(store):
    pages = pages_of(dataset(12)).pages
    both = [turns.Turns(plan_of(), "shared", store) for _ in range(2)]
    for number, process in enumerate(both):
        store.claim("shared", StoredTrial(number, "tpe", {}, None, "running"), process.owner)
    store.claim("shared", StoredTrial(2, "tpe", {}, None, "running"), "")  # of one that has gone
    begun = [process.apart(pages) for process in both]
    assert sorted(pages.index(each[0]) for each in begun) == [0, 6]
    assert all(len(each) == 12 and set(each) == set(pages) for each in begun)


def test_what_a_machine_leaves_behind_when_it_is_killed_another_carries_out(store, database, start, tmp_path):
    note = tmp_path / "note"
    doomed = start(tmp_path / "one", database, note, 100)
    wait_until(lambda: len(noted(note)) >= 8)

    def held_in_a_reading() -> bool:
        os.kill(doomed.pid, signal.SIGSTOP)
        try:
            store.beat("shared", 0, "nobody")
            if any(trial.state == "running" for trial in store.trials("shared")):
                return True
        except FileError:  # held while it wrote, so that nobody else can
            pass
        os.kill(doomed.pid, signal.SIGCONT)
        return False

    wait_until(held_in_a_reading)
    [mine] = [trial.number for trial in store.trials("shared") if trial.state == "running"]
    owner = store.trials("shared")[mine].owner
    other = start(tmp_path / "other", database, note, 100)

    def both_at_work() -> bool:
        store.beat("shared", mine, owner)  # a busy machine starts the other so slowly that this one would count as gone
        return len({trial.owner for trial in store.trials("shared")}) == 2

    wait_until(both_at_work)
    assert f"/{doomed.pid}/" in store.trials("shared")[mine].owner  # it may be slow, and is left in peace
    doomed.kill()
    doomed.join()
    other.join(120)
    assert other.exitcode == 0
    left = store.trials("shared")[mine]
    assert left.state in ("complete", "pruned") and f"/{other.pid}/" in left.owner


def test_a_process_is_judged_by_its_number_on_its_own_machine_only(monkeypatch):
    def trial(owner: str, silent: float = 0.0) -> StoredTrial:
        return StoredTrial(0, "tpe", {}, None, "running", owner=owner, silent=silent)

    here = turns._machine()
    ended = processes.Process(target=os.getpid)
    ended.start()
    ended.join()
    assert turns.gone(trial(f"{here}/{ended.pid}/a")) and not turns.gone(trial(f"{here}/{os.getppid()}/a"))
    assert not turns.gone(trial(f"another-{here}/{ended.pid}/a"))
    assert turns.gone(trial(f"another-{here}/{ended.pid}/a", silent=turns.FRESH_SECONDS + 1))
    assert turns.gone(trial(""))  # released by its owner
    assert turns.gone(trial(f"{here}/{os.getpid()}/a"))  # of an earlier process with this one's number
