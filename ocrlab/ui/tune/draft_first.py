"""Draft first: what is shown of a page while its exact reading takes its time?

An engine that has a quick draft beside a slow speed reads both sides as drafts first, and then as it is set to. Numbers
of a draft and of an exact reading never stand in one comparison: drafts are compared with drafts, until both exact
readings are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ocrlab.engines import get_engine, settings_at_first
from ocrlab.reading import Reading
from ocrlab.run import Asked
from ocrlab.ui import pool
from ocrlab.ui.tune.readings import Read, Shown, SideReading
from ocrlab.ui.tune.tuned import SIDES
from ocrlab.ui.viewer import Side
from ocrlab.workers import Job


@dataclass
class DraftFirst:
    """The drafts of both sides: of the newest request, or of none."""

    sides: dict[Side, SideReading] = field(default_factory=lambda: {side: SideReading() for side in SIDES})

    @property
    def jobs(self) -> Iterator[Job[Reading]]:
        return (side.job for side in self.sides.values() if side.job is not None)

    def ask(self, wanted: Mapping[Side, Asked], owner: str) -> None:
        """Have both sides read as drafts, where that is worth it. To be called before they are asked for as they are
        set: an owner's jobs are carried out in the order they come."""
        drafts = {side: draft for side, asked in wanted.items() if (draft := _draft_of(asked))}
        workers = pool.shared_pool()
        if len(drafts) < len(SIDES) or all(workers.knows(asked.key) for asked in wanted.values()):
            self.stop()
            return
        for side, asked in drafts.items():
            self.sides[side].ask(asked, owner, f"{side} draft")

    def stop(self) -> None:
        """Read no drafts further, and show none."""
        for side in self.sides.values():
            side.stop()

    def forget(self) -> None:
        """Another page is looked at; a draft under way is left to be superseded."""
        for side in self.sides.values():
            side.forget()

    def instead(self, shown: Mapping[Side, Shown]) -> dict[Side, Shown]:
        """What is shown of each side: its draft as soon as that is there, until both are read as they are set to be."""
        if not any(side.old or side.read is None for side in shown.values()):
            return dict(shown)
        return {side: self._instead(side, s) for side, s in shown.items()}

    def pair(self, shown: Mapping[Side, Shown]) -> tuple[Read, Read] | None:
        """The two drafts to compare, once both of them are what is shown."""
        original, filtered = (shown[side].read if shown[side].is_draft else None for side in SIDES)
        return (original, filtered) if original and filtered else None

    def _instead(self, side: Side, shown: Shown) -> Shown:
        draft = self.sides[side].shown()
        if draft.read is not None and not draft.old:
            return Shown(draft.read, job=shown.job, is_draft=True)
        return replace(shown, job=draft.job, drafts=True) if draft.is_under_way else shown


def _draft_of(asked: Asked) -> Asked | None:
    """The same asked for as a draft; None where it is read once. In locked boxes an exact reading is quick too."""
    settings = None if asked.text_boxes else settings_at_first(get_engine(asked.engine), asked.settings)
    return None if settings is None else replace(asked, settings=settings)
