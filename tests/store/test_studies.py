"""A store keeps what it was given, all of it or nothing, whoever else writes."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from ocrlab.errors import FileError
from ocrlab.store import Store, StoredReading, StoredTrial, shared_store

TRIAL = StoredTrial(0, "no filter", {"ocrlab": 1, "stages": []}, {"median": "none"}, "running")
READING = StoredReading(
    "p" * 64, "page", "s", "k" * 64, "text", 0.5, {"cer": {"errors": 1, "length": 4}}, 0.1, 0.2, False
)


@pytest.fixture
def store(database) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


def test_what_is_stored_comes_back_as_it_was(store, database):
    store.add_study("one", {"plan": {"metric": "cer"}})
    assert store.claim("one", TRIAL, "me") and store.add_reading("one", READING)
    store.finish("one", 0, "me", "complete", 0.25, 1.5, {"pages": 3})
    store.set_state("one", "done", {"best": 0})
    again = Store(database)
    study = again.study("one")
    assert (study.spec, study.state, study.summary) == ({"plan": {"metric": "cer"}}, "done", {"best": 0})
    [trial] = again.trials("one")
    assert (trial.number, trial.state, trial.value, trial.seconds, trial.notes) == (
        0,
        "complete",
        0.25,
        1.5,
        {"pages": 3},
    )
    assert again.readings("one") == [READING] and again.known("k" * 64) == READING
    again.close()


def test_a_study_of_a_taken_name_is_the_one_that_is_there(store):
    store.add_study("one", {"first": True})
    assert store.add_study("one", {"first": False}).spec == {"first": True}


def test_a_reading_is_kept_once(store):
    assert store.add_reading("one", READING) is True
    assert store.add_reading("one", READING) is False
    assert len(store.readings("one")) == 1


def test_a_trial_number_goes_to_one_process_only(store):
    store.add_study("one", {})
    won: list[bool] = []
    threads = [threading.Thread(target=lambda i=i: won.append(store.claim("one", TRIAL, f"me {i}"))) for i in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(won) == [False] * 7 + [True]


def test_an_abandoned_trial_is_adopted_once_and_not_once_its_owner_gives_signs_of_life(store):
    store.claim("one", TRIAL, "gone")
    [seen] = store.trials("one")
    assert store.adopt("one", seen, "first") is True
    assert store.adopt("one", seen, "second") is False
    [seen] = store.trials("one")
    store.beat("one", 0, "first")
    assert store.adopt("one", seen, "second") is False


def test_who_was_taken_for_gone_does_not_overwrite_what_another_finished(store):
    store.claim("one", TRIAL, "slow")
    [seen] = store.trials("one")
    store.adopt("one", seen, "quick")
    assert store.finish("one", 0, "slow", "failed", None, 9.0, {}) is False
    assert store.finish("one", 0, "quick", "complete", 0.25, 1.5, {"pages": 3}) is True
    assert store.finish("one", 0, "quick", "failed", None, 9.0, {}) is False
    assert [(trial.state, trial.value) for trial in store.trials("one")] == [("complete", 0.25)]


def test_silence_is_told_by_the_databases_own_clock(store, monkeypatch):
    store.claim("one", TRIAL, "me")
    if not store.url.startswith("sqlite"):  # the clock of this machine goes wrong by an hour
        monkeypatch.setattr(time, "time", lambda now=time.time: now() + 3600)
    assert store.trials("one")[0].silent < 60
    with store._open() as base:
        base.exec_driver_sql("UPDATE trials SET beat = beat - 100")
    assert 100 <= store.trials("one")[0].silent < 160
    store.beat("one", 0, "me")
    assert store.trials("one")[0].silent < 60


def begin_a_study(url: str, gate, told) -> None:
    gate.wait()
    store = Store(url)
    try:
        store.add_study("one", {"by": "whoever"})
        told.put(store.claim("one", TRIAL, "me"))
    except FileError as error:
        told.put(str(error))
    store.close()


def test_processes_that_open_a_new_database_together_make_it_once(database):
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.test_store", "sqlalchemy", "psycopg"])
    gate, told = processes.Barrier(4), processes.Queue()
    started = [processes.Process(target=begin_a_study, args=(database, gate, told)) for _ in range(4)]
    [process.start() for process in started]
    found = [told.get(timeout=60) for _ in started]
    [process.join(30) for process in started]
    assert sorted(found, key=str) == [False] * 3 + [True]


def test_a_forgotten_study_leaves_the_others(store):
    for name in ("one", "two"):
        store.add_study(name, {})
        store.claim(name, TRIAL, "me")
        store.add_reading(name, READING)
    store.forget("one")
    assert store.study("one") is None and store.trials("one") == [] and store.readings("one") == []
    assert [study.name for study in store.studies()] == ["two"] and len(store.readings("two")) == 1


def test_the_store_lies_in_the_labs_folder_unless_a_database_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    shared_store().add_study("one", {})
    assert (tmp_path / "lab.sqlite3").is_file()
    monkeypatch.setenv("OCRLAB_DATABASE_URL", f"sqlite:///{tmp_path}/other.sqlite3")
    assert shared_store().studies() == []


@pytest.mark.parametrize("url", ["nonsense", "oracular://host/base", "sqlite:////proc/no/such/place.sqlite3"])
def test_a_database_that_cannot_be_opened_is_named_with_the_way_on(url):
    with pytest.raises(FileError, match=r"store: .*OCRLAB_DATABASE_URL"):
        Store(url).studies()


def test_a_password_is_never_said():
    with pytest.raises(FileError) as told:
        Store("postgresql+nodriver://ann:secret@host/lab").studies()
    assert "secret" not in str(told.value) and "ann" in str(told.value)


def test_a_missing_driver_is_named_with_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(FileError, match=r'its driver psycopg is not installed.*pip install "psycopg\[binary\]"'):
        Store("postgresql+psycopg://ann@host/lab").studies()


def test_a_server_that_does_not_answer_is_named():
    with pytest.raises(FileError, match=r"postgresql\+psycopg://ann@127.0.0.1:9/lab cannot be used \(.*refused"):
        Store("postgresql+psycopg://ann@127.0.0.1:9/lab").studies()


def test_a_damaged_database_is_said_in_one_sentence(tmp_path):
    (tmp_path / "lab.sqlite3").write_bytes(b"no database at all, but long enough to be looked at" * 50)
    with pytest.raises(FileError, match=r"cannot be used .*not a database"):
        Store(f"sqlite:///{tmp_path}/lab.sqlite3").studies()


def test_a_full_disk_is_named_and_what_was_finished_is_kept(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/lab.sqlite3")
    store.add_study("one", {})
    store.add_reading("one", READING)
    with store._open() as base:
        pages = base.exec_driver_sql("PRAGMA page_count").scalar()
        base.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    large = StoredReading(*("q" * 64, "page", "s", "k" * 64, "text" * 50_000, 0.5, {}, 0.1, 0.2, False))
    with pytest.raises(FileError, match=r"disk is full.*what was finished is kept"):
        store.add_reading("one", large)
    assert store.readings("one") == [READING]
