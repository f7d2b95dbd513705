"""A database file that goes away while it is open is missed at once, and nothing is written where nobody finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocrlab.errors import FileError
from ocrlab.store import Store


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "lab.sqlite3"


@pytest.fixture
def store(path) -> Store:
    store = Store(path)
    store.add_study("before", {})
    return store


def test_a_file_that_is_moved_away_is_missed_and_gone_on_with_when_it_is_back(store, path):
    elsewhere = path.rename(path.with_name("elsewhere"))
    for _ in range(2):  # no second call begins a new one in its place
        with pytest.raises(FileError, match=r"^store: .*lab.sqlite3 is gone: .* put it back, or start the lab again"):
            store.add_study("meanwhile", {})
    assert not path.exists()
    elsewhere.rename(path)
    store.add_study("after", {})
    assert [study.name for study in store.studies()] == ["after", "before"]


def test_a_whole_folder_that_goes_away_is_missed(store, path):
    path.parent.rename(path.parent.with_name("away"))
    with pytest.raises(FileError, match="is gone"):
        store.studies()


def test_another_file_in_its_place_is_the_database_from_then_on(store, path):
    """As another process leaves it that has put a damaged file aside and begun a new one."""
    path.rename(path.with_name("lab.sqlite3.damaged"))
    other = Store(path)
    other.add_study("new", {})
    assert [study.name for study in store.studies()] == ["new"]
    store.add_study("newer", {})
    assert {study.name for study in other.studies()} == {"new", "newer"}


def test_a_lab_that_is_started_again_begins_a_new_one(store, path):
    path.unlink()
    assert Store(path).studies() == []
