"""Run: what does this setting make of this page? One verb, `perform`, for a slider, a trial, a batch row and a command.

It has two halves, because not everybody waits in between: `prepare` filters the page and says all that its reading
depends on, and `finished` makes the record of it once it is read, wherever that was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ocrlab import engines, readings
from ocrlab.crops import Crop, Part, part_of
from ocrlab.datasets import Sample, load_sample
from ocrlab.engines import TextBoxes
from ocrlab.errors import PipelineError
from ocrlab.files import write_new
from ocrlab.filters import OwnFilter
from ocrlab.image import Image, digest, encode_png
from ocrlab.moves import IDENTITY, Matrix, between, compose, magnification, moved, scaling
from ocrlab.pipeline import Pipeline, StageCache, Step, image_after, move_of
from ocrlab.reading import Reading, box_of
from ocrlab.scoring import Score, score, words_ignored
from ocrlab.text import DEFAULT_NORMALISATION


@dataclass(frozen=True)
class LockedBoxes:
    """Text boxes found once, to be read under every setting.

    ``matrix`` leads from the points of the page before any filter to those of the image the boxes were found on.
    """

    text_boxes: TextBoxes
    matrix: Matrix


@dataclass(frozen=True)
class Asked:
    """A page made ready under one setting: all that its reading depends on, known before anything is read.

    ``steps`` are the filters' results in order, ``part`` is what the engine is shown, ``text_boxes`` are those it shall
    read, where they are locked. ``dpi`` is the filtered page's resolution, where it is known.
    """

    sample: Sample
    pipeline: Pipeline
    engine: str
    version: str
    settings: dict[str, Any]
    steps: tuple[Step, ...]
    part: Part
    text_boxes: TextBoxes | None
    filter_seconds: float
    crop: Crop | None = None
    dpi: float | None = None

    @property
    def filtered(self) -> Image:
        return self.steps[-1].image if self.steps else self.sample.image

    @property
    def image(self) -> Image:
        """What the engine is shown: the filtered page, or the part of it that holds the crop."""
        return self.part.image

    def without_steps(self) -> Asked:
        """The same with the last step alone: for those who wait for many readings and look at no stage on the way."""
        return replace(self, steps=self.steps[-1:])

    @cached_property
    def key(self) -> str:
        """SHA-256 over all the reading depends on; see `ocrlab.readings.reading_key`."""
        return readings.reading_key(self.image, engines.get_engine(self.engine), self.settings, self.text_boxes)


Reader = Callable[[Asked], Reading]


@dataclass(frozen=True)
class Run:
    """The record of one page read under one setting: everything needed to repeat it and to compare it.

    ``settings`` holds every effective engine setting, ``digest`` names the pixels the page had before any filter,
    ``read_digest`` those the engine saw, ``crop`` the part of the page that was read, ``text_boxes`` the locked ones.
    ``score`` is None where there is no truth; ``uncounted`` are the numbers of the words that take no part in it: they
    stand where the truth says "do not count". ``own_filters`` names the files of filters that are not the lab's, each
    with its digest. Seconds are wall time and take no part in comparing two runs.
    """

    name: str
    digest: str
    pipeline: Pipeline
    engine: str
    version: str
    settings: dict[str, Any]
    read_digest: str
    reading: Reading
    score: Score | None
    crop: Crop | None = None
    text_boxes: TextBoxes | None = None
    own_filters: tuple[OwnFilter, ...] = ()
    uncounted: tuple[int, ...] = ()
    filter_seconds: float = field(default=0.0, compare=False)
    read_seconds: float = field(default=0.0, compare=False)

    @property
    def text(self) -> str:
        return self.reading.text

    @cached_property
    def counted(self) -> Reading:
        """The words of the reading that the score counts, and any comparison with another reading has to."""
        return self.reading.without(self.uncounted)

    def to_dict(self) -> dict[str, Any]:
        """The object the command line prints; plain JSON types only."""
        return {
            "image": self.name,
            "digest": self.digest,
            "pipeline": self.pipeline.to_dict(),
            **({"own_filters": [filter_.to_dict() for filter_ in self.own_filters]} if self.own_filters else {}),
            "engine": {"name": self.engine, "version": self.version, "settings": self.settings},
            "text": self.text,
            "words": [word.to_dict() for word in self.reading.words],
            **({"uncounted": list(self.uncounted)} if self.uncounted else {}),
            "score": self.score.to_dict() if self.score else None,
            "seconds": {"filter": round(self.filter_seconds, 4), "read": round(self.read_seconds, 4)},
        }


def prepare(
    sample: Sample,
    pipeline: Pipeline,
    engine: str = "easyocr",
    settings: Mapping[str, object] | None = None,
    *,
    crop: Crop | None = None,
    locked: LockedBoxes | None = None,
    stages: StageCache | None = None,
) -> Asked:
    """Filter a page and say what is to be read of it.

    Only ``crop`` is read where one is given: x, y, width and height on the page before any filter; the filters see the
    whole page, and the crop goes where they move it. ``locked`` boxes go there too. ``stages`` keeps images between
    calls. Raises what filters raise, `EngineError` for an engine that cannot run, `ParamError` for a refused setting,
    and `PipelineError` where locked boxes cannot follow the page.
    """
    reader = engines.get_engine(engine)
    effective = engines.effective(reader, settings or {})
    start = time.perf_counter()
    steps = pipeline.trace(sample.image, stages)
    filtered = image_after(steps, sample.image)
    seconds = time.perf_counter() - start
    part = part_of(filtered, crop, _move_or_none(steps), sample.image.shape[:2]) if crop else Part(filtered)
    text_boxes = None
    if locked is not None:
        height, width = part.image.shape[:2]
        here = part.matrix(move_of(steps))
        text_boxes = locked.text_boxes
        if here != locked.matrix:
            text_boxes = text_boxes.moved(between(locked.matrix, here)).within(width, height)
    return Asked(
        sample, pipeline, engine, reader.version, effective, steps, part, text_boxes,
        filter_seconds=seconds, crop=crop, dpi=resolution_after(sample, steps),
    )  # fmt: skip


def resolution_after(sample: Sample, steps: Iterable[Step]) -> float | None:
    """The page's dots an inch behind its filters, so that it keeps its size on paper; None where it has none."""
    moves = [step.matrix for step in steps if step.matrix not in (None, IDENTITY)]
    if sample.dpi is None or not moves:
        return sample.dpi
    height, width = sample.image.shape[:2]
    return sample.dpi * magnification(compose(filter(None, moves)), width, height)


