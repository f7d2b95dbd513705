"""What goes wrong in a search is named, counted and survived, and the study stays as it was."""

from __future__ import annotations

import pytest
from search_engine import InPlace, dataset, entry, outcome, pages_of, plan_of, study_of

from ocrlab.datasets import Entry
from ocrlab.errors import Cancelled, EngineError, FileError, ImageError, WorkersGone
from ocrlab.pipeline import Pipeline
from ocrlab.store import Readings, Store
from ocrlab.workers import WorkerPool, cluster, local_pool

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(f"sqlite:///{tmp_path}/lab.sqlite3")


def pool_of_one() -> WorkerPool:
    return local_pool(1, modules=("search_engine",), readings=Readings())


# A page, a setting


def test_a_page_no_engine_survives_is_named_and_left_out(store):
    entries = [*dataset(9), entry("tall", 5, "noisy", height=90)]
    summary = study_of(store, plan_of(settings={"fear": 90}), pages_of(entries)).run()
    assert [reason for reason in summary.left_out if "afraid" in reason] == ["tall: specks: afraid of this page"]
    assert summary.best.stages


def test_a_setting_that_cannot_be_applied_fails_alone(store):
    plan = plan_of("median radius=1..2", current=Pipeline.of("gaussian sigma=1 region=0,0,120,70"))
    entries = [entry(f"p{i}", 5, height=80) for i in range(6)] + [entry(f"low{i}", 6 + i) for i in range(6)]
    study = study_of(store, plan, pages_of(entries))
    summary = study.run()
    failed = [trial for trial in study.trials if trial.state == "failed"]
    assert summary.failed == len(failed) == 3 and "region" in failed[0].why


def test_a_page_that_is_lost_in_mid_search_stops_the_study_and_no_setting_is_blamed(store, undisturbed):
    lost: list[str] = []

    def moody(entry: Entry) -> Entry:
        def load():
            if entry.name in lost:
                raise ImageError(f"{entry.name}: is damaged")
            return entry.load()

        return Entry(entry.name, load, group=entry.group, has_truth=True)

    entries = [moody(entry) for entry in dataset(10)]
    study = study_of(store, pages=pages_of(entries), watch=lambda t: t.number == 2 and study.stop())
    with pytest.raises(Cancelled):
        study.run()
    again = study_of(store, pages=pages_of(entries))
    lost.append(again.known.searched[0].name)
    with pytest.raises(FileError, match=f"{lost[0]}: is damaged"):
        again.run()
    assert store.study(study.name).state == "failed" and [t.state for t in again.trials] == ["complete"] * 3
    lost.clear()
    last = study_of(store, pages=pages_of(entries))
    last.run()
    assert outcome(last) == outcome(undisturbed)


# Workers


def test_a_worker_that_dies_is_replaced_and_its_page_read_again(store, undisturbed, tmp_path):
    mine = tmp_path / "mine"
    with pool_of_one() as pool:
        study = study_of(
            store, plan_of(settings={"mine": str(mine)}), pool=pool, watch=lambda t: t.number == 1 and mine.touch()
        )
        study.run()
    assert not mine.exists()  # it has killed somebody
    assert outcome(study) == outcome(undisturbed)


def test_a_page_that_kills_its_worker_twice_is_named_and_left_out(store):
    entries = [*dataset(9), entry("tall", 5, "noisy", height=90)]
    plan = plan_of("median radius=1..2", settings={"deadly": 90})
    with pool_of_one() as pool:
        summary = study_of(store, plan, pages_of(entries), pool=pool).run()
    [reason] = summary.left_out
    assert reason.startswith("tall: worker: the process reading this page died twice") and summary.best.stages


def test_a_setting_that_kills_its_workers_fails_by_name_and_the_others_go_on(store):
    entries = [entry(f"p{i}", 5 + i, height=60) for i in range(6)]
    plan = plan_of("scale? factor=1.5", "median? radius=1", settings={"deadly": 90})
    with pool_of_one() as pool:
        study = study_of(store, plan, pages_of(entries), pool=pool)
        summary = study.run()
    failed = [trial for trial in study.trials if trial.state == "failed"]
    assert len(failed) == 2 and all("scale" in str(t.pipeline) and "died twice" in t.why for t in failed)
    assert summary.best == Pipeline.of("median radius=1")


