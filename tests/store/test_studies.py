"""A store keeps what it was given, all of it or nothing, whoever else writes."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from databases import RELEASED, as_released

from ocrlab.errors import FileError
from ocrlab.reading import Reading, Word
from ocrlab.store import Store, StoredReading, StoredTrial, shared_store
from ocrlab.store.sets import SetName, forget_set

TRIAL = StoredTrial(0, "no filter", {"ocrlab": 1, "stages": []}, {"median": "none"}, "running")
READING = Reading(((Word("text", ((0, 0), (9, 0), (9, 9), (0, 9)), 0.5),),))
STORED = StoredReading(
    "p" * 64, "page", "s", "k" * 64, "text", 0.5, {"cer": {"errors": 1, "length": 4}}, 0.1, 0.2, False
)


@pytest.fixture
def store(database) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


def test_what_is_stored_comes_back_as_it_was(store, database):
    store.add_study("one", {"plan": {"metric": "cer"}})
    assert store.claim("one", TRIAL, "me") and store.add_reading("one", STORED, READING)
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
    assert again.readings("one") == [STORED] and again.reading("k" * 64) == (READING, 0.2)
    again.close()


def test_a_study_of_a_taken_name_is_the_one_that_is_there(store):
    store.add_study("one", {"first": True})
    assert store.add_study("one", {"first": False}).spec == {"first": True}


def test_what_a_study_read_is_stored_once(store):
    assert store.add_reading("one", STORED, READING) is True
    assert store.add_reading("one", STORED, READING) is False
    assert len(store.readings("one")) == 1


def test_the_text_boxes_of_a_page_are_those_found_first(store):
    store.add_text_boxes("one", "page", [[[0, 9, 0, 4]], []], 0.5)
    store.add_text_boxes("one", "page", [[], []], 0.5)
    assert store.text_boxes("one") == {"page": [[[0, 9, 0, 4]], []]} and store.text_boxes("two") == {}


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
    with store.transaction() as base:
        base.exec_driver_sql("UPDATE trials SET beat = beat - 100")
    assert 100 <= store.trials("one")[0].silent < 160
    store.beat("one", 0, "me")
    assert store.trials("one")[0].silent < 60


def begin_a_study(url: str, gate, outcomes) -> None:
    gate.wait()
    store = Store(url)
    try:
        store.add_study("one", {"by": "whoever"})
        outcomes.put(store.claim("one", TRIAL, "me"))
    except FileError as error:
        outcomes.put(str(error))
    store.close()


def in_four_processes(database: str) -> list[object]:
    """What each of four had when all of them began the same study at once."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["ocrlab.store", "sqlalchemy", "psycopg"])
    gate, outcomes = processes.Barrier(4), processes.Queue()
    started = [processes.Process(target=begin_a_study, args=(database, gate, outcomes)) for _ in range(4)]
    [process.start() for process in started]
    had = [outcomes.get(timeout=60) for _ in started]
    [process.join(30) for process in started]
    return sorted(had, key=str)


def test_processes_that_open_a_new_database_together_make_it_once(database):
    assert in_four_processes(database) == [False] * 3 + [True]


def test_a_forgotten_study_leaves_the_others(store):
    for name in ("one", "two"):
        store.add_study(name, {})
        store.claim(name, TRIAL, "me")
        store.add_reading(name, STORED, READING)
        store.add_text_boxes(name, "page", [[], []], 0.5)
    with store.transaction() as base:
        forget_set(base, SetName("study", "one"))
    assert store.study("one") is None and store.trials("one") == [] and store.readings("one") == []
    assert store.text_boxes("one") == {} and len(store.text_boxes("two")) == 1
    assert [study.name for study in store.studies()] == ["two"] and len(store.readings("two")) == 1


def test_processes_that_take_over_version_0_1_together_do_it_once(database):
    as_released(database, RELEASED[0])
    assert in_four_processes(database) == [False] * 3 + [True]
    assert len(Store(database).readings("study-1957d35b-044a")) == 37


def test_a_full_disk_is_named_and_what_was_finished_is_kept(tmp_path):
    store = Store(tmp_path / "lab.sqlite3")
    store.add_study("one", {})
    store.add_reading("one", STORED, READING)
    with store.transaction() as base:
        pages = base.exec_driver_sql("PRAGMA page_count").scalar()
        base.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    large = StoredReading(*("q" * 64, "page", "s", "l" * 64, "text", 0.5, {}, 0.1, 0.2, False))
    with pytest.raises(FileError, match=r"disk is full.*what was finished is kept"):
        store.add_reading("one", large, Reading(READING.rows * 50_000))
    assert store.readings("one") == [STORED]


def test_a_damaged_database_is_told_in_one_sentence_and_put_aside(tmp_path):
    (tmp_path / "lab.sqlite3").write_bytes(b"no database at all, but long enough to be looked at" * 50)
    store = Store(f"sqlite:///{tmp_path}/lab.sqlite3")
    with pytest.raises(FileError, match=r"cannot be used .*not a database.* put aside as lab.sqlite3.damaged"):
        store.studies()
    assert store.studies() == [] and (tmp_path / "lab.sqlite3.damaged").read_bytes().startswith(b"no database")


@pytest.mark.parametrize("name", ["日本語", "naïve", "a\nb", "%20", "'; DROP TABLE studies"])
def test_a_study_may_have_any_name(store, name):
    store.add_study(name, {"name": name})
    store.claim(name, TRIAL, "me")
    assert [(study.name, study.spec) for study in store.studies()] == [(name, {"name": name})]
    assert len(store.trials(name)) == 1


def test_a_database_whose_encoding_lacks_a_letter_of_a_name_says_so(new_postgresql):
    store = Store(new_postgresql("LATIN1"))
    with pytest.raises(FileError, match=r"keeps text in LATIN1, which cannot hold '日'; .*ENCODING 'UTF8'"):
        store.add_study("日本語", {})
    with pytest.raises(FileError, match="cannot hold '日'"):
        store.study("日本語")


def test_a_database_of_another_encoding_holds_whatever_was_read(new_postgresql):
    store = Store(new_postgresql("LATIN1"))
    store.add_study("one", {"source": "日本語"})
    reading = Reading(((Word("日本語 \ud83d", ((0, 0), (9, 0), (9, 9), (0, 9)), 0.5),),))
    stored = StoredReading(*("p" * 64, "page", "s", "k" * 64, reading.text, 0.5, {}, 0.1, 0.2, False))
    store.add_reading("one", stored, reading)
    assert store.readings("one") == [stored] and store.reading("k" * 64).reading == reading


def test_a_name_that_no_encoding_can_hold_is_refused_in_one_sentence(store):
    with pytest.raises(FileError, match=r"cannot hold '\\udcff'"):
        store.add_study("a\udcff", {})


def test_the_store_lies_in_the_labs_folder_unless_a_database_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    shared_store().add_study("one", {})
    assert (tmp_path / "lab.sqlite3").is_file()
    monkeypatch.setenv("OCRLAB_DATABASE_URL", f"sqlite:///{tmp_path}/other.sqlite3")
    assert shared_store().studies() == []


def test_a_missing_driver_is_named_with_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(FileError, match=r'its driver psycopg is not installed.*pip install "psycopg\[binary\]"'):
        Store("postgresql+psycopg://ann@host/lab").studies()


def test_a_server_that_does_not_answer_is_named():
    with pytest.raises(FileError, match=r"postgresql\+psycopg://ann@127.0.0.1:9/lab cannot be used \(.*refused"):
        Store("postgresql+psycopg://ann@127.0.0.1:9/lab").studies()
