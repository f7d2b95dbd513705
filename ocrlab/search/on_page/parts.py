"""Parts: how is a page read a part at a time, so that a setting that loses it need not be read to its end?

Text is looked for once. Its boxes are dealt out, line by line from top to bottom, into a few hands, so that each holds
something of the whole page; the race of the search (`ocrlab.search.racing`) then runs over the hands as it otherwise
does over pages. An engine that finds and reads text in one step reads the page in one piece.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ocrlab.crops import Crop
from ocrlab.datasets import Sample
from ocrlab.engines import TextBoxes, get_engine
from ocrlab.errors import Cancelled, PipelineError
from ocrlab.pipeline import Pipeline, StageCache, move_of
from ocrlab.reading import Reading
from ocrlab.run import Asked, LockedBoxes, prepare
from ocrlab.scoring import Rate, sure_letters
from ocrlab.workers import Job, WorkerPool

HANDS = 4
FEWEST_BOXES = 12  # of which hands are dealt; fewer tell too little each
CHECK_SECONDS = 0.2  # between two looks at whether to stop
Settings = Mapping[str, Any]
Result = TypeVar("Result")


@dataclass(frozen=True)
class PartRead:
    """A page as far as it was read under a setting: the readings of its hands, all of them unless ``given_up``."""

    asked: Asked
    hands: tuple[Reading, ...]
    seconds: float
    given_up: bool = False

    @property
    def reading(self) -> Reading:
        if len(self.hands) == 1:
            return self.hands[0]
        return Reading.of(word for hand in self.hands for word in hand.words)


GiveUp = Callable[[Sequence[Reading]], bool]


class PageInParts:
    """Reads one page under many settings. ``check`` is called while it waits, and raises `Cancelled` to end it."""

    def __init__(
        self, sample: Sample, engine: str, settings: Settings, pool: WorkerPool, owner: str,
        check: Callable[[], None], crop: Crop | None = None,
    ) -> None:  # fmt: skip
        self.sample, self.engine, self.settings, self.pool = sample, engine, settings, pool
        self.owner, self.check, self.crop = owner, check, crop
        self.text_boxes: TextBoxes | None = None
        self._hands: list[LockedBoxes] = []
        self._stages = StageCache(100_000_000)

    def find_text(self, pipelines: Sequence[Pipeline]) -> None:
        """Look for text under these settings and take the boxes of the one that shows most of it."""
        if get_engine(self.engine).one_step:
            return
        most = -1.0
        for pipeline in pipelines:
            asked = self.prepared(pipeline)
            try:
                matrix = asked.part.matrix(move_of(asked.steps))
            except PipelineError:  # boxes found on a page that this bends could not be read on any other
                continue
            boxes = self._wait(self.pool.detect(asked.image, self.engine, self.settings, owner=self.owner))
            # On the page before any filter, so that one enlarged shows no more for that.
            area = _area(boxes) * self.sample.image.size / max(1, asked.filtered.size)
            if area > most:
                most, self.text_boxes = area, boxes
                self._hands = [LockedBoxes(hand, matrix) for hand in dealt(boxes)]

    def read(self, pipeline: Pipeline, give_up: GiveUp) -> PartRead:
        """The page under a setting, hand by hand until ``give_up`` says so of those it has.

        Raises what filters and engines raise.
        """
        start, hands = time.perf_counter(), list(self._asked(pipeline))
        readings: list[Reading] = []
        for number, asked in enumerate(hands, 1):
            readings.append(self._read(asked))
            if number < len(hands) and give_up(readings):
                return PartRead(asked, tuple(readings), time.perf_counter() - start, given_up=True)
        return PartRead(hands[0], tuple(readings), time.perf_counter() - start)

    def read_by(self, asked: Asked, engine: str, settings: Settings) -> Reading:
        """The same picture as another engine reads it, with text boxes of its own."""
        return self._wait(self.pool.request(asked.image, engine, settings, owner=self.owner))

    def _asked(self, pipeline: Pipeline) -> list[Asked]:
        if self._hands:
            try:
                return [self.prepared(pipeline, hand) for hand in self._hands]
            except PipelineError:  # the page is bent, where no box can follow: it is read as if none were known
                pass
        return [self.prepared(pipeline)]

    def prepared(self, pipeline: Pipeline, locked: LockedBoxes | None = None) -> Asked:
        """The page under a setting, ready to be read; with these boxes only, where any are given."""
        return prepare(
            self.sample, pipeline, self.engine, self.settings, crop=self.crop, locked=locked, stages=self._stages
        )

    def _read(self, asked: Asked) -> Reading:
        job = self.pool.request(
            asked.image, asked.engine, asked.settings, owner=self.owner, text_boxes=asked.text_boxes
        )
        return self._wait(job)

    def _wait(self, job: Job[Result]) -> Result:
        while True:
            try:
                return job.result(CHECK_SECONDS)
            except TimeoutError:
                if job.future.done():
                    raise
            try:
                self.check()
            except Cancelled:
                job.cancel()
                raise


def dealt(boxes: TextBoxes, hands: int = HANDS) -> list[TextBoxes]:
    """The boxes in so many hands, dealt from top to bottom; all in one where they are few."""
    if len(boxes) < FEWEST_BOXES:
        return [boxes]
    level = sorted(boxes.level, key=lambda box: (box[2] + box[3], box[0]))
    tilted = sorted(boxes.tilted, key=lambda box: sum(y for _, y in box))
    return [TextBoxes(tuple(level[i::hands]), tuple(tilted[i::hands])) for i in range(hands)]


def rates(hands: Sequence[Reading], letters: Sequence[int]) -> dict[str, Rate]:
    """The letters that the engine is not sure of, hand by hand, of as many as the best setting so far has there."""
    return {
        str(number): Rate(max(0, round(length - sure_letters(hand))), length)
        for number, (hand, length) in enumerate(zip(hands, letters, strict=False))
    }


def _area(boxes: TextBoxes) -> float:
    """Twice the area of all boxes, by the shoelace formula."""
    return sum(
        abs(sum(x * below - right * y for (x, y), (right, below) in zip(box, (*box[1:], box[0]), strict=True)))
        for box in boxes.boxes
    )


def without_boxes(asked: Asked) -> Asked:
    """The same picture with no box locked: what the record of the whole page says."""
    return replace(asked, text_boxes=None)
