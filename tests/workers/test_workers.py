"""What a person may rely on: nothing is read twice, the newest request wins, cancel works, the dead are replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import quick_engine
from hypothesis import given
from hypothesis import strategies as st
from waiting import until

from ocrlab import workers
from ocrlab.engines import Progress, TextBoxes
from ocrlab.errors import Cancelled, EngineError, ParamError, WorkerError
from ocrlab.store import Readings, Store
from ocrlab.workers import FairQueue, Job, WorkerPool, cluster_pool, local_pool, open_pool, shared_pool, try_again
from ocrlab.workers.child import CallServer

IMAGE = np.zeros((4, 4), np.uint8)
PATIENCE = 30.0  # seconds until a test gives up; nothing is timed


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with local_pool(modules=("quick_engine",), grace=0.3) as pool:
        yield pool
        pool.abandon()


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().split(")")[-1].split()[0] != "Z"
    except OSError:
        return False


def reads(note: Path) -> int:
    return note.stat().st_size if note.exists() else 0


def request(pool: WorkerPool, text: str = "quick", owner: str = "me", slot: str | None = None, **settings) -> Job:
    return pool.request(IMAGE, "quick", {"text": text, **settings}, owner=owner, slot=slot)


def test_a_reading_comes_back_from_another_process(pool: WorkerPool) -> None:
    job = request(pool, "hello")
    assert job.result(PATIENCE).text == "hello"
    assert (job.state, job.cached, job.error, job.place) == ("done", False, None, None)
    assert job.seconds >= 0
    assert pool.submit(quick_engine.pid).result(PATIENCE) != os.getpid()


def test_a_pool_is_an_executor_of_the_standard_library(pool: WorkerPool) -> None:
    assert list(pool.map(divmod, [7, 9], [2, 4])) == [(3, 1), (2, 1)]
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result(PATIENCE)


def test_what_cannot_be_sent_or_understood_is_an_error_and_the_worker_lives(pool: WorkerPool) -> None:
    before = pool.submit(quick_engine.pid).result(PATIENCE)
    with pytest.raises(Exception, match=r"pickle|local object"):  # Python 3.13 says it otherwise
        pool.submit(lambda: 1).result(PATIENCE)
    with pytest.raises(WorkerError, match="cannot be sent back"):
        pool.submit(quick_engine.unsendable).result(PATIENCE)
    assert pool.submit(quick_engine.pid).result(PATIENCE) == before


def test_threads_are_capped_and_printing_does_no_harm() -> None:
    with local_pool(threads=3, modules=("quick_engine",)) as pool:
        assert pool.submit(quick_engine.threads).result(PATIENCE) == "3"


def test_the_same_image_and_settings_are_read_once(pool: WorkerPool, tmp_path: Path) -> None:
    note = tmp_path / "note"
    jobs = [request(pool, note=str(note), owner=owner) for owner in ("one", "two", "three")]
    assert {job.result(PATIENCE).text for job in jobs} == {"quick"}
    later = request(pool, note=str(note))
    assert (later.state, later.cached, later.seconds) == ("done", True, jobs[0].seconds)
    assert reads(note) == 1


def test_what_was_read_before_the_lab_was_restarted_is_not_read_again(tmp_path: Path) -> None:
    note = str(tmp_path / "note")
    for cached in (False, True):
        with local_pool(modules=("quick_engine",), readings=Readings(Store(tmp_path / "lab.sqlite3"))) as pool:
            job = request(pool, note=note)
            assert (job.result(PATIENCE).text, job.cached) == ("quick", cached)
    assert reads(tmp_path / "note") == 1


def test_another_image_or_setting_is_read_anew(pool: WorkerPool, tmp_path: Path) -> None:
    note = str(tmp_path / "note")
    request(pool, note=note).result(PATIENCE)
    request(pool, "other", note=note).result(PATIENCE)
    pool.request(IMAGE + 1, "quick", {"note": note}).result(PATIENCE)
    pool.request(IMAGE.reshape(2, 8), "quick", {"note": note}).result(PATIENCE)
    assert reads(tmp_path / "note") == 4


def test_with_the_cache_off_everything_is_read_afresh(pool: WorkerPool, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_CACHE", "off")
    for _ in range(2):
        assert not request(pool, note=str(tmp_path / "note")).cached
        request(pool, note=str(tmp_path / "note")).result(PATIENCE)
    assert reads(tmp_path / "note") == 4


def test_a_failed_reading_is_the_engines_own_error_and_may_be_asked_again(pool: WorkerPool, tmp_path: Path) -> None:
    for count in (1, 2):
        job = request(pool, act="fail", note=str(tmp_path / "note"))
        with pytest.raises(EngineError, match="quick: told to fail"):
            job.result(PATIENCE)
        assert job.state == "failed" and isinstance(job.error, EngineError)
        assert reads(tmp_path / "note") == count


def test_regions_are_found_in_a_worker_and_locked_in_later_requests(pool: WorkerPool) -> None:
    text_boxes = pool.detect(IMAGE, "quick", {}).result(PATIENCE)
    assert text_boxes == TextBoxes(level=((0, 4, 0, 4),))
    locked = pool.request(IMAGE, "quick", {}, text_boxes=text_boxes)
    assert locked.result(PATIENCE).text == "1 region"
    assert request(pool).result(PATIENCE).text == "quick"


def test_refused_settings_and_unknown_engines_are_answered_before_anything_is_queued(pool: WorkerPool) -> None:
    with pytest.raises(ParamError, match="quick: memory must be"):
        request(pool, memory=-1)
    with pytest.raises(EngineError, match="there is no engine 'slow'"):
        pool.request(IMAGE, "slow", {})
    assert pool.waiting == 0


def test_progress_and_the_words_so_far_are_seen_while_it_reads(pool: WorkerPool) -> None:
    job = request(pool, "first", act="wait")
    until(lambda: job.progress.words)
    assert (job.state, str(job.progress), job.progress.fraction) == ("running", "recognising 1 of 2", 0.5)
    assert [word.text for word in job.progress.words] == ["first"]
    job.cancel()


def test_cancel_ends_a_running_job_and_keeps_a_worker_that_listens(pool: WorkerPool) -> None:
    before = pool.submit(quick_engine.pid).result(PATIENCE)
    job = request(pool, act="wait")
    until(lambda: job.state == "running" and job.progress.total)
    job.cancel()
    assert job.state == "cancelled"
    with pytest.raises(Cancelled):
        job.result(PATIENCE)
    assert pool.submit(quick_engine.pid).result(PATIENCE) == before


def test_cancel_kills_a_worker_that_does_not_listen_and_starts_another(pool: WorkerPool) -> None:
    before = pool.submit(quick_engine.pid).result(PATIENCE)
    job = request(pool, act="hang")
    until(lambda: job.progress.stage == "hanging")
    job.cancel()
    assert pool.submit(quick_engine.pid).result(PATIENCE) != before
    assert job.state == "cancelled" and not alive(before)


def test_cancel_spares_a_worker_that_still_loads_its_engine(pool: WorkerPool, tmp_path: Path) -> None:
    pool.warm_up("quick", {"act": "wait", "note": str(tmp_path / "ready")})
    job = request(pool, note=str(tmp_path / "read"))
    until(lambda: job.state == "running")
    before = pool.workers[0].process.pid
    job.cancel()
    pool.workers[0].kill(job)  # what follows when the grace is over
    (tmp_path / "ready").touch()
    assert pool.submit(quick_engine.pid).result(PATIENCE) == before
    assert job.state == "cancelled" and reads(tmp_path / "read") == 0


def test_cancel_takes_a_waiting_job_out_of_the_queue(pool: WorkerPool, tmp_path: Path) -> None:
    busy = request(pool, act="wait")
    waiting = request(pool, "never read", note=str(tmp_path / "note"))
    waiting.cancel()
    busy.cancel()
    assert request(pool, "next").result(PATIENCE).text == "next"
    assert waiting.state == "cancelled" and reads(tmp_path / "note") == 0
    waiting.cancel()  # again does no harm


def test_a_newer_request_supersedes_a_running_and_a_waiting_one_in_its_slot(pool: WorkerPool, tmp_path: Path) -> None:
    running = request(pool, "1", slot="filtered", act="wait")
    until(lambda: running.state == "running")
    elsewhere = request(pool, "2", slot="original")
    waiting = request(pool, "3", slot="filtered", note=str(tmp_path / "note"))
    assert running.state == "cancelled"
    newest = request(pool, "4", slot="filtered")
    assert waiting.state == "cancelled"
    assert newest.result(PATIENCE).text == "4" and elsewhere.result(PATIENCE).text == "2"
    assert reads(tmp_path / "note") == 0


def test_what_was_stopped_between_its_turn_and_its_start_can_be_asked_for_again(pool: WorkerPool, monkeypatch) -> None:
    take, taken = pool.take, []

    def stopped_at_once(worker):
        job = take(worker)
        if job is not None and job.key and not taken:
            taken.append(job)
            job.cancel()
        return job

    monkeypatch.setattr(pool, "take", stopped_at_once)
    pool.submit(quick_engine.pid).result(PATIENCE)  # the worker waited by the old way; it comes back by this one
    stopped = request(pool, "again")
    assert request(pool, "again", owner="somebody else").result(PATIENCE).text == "again"
    assert taken == [stopped] and stopped.state == "cancelled"


def test_asking_for_the_very_same_again_returns_the_job_under_way(pool: WorkerPool) -> None:
    job = request(pool, slot="filtered", act="wait")
    assert request(pool, slot="filtered", act="wait") is job
    assert request(pool, slot="filtered", act="wait", owner="somebody else") is not job
    job.cancel()


def test_owners_take_turns_and_see_their_place(pool: WorkerPool) -> None:
    busy = request(pool, act="wait")
    until(lambda: busy.state == "running")
    first = [request(pool, f"a{n}", owner="a") for n in range(3)]
    second = request(pool, "b0", owner="b")
    assert [job.place for job in (*first, second)] == [1, 3, 4, 2]
    assert busy.place is None
    busy.cancel()
    assert first[2].result(PATIENCE).text == "a2"


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_a_place_in_the_queue_is_the_turn_it_is_taken_in(owners: list[str]) -> None:
    line = FairQueue()
    jobs = [Job(None, None, owner) for owner in owners]
    for job in jobs:
        line.put(job)
    places = {job.number: line.place_of(job) for job in jobs}
    taken = []
    while (job := line.take()) is not None:
        taken.append(job.number)
    assert taken == sorted(places, key=places.get)
    assert sorted(places.values()) == list(range(1, len(jobs) + 1))


def test_a_worker_killed_in_mid_read_is_replaced_and_its_request_tried_again(pool: WorkerPool, tmp_path: Path) -> None:
    job = request(pool, act="die once", note=str(tmp_path / "note"))
    assert job.result(PATIENCE).text == "quick"
    assert reads(tmp_path / "note") == 2


def test_a_request_that_kills_two_workers_is_a_worker_error_and_the_next_one_is_read(pool: WorkerPool) -> None:
    with pytest.raises(WorkerError, match=r"died twice, in quick; try .* or another engine"):
        request(pool, act="die").result(PATIENCE)
    assert request(pool).result(PATIENCE).text == "quick"


def test_an_engine_that_crashes_its_process_is_named_and_others_read_on(pool: WorkerPool) -> None:
    crashing = request(pool, act="crash")
    other = pool.request(np.full((9, 9), 255, np.uint8), "tesseract", {})
    with pytest.raises(WorkerError, match="died twice, in quick"):
        crashing.result(PATIENCE)
    assert other.result(PATIENCE).text == ""


def test_a_worker_killed_while_idle_is_not_noticed(pool: WorkerPool) -> None:
    os.kill(pool.submit(quick_engine.pid).result(PATIENCE), signal.SIGKILL)
    assert request(pool).result(PATIENCE).text == "quick"


def test_every_worker_warms_up_also_a_replacement(pool: WorkerPool) -> None:
    pool.warm_up("quick")
    assert pool.submit(quick_engine.warmed).result(PATIENCE) == 1
    os.kill(pool.submit(quick_engine.pid).result(PATIENCE), signal.SIGKILL)
    assert pool.submit(quick_engine.warmed).result(PATIENCE) == 1


def test_a_worker_is_recycled_after_its_share_of_calls() -> None:
    with local_pool(modules=("quick_engine",), recycle_after=2) as pool:
        pids = [pool.submit(quick_engine.pid).result(PATIENCE) for _ in range(5)]
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def test_a_worker_that_has_grown_is_recycled(pool: WorkerPool, monkeypatch) -> None:
    monkeypatch.setattr("ocrlab.workers.local.RECYCLE_GROWTH", 50_000_000)
    before = pool.submit(quick_engine.pid).result(PATIENCE)
    request(pool, memory=200).result(PATIENCE)
    assert pool.submit(quick_engine.pid).result(PATIENCE) != before


def test_a_worker_with_nothing_to_do_ends_and_the_next_reading_starts_another() -> None:
    with local_pool(modules=("quick_engine",), idle=0.05) as pool:
        before = pool.submit(quick_engine.pid).result(PATIENCE)
        until(lambda: not alive(before))
        assert request(pool).result(PATIENCE).text == "quick"
        assert pool.submit(quick_engine.pid).result(PATIENCE) != before


def test_no_reading_is_lost_where_a_worker_is_just_ending() -> None:
    with local_pool(modules=("quick_engine",), idle=0.0) as pool:
        for n in range(3):
            pool.warm_up("quick")
            assert request(pool, str(n)).result(PATIENCE).text == str(n)


def test_many_threads_may_ask_at_once(pool: WorkerPool) -> None:
    texts: list[str] = []

    def ask(owner: str) -> None:
        for n in range(5):
            texts.append(request(pool, f"{owner}{n}", owner=owner).result(PATIENCE).text)

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abcdef"]
    [thread.start() for thread in threads]
    [thread.join(PATIENCE) for thread in threads]
    assert sorted(texts) == sorted(f"{name}{n}" for name in "abcdef" for n in range(5))


def test_closing_ends_the_workers_and_whatever_waits(pool: WorkerPool) -> None:
    pid = pool.submit(quick_engine.pid).result(PATIENCE)
    running, waiting = request(pool, act="hang"), request(pool, "later")
    until(lambda: running.state == "running")
    pool.abandon()
    for job in (running, waiting):
        with pytest.raises(Cancelled, match="closing"):
            job.result(PATIENCE)
    until(lambda: not alive(pid))
    with pytest.raises(RuntimeError, match="after shutdown"):
        request(pool, "too late")


PARENT = """
import sys, time
import numpy as np
import quick_engine
from ocrlab.workers import local_pool
print("parent starts", flush=True)
pool = local_pool(modules=("quick_engine",))
print(pool.submit(quick_engine.pid).result(30), flush=True)
if sys.argv[1] == "hang":
    pool.request(np.zeros((4, 4), np.uint8), "quick", {"act": "hang"})
    time.sleep(600)