def finished(
    asked: Asked,
    reading: Reading,
    seconds: float,
    normalise: str = DEFAULT_NORMALISATION,
    metrics: Iterable[str] | None = None,
) -> Run:
    """The record of a page once it is read, scored against its truth where it has one.

    What was read in boxes that the truth marks "do not count" stays in the record and takes no part in the score, see
    `uncounted_in`. ``metrics`` limits the score to some of them, for a search that needs no more than its objective.
    """
    sample, uncounted = asked.sample, uncounted_in(asked, reading)
    text = reading.without(uncounted).text
    return Run(
        name=sample.name,
        digest=sample.digest,
        pipeline=asked.pipeline,
        engine=asked.engine,
        version=asked.version,
        settings=asked.settings,
        read_digest=digest(asked.image),
        reading=reading,
        score=None if sample.truth is None else score(sample.truth, text, normalise, metrics),
        crop=asked.crop,
        text_boxes=asked.text_boxes,
        own_filters=asked.pipeline.own_filters,
        uncounted=uncounted,
        filter_seconds=asked.filter_seconds,
        read_seconds=seconds,
    )


def uncounted_in(asked: Asked, reading: Reading) -> tuple[int, ...]:
    """The numbers of the words that stand in boxes that the page's truth marks "do not count".

    The boxes go where the filters moved the page; on a page that was bent, where nobody knows, they are stretched with
    its width and height.
    """
    if not asked.sample.ignored:
        return ()
    (height, width), (high, wide) = asked.sample.image.shape[:2], asked.filtered.shape[:2]
    matrix = asked.part.matrix(_move_or_none(asked.steps) or scaling(wide / width, high / height))
    return words_ignored(reading, [box_of(moved(box, matrix)) for box in asked.sample.ignored])


def read_here(asked: Asked) -> Reading:
    """Read in this process, and only what is not kept from before."""
    return readings.read(asked.engine, asked.image, asked.settings, asked.text_boxes)


def perform(
    sample: Sample,
    pipeline: Pipeline,
    engine: str = "easyocr",
    settings: Mapping[str, object] | None = None,
    *,
    normalise: str = DEFAULT_NORMALISATION,
    crop: Crop | None = None,
    locked: LockedBoxes | None = None,
    stages: StageCache | None = None,
    reader: Reader = read_here,
) -> Run:
    """Filter a page, read it, and score the text against the page's truth where it has one.

    ``reader`` says where the reading happens: here, or in a worker. Everything else is as in `prepare` and `finished`.
    """
    asked = prepare(sample, pipeline, engine, settings, crop=crop, locked=locked, stages=stages)
    start = time.perf_counter()
    reading = reader(asked)
    return finished(asked, reading, time.perf_counter() - start, normalise)


def _move_or_none(steps: tuple[Step, ...]) -> Matrix | None:
    try:
        return move_of(steps)
    except PipelineError:
        return None


def save(path: str | Path, pipeline: Pipeline, folder: str | Path, *, page: int = 0, dpi: int = 200) -> Path:
    """Write the filtered image as PNG into ``folder`` and return where.

    Nothing is ever overwritten: where ``scan.png`` is taken, ``scan-2.png`` is written. A file that could not be
    written whole is removed again. Raises `FileError` naming the folder.
    """
    sample = load_sample(path, page=page, dpi=dpi)
    steps = pipeline.trace(sample.image)
    data = encode_png(image_after(steps, sample.image), dpi=resolution_after(sample, steps))
    return write_new(folder, Path(path).stem, ".png", data)
