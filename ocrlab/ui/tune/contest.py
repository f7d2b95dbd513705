"""Contest: which engines were asked to read this page beside each other, and what has each made of it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ocrlab.contest import Contender
from ocrlab.reading import Reading
from ocrlab.ui.tune.readings import Read, SideReading
from ocrlab.ui.tune.tuned import PageKey, TunedPage
from ocrlab.ui.viewer import Side
from ocrlab.workers import Job


@dataclass(frozen=True)
class Standing:
    """How far a contender has come with the page; ``old`` where picture or settings have changed since."""

    title: str
    jobs: Mapping[Side, Job[Reading]]
    reads: Mapping[Side, Read]
    old: bool

    @property
    def reading(self) -> Reading | None:
        """Of the filtered page."""
        read = self.reads.get("filtered")
        return read.reading if read else None


@dataclass
class Contest:
    """Who was chosen, and what was asked for, by title and side. ``chosen`` is None until a hand has chosen."""

    chosen: list[str] | None = None
    both_sides: bool = True
    page: PageKey | None = None
    entries: dict[tuple[str, Side], SideReading] = field(default_factory=dict)

    @property
    def sides(self) -> list[Side]:
        return ["filtered", "original"] if self.both_sides else ["filtered"]

    @property
    def jobs(self) -> dict[tuple[str, Side], Job[Reading]]:
        return {which: entry.job for which, entry in self.entries.items() if entry.job is not None}

    @property
    def under_way(self) -> dict[tuple[str, Side], Job[Reading]]:
        return {which: job for which, job in self.jobs.items() if not job.finished}

    def choose(self, titles: Iterable[str]) -> None:
        self.chosen = list(titles)

    def read_both_sides(self, both: bool) -> None:
        self.both_sides = both

    def is_read(self, page: TunedPage, contender: Contender, side: Side) -> bool:
        """Is its reading of the page as it is now there, or on its way?"""
        entry = self.entries.get((contender.title, side))
        if entry is None or entry.has_ended_badly:
            return False
        return entry.stands_for(page.prepared(side, contender.engine, contender.settings))

    def start(self, page: TunedPage, chosen: Iterable[Contender], owner: str) -> None:
        """Have read what is not read yet, in slots of its own: the page's two readings go on. Raises `EngineError`."""
        chosen = list(chosen)
        for side in self.sides:
            for contender in chosen:
                if self.is_read(page, contender, side):
                    continue
                entry = SideReading()
                asked = page.prepared(side, contender.engine, contender.settings)
                entry.ask(asked, owner, f"{side} by {contender.title}")
                self.entries[contender.title, side] = entry

    def standing(self, page: TunedPage, contender: Contender) -> Standing:
        title = contender.title
        entries = {side: self.entries[title, side] for side in self.sides if (title, side) in self.entries}
        old = any(
            not entry.stands_for(page.prepared(side, contender.engine, contender.settings))
            for side, entry in entries.items()
        )
        shown = {side: entry.shown() for side, entry in entries.items()}
        jobs = {side: entry.job for side, entry in entries.items() if entry.job is not None}
        return Standing(title, jobs, {side: s.read for side, s in shown.items() if s.read}, old)

    def let_go(self, page: TunedPage, contenders: Mapping[str, Contender]) -> None:
        """Stop what nobody waits for any more, and forget what was read on another page."""
        elsewhere = self.page != page.key
        self.page = page.key
        for (title, side), entry in list(self.entries.items()):
            contender = contenders.get(title)
            wanted = contender and not elsewhere and page.prepared(side, contender.engine, contender.settings)
            if wanted and entry.stands_for(wanted):
                continue
            if entry.job is not None:
                entry.job.cancel()  # a finished one stays as it is
            if elsewhere or entry.job is None or entry.job.state != "done":
                del self.entries[title, side]

    def leave(self) -> None:
        """Read nothing more: the window was closed."""
        for job in self.jobs.values():
            job.cancel()
