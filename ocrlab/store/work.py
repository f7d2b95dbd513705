"""Work: what has each browser opened, typed and set, so that it can go on after a reload or a crash?

A piece of work belongs to an owner, the SHA-256 of a key that only the owner's browser has; nothing is told to anybody
else, not even that there is something. Its state is JSON that the app writes; here it is a text. The bytes of its files
stand beside it, once an owner, and go with the last work that uses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from ocrlab.errors import FileError
from ocrlab.store.bounds import WorkBounds
from ocrlab.store.database import Database
from ocrlab.store.records import StoredWork, work_of
from ocrlab.store.tables import insert_new, table

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

DAY = 86_400.0  # seconds

# What has become of work that was to be put: it is stored; somebody else has changed or deleted it meanwhile.
Outcome = Literal["stored", "changed", "deleted"]


class WorkTable(Database):
    """Work by owner and name. Raises `FileError` where the database cannot be read or written."""

    def put_work(
        self, owner: str, work: StoredWork, files: Mapping[str, bytes], bounds: WorkBounds, before: int
    ) -> Outcome:
        """Store work with its files, by their SHA-256, where its version is still ``before``; 0 for new work.

        Nothing changes where the outcome is another than "stored". What is too old or too much goes in the same moment,
        the longest unused first; the work itself stays.
        """
        works = table("work")
        mine = (works.c.owner == owner) & (works.c.name == work.name)
        values = {
            "version": work.version,
            "summary": work.summary,
            "state": work.state,
            "size": len(work.summary) + len(work.state),
        }
        with self.transaction() as base:
            values["used"] = now = self._clock(base)
            if before == 0:
                stored = insert_new(base, "work", owner=owner, name=work.name, **values)
            else:
                updated = base.execute(works.update().where(mine & (works.c.version == before)).values(**values))
                stored = updated.rowcount == 1
            if not stored:
                return "changed" if base.execute(works.select().where(mine)).first() else "deleted"
            self._put_files(base, owner, work.name, files)
            self._trim(base, owner, work.name, bounds, now)
        return "stored"

    def works(self, owner: str, bounds: WorkBounds) -> list[StoredWork]:
        """An owner's work that is not too old, the latest first; without its state, which may be long."""
        from sqlalchemy import literal, select

        works = table("work")
        listed = select(works.c.name, works.c.version, works.c.summary, literal("").label("state"), works.c.used)
        with self.transaction() as base:
            fresh = (works.c.owner == owner) & (works.c.used >= self._clock(base) - bounds.days * DAY)
            return [work_of(row) for row in base.execute(listed.where(fresh).order_by(works.c.used.desc()))]

    def take_up(self, owner: str, name: str, bounds: WorkBounds) -> tuple[StoredWork, dict[str, bytes]] | None:
        """Work to go on with and the bytes of its files, as far as they are there; it counts as used from now on.

        None where this owner has none of that name, or it is too old.
        """
        works, files, uses = table("work"), table("work_files"), table("work_uses")
        mine = (works.c.owner == owner) & (works.c.name == name)
        with self.transaction() as base:
            now = self._clock(base)
            row = base.execute(works.select().where(mine & (works.c.used >= now - bounds.days * DAY))).first()
            if row is None:
                return None
            base.execute(works.update().where(mine).values(used=now))
            used = (uses.c.owner == owner) & (uses.c.name == name)
            its = (files.c.owner == owner) & (files.c.digest == uses.c.digest) & used
            return work_of(row), {file.digest: file.data for file in base.execute(files.select().where(its))}

    def work_file(self, owner: str, digest: str) -> bytes | None:
        """The bytes of a file of an owner's work; None where they are not, or no longer, there."""
        files = table("work_files")
        with self.transaction() as base:
            row = base.execute(files.select().where((files.c.owner == owner) & (files.c.digest == digest))).first()
            return bytes(row.data) if row else None

    def forget_work(self, owner: str, names: Iterable[str] | None = None) -> None:
        """Delete an owner's work of these names, or (None) all of it, and overwrite what it stood on in the file."""
        works = table("work")
        which = works.c.owner == owner
        if names is not None:
            which &= works.c.name.in_(list(names))
        with self.transaction() as base:
            sqlite = base.dialect.name == "sqlite"
            self._drop(base, which)
        if sqlite:
            # The write-ahead log may hold the bytes, too, as they once went into the file.
            with suppress(FileError), self.transaction() as base:
                base.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _put_files(self, base: Connection, owner: str, name: str, files: Mapping[str, bytes]) -> None:
        from sqlalchemy import select

        stored, uses = table("work_files"), table("work_uses")
        there = set(base.execute(select(stored.c.digest).where(stored.c.owner == owner)).scalars())
        for digest, data in files.items():
            if digest not in there:
                insert_new(base, "work_files", owner=owner, digest=digest, size=len(data), data=data)
            insert_new(base, "work_uses", owner=owner, name=name, digest=digest)
        its = (uses.c.owner == owner) & (uses.c.name == name)
        base.execute(uses.delete().where(its & uses.c.digest.not_in(list(files))))
        self._drop_unused(base, owner)

    def _trim(self, base: Connection, owner: str, name: str, bounds: WorkBounds, now: float) -> None:
        """Drop what is too old, then the longest unused where an owner, or all together, have more than they may."""
        from sqlalchemy import select, true

        works = table("work")
        self._drop(base, works.c.used < now - bounds.days * DAY)
        for most, whose in ((bounds.max_bytes_of_one, works.c.owner == owner), (bounds.max_bytes, true())):
            others = whose & ~((works.c.owner == owner) & (works.c.name == name))
            oldest = select(works.c.owner, works.c.name).where(others).order_by(works.c.used).limit(1)
            while _bytes(base, whose) > most and (row := base.execute(oldest).first()):
                self._drop(base, (works.c.owner == row.owner) & (works.c.name == row.name))

    def _drop(self, base: Connection, which: ColumnElement[bool]) -> None:
        from sqlalchemy import select

        works, uses = table("work"), table("work_uses")
        for row in base.execute(select(works.c.owner, works.c.name).where(which)).all():
            base.execute(uses.delete().where((uses.c.owner == row.owner) & (uses.c.name == row.name)))
            base.execute(works.delete().where((works.c.owner == row.owner) & (works.c.name == row.name)))
            self._drop_unused(base, row.owner)

    def _drop_unused(self, base: Connection, owner: str) -> None:
        from sqlalchemy import exists

        files, uses = table("work_files"), table("work_uses")
        used = exists().where((uses.c.owner == files.c.owner) & (uses.c.digest == files.c.digest))
        base.execute(files.delete().where((files.c.owner == owner) & ~used))


def _bytes(base: Connection, whose: ColumnElement[bool]) -> int:
    """Bytes that the work of some owners takes, with its files."""
    from sqlalchemy import func, select

    works, files = table("work"), table("work_files")
    states = base.execute(select(func.coalesce(func.sum(works.c.size), 0)).where(whose)).scalar_one()
    owners = select(works.c.owner).where(whose)
    held = select(func.coalesce(func.sum(files.c.size), 0)).where(files.c.owner.in_(owners))
    return int(states) + int(base.execute(held).scalar_one())
