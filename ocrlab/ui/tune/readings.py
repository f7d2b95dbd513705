"""Readings: what has been read of either side, what is on its way, and which two may be compared?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ocrlab import run
from ocrlab.datasets import Sample
from ocrlab.engines import TextBoxes
from ocrlab.reading import Box, Reading
from ocrlab.run import Asked, Run
from ocrlab.ui import pool
from ocrlab.ui.viewer import Side
from ocrlab.workers import Job

ENDED_BADLY = ("cancelled", "failed")


@dataclass
class Read:
    """A reading that has ended well, with all that it was asked for."""

    asked: Asked
    reading: Reading
    seconds: float
    _run: Run | None = field(default=None, repr=False)
    _scored_for: tuple[str | None, tuple[Box, ...], str] | None = field(default=None, repr=False)

    def run(self, sample: Sample, normalise: str) -> Run:
        """The record of it, scored against the page's truth as it is now typed."""
        scored_for = (sample.truth, sample.ignored, normalise)
        if self._run is None or self._scored_for != scored_for:
            self._scored_for = scored_for
            self._run = run.finished(replace(self.asked, sample=sample), self.reading, self.seconds, normalise)
        return self._run


@dataclass(frozen=True)
class Shown:
    """What stands on the page for one side: its newest reading, old while its successor is on the way.

    ``job`` is the one that the next reading comes of: the reading itself, or the search for text that it waits for.
    ``is_draft`` says of the reading, ``drafts`` of the job, that it is the draft before the exact one.
    """

    read: Read | None = None
    old: bool = False
    job: Job[Reading] | Job[TextBoxes] | None = None
    is_draft: bool = False
    drafts: bool = False

    @property
    def reading(self) -> Reading | None:
        return self.read.reading if self.read else None

    @property
    def is_under_way(self) -> bool:
        return self.job is not None and not self.job.finished

    @property
    def has_ended_badly(self) -> bool:
        return self.job is not None and self.job.state in ENDED_BADLY

    @property
    def error(self) -> BaseException | None:
        """What a reading or a search failed of; being stopped is no failure."""
        return self.job.error if self.job is not None and self.job.state == "failed" else None


@dataclass
class SideReading:
    """One side: what was asked for last, its job, and the newest reading that there is of the page."""

    asked: Asked | None = None
    job: Job[Reading] | None = None
    latest: Read | None = None

    def stands_for(self, asked: Asked) -> bool:
        """Is this very reading there, or on its way?"""
        return self.asked is not None and self.asked.key == asked.key

    def ask(self, asked: Asked, owner: str, slot: str) -> None:
        """Have this read, unless it is there or on its way; in its slot it supersedes what is unread there.

        Raises `EngineError` or `ParamError` as `WorkerPool.request` does.
        """
        if not self.stands_for(asked):
            self.job = pool.shared_pool().request(
                asked.image, asked.engine, asked.settings, owner=owner, slot=slot, text_boxes=asked.text_boxes
            )
            self.asked = asked

    @property
    def has_ended_badly(self) -> bool:
        return self.job is not None and self.job.state in ENDED_BADLY

    def ask_again(self) -> None:
        """Have the same read again on the next run."""
        self.asked = None

    def stop(self) -> None:
        """Read this side no further; its newest reading stays, as an old one."""
        if self.job is not None:
            self.job.cancel()
        self.asked = self.job = None

    def forget(self) -> None:
        """Show nothing of this side any more: it belongs to another page.

        An unfinished reading is left to be superseded by the next, which costs its worker less than being stopped.
        """
        self.latest = None
        if self.job is not None and self.job.finished:
            self.job = None

    def shown(self, waits_for: Job[TextBoxes] | None = None) -> Shown:
        """As it stands now; ``waits_for`` is a search for text that has to end first."""
        if waits_for is not None:
            return Shown(self.latest, True, waits_for)
        job = self.job
        if job is None:
            return Shown(self.latest, self.latest is not None)
        if (
            job.state == "done"
            and self.asked is not None
            and (self.latest is None or self.latest.asked is not self.asked)
        ):
            self.latest = Read(self.asked, job.result(), job.seconds or 0.0)
        return Shown(self.latest, job.state != "done", job)


@dataclass(frozen=True)
class Pair:
    """Both sides under one request, the same in everything but the filter; old while a newer one is on its way.

    Either both are drafts or neither is.
    """

    original: Run
    filtered: Run
    old: bool = False
    is_draft: bool = False

    @property
    def is_of_two_settings(self) -> bool:
        """Whether the one is more than the other without its filters."""
        before, after = self.original, self.filtered
        return (before.pipeline, before.engine, before.settings) != (
            after.pipeline.spoiling, after.engine, after.settings,
        )  # fmt: skip

    @property
    def labels(self) -> Mapping[Side, str]:
        """What the sides are called in sentences and tables."""
        after: Side = "filtered"
        return {"original": "A", after: "B"} if self.is_of_two_settings else {"original": "original", after: after}

    @property
    def runs(self) -> Mapping[Side, Run]:
        return {"original": self.original, "filtered": self.filtered}


@dataclass(frozen=True)
class Known:
    """What is known of the page at one moment: each side by itself, and the last two readings that may be compared."""

    shown: Mapping[Side, Shown]
    pair: Pair | None = None