def test_an_engine_that_fails_again_and_again_stops_the_study_and_nothing_is_lost(store):
    class Broken(InPlace):
        def request(self, image, engine, settings, **rest):
            job = super().request(image, engine, settings, **rest)
            if self.asked > 9:
                job.future = type(job.future)()
                job.future.set_exception(EngineError("specks: has lost its weights"))
                job.result = job.future.result
            return job

    study = study_of(store, plan_of("rotate angle=10..11"), pool=Broken())
    with pytest.raises(EngineError, match=r"specks: has lost its weights"):
        study.run()
    assert store.study(study.name).state == "failed"
    assert study_of(store, plan_of("rotate angle=10..11")).run().trials == len(store.trials(study.name))


def test_a_lab_that_is_closed_in_mid_search_has_stopped_it_rather_than_failed(store):
    with pool_of_one() as pool:
        study = study_of(store, pool=pool, watch=lambda t: t.number == 2 and pool.abandon())
        with pytest.raises(Cancelled, match="the lab is closing"):
            study.run()
    assert store.study(study.name).state == "stopped"


# A cluster


@pytest.fixture
def dask(monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    made = []

    def start(workers: int):
        made.append(
            distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50)
        )
        return made[-1]

    yield start
    [cluster_.close() for cluster_ in made]


def cluster_pool(address: str) -> WorkerPool:
    return cluster.cluster_pool(address, modules=("search_engine",), readings=Readings())


def test_a_cluster_of_two_worker_processes_gives_the_same_trials(store, undisturbed, dask):
    with cluster_pool(dask(2).scheduler_address) as pool:
        study = study_of(store, pool=pool, workers=2)
        study.run()
    assert outcome(study) == outcome(undisturbed)


def test_a_scheduler_that_vanishes_is_named_and_the_study_goes_on_later(store, undisturbed, dask):
    running = dask(1)
    address = running.scheduler_address
    with cluster_pool(address) as pool:
        study = study_of(store, pool=pool, workers=1, watch=lambda t: t.number == 2 and running.close())
        with pytest.raises(WorkersGone, match=f"the Dask scheduler at {address} was lost"):
            study.run()
        assert store.study(study.name).state == "failed"
        # What was finished stands, and no setting and no page is blamed for what came then.
        assert [t.number for t in study.trials] == [0, 1, 2] and not study.known.lost
        with pytest.raises(WorkersGone, match=f"no Dask scheduler answers at '{address}'"):
            study_of(store, pool=pool).run()
    again = study_of(store)
    again.run()
    assert outcome(again) == outcome(undisturbed)


def test_a_cluster_without_workers_is_said_rather_than_waited_for(store, dask, monkeypatch):
    monkeypatch.setattr(cluster, "CENSUS_SECONDS", 0.1)
    monkeypatch.setattr(cluster, "ALONE_SECONDS", 0.5)
    running = dask(1)
    with cluster_pool(running.scheduler_address) as pool:
        study = study_of(store, pool=pool, watch=lambda t: t.number == 2 and running.scale(0))
        with pytest.raises(WorkersGone, match=r"has no workers any more; start one with: python -m dask worker tcp://"):
            study.run()
    assert [t.number for t in study.trials] == [0, 1, 2]


def test_a_cluster_that_does_not_know_the_lab_is_told_how_to(store, dask):
    address = dask(1).scheduler_address
    with cluster.cluster_pool(address, modules=("not_there",), readings=Readings()) as pool:
        study = study_of(store, pool=pool)
        with pytest.raises(WorkersGone, match=r"does not know this lab; install it, in the same version"):
            study.run()
    assert not study.trials and not study.known.lost


# The disk


def test_a_full_disk_stops_the_study_and_what_was_finished_is_kept(store, undisturbed):
    def grow(to: int | None) -> None:
        with store.transaction() as base:  # the limit is the connection's, and in one thread there is one
            pages = to or base.exec_driver_sql("PRAGMA page_count").scalar()
            base.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    study = study_of(store, watch=lambda t: t.number == 2 and grow(None))
    with pytest.raises(FileError, match=r"lab.sqlite3 cannot be used \(.*disk is full\).*what was finished is kept"):
        study.run()
    finished = [t.number for t in store.trials(study.name) if t.state != "running"]
    assert finished[:3] == [0, 1, 2]
    grow(1_000_000)
    again = study_of(store)
    again.run()
    assert outcome(again) == outcome(undisturbed)
