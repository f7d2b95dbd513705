"""Reader: what does a page read as under a setting, without ever reading the same pixels twice?

Looked for in this order: what the study has read, what anybody has read of equal pixels, and only then the engine, in
whatever workers the pool has. Each answer is a `Run`, as a slider's or a command's is, and what a study needs of it is
committed to the store before it is used.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ocrlab.engines import TextBoxes
from ocrlab.errors import Cancelled
from ocrlab.pipeline import Pipeline, image_after, move_of
from ocrlab.reading import Reading, box_of
from ocrlab.readings import reuses_readings
from ocrlab.run import Asked, LockedBoxes, Run, finished, prepare
from ocrlab.search import objective
from ocrlab.search.pages import Loaded, Page
from ocrlab.search.plan import Plan, Reads
from ocrlab.store import Store, StoredReading
from ocrlab.workers import Job, WorkerPool

CHECK_SECONDS = 0.25  # between two looks at whether to stop, while a page is read

Result = TypeVar("Result")


@dataclass
class Counts:
    """``read`` by the engine, ``saved`` because the same pixels had been read before."""

    read: int = 0
    saved: int = 0


@dataclass(frozen=True)
class _Pending:
    """A page on its way: the job that reads it, which is ``shared`` where equal pixels had asked for it before."""

    page: Page
    asked: Asked
    tag: str
    job: Job[Reading]
    shared: bool


class PageReader:
    """Reads pages for one study. One thread asks; any thread may look at ``counts`` and ``readings``.

    ``readings`` are by the digest of the pipeline, the key of the page, and the tag of the engine's settings.
    """

    def __init__(
        self, plan: Plan, study: str, store: Store, pool: WorkerPool, ahead: int, check: Callable[[], None]
    ) -> None:
        self.plan, self.study, self.store, self.pool, self.ahead, self.check = plan, study, store, pool, ahead, check
        self.counts = Counts()
        self.load = Loaded()
        self.readings: dict[tuple[str, str, str], StoredReading] = {}
        self._keys: set[str] = set()
        self._under_way: dict[str, Job[Reading]] = {}
        self._text_boxes: dict[str, TextBoxes] = {}
        self._locked_boxes: dict[str, LockedBoxes] = {}
        self._lock = threading.Lock()

    def recall(self) -> None:
        """Take in everything the store holds of this study, whoever read it."""
        self._text_boxes |= {page: _text_boxes(boxes) for page, boxes in self.store.text_boxes(self.study).items()}
        for stored in self.store.readings(self.study):
            self._remember(stored)
        with self._lock:
            self.counts.saved = sum(stored.saved for stored in self.readings.values())
            self.counts.read = len(self.readings) - self.counts.saved

    def read(self, pipeline: Pipeline, pages: Sequence[Page], reads: Reads) -> Iterator[tuple[Page, StoredReading]]:
        """The pages' readings in their order, a few asked for ahead. Closing the iterator drops those not yet done."""
        ahead: deque[tuple[Page, StoredReading | _Pending]] = deque()
        coming = iter(pages)
        try:
            while True:
                self.check()
                while len(ahead) < 1 + self.ahead:
                    page = next(coming, None)
                    if page is None:
                        break
                    ahead.append((page, self._ask(pipeline, page, reads)))
                if not ahead:
                    return
                page, answer = ahead.popleft()
                yield page, self._answer(answer) if isinstance(answer, _Pending) else answer
        finally:
            for _, answer in ahead:
                if isinstance(answer, StoredReading):
                    continue
                if answer.job.state == "done":
                    self._answer(answer)
                else:
                    answer.job.cancel()
                    self._under_way.pop(answer.asked.key, None)

    def _ask(self, pipeline: Pipeline, page: Page, reads: Reads) -> StoredReading | _Pending:
        engine, settings, tag = reads
        stored = self.readings.get((pipeline.digest, page.key, tag))
        if stored is not None:
            return stored
        sample = self.load(page)
        locked = self._locked(page) if self.plan.locked else None
        asked = prepare(sample, pipeline, engine, settings, locked=locked).without_steps()
        key = asked.key
        earlier = self.store.reading(key) if key in self._keys or reuses_readings() else None
        if earlier is not None:
            return self._add(page, asked, tag, earlier.reading, earlier.seconds, saved=True)
        job = self._under_way.get(key)
        shared = job is not None
        if job is None:
            try:
                job = self.pool.request(
                    asked.image, asked.engine, settings, owner=f"study {self.study}", text_boxes=asked.text_boxes
                )
            except RuntimeError:  # how an executor says that it takes nothing more
                raise Cancelled("the lab is closing") from None
            self._under_way[key] = job
        return _Pending(page, asked, tag, job, shared)

    def _answer(self, pending: _Pending) -> StoredReading:
        key, job = pending.asked.key, pending.job
        try:
            reading = self._wait(job)
        except Cancelled:
            job.cancel()
            raise
        finally:
            self._under_way.pop(key, None)
        saved = job.cached or pending.shared
        return self._add(pending.page, pending.asked, pending.tag, reading, job.seconds or 0.0, saved)

    def _wait(self, job: Job[Result]) -> Result:
        while True:
            try:
                return job.result(CHECK_SECONDS)
            except TimeoutError:
                if job.future.done():
                    raise
                self.check()

    def _add(self, page: Page, asked: Asked, tag: str, reading: Reading, seconds: float, saved: bool) -> StoredReading:
        run = self._run(asked, reading, seconds)
        confidence = reading.mean_confidence
        rates = objective.to_dict(objective.rates(self.plan.metric, run.score, confidence))
        stored = StoredReading(
            run.pipeline.digest, page.key, tag, asked.key, run.text, confidence, rates,
            run.filter_seconds, run.read_seconds, saved,
        )  # fmt: skip
        if self.store.add_reading(self.study, stored, reading):
            with self._lock:
                self.counts.saved += saved
                self.counts.read += not saved
        self._remember(stored)
        return stored

    def _run(self, asked: Asked, reading: Reading, seconds: float) -> Run:
        """The record of a page, scored by no more than the search asks for."""
        return finished(asked, reading, seconds, self.plan.normalise, objective.metrics(self.plan.metric))

    def _remember(self, stored: StoredReading) -> None:
        self.readings[stored.pipeline, stored.page, stored.settings] = stored
        self._keys.add(stored.key)

    def _locked(self, page: Page) -> LockedBoxes:
        """Where text stands on the unfiltered page, looked for once."""
        if page.key not in self._locked_boxes:
            self._locked_boxes[page.key] = self._looked_for(page)
        return self._locked_boxes[page.key]

    def _looked_for(self, page: Page) -> LockedBoxes:
        sample = self.load(page)
        steps = self.plan.current.spoiling.trace(sample.image)
        if page.key not in self._text_boxes:
            image = image_after(steps, sample.image)
            job = self.pool.detect(image, self.plan.engine, self.plan.settings, owner=f"study {self.study}")
            boxes = self._wait(job)
            self.store.add_text_boxes(self.study, page.key, [boxes.level, boxes.tilted], job.seconds or 0.0)
            self._text_boxes[page.key] = boxes
        return LockedBoxes(self._text_boxes[page.key], move_of(steps))


def _text_boxes(stored: Any) -> TextBoxes:
    level, tilted = stored
    return TextBoxes(tuple((a, b, c, d) for a, b, c, d in level), tuple(box_of(box) for box in tilted))
