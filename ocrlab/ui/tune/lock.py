"""Lock: where were the text boxes found that are read on both sides?

Locked, text is looked for once, on the original or on the filtered page of that moment; those boxes are then read on
both sides, carried along by the stages' moves. A slider answers in about a second, and lines compare box by box.

The lock is a way of reading that stays on: another page, another crop, another setting of the engine, and the boxes are
found anew, since that is less work than reading both sides in full. So a detector's settings do what they say while
locked, too. What is found anew on the same page is found on the same pixels as before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ocrlab.engines import TextBoxes, engines
from ocrlab.moves import Matrix
from ocrlab.pipeline import move_of
from ocrlab.run import Asked, LockedBoxes
from ocrlab.ui import pool
from ocrlab.ui.tune.readings import ENDED_BADLY
from ocrlab.ui.tune.tuned import PageKey, TunedPage
from ocrlab.ui.viewer import Side
from ocrlab.workers import Job

# Splitting Tesseract's one step costs more than it saves: a process for every word.
TOGETHER = "{} finds and reads text in one step: with text boxes locked it would take longer, so they cannot be."


@dataclass(frozen=True)
class Lock:
    """One side as it was when its text was looked for, and the search that was made of it.

    ``matrix`` leads from the points of the page before any filter to those of the image that was searched.
    """

    side: Side
    page: PageKey
    asked: Asked
    matrix: Matrix
    search: Job[TextBoxes]

    @property
    def is_searching(self) -> bool:
        return not self.search.finished

    @property
    def has_failed(self) -> bool:
        """Whether the search was stopped or went wrong, so that there is nothing to wait for."""
        return self.search.state in ENDED_BADLY

    @property
    def text_boxes(self) -> TextBoxes | None:
        """The boxes, once they are found."""
        return self.search.result() if self.search.state == "done" else None

    @property
    def locked(self) -> LockedBoxes | None:
        """The boxes as `ocrlab.run.prepare` takes them, once they are found."""
        return None if self.text_boxes is None else LockedBoxes(self.text_boxes, self.matrix)

    def is_of_another_pipeline(self, page: TunedPage) -> bool:
        """Whether the filtered page has changed since its text was looked for."""
        return self.side == "filtered" and self.asked.pipeline != page.pipeline


def unsuited(engine: str) -> str | None:
    """Why this engine's text boxes cannot be locked; None where they can."""
    reader = engines().get(engine)
    return TOGETHER.format(reader.title) if reader and reader.one_step else None


def renewed(lock: Lock | None, side: Side, page: TunedPage, owner: str, again: bool) -> Lock:
    """The lock that stands for this side of this page: as it is, or with its text looked for ``again`` or anew.

    Raises `PipelineError` where the filtered page cannot be locked to, `EngineError` as `WorkerPool.detect` does.
    """
    now = page.asked[side]
    if lock is None or (lock.side, lock.page) != (side, page.key):
        matrix = now.part.matrix(move_of(now.steps))
        return Lock(side, page.key, now, matrix, _search(lock, now, owner))
    if again or (lock.asked.engine, lock.asked.settings) != (now.engine, now.settings):
        same_pixels = replace(lock.asked, engine=now.engine, version=now.version, settings=now.settings)
        return replace(lock, asked=same_pixels, search=_search(lock, same_pixels, owner))
    return lock


def _search(before: Lock | None, asked: Asked, owner: str) -> Job[TextBoxes]:
    if before is not None:
        stop(before)
    return pool.shared_pool().detect(asked.image, asked.engine, asked.settings, owner=owner)


def stop(lock: Lock) -> None:
    """Look for its text no further."""
    if lock.is_searching:
        lock.search.cancel()
