"""What a person may rely on: the same picture under the same settings is read once, whatever the database does."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import quick_engine
from waiting import until

from ocrlab import readings
from ocrlab.engines import TextBoxes
from ocrlab.errors import FileError
from ocrlab.reading import Reading, Word
from ocrlab.readings import reading_key
from ocrlab.store import Readings, Store, StoredReading, TimedReading
from ocrlab.store import readings as stored_readings
from ocrlab.store.sets import SetName, forget_set
from ocrlab.store.tables import insert_new

IMAGE = np.arange(16, dtype=np.uint8).reshape(4, 4)
SIZE = len('{"rows":[[{"box":[[0,0],[9.5,0],[9,9],[0,9]],"confidence":0.25,"text":"a"}]]}')


def reading(text: str) -> Reading:
    return Reading(((Word(text, ((0, 0), (9.5, 0), (9, 9), (0, 9)), 0.25),),))


def in_database(address: str | Path, **bounds: int) -> Readings:
    """Readings as a new process has them: nothing in memory."""
    return Readings(Store(address), **{"max_in_memory": 0} | bounds)


def of_study(key: str, text: str) -> StoredReading:
    return StoredReading("p" * 64, "page", "s", key, text, 0.25, {}, 0.1, 1.0, False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lab" / "lab.sqlite3"


def test_a_key_depends_on_everything_a_reading_depends_on_and_on_nothing_else(monkeypatch) -> None:
    engine = quick_engine.ENGINE
    key = reading_key(IMAGE, engine, {})
    assert key == reading_key(np.array(IMAGE), engine, {"text": "quick"})  # a default written out is the same setting
    others = [
        reading_key(IMAGE + 1, engine, {}),
        reading_key(IMAGE.reshape(2, 8), engine, {}),
        reading_key(IMAGE, engine, {"text": "slow"}),
        reading_key(IMAGE, engine, {}, TextBoxes()),
        reading_key(IMAGE, engine, {}, TextBoxes(level=((0, 1, 0, 1),))),
    ]
    monkeypatch.setattr(quick_engine.QuickEngine, "version", "2")
    others.append(reading_key(IMAGE, engine, {}))
    assert len({key, *others}) == 7


def test_a_reading_is_there_for_other_processes_with_the_seconds_it_took(database: str) -> None:
    writer = (
        "import sys; from ocrlab.store import Readings, Store; from ocrlab.reading import Reading, Word;"
        "Readings(Store(sys.argv[1])).put('k',"
        " Reading(((Word('Grüße 日', ((0, 0), (9.5, 0), (9, 9), (0, 9)), 0.25),),)), 1.5)"
    )
    subprocess.run([sys.executable, "-c", writer, database], check=True)
    assert in_database(database).get("k") == TimedReading(reading("Grüße 日"), 1.5)
    assert in_database(database).get("another") is None


def test_without_a_database_readings_last_as_long_as_the_process() -> None:
    recent = Readings(max_in_memory=2)
    for key in "abc":
        recent.put(key, reading(key), 1.0)
    assert [recent.get(key) is not None for key in "abc"] == [False, True, True]


def test_what_was_read_last_is_in_memory_and_needs_no_database(path: Path) -> None:
    readings = Readings(Store(path), max_in_memory=1)
    for key in "ab":
        readings.put(key, reading(key), 1.0)
    assert [readings.recent(key) is not None for key in "ab"] == [False, True]
    assert readings.get("a") is not None and readings.recent("a") is not None


def test_the_database_stays_bounded_and_forgets_what_was_not_used_for_longest(database: str, monkeypatch) -> None:
    monkeypatch.setattr(stored_readings.time, "time", iter(range(0, 10**7, 4000)).__next__)  # more than an hour each
    readings = in_database(database, max_bytes=3 * SIZE)
    for key in "abc":
        readings.put(key, reading(key), 1.0)
    assert readings.get("a") is not None  # used again, so "b" is the oldest now
    readings = in_database(database, max_bytes=3 * SIZE)  # a new process looks at the bound with its first reading
    readings.put("d", reading("d"), 1.0)
    assert [readings.get(key) is not None for key in "abcd"] == [True, False, False, True]


def test_what_a_study_refers_to_is_not_dropped_until_the_study_is_forgotten(database: str) -> None:
    store = Store(database)
    store.add_study("one", {})
    store.add_reading("one", of_study("a", "a"), reading("a"))
    in_database(database, max_bytes=0).put("b", reading("b"), 1.0)
    assert [in_database(database).get(key) is not None for key in "ab"] == [True, False]
    assert [stored.text for stored in store.readings("one")] == ["a"]
    with store.transaction() as base:
        forget_set(base, SetName("study", "one"))
    in_database(database, max_bytes=0).put("b", reading("b"), 1.0)
    assert [in_database(database).get(key) is not None for key in "ab"] == [False, False]


def somebody_waits(store: Store) -> bool:
    with store.transaction() as base:
        waiting = "SELECT COUNT(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return base.exec_driver_sql(waiting).scalar()


def test_a_reading_is_not_dropped_in_the_moment_in_which_a_study_comes_to_refer_to_it(database: str) -> None:
    store = Store(database)
    in_database(database).put("a", reading("a"), 1.0)
    dropping = threading.Thread(target=lambda: in_database(database, max_bytes=0).put("b", reading("b"), 1.0))
    with store.transaction() as base:
        store._put(base, "a", reading("a"), 1.0)
        stored = {name: getattr(of_study("a", "a"), name) for name in ("pipeline", "page", "settings", "key", "saved")}
        insert_new(base, "study_readings", study="one", rates="{}", filter_seconds=0.1, read_seconds=1.0, **stored)
        dropping.start()
        if base.dialect.name == "postgresql":  # SQLite lets nobody write meanwhile
            until(lambda: somebody_waits(store))
    dropping.join()
    assert [stored.text for stored in store.readings("one")] == ["a"]


def test_a_slider_a_command_and_two_studies_have_one_reading_together(database: str) -> None:
    in_database(database).put("a", reading("a"), 1.5)
    store = Store(database)
    for study in ("one", "two"):
        assert store.add_reading(study, of_study("a", "a"), reading("a"))
    with store.transaction() as base:
        assert base.exec_driver_sql("SELECT COUNT(*) FROM engine_readings").scalar() == 1
    assert store.reading("a") == TimedReading(reading("a"), 1.5)


def test_a_reading_a_study_was_scored_by_stays_as_it_is(database: str) -> None:
    store = Store(database)
    store.add_reading("one", of_study("a", "first"), reading("first"))
    in_database(database).put("a", reading("second"), 9.0)
    assert store.reading("a") == TimedReading(reading("first"), 1.0)


def test_what_cannot_be_understood_any_more_is_read_anew_and_replaced(database: str) -> None:
    in_database(database).put("a", reading("a"), 1.0)
    with Store(database).transaction() as base:
        base.exec_driver_sql("UPDATE engine_readings SET data = '{\"rows\": 7}'")
    assert in_database(database).get("a") is None
    in_database(database).put("a", reading("a"), 1.0)
    assert in_database(database).get("a").reading == reading("a")


@pytest.mark.parametrize("content", [b"this is no database at all, whatever its name says" * 40, b""])
def test_a_damaged_file_costs_a_reading_not_an_error(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    readings = in_database(path)
    assert readings.get("k") is None
    readings.put("k", reading("anew"), 1.0)
    assert in_database(path).get("k").reading == reading("anew")


def test_a_damaged_file_is_put_aside_as_it_is_and_never_over_an_earlier_one(path: Path) -> None:
    path.parent.mkdir()
    for content in (b"first" * 300, b"second" * 300):
        path.write_bytes(content)
        assert in_database(path).get("k") is None
    aside = [path.with_name(f"lab.sqlite3.damaged{number}") for number in ("", "-2")]
    assert [file.read_bytes() for file in aside] == [b"first" * 300, b"second" * 300]


def test_whoever_asks_for_studies_first_is_told_once_that_their_file_was_put_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 300)
    store = Store(path)
    assert Readings(store).get("k") is None
    with pytest.raises(FileError, match=r"lab.sqlite3 cannot be used .*put aside as lab.sqlite3.damaged"):
        store.studies()
    assert store.studies() == []


def test_a_file_that_is_locked_or_full_is_not_taken_for_damaged(path: Path) -> None:
    store = Store(path)
    readings = Readings(store, max_in_memory=0)
    readings.put("k", reading("k"), 1.0)
    with store.transaction() as base:
        base.exec_driver_sql(f"PRAGMA max_page_count={base.exec_driver_sql('PRAGMA page_count').scalar()}")
    readings.put("large", reading("text" * 50_000), 1.0)
    assert [readings.get(key) is not None for key in ("k", "large")] == [True, False]
    assert [file.name for file in path.parent.glob("*damaged*")] == []


def test_a_folder_that_cannot_be_made_costs_a_reading_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    readings = in_database(tmp_path / "file" / "lab.sqlite3")
    readings.put("k", reading("lost"), 1.0)
    assert readings.get("k") is None


def test_an_address_that_cannot_be_a_database_costs_a_reading_not_an_error() -> None:
    readings = in_database("mysql://ann@host/lab")
    readings.put("k", reading("lost"), 1.0)
    assert readings.get("k") is None


class Silent(Store):
    """A server that answers nothing, and how often it was asked."""

    asked = 0

    def reading(self, key):
        self.asked += 1
        raise FileError("store: cannot be used (timeout)")


def test_a_database_that_kept_somebody_waiting_in_vain_is_left_alone_for_a_while(path: Path, monkeypatch) -> None:
    silent = Silent(path)
    readings = Readings(silent)
    assert [readings.get("k") for _ in range(3)] == [None] * 3 and silent.asked == 3  # it failed at once each time
    monkeypatch.setattr(stored_readings, "SLOW", -1.0)
    assert [readings.get("k") for _ in range(3)] == [None] * 3 and silent.asked == 4


def test_many_threads_and_two_processes_share_one_database(database: str) -> None:
    shared = [in_database(database) for _ in range(2)]

    def work(index: int) -> None:
        for n in range(10):
            shared[index % 2].put(f"{index}-{n}", reading(f"{index}-{n}"), 1.0)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    back = [shared[1 - index % 2].get(f"{index}-{n}") for index in range(6) for n in range(10)]
    assert [timed.reading.text for timed in back] == [f"{index}-{n}" for index in range(6) for n in range(10)]


def test_reading_the_same_twice_reads_once_unless_the_cache_is_off(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    note = tmp_path / "note"
    texts = [readings.read("quick", IMAGE, {"note": str(note)}).text for _ in range(3)]
    assert texts == ["quick"] * 3 and note.stat().st_size == 1
    monkeypatch.setenv("OCRLAB_CACHE", "off")
    readings.read("quick", IMAGE, {"note": str(note)})
    assert note.stat().st_size == 2
