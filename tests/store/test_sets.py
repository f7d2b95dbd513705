"""A batch or a study has a title, a tag and a note; a deleted one can be had back for a day, and then it is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ocrlab.store import MAX_NOTE, SetName, Store, StoredRow
from ocrlab.store.tables import UNDO_SECONDS

BATCH, STUDY = SetName("batch", "scans"), SetName("study", "scans")  # of one name, and not the same


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    made.add_batch("scans", {"plan": 1})
    made.put_row("scans", StoredRow("page", 0, "stamp", "done", {}))
    made.add_study("scans", {"plan": 2})
    yield made
    made.close()


def names(store: Store) -> list[str]:
    return [
        *(f"batch {batch.name}" for batch in store.batches()),
        *(f"study {study.name}" for study in store.studies()),
    ]


def test_what_people_say_of_a_set_comes_back_with_it_and_with_no_other(store: Store) -> None:
    store.mark_set(BATCH, title=" Grüße 🙂 ", tag="deeds", note="x" * 1_000_000)
    store.mark_set(SetName("batch", "no such"), title="a", tag="b", note="c")
    batch = store.batch("scans")
    assert (batch.title, batch.tag, len(batch.note)) == ("Grüße 🙂", "deeds", MAX_NOTE)
    assert store.study("scans").title == "" and names(store) == ["batch scans", "study scans"]


def test_a_deleted_set_is_nowhere_and_comes_back_with_all_it_had(store: Store) -> None:
    store.mark_set(BATCH, title="Deeds", tag="", note="")
    store.delete_sets([BATCH])
    assert names(store) == ["study scans"] and store.batch("scans") is None
    assert [(each.set, each.title) for each in store.deleted_sets()] == [(BATCH, "Deeds")]
    store.delete_sets([BATCH], back=True)
    assert store.batch("scans").title == "Deeds" and len(store.rows("scans")) == 1 and store.deleted_sets() == []


def test_what_was_deleted_more_than_a_day_ago_is_gone(store: Store, monkeypatch) -> None:
    store.delete_sets([BATCH])
    clock = store._clock
    monkeypatch.setattr(store, "_clock", lambda base: clock(base) + UNDO_SECONDS + 1)
    store.delete_sets([STUDY])
    store.delete_sets([BATCH, STUDY], back=True)
    assert names(store) == ["study scans"] and store.rows("scans") == []


def test_a_new_set_under_the_name_of_a_deleted_one_is_new(store: Store) -> None:
    store.delete_sets([BATCH, STUDY])
    assert store.names_of_deleted("batch") == {"scans"}
    assert store.add_batch("scans", {"plan": 3}).spec == {"plan": 3} and store.rows("scans") == []
    assert store.add_study("scans", {"plan": 4}).spec == {"plan": 4} and store.deleted_sets() == []
