"""What is asked of the database: begin a study, claim a trial, keep a reading, and get them all back."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from ocrlab.home import home
from ocrlab.store.database import Database
from ocrlab.store.records import (
    State,
    StoredReading,
    StoredStudy,
    StoredTrial,
    packed,
    reading_of,
    study_of,
    trial_of,
)


class Store(Database):
    """Studies, trials and readings in a database; safe across threads, processes and machines.

    Raises `FileError` where the database cannot be opened, read or written: nothing is half-written then, because each
    method is one transaction.
    """

    def studies(self) -> list[StoredStudy]:
        """Every study, the newest first."""
        studies = self._table("studies")
        with self._open() as base:
            return [study_of(row) for row in base.execute(studies.select().order_by(studies.c.created.desc()))]

    def study(self, name: str) -> StoredStudy | None:
        studies = self._table("studies")
        with self._open() as base:
            row = base.execute(studies.select().where(studies.c.name == name)).first()
        return study_of(row) if row else None

    def add_study(self, name: str, spec: dict[str, Any]) -> StoredStudy:
        """The study of that name: made if there is none, as it stands otherwise."""
        self._insert("studies", name=name, spec=packed(spec), state="running", created=time.time())
        return self.study(name)

    def set_state(self, name: str, state: State, summary: dict[str, Any] | None = None) -> None:
        studies = self._table("studies")
        values = {"state": state} | ({"summary": packed(summary)} if summary is not None else {})
        with self._open() as base:
            base.execute(studies.update().where(studies.c.name == name).values(**values))

    def forget(self, name: str) -> None:
        """Remove a study with all its trials and readings."""
        with self._open() as base:
            for table in ("readings", "trials"):
                base.execute(self._table(table).delete().where(self._table(table).c.study == name))
            base.execute(self._table("studies").delete().where(self._table("studies").c.name == name))

    def trials(self, study: str) -> list[StoredTrial]:
        """The trials of a study by number."""
        trials = self._table("trials")
        with self._open() as base:
            now = self._clock(base)
            rows = base.execute(trials.select().where(trials.c.study == study).order_by(trials.c.number))
            return [trial_of(row, now) for row in rows]

    def claim(self, study: str, trial: StoredTrial, owner: str) -> bool:
        """Begin a trial under its number; False where another process was quicker."""
        with self._open() as base:
            now = self._clock(base)
        return self._insert(
            "trials",
            study=study,
            number=trial.number,
            origin=trial.origin,
            pipeline=packed(trial.pipeline),
            point=None if trial.point is None else packed(trial.point),
            state="running",
            notes=packed(trial.notes),
            owner=owner,
            beat=now,
        )

    def adopt(self, study: str, trial: StoredTrial, owner: str) -> bool:
        """Take over a trial whose process is gone; False where another process was quicker."""
        trials = self._table("trials")
        mine = (trials.c.study == study) & (trials.c.number == trial.number)
        still = (trials.c.state == "running") & (trials.c.owner == trial.owner) & (trials.c.beat == trial.beat)
        with self._open() as base:
            values = {"owner": owner, "beat": self._clock(base)}
            found = base.execute(trials.update().where(mine & still).values(**values))
            return found.rowcount == 1

    def beat(self, study: str, number: int, owner: str) -> None:
        """A sign of life from the process that carries a trial out."""
        trials = self._table("trials")
        mine = (trials.c.study == study) & (trials.c.number == number) & (trials.c.owner == owner)
        with self._open() as base:
            base.execute(trials.update().where(mine).values(beat=self._clock(base)))

    def finish(
        self, study: str, number: int, owner: str, state: str, value: float | None, seconds: float, notes: dict
    ) -> bool:
        """End a trial; False where its owner was taken for gone, and another has it or has ended it."""
        trials = self._table("trials")
        mine = (trials.c.study == study) & (trials.c.number == number) & (trials.c.owner == owner)
        with self._open() as base:
            values = {"state": state, "value": value, "seconds": seconds, "notes": packed(notes)}
            found = base.execute(trials.update().where(mine & (trials.c.state == "running")).values(**values))
            return found.rowcount == 1

    def readings(self, study: str) -> list[StoredReading]:
        readings = self._table("readings")
        with self._open() as base:
            return [reading_of(row) for row in base.execute(readings.select().where(readings.c.study == study))]

    def known(self, key: str) -> StoredReading | None:
        """What was read under this key before, in any study."""
        readings = self._table("readings")
        with self._open() as base:
            row = base.execute(readings.select().where(readings.c.key == key).limit(1)).first()
        return reading_of(row) if row else None

    def add_reading(self, study: str, one: StoredReading) -> bool:
        """Keep a reading; False where it is kept already."""
        return self._insert("readings", study=study, **one.__dict__ | {"rates": packed(one.rates)})


_shared: dict[str, Store] = {}
_shared_lock = threading.Lock()


def shared_store() -> Store:
    """The store of this process: ``OCRLAB_DATABASE_URL``, or SQLite in the lab's folder."""
    url = os.environ.get("OCRLAB_DATABASE_URL") or f"sqlite:///{home() / 'lab.sqlite3'}"
    with _shared_lock:
        return _shared.setdefault(url, Store(url))
