"""What a browser's owner may rely on: work stays, whole, within its bounds, and nobody else ever sees it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ocrlab.errors import ParamError
from ocrlab.store import Store, StoredWork, WorkBounds, work_bounds
from ocrlab.store import work as stored_work

ANN, BOB = "a" * 64, "b" * 64
WIDE = WorkBounds(10**9, 30)
DAY = 86_400.0


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def put(store: Store, name: str, *files: bytes, owner: str = ANN, version: int = 1, bounds: WorkBounds = WIDE) -> str:
    work = StoredWork(name, version, f'"summary of {name}"', f'"state {version} of {name}"')
    return store.put_work(owner, work, {digest(data): data for data in files}, bounds, version - 1)


def names(store: Store, owner: str = ANN, bounds: WorkBounds = WIDE) -> list[str]:
    return [work.name for work in store.works(owner, bounds)]


@pytest.fixture
def store(database: str) -> Store:
    return Store(database)


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """The time, set by hand; each look at it is a second later."""
    now = [1000 * DAY]

    def tick(_: Store, __: object) -> float:
        now[0] += 1
        return now[0]

    monkeypatch.setattr(stored_work.WorkTable, "_clock", tick)
    return now


def test_work_comes_back_with_its_state_and_the_very_bytes_of_its_files(store, database):
    assert put(store, "one", b"scan", b"\0\xff photo") == "stored"
    work, files = Store(database).take_up(ANN, "one", WIDE)
    assert (work.name, work.version, work.state) == ("one", 1, '"state 1 of one"')
    assert files == {digest(data): data for data in (b"scan", b"\0\xff photo")}


def test_nobody_else_sees_takes_up_changes_or_deletes_it(store):
    put(store, "one", b"scan")
    assert store.works(BOB, WIDE) == [] and store.take_up(BOB, "one", WIDE) is None
    assert put(store, "one", owner=BOB, version=2) == "deleted"  # as if it had never been
    store.forget_work(BOB)
    store.forget_work(BOB, ["one"])
    assert put(store, "one", b"another", owner=BOB) == "stored"
    assert store.take_up(ANN, "one", WIDE)[1] == {digest(b"scan"): b"scan"}


def test_the_latest_stands_first_in_the_list_and_what_is_taken_up_is_the_latest(store, clock):
    for name in ("one", "two", "three"):
        put(store, name)
    store.take_up(ANN, "one", WIDE)
    assert names(store) == ["one", "three", "two"]
    assert store.works(ANN, WIDE)[0].summary == '"summary of one"'


def test_of_two_windows_on_one_work_the_later_is_told_and_changes_nothing(store):
    put(store, "one", b"scan")
    assert put(store, "one", b"scan", version=2) == "stored"
    assert put(store, "one", b"other", version=2) == "changed"
    assert put(store, "one", version=1) == "changed"  # as if it were new
    work, files = store.take_up(ANN, "one", WIDE)
    assert work.version == 2 and list(files.values()) == [b"scan"]


def test_work_deleted_in_another_window_does_not_come_back(store):
    put(store, "one", b"scan")
    store.forget_work(ANN, ["one"])
    assert put(store, "one", b"scan", version=2) == "deleted"
    assert names(store) == []


def stored_bytes(store: Store) -> int:
    with store.transaction() as base:
        return base.exec_driver_sql("SELECT COALESCE(SUM(size), 0) FROM work_files").scalar()


def test_a_file_is_there_once_an_owner_and_goes_with_the_last_work_that_uses_it(store):
    for name, owner in (("one", ANN), ("two", ANN), ("one", BOB)):
        put(store, name, b"scan", owner=owner)
    assert stored_bytes(store) == 2 * len(b"scan")
    store.forget_work(ANN, ["one"])
    assert store.take_up(ANN, "two", WIDE)[1] != {}
    put(store, "two", version=2)  # the file was closed
    assert stored_bytes(store) == len(b"scan")
    store.forget_work(BOB)
    assert stored_bytes(store) == 0


def test_what_nobody_went_on_with_for_so_many_days_is_gone_with_its_files(store, clock):
    put(store, "old", b"old scan")
    clock[0] += 30 * DAY
    assert names(store) == [] and store.take_up(ANN, "old", WIDE) is None
    put(store, "new", owner=BOB)  # whoever stores something takes out what is too old
    assert stored_bytes(store) == 0


def test_an_owner_s_oldest_work_makes_room_before_anybody_else_s(store, clock):
    put(store, "bob's", b"x" * 300, owner=BOB)
    bounds = WorkBounds(2000, 30)  # 1000 an owner
    for name in ("one", "two", "three"):
        put(store, name, bytes(str(name), "ascii") * 100, bounds=bounds)
    assert names(store) == ["three", "two"] and names(store, BOB) == ["bob's"]


def test_all_together_stay_within_the_bound_and_the_work_just_stored_stays(store, clock):
    bounds = WorkBounds(1000, 30)
    put(store, "one", b"x" * 400, owner=BOB, bounds=bounds)
    put(store, "two", b"x" * 900, bounds=bounds)  # more than an owner's share, but this is what is worked at
    assert names(store, BOB) == [] and names(store) == ["two"]


def test_what_is_deleted_is_overwritten_in_the_file(tmp_path: Path):
    store = Store(tmp_path / "lab.sqlite3")
    put(store, "one", b"nobody shall read this " * 1000)
    files = list(tmp_path.glob("lab.sqlite3*"))
    assert any(b"nobody shall read" in file.read_bytes() for file in files)
    store.forget_work(ANN)
    assert not any(b"nobody shall read" in file.read_bytes() for file in tmp_path.glob("lab.sqlite3*"))


def test_the_bounds_come_from_the_environment(monkeypatch):
    monkeypatch.delenv("OCRLAB_WORK_MB", raising=False)
    monkeypatch.delenv("OCRLAB_WORK_DAYS", raising=False)
    assert work_bounds() == WorkBounds(10**9, 30)
    monkeypatch.setenv("OCRLAB_WORK_MB", "0.5")
    monkeypatch.setenv("OCRLAB_WORK_DAYS", "7")
    assert work_bounds() == WorkBounds(500_000, 7) and work_bounds().max_bytes_of_one == 250_000


@pytest.mark.parametrize("written", ["lots", "-1", "nan", "inf"])
def test_a_bound_that_is_no_number_is_refused_by_its_name(monkeypatch, written):
    monkeypatch.setenv("OCRLAB_WORK_MB", written)
    with pytest.raises(ParamError, match=rf"^OCRLAB_WORK_MB must be a number, 0 or more, got '{written}'"):
        work_bounds()