"""


@pytest.mark.parametrize("how", ["killed while a page is read", "ending by itself"])
def test_no_worker_outlives_its_parent_nor_runs_its_script_again(tmp_path: Path, how: str) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    action = "hang" if how.startswith("killed") else "end"
    with subprocess.Popen(
        [sys.executable, script, action], stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        assert parent.stdout.readline() == "parent starts\n"
        worker = int(parent.stdout.readline())  # and no second "parent starts" before it
        if action == "hang":
            assert alive(worker)
            parent.kill()
        parent.wait(PATIENCE)
    until(lambda: not alive(worker))


@pytest.mark.parametrize("value", ["0", "65", "two", ""])
def test_a_number_of_workers_that_cannot_be_is_refused(monkeypatch, value: str) -> None:
    monkeypatch.setenv("OCRLAB_WORKERS", value)
    with pytest.raises(EngineError, match=r"OCRLAB_WORKERS must be a whole number, 1\.\.64"):
        open_pool()


@pytest.mark.parametrize("value", ["-1", "soon", "nan"])
def test_minutes_of_idleness_that_cannot_be_are_refused(monkeypatch, value: str) -> None:
    monkeypatch.setenv("OCRLAB_IDLE_MINUTES", value)
    with pytest.raises(EngineError, match="OCRLAB_IDLE_MINUTES must be a number of minutes, 0 or more"):
        open_pool()


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv("OCRLAB_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.setattr("ocrlab.workers.cluster.PATIENCE", "1s")
    with pytest.raises(EngineError, match=r"no Dask scheduler answers at 'tcp://127\.0\.0\.1:9'"):
        open_pool()


def test_a_scheduler_that_did_not_answer_is_waited_for_once_until_somebody_says_try_again(monkeypatch) -> None:
    looked = []

    def refuse() -> WorkerPool:
        looked.append(1)
        raise EngineError("no Dask scheduler answers")

    monkeypatch.setattr(workers.shared, "open_pool", refuse)
    monkeypatch.setattr(workers.shared, "_shared", None)
    monkeypatch.setattr(workers.shared, "_refused", None)
    for _ in range(3):
        with pytest.raises(EngineError, match="no Dask scheduler answers"):
            shared_pool()
    assert len(looked) == 1
    try_again()
    with pytest.raises(EngineError):
        shared_pool()
    assert len(looked) == 2


def test_the_seconds_of_a_reading_begin_when_the_engine_is_loaded() -> None:
    worker = CallServer(None, BytesIO())
    report = worker.reporter(1)
    report(Progress("starting"))
    assert worker.started == 0
    report(Progress("detecting"))
    begun = worker.started
    assert begun > 0
    report(Progress("recognising"))
    assert worker.started == begun


def test_all_readings_go_to_a_cluster_by_its_address() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=2, dashboard_address=None, silence_logs=50) as cluster,
        cluster_pool(cluster.scheduler_address, modules=("quick_engine",)) as pool,
    ):
        pool.warm_up("quick")
        assert request(pool, "far away").result(PATIENCE).text == "far away"
        until(lambda: pool.submit(quick_engine.warmed).result(PATIENCE) == 1)
        assert pool.submit(quick_engine.pid).result(PATIENCE) != os.getpid()
        with pytest.raises(EngineError, match="told to fail"):
            request(pool, act="fail").result(PATIENCE)
        again = request(pool, "far away")
        assert again.cached and again.result().text == "far away"
        stuck = [request(pool, f"stuck {n}", act="wait", owner="one") for n in range(2)]
        until(lambda: all(job.state == "running" for job in stuck))
        [job.cancel() for job in stuck]
        assert [job.state for job in stuck] == ["cancelled"] * 2
