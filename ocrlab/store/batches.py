"""Batches: which pages are done, under which setting, and which files were written of them?"""

from __future__ import annotations

import json
import time
from typing import Any

from ocrlab.errors import FileError
from ocrlab.reading import Reading
from ocrlab.store.readings import ReadingTable
from ocrlab.store.records import StoredBatch, StoredRow, batch_of, packed, row_of
from ocrlab.store.sets import SetName, SetTable, forget_if_deleted, listed_sets
from ocrlab.store.tables import insert_into, insert_new, table


class BatchTable(ReadingTable, SetTable):
    """Batches with their rows and files. Raises `FileError` where the database cannot be read or written."""

    def batches(self) -> list[StoredBatch]:
        """Every batch, the newest first."""
        batches = table("batches")
        with self.transaction() as base:
            return [batch_of(row) for row in base.execute(listed_sets("batch").order_by(batches.c.created.desc()))]

    def batch(self, name: str) -> StoredBatch | None:
        batches = table("batches")
        with self.transaction() as base:
            row = base.execute(listed_sets("batch").where(batches.c.name == name)).first()
        return batch_of(row) if row else None

    def add_batch(self, name: str, spec: dict[str, Any]) -> StoredBatch:
        """The batch of that name: made if there is none, as it stands otherwise."""
        with self.transaction() as base:
            forget_if_deleted(base, SetName("batch", name))
            insert_new(base, "batches", name=name, spec=packed(spec), state="running", created=time.time())
        batch = self.batch(name)
        if batch is None:
            raise FileError(f"batch: {name!r} was removed in the moment it was begun; begin it again")
        return batch

    def set_batch_state(self, name: str, state: str) -> None:
        batches = table("batches")
        with self.transaction() as base:
            base.execute(batches.update().where(batches.c.name == name).values(state=state))

    def put_row(self, batch: str, row: StoredRow, reading: Reading | None = None, seconds: float = 0.0) -> None:
        """Write down how far a page is; with a ``reading`` that goes into the store in the same moment."""
        values = {
            "stamp": row.stamp,
            "state": row.state,
            "reason": None if row.reason is None else packed(row.reason),
            "facts": packed(row.facts),
            "key": row.key,
        }
        with self.transaction() as base:
            if reading is not None and row.key is not None:
                self._put(base, row.key, reading, seconds)
            insert = insert_into(base, "batch_rows").values(batch=batch, page=row.page, setting=row.setting, **values)
            base.execute(insert.on_conflict_do_update(index_elements=["batch", "page", "setting"], set_=values))

    def rows(self, batch: str) -> list[StoredRow]:
        """The rows of a batch with what was read, its words left where they are."""
        from sqlalchemy import select

        rows, readings = table("batch_rows"), table("engine_readings")
        wanted = select(rows, readings.c.text, readings.c.confidence).join_from(rows, readings, isouter=True)
        with self.transaction() as base:
            return [row_of(row) for row in base.execute(wanted.where(rows.c.batch == batch))]

    def put_file(self, batch: str, setting: int, writer: str, name: str, file: str) -> None:
        """Write down that a file is there, whole."""
        with self.transaction() as base:
            insert = insert_into(base, "batch_files").values(
                batch=batch, setting=setting, writer=writer, name=name, file=packed(file)
            )
            key = ["batch", "setting", "writer", "name"]
            base.execute(insert.on_conflict_do_update(index_elements=key, set_={"file": packed(file)}))

    def forget_files(self, batch: str, setting: int, name: str) -> None:
        """Files of that name are no longer what the batch would write; they stay where they are."""
        files = table("batch_files")
        mine = (files.c.batch == batch) & (files.c.setting == setting) & (files.c.name == name)
        with self.transaction() as base:
            base.execute(files.delete().where(mine))

    def files(self, batch: str) -> dict[tuple[int, str, str], str]:
        """The files of a batch, by setting, writer and name."""
        files = table("batch_files")
        with self.transaction() as base:
            rows = base.execute(files.select().where(files.c.batch == batch))
            return {(row.setting, row.writer, row.name): json.loads(row.file) for row in rows}
