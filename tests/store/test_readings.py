"""What a person may rely on: the same picture under the same settings is read once, whatever happens to the file."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import quick_engine

from ocrlab import cache
from ocrlab.cache import Kept, ReadingCache, reading_key
from ocrlab.engines import TextBoxes
from ocrlab.reading import Reading, Word

IMAGE = np.arange(16, dtype=np.uint8).reshape(4, 4)


def reading(text: str) -> Reading:
    return Reading(((Word(text, ((0, 0), (9.5, 0), (9, 9), (0, 9)), 0.25),),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lab" / "readings.sqlite3"


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


def test_a_reading_is_kept_across_processes_with_the_seconds_it_took(path: Path) -> None:
    writer = (
        "import sys, pathlib; from ocrlab.cache import ReadingCache; from ocrlab.reading import Reading, Word;"
        "ReadingCache(pathlib.Path(sys.argv[1])).put('k',"
        " Reading(((Word('Grüße', ((0, 0), (9.5, 0), (9, 9), (0, 9)), 0.25),),)), 1.5)"
    )
    subprocess.run([sys.executable, "-c", writer, path], check=True)
    assert ReadingCache(path).get("k") == Kept(reading("Grüße"), 1.5)
    assert ReadingCache(path).get("another") is None


def test_without_a_file_readings_last_as_long_as_the_process() -> None:
    kept = ReadingCache(in_memory=2)
    for key in "abc":
        kept.put(key, reading(key), 1.0)
    assert [kept.get(key) is not None for key in "abc"] == [False, True, True]


def test_the_file_stays_bounded_and_forgets_what_was_not_used_for_longest(path: Path, monkeypatch) -> None:
    size = len('{"rows":[[{"text":"a","confidence":0.25,"box":[[0,0],[9.5,0],[9,9],[0,9]]}]]}')
    monkeypatch.setattr(cache.time, "time", iter(range(1000)).__next__)
    kept = ReadingCache(path, in_memory=0, on_disk=3 * size)
    for key in "abc":
        kept.put(key, reading(key), 1.0)
    assert kept.get("a") is not None  # used again, so "b" is the oldest now
    kept = ReadingCache(path, in_memory=0, on_disk=3 * size)  # a new process looks at the bound with its first reading
    kept.put("d", reading("d"), 1.0)
    assert [kept.get(key) is not None for key in "abcd"] == [True, False, False, True]


@pytest.mark.parametrize("content", [b"this is no database at all, whatever its name says" * 40, b""])
def test_a_damaged_file_costs_a_reading_not_an_error(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    kept = ReadingCache(path, in_memory=0)
    assert kept.get("k") is None
    kept.put("k", reading("anew"), 1.0)
    assert ReadingCache(path).get("k").reading == reading("anew")


def test_a_folder_that_cannot_be_made_costs_a_reading_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = ReadingCache(tmp_path / "file" / "readings.sqlite3", in_memory=0)
    kept.put("k", reading("lost"), 1.0)
    assert kept.get("k") is None


def test_many_threads_and_two_caches_share_one_file(path: Path) -> None:
    caches = [ReadingCache(path, in_memory=0) for _ in range(2)]

    def work(index: int) -> None:
        for n in range(10):
            caches[index % 2].put(f"{index}-{n}", reading(f"{index}-{n}"), 1.0)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    found = [caches[1 - index % 2].get(f"{index}-{n}") for index in range(6) for n in range(10)]
    assert [kept.reading.text for kept in found] == [f"{index}-{n}" for index in range(6) for n in range(10)]


def test_reading_the_same_twice_reads_once_unless_the_cache_is_off(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    note = tmp_path / "note"
    texts = [cache.read("quick", IMAGE, {"note": str(note)}).text for _ in range(3)]
    assert texts == ["quick"] * 3 and note.stat().st_size == 1
    monkeypatch.setenv("OCRLAB_CACHE", "off")
    cache.read("quick", IMAGE, {"note": str(note)})
    assert note.stat().st_size == 2
