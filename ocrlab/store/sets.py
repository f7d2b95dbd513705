"""Sets: what are batches and studies called, what was noted of them, and which of them were deleted?

A set is a batch or a study, told by its kind and its name, and it belongs to the lab: everybody sees it. Its name stays
as it is, for files and addresses hold it; a title is what people call it. A deleted one can be had back for a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ocrlab.store.database import Database
from ocrlab.store.records import packed, text_of
from ocrlab.store.tables import MAX_NOTE, MAX_TAG, MAX_TITLE, UNDO_SECONDS, insert_into, table

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

SetKind = Literal["batch", "study"]
TABLES: dict[SetKind, str] = {"batch": "batches", "study": "studies"}
PARTS: dict[SetKind, tuple[str, ...]] = {  # each names its set in a column that is called as the kind
    "batch": ("batch_rows", "batch_files"),
    "study": ("study_readings", "text_boxes", "trials"),
}


class SetName(NamedTuple):
    """A batch or a study."""

    kind: SetKind
    name: str


class DeletedSet(NamedTuple):
    """A set that can still be had back; ``title`` is what it was called."""

    set: SetName
    title: str
    seconds: float  # since it was deleted


class SetTable(Database):
    """What people say of batches and studies. Raises `FileError` where the database cannot be read or written."""

    def mark_set(self, set: SetName, *, title: str, tag: str, note: str) -> None:
        """Give a set a title, a tag and a note; what is longer than allowed is cut."""
        values = {
            "title": packed(title[:MAX_TITLE].strip()),
            "tag": packed(tag[:MAX_TAG].strip()),
            "note": packed(note[:MAX_NOTE]),
        }
        with self.transaction() as base:
            if base.execute(listed_sets(set.kind).where(table(TABLES[set.kind]).c.name == set.name)).first():
                _mark(base, set, values)

    def delete_sets(self, sets: Iterable[SetName], back: bool = False) -> None:
        """Take sets out of the list, or (``back``) put those into it again that were taken out in the last day.

        What was deleted longer ago goes for good: rows, trials, what they refer to. Files stay where they are.
        """
        marks = table("set_marks")
        with self.transaction() as base:
            now = self._clock(base)
            for set in sets:
                if back:
                    mine = (marks.c.kind == set.kind) & (marks.c.name == set.name)
                    base.execute(marks.update().where(mine).values(deleted=None))
                else:
                    _mark(base, set, {"deleted": now})
            for row in base.execute(marks.select().where(marks.c.deleted < now - UNDO_SECONDS)).all():
                forget_set(base, SetName(row.kind, row.name))

    def deleted_sets(self) -> list[DeletedSet]:
        """The sets that can be had back, those deleted last first."""
        marks = table("set_marks")
        with self.transaction() as base:
            now = self._clock(base)
            wanted = marks.select().where(marks.c.deleted >= now - UNDO_SECONDS).order_by(marks.c.deleted.desc())
            return [
                DeletedSet(SetName(row.kind, row.name), text_of(row.title) or row.name, max(0.0, now - row.deleted))
                for row in base.execute(wanted)
            ]

    def names_of_deleted(self, kind: SetKind) -> frozenset[str]:
        """The names that a new set would take from one that can still be had back."""
        return frozenset(each.set.name for each in self.deleted_sets() if each.set.kind == kind)


def listed_sets(kind: SetKind) -> Select[Any]:
    """All batches or studies that are not deleted, with what people say of them."""
    from sqlalchemy import select

    sets, marks = table(TABLES[kind]), table("set_marks")
    with_marks = select(sets, marks.c.title, marks.c.tag, marks.c.note).join_from(
        sets, marks, (marks.c.kind == kind) & (marks.c.name == sets.c.name), isouter=True
    )
    return with_marks.where(marks.c.deleted.is_(None))


def forget_set(base: Connection, set: SetName) -> None:
    """Remove a set with its parts and marks. Readings stay as long as there is room, files where they are."""
    for part in map(table, PARTS[set.kind]):
        base.execute(part.delete().where(part.c[set.kind] == set.name))
    sets, marks = table(TABLES[set.kind]), table("set_marks")
    base.execute(sets.delete().where(sets.c.name == set.name))
    base.execute(marks.delete().where((marks.c.kind == set.kind) & (marks.c.name == set.name)))


def forget_if_deleted(base: Connection, set: SetName) -> None:
    """Make way for a new set of this name: one that was deleted does not come back as the new one."""
    marks = table("set_marks")
    deleted = (marks.c.kind == set.kind) & (marks.c.name == set.name) & marks.c.deleted.is_not(None)
    if base.execute(marks.select().where(deleted)).first():
        forget_set(base, set)


def _mark(base: Connection, set: SetName, values: dict[str, Any]) -> None:
    marks, nothing = table("set_marks"), packed("")
    new = {"title": nothing, "tag": nothing, "note": nothing} | values
    insert = insert_into(base, "set_marks").values(kind=set.kind, name=set.name, **new)
    base.execute(insert.on_conflict_do_update(index_elements=[marks.c.kind, marks.c.name], set_=values))
