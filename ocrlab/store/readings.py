"""Readings: what was read before, under the key of all that a reading depends on?

The latest stay in memory, all of them in the database, in one table for sliders, searches and commands. Those that a
study refers to stay as long as the study; the others up to a bound, the least recently used being dropped first.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from ocrlab.errors import FileError
from ocrlab.reading import Reading
from ocrlab.store.database import Database
from ocrlab.store.faults import DamagedFile
from ocrlab.store.records import TimedReading, packed, packed_reading, unpacked_reading
from ocrlab.store.tables import insert_into, table

if TYPE_CHECKING:
    from sqlalchemy import Connection

MAX_IN_MEMORY = 256  # readings
MAX_BYTES = 200_000_000  # of JSON that no study refers to, some 20 000 pages
TRIM_EVERY = 100  # readings stored between two looks at the bound
NOTED_SECONDS = 3600.0  # within which a second use of a reading is not written down: a slider waits for that
SLOW = 1.0  # seconds a database may take to fail: one that took longer would make every slider wait
PAUSE_SECONDS = 60.0  # for which such a database is not asked again

Result = TypeVar("Result")


class ReadingTable(Database):
    """The readings of a database. Raises `FileError` where it cannot be read or written."""

    untold: FileError | None = None  # what went wrong where nobody could be told: said by the next who asks for studies

    def reading(self, key: str) -> TimedReading | None:
        """The whole reading of that key, which is now the most recently used."""
        from sqlalchemy import select

        readings = table("engine_readings")
        with self.transaction() as base:
            wanted = select(readings.c.data, readings.c.seconds, readings.c.used).where(readings.c.key == key)
            row = base.execute(wanted).first()
        if row is None or row.data is None:
            return None
        reading, now = unpacked_reading(row.data), time.time()
        if reading is None:
            self._note(key, data=None, size=None)
            return None
        if abs(now - row.used) > NOTED_SECONDS:
            self._note(key, used=now)
        return TimedReading(reading, row.seconds)

    def put_reading(self, key: str, reading: Reading, seconds: float) -> None:
        with self.transaction() as base:
            self._put(base, key, reading, seconds)

    def trim(self, max_bytes: int) -> None:
        """Where more than so many bytes belong to no study or batch, drop the least recently used until nine tenths
        are left."""
        from sqlalchemy import delete, exists, func, select

        readings, study_readings, rows = table("engine_readings"), table("study_readings"), table("batch_rows")
        free = (readings.c.size > 0) & ~exists().where(study_readings.c.key == readings.c.key)
        free &= ~exists().where(rows.c.key == readings.c.key)
        so_far = func.sum(readings.c.size).over(order_by=(readings.c.used.desc(), readings.c.key))
        ranked = select(readings.c.key, so_far.label("so_far")).where(free).subquery()
        old = select(ranked.c.key).where(ranked.c.so_far > max_bytes * 9 // 10)
        with self.transaction() as base:
            if (base.execute(select(func.sum(readings.c.size)).where(free)).scalar() or 0) > max_bytes:
                base.execute(delete(readings).where(readings.c.key.in_(old)))

    def _note(self, key: str, **values: object) -> None:
        readings = table("engine_readings")
        with suppress(FileError), self.transaction() as base:  # a full disk can still be read from
            base.execute(readings.update().where(readings.c.key == key).values(**values))

    def _put(self, base: Connection, key: str, reading: Reading, seconds: float) -> None:
        """Add a reading. One that is there stays as it is, because a study may have been scored by it."""
        from sqlalchemy import func

        data = packed_reading(reading)
        readings = table("engine_readings")
        insert = insert_into(base, "engine_readings").values(
            key=key,
            seconds=seconds,
            used=time.time(),
            size=len(data),
            confidence=reading.mean_confidence,
            text=packed(reading.text),
            data=data,
        )
        new = insert.excluded
        base.execute(
            insert.on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "used": new.used,
                    "size": func.coalesce(readings.c.size, new.size),
                    "data": func.coalesce(readings.c.data, new.data),
                },
            )
        )


class Readings:
    """Readings by key, safe across threads, processes and machines.

    Without a ``database`` they last as long as the process. One that cannot be read or written costs a new reading and
    never an error; a damaged file is put aside.
    """

    def __init__(
        self,
        database: ReadingTable | None = None,
        max_in_memory: int = MAX_IN_MEMORY,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._database, self._max_in_memory, self._max_bytes = database, max_in_memory, max_bytes
        self._recent: OrderedDict[str, TimedReading] = OrderedDict()
        self._lock = threading.Lock()
        self._puts = 0
        self._asked_again = 0.0  # by the monotonic clock: not before then

    def get(self, key: str) -> TimedReading | None:
        reading = self.recent(key) or self._asked(lambda database: database.reading(key))
        if reading is not None:
            self._remember(key, reading)
        return reading

    def recent(self, key: str) -> TimedReading | None:
        """The reading if it is still in memory; never waits for the database."""
        with self._lock:
            return self._recent.get(key)

    def put(self, key: str, reading: Reading, seconds: float) -> None:
        self._remember(key, TimedReading(reading, seconds))
        self._asked(lambda database: database.put_reading(key, reading, seconds))
        with self._lock:
            self._puts += 1
            full = self._puts % TRIM_EVERY == 1
        if full:
            self._asked(lambda database: database.trim(self._max_bytes))

    def _remember(self, key: str, reading: TimedReading) -> None:
        with self._lock:
            self._recent[key] = reading
            self._recent.move_to_end(key)
            while len(self._recent) > self._max_in_memory:
                self._recent.popitem(last=False)

    def _asked(self, ask: Callable[[ReadingTable], Result]) -> Result | None:
        """What the database answers; None where it cannot."""
        start = time.monotonic()
        if self._database is None or start < self._asked_again:
            return None
        try:
            return ask(self._database)
        except FileError as error:
            if isinstance(error, DamagedFile):
                self._database.untold = error
            if time.monotonic() - start > SLOW:
                self._asked_again = time.monotonic() + PAUSE_SECONDS
            return None
