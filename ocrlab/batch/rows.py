"""Rows: what came of a page under a setting, as it is shown, printed and stored?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ocrlab.batch.pages import BatchPage
from ocrlab.batch.plan import Plan
from ocrlab.reading import Reading
from ocrlab.run import Run
from ocrlab.scoring import Score
from ocrlab.store import StoredRow


@dataclass(frozen=True)
class Row:
    """A page of a batch under one of its settings. ``state`` is waiting, running, read, done or failed.

    ``place`` is the setting that a recipe took, counted from 0; ``reason`` says in a sentence why there is no reading.
    ``notes`` say what was made of a file that left something open. ``files`` are what was written of this page alone,
    ``thumbnail`` is what was read, as the address of a small picture; ``diagnosis`` says on one line what is wrong with
    the page before any filter.
    """

    page: BatchPage
    setting: int
    state: str = "waiting"
    reason: str | None = None
    text: str = ""
    confidence: float | None = None
    score: Score | None = None
    filter_seconds: float = 0.0
    read_seconds: float = 0.0
    place: int = 0
    digest: str = ""
    read_digest: str = ""
    version: str = ""
    key: str | None = None
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    thumbnail: str = field(default="", repr=False)
    diagnosis: str = ""

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed")

    @property
    def seconds(self) -> float:
        return self.filter_seconds + self.read_seconds

    def to_dict(self, plan: Plan) -> dict[str, Any]:
        """The line that the command prints; plain JSON types only."""
        choice = plan.choices[self.setting]
        return {
            "page": self.page.name,
            **({"group": self.page.group} if self.page.group else {}),
            "setting": choice.name,
            "state": self.state,
            "error": self.reason,
            "pipeline": choice.recipe.settings[self.place].to_dict(),
            **({"chosen": self.place + 1, "rule": str(choice.recipe)} if choice.is_recipe else {}),
            "text": self.text if self.state != "failed" else None,
            "confidence": self.confidence,
            "score": self.score.to_dict() if self.score else None,
            "seconds": {"filter": round(self.filter_seconds, 4), "read": round(self.read_seconds, 4)},
            "notes": list(self.notes),
            "diagnosis": self.diagnosis,
            "files": list(self.files),
        }

    def stored(self) -> StoredRow:
        facts = {
            "name": self.page.name,
            "score": self.score.to_dict() if self.score else None,
            "seconds": [self.filter_seconds, self.read_seconds],
            "place": self.place,
            "digests": [self.digest, self.read_digest],
            "version": self.version,
            "notes": list(self.notes),
            "thumbnail": self.thumbnail,
            "diagnosis": self.diagnosis,
        }
        return StoredRow(self.page.key, self.setting, self.page.stamp, self.state, facts, self.reason, self.key)

    def run(self, plan: Plan, reading: Reading) -> Run:
        """The record of the page, its reading having been fetched from where it lies."""
        pipeline = plan.choices[self.setting].recipe.settings[self.place]
        return Run(
            name=self.page.name,
            digest=self.digest,
            pipeline=pipeline,
            engine=plan.engine,
            version=self.version,
            settings=dict(plan.settings),
            read_digest=self.read_digest,
            reading=reading,
            score=self.score,
            own_filters=pipeline.own_filters,
            filter_seconds=self.filter_seconds,
            read_seconds=self.read_seconds,
        )


def row_of(page: BatchPage, stored: StoredRow) -> Row:
    """The row that was stored of a page; one whose file has changed since is waiting again."""
    row = Row(page, stored.setting)
    if stored.stamp != page.stamp:
        return row
    facts = stored.facts
    return replace(
        row,
        state=stored.state,
        reason=stored.reason,
        text=stored.text or "",
        confidence=stored.confidence,
        score=Score.from_dict(facts["score"]) if facts["score"] else None,
        filter_seconds=facts["seconds"][0],
        read_seconds=facts["seconds"][1],
        place=facts["place"],
        digest=facts["digests"][0],
        read_digest=facts["digests"][1],
        version=facts["version"],
        key=stored.key,
        notes=tuple(facts["notes"]),
        thumbnail=facts["thumbnail"],
        diagnosis=facts.get("diagnosis", ""),
    )


def row_with(row: Row, run: Run, place: int, key: str) -> Row:
    """The row of a page that has been read."""
    return replace(
        row,
        state="read",
        reason=None,
        text=run.text,
        confidence=run.reading.mean_confidence,
        score=run.score,
        filter_seconds=run.filter_seconds,
        read_seconds=run.read_seconds,
        place=place,
        digest=run.digest,
        read_digest=run.read_digest,
        version=run.version,
        key=key,
    )


def worst_first(row: Row) -> tuple[int, float, str]:
    """Orders rows: failed pages, then the highest CER or lowest confidence; what is still to do comes last."""
    if row.state == "failed":
        return 0, 0.0, row.page.name
    if row.state in ("waiting", "running"):
        return (2 if row.state == "running" else 3), 0.0, row.page.name
    wrong = row.score["cer"].rate if row.score else 1 - (row.confidence or 0.0)
    return 1, -wrong, row.page.name
