"""What does this page read as under this setting, without ever reading the same pixels twice?

Looked for in this order: the study's own readings, any study's reading of equal pixels, the lab's cache, and only then
the engine, in whatever workers the pool has. Each answer is committed to the store before it is used.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ocrlab.cache import caching, reading_key
from ocrlab.engines import TextBoxes, get_engine
from ocrlab.errors import Cancelled
from ocrlab.pipeline import Pipeline, move_of
from ocrlab.search import objective
from ocrlab.search.pages import Loaded, Page
from ocrlab.search.plan import Plan, digest_of
from ocrlab.store import Store, StoredReading
from ocrlab.workers import Job, WorkerPool

TEXT_BOXES = "regions"  # stands where a pipeline's digest does, for the text boxes found on the unfiltered page
LOOK = 0.25  # seconds between two looks at whether to stop, while a page is read


@dataclass
class Counts:
    """``read`` by the engine, ``saved`` because the same pixels had been read before."""

    read: int = 0
    saved: int = 0


@dataclass
class _Asked:
    page: Page
    kept: StoredReading | None = None
    job: Job | None = None
    key: str = ""
    filter_seconds: float = 0.0


class PageReader:
    """Reads pages for one study. One thread asks; any thread may look at ``counts`` and ``kept``."""

    def __init__(
        self, plan: Plan, study: str, store: Store, pool: WorkerPool, ahead: int, check: Callable[[], None]
    ) -> None:
        self.plan, self.study, self.store, self.pool, self.ahead, self.check = plan, study, store, pool, ahead, check
        self.counts = Counts()
        self.load = Loaded()
        self.engine = get_engine(plan.engine)
        self.kept: dict[tuple[str, str, str], StoredReading] = {}
        self._by_key: dict[str, StoredReading] = {}
        self._under_way: dict[str, Job] = {}
        self._text_boxes: dict[str, TextBoxes] = {}
        self._lock = threading.Lock()

    def recall(self) -> None:
        """Take in everything the store holds of this study, whoever read it."""
        for one in self.store.readings(self.study):
            if one.pipeline == TEXT_BOXES:
                self._text_boxes[one.page] = _text_boxes(one.text)
            else:
                self._remember(one)
        with self._lock:
            self.counts.saved = sum(one.saved for one in self.kept.values())
            self.counts.read = len(self.kept) - self.counts.saved

    def read(self, pipeline: Pipeline, pages: Sequence[Page], settings: dict) -> Iterator[tuple[Page, StoredReading]]:
        """The pages' readings in their order, a few asked for ahead. Closing the iterator drops those not yet done."""
        pending: deque[_Asked] = deque()
        coming = iter(pages)
        tag = settings_tag(settings)
        try:
            while True:
                self.check()
                while len(pending) < 1 + self.ahead:
                    page = next(coming, None)
                    if page is None:
                        break
                    pending.append(self._ask(pipeline, page, settings, tag))
                if not pending:
                    return
                asked = pending.popleft()
                yield asked.page, self._answer(pipeline, tag, asked)
        finally:
            for asked in pending:
                if asked.job is not None and asked.job.state == "done":
                    self._answer(pipeline, tag, asked)
                elif asked.job is not None:
                    asked.job.cancel()
                    self._under_way.pop(asked.key, None)

    def _ask(self, pipeline: Pipeline, page: Page, settings: dict, tag: str) -> _Asked:
        kept = self.kept.get((pipeline.digest, page.key, tag))
        if kept is not None:
            return _Asked(page, kept)
        sample = self.load(page)
        start = time.perf_counter()
        steps = pipeline.trace(sample.image)
        image = steps[-1].image if steps else sample.image
        seconds = time.perf_counter() - start
        text_boxes = None
        if self.plan.locked:
            text_boxes = self._locked(page).moved(move_of(steps)).within(image.shape[1], image.shape[0])
        key = reading_key(image, self.engine, settings, text_boxes)
        earlier = self._by_key.get(key) or (self.store.known(key) if caching() else None)
        if earlier is not None:
            one = self._scored(pipeline, tag, page, key, earlier.text, earlier.confidence)
            one = replace(one, filter_seconds=seconds, read_seconds=earlier.read_seconds, saved=True)
            return _Asked(page, self._keep(one))
        job = self._under_way.get(key)
        if job is None:
            try:
                job = self.pool.request(
                    image, self.plan.engine, settings, owner=f"study {self.study}", text_boxes=text_boxes
                )
            except RuntimeError:  # how an executor says that it takes nothing more
                raise Cancelled("the lab is closing") from None
            self._under_way[key] = job
        return _Asked(page, None, job, key, seconds)

    def _answer(self, pipeline: Pipeline, tag: str, asked: _Asked) -> StoredReading:
        if asked.kept is not None:
            return asked.kept
        try:
            reading = self._wait(asked.job)
        except Cancelled:
            asked.job.cancel()
            raise
        finally:
            self._under_way.pop(asked.key, None)
        saved = asked.job.cached or asked.key in self._by_key
        one = self._scored(pipeline, tag, asked.page, asked.key, reading.text, reading.mean_confidence)
        seconds = asked.job.seconds or 0.0
        return self._keep(replace(one, filter_seconds=asked.filter_seconds, read_seconds=seconds, saved=saved))

    def _wait(self, job: Job):
        while True:
            try:
                return job.result(LOOK)
            except TimeoutError:
                if job.future.done():
                    raise
                self.check()

    def _scored(
        self, pipeline: Pipeline, tag: str, page: Page, key: str, text: str, confidence: float | None
    ) -> StoredReading:
        truth = self.load(page).truth
        rates = objective.rates(self.plan.metric, truth, text, confidence, self.plan.normalise)
        return StoredReading(
            pipeline.digest, page.key, tag, key, text, confidence, objective.to_dict(rates), 0.0, 0.0, False
        )

    def _keep(self, one: StoredReading) -> StoredReading:
        if self.store.add_reading(self.study, one):
            with self._lock:
                self.counts.saved += one.saved
                self.counts.read += not one.saved
        self._remember(one)
        return one

    def _remember(self, one: StoredReading) -> None:
        self.kept[one.pipeline, one.page, one.settings] = one
        self._by_key.setdefault(one.key, one)

    def _locked(self, page: Page) -> TextBoxes:
        """Where text stands on the unfiltered page, found once."""
        if page.key not in self._text_boxes:
            image = self.load(page).image
            job = self.pool.detect(image, self.plan.engine, self.plan.settings, owner=f"study {self.study}")
            text_boxes = self._wait(job)
            text = json.dumps([text_boxes.level, text_boxes.tilted])
            self.store.add_reading(
                self.study, StoredReading(TEXT_BOXES, page.key, "", "", text, None, {}, 0.0, job.seconds or 0.0, True)
            )
            self._text_boxes[page.key] = text_boxes
        return self._text_boxes[page.key]


def _text_boxes(text: str) -> TextBoxes:
    level, tilted = json.loads(text)
    return TextBoxes(tuple(map(tuple, level)), tuple(tuple(map(tuple, box)) for box in tilted))


def settings_tag(settings: object) -> str:
    """What a reading under these engine settings is stored by."""
    return digest_of(dict(settings))
