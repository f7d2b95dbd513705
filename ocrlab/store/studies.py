"""Studies: how is one begun, a trial claimed, a reading added, and how do they all come back?"""

from __future__ import annotations

import json
import time
from typing import Any

from ocrlab.errors import FileError
from ocrlab.reading import Reading
from ocrlab.store.batches import BatchTable
from ocrlab.store.records import (
    State,
    StoredReading,
    StoredStudy,
    StoredTrial,
    packed,
    stored_reading_of,
    study_of,
    trial_of,
)
from ocrlab.store.runs import RunTable
from ocrlab.store.sets import SetName, forget_if_deleted, listed_sets
from ocrlab.store.tables import insert_new, table
from ocrlab.store.work import WorkTable


class Store(BatchTable, WorkTable, RunTable):
    """Studies, trials, batches, runs, readings and people's work in a database; safe across threads and machines.

    Raises `FileError` where the database cannot be opened, read or written: nothing is half-written then, because each
    method is one transaction.
    """

    def studies(self) -> list[StoredStudy]:
        """Every study, the newest first."""
        self._tell()
        studies = table("studies")
        with self.transaction() as base:
            return [study_of(row) for row in base.execute(listed_sets("study").order_by(studies.c.created.desc()))]

    def study(self, name: str) -> StoredStudy | None:
        self._tell()
        studies = table("studies")
        with self.transaction() as base:
            row = base.execute(listed_sets("study").where(studies.c.name == name)).first()
        return study_of(row) if row else None

    def add_study(self, name: str, spec: dict[str, Any]) -> StoredStudy:
        """The study of that name: made if there is none, as it stands otherwise."""
        self._tell()
        values = {"name": name, "spec": packed(spec), "state": "running", "created": time.time()}
        with self.transaction() as base:
            forget_if_deleted(base, SetName("study", name))
            insert_new(base, "studies", **values)
        study = self.study(name)
        if study is None:
            raise FileError(f"study: {name!r} was removed in the moment it was begun; begin it again")
        return study

    def set_state(self, name: str, state: State, summary: dict[str, Any] | None = None) -> None:
        studies = table("studies")
        values = {"state": state} | ({"summary": packed(summary)} if summary is not None else {})
        with self.transaction() as base:
            base.execute(studies.update().where(studies.c.name == name).values(**values))

    def trials(self, study: str) -> list[StoredTrial]:
        """The trials of a study by number."""
        trials = table("trials")
        with self.transaction() as base:
            now = self._clock(base)
            rows = base.execute(trials.select().where(trials.c.study == study).order_by(trials.c.number))
            return [trial_of(row, now) for row in rows]

    def claim(self, study: str, trial: StoredTrial, owner: str) -> bool:
        """Begin a trial under its number; False where another process was quicker."""
        with self.transaction() as base:
            return insert_new(
                base,
                "trials",
                study=study,
                number=trial.number,
                origin=trial.origin,
                pipeline=packed(trial.pipeline),
                point=None if trial.point is None else packed(trial.point),
                state="running",
                notes=packed(trial.notes),
                owner=owner,
                beat=self._clock(base),
            )

    def adopt(self, study: str, trial: StoredTrial, owner: str) -> bool:
        """Take over a trial whose process is gone; False where another process was quicker."""
        trials = table("trials")
        mine = (trials.c.study == study) & (trials.c.number == trial.number)
        still = (trials.c.state == "running") & (trials.c.owner == trial.owner) & (trials.c.beat == trial.beat)
        with self.transaction() as base:
            values = {"owner": owner, "beat": self._clock(base)}
            return base.execute(trials.update().where(mine & still).values(**values)).rowcount == 1

    def beat(self, study: str, number: int, owner: str) -> None:
        """A sign of life from the process that carries a trial out."""
        trials = table("trials")
        mine = (trials.c.study == study) & (trials.c.number == number) & (trials.c.owner == owner)
        with self.transaction() as base:
            base.execute(trials.update().where(mine).values(beat=self._clock(base)))

    def finish(
        self,
        study: str,
        number: int,
        owner: str,
        state: str,
        value: float | None,
        seconds: float,
        notes: dict[str, Any],
    ) -> bool:
        """End a trial; False where its owner was taken for gone, and another has it or has ended it."""
        trials = table("trials")
        mine = (trials.c.study == study) & (trials.c.number == number) & (trials.c.owner == owner)
        with self.transaction() as base:
            values = {"state": state, "value": value, "seconds": seconds, "notes": packed(notes)}
            running = mine & (trials.c.state == "running")
            return base.execute(trials.update().where(running).values(**values)).rowcount == 1

    def readings(self, study: str) -> list[StoredReading]:
        """All that a study read, each page once a setting."""
        from sqlalchemy import select

        of_study, readings = table("study_readings"), table("engine_readings")
        wanted = select(of_study, readings.c.text, readings.c.confidence).join_from(of_study, readings)
        with self.transaction() as base:
            return [stored_reading_of(row) for row in base.execute(wanted.where(of_study.c.study == study))]

    def add_reading(self, study: str, stored: StoredReading, reading: Reading) -> bool:
        """Have a study refer to a reading, and store that where it is not known yet; False where the study has it."""
        with self.transaction() as base:
            self._put(base, stored.key, reading, stored.read_seconds)
            return insert_new(
                base,
                "study_readings",
                study=study,
                pipeline=stored.pipeline,
                page=stored.page,
                settings=stored.settings,
                key=stored.key,
                rates=packed(stored.rates),
                filter_seconds=stored.filter_seconds,
                read_seconds=stored.read_seconds,
                saved=stored.saved,
            )

    def text_boxes(self, study: str) -> dict[str, Any]:
        """Where text was found on a study's unfiltered pages, by page key: what `add_text_boxes` was given."""
        boxes = table("text_boxes")
        with self.transaction() as base:
            rows = base.execute(boxes.select().where(boxes.c.study == study))
            return {row.page: json.loads(row.boxes) for row in rows}

    def add_text_boxes(self, study: str, page: str, boxes: object, seconds: float) -> None:
        """Store where text was found on a page, as plain lists and numbers; the first to do so is believed."""
        with self.transaction() as base:
            insert_new(base, "text_boxes", study=study, page=page, boxes=packed(boxes), seconds=seconds)

    def _tell(self) -> None:
        """Say once what went wrong while nobody could be told: that the studies are gone, and where to."""
        error, self.untold = self.untold, None
        if error is not None:
            raise error
