"""What does one visitor's lab hold between two runs of the page, and how does it become a link?

One `Lab` a browser session. Widgets keep only what they show; the truth about stages, settings and pictures is here, so
that a page can be left and come back to, and a link can be made of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import streamlit as st

from ocrlab.datasets import Sample, builtin, builtin_samples
from ocrlab.engines import effective, get_engine
from ocrlab.errors import InputError, OcrLabError, PipelineError
from ocrlab.image import Image, digest, freeze
from ocrlab.params import resolve
from ocrlab.pipeline import Pipeline, Region, Stage, Step, move_of
from ocrlab.reading import Reading
from ocrlab.scoring import Comparison, Score
from ocrlab.text import DEFAULT_NORMALISATION, normalisation
from ocrlab.truth import Truth
from ocrlab.workers import Job

SLOTS = {"original": "Original", "filtered": "Filtered"}
PICTURE = "picture"  # the fragment that shows both pages
START = Pipeline.of("median radius=1")


@dataclass
class Row:
    """A stage on the page; ``uid`` stays with it when it moves, so its widgets keep their values."""

    uid: str
    stage: Stage


@dataclass(frozen=True)
class Bench:
    """The page before and after its filters, as last computed without an error."""

    sample: Sample
    pipeline: Pipeline
    steps: tuple[Step, ...]
    region: Region | None = None  # the part of the page that is read; None: all of it

    @property
    def filtered(self) -> Image:
        return self.steps[-1].image if self.steps else self.sample.image

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of both sides' pixels, by slot; hashing a page takes longer than most filters."""
        unchanged = self.filtered is self.sample.image
        return {"original": self.sample.digest, "filtered": self.sample.digest if unchanged else digest(self.filtered)}

    def image(self, slot: str) -> Image:
        return self.sample.image if slot == "original" else self.filtered

    def to_read(self, slot: str) -> tuple[Image, tuple[int, int]]:
        """What the engine is shown of one side, and where its corner lies there: the page, or its part in the region.

        The region goes with the text where stages move it: what is read of the filtered page is the smallest upright
        part of it that holds the whole region.
        """
        return self._parts[slot]

    @cached_property
    def _parts(self) -> dict[str, tuple[Image, tuple[int, int]]]:
        return {slot: self._part(slot) for slot in SLOTS}

    def _part(self, slot: str) -> tuple[Image, tuple[int, int]]:
        image = self.image(slot)
        if self.region is None:
            return image, (0, 0)
        x, y, width, height = self.region
        corners = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], float)
        if slot == "filtered":
            corners = self._followed(corners)
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        left, top = (int(min(max(0, low), side - 1)) for low, side in ((left, image.shape[1]), (top, image.shape[0])))
        right, bottom = max(left + 1, round(right)), max(top + 1, round(bottom))
        return freeze(image[top:bottom, left:right]), (left, top)

    def _followed(self, points: np.ndarray) -> np.ndarray:
        """Where points of the original lie on the filtered page."""
        try:
            matrix = np.array(move_of(self.steps))
        except PipelineError:  # on a bent page the same share of width and height is near enough
            matrix = np.diag([self.filtered.shape[axis] / self.sample.image.shape[axis] for axis in (1, 0)] + [1.0])
        there = np.column_stack([points, np.ones(len(points))]) @ matrix.T
        return there[:, :2] / there[:, 2:]


@dataclass(frozen=True)
class Shown:
    """The reading that stands on the page for one side: the newest there is, old while its successor is on the way."""

    reading: Reading | None
    seconds: float | None
    old: bool
    job: Job | None
    error: str | None = None


@dataclass(frozen=True)
class Found:
    """What is known of both sides at one moment: readings so far, scores, the comparison once both are read."""

    shown: dict[str, Shown]
    readings: dict[str, Reading]
    scores: dict[str, Score] = field(default_factory=dict)
    comparison: Comparison | None = None


@dataclass
class Lab:
    """Everything one session has set, opened and typed."""

    owner: str = field(default_factory=lambda: uuid.uuid4().hex)
    rows: list[Row] = field(default_factory=list)
    engine: str = "easyocr"
    settings: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Any] = field(default_factory=dict)
    source: str = field(default_factory=lambda: f"sample:{builtin_samples()[0].name}")
    pages: dict[str, int] = field(default_factory=dict)
    dpi: int = 200
    truths: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, Truth] = field(default_factory=dict)  # truths that came with boxes, by the name of their place
    notices: list[str] = field(default_factory=list)
    jobs: dict[str, Job] = field(default_factory=dict)
    contest: dict[tuple[str, str], tuple[tuple, Job]] = field(default_factory=dict)  # see ocrlab.ui.tune.contenders
    kept: dict[str, Any] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)  # the part to read, by source and page
    locked: str | None = None  # the side whose boxes are read on both; see ocrlab.ui.tune.lock
    normalise: str = DEFAULT_NORMALISATION
    selected: tuple[str, int] | None = None  # side and place of the word marked in picture and text
    show_truth: bool = False  # the truth's own boxes in the picture, in place of the words that were read
    ahead: bool = False  # the picture runs ahead of the page
    touched: str = ""  # "uid:parameter" of the slider last moved

    @property
    def pipeline(self) -> Pipeline:
        return Pipeline(tuple(row.stage for row in self.rows))

    def set_pipeline(self, pipeline: Pipeline) -> None:
        """Put these stages on the page as new rows; widgets of the old ones are forgotten."""
        self.rows = [Row(uuid.uuid4().hex[:8], stage) for stage in pipeline.stages]

    def change(self, uid: str, stage: Stage) -> None:
        """Give a stage other values from outside its own widgets (reset, region, link)."""
        for row in self.rows:
            if row.uid == uid:
                row.stage = stage
                row.uid = uuid.uuid4().hex[:8]

    def limit(self, uid: str, region: Region | None) -> None:
        """Limit a stage to a region, or (None) let it work on the whole page again."""
        for row in self.rows:
            if row.uid == uid:
                row.stage = Stage.of(row.stage.filter, row.stage.settings, row.stage.enabled, region)

    def move(self, uid: str, by: int) -> None:
        at = next(i for i, row in enumerate(self.rows) if row.uid == uid)
        to = min(max(at + by, 0), len(self.rows) - 1)
        self.rows.insert(to, self.rows.pop(at))

    def remove(self, uid: str) -> None:
        self.rows = [row for row in self.rows if row.uid != uid]

    def add(self, name: str) -> None:
        self.rows.append(Row(uuid.uuid4().hex[:8], Stage.of(name)))

    def leave(self) -> None:
        """Read nothing more for a window that was closed; if it comes back, what was under way is asked for again."""
        for slot, job in self.jobs.items():
            if not job.finished:
                job.cancel()
                self.kept.pop(f"asked:{slot}", None)
        for _, job in self.contest.values():
            job.cancel()

    def notice(self, error: OcrLabError | str) -> None:
        """Say something once, at the top of the page."""
        if str(error) not in self.notices:
            self.notices.append(str(error))


def lab() -> Lab:
    """This session's lab; made from the link the first time."""
    if "lab" not in st.session_state:
        made = Lab()
        made.set_pipeline(START)
        st.session_state["lab"] = made
        _read_link(made)
    return st.session_state["lab"]


def _read_link(made: Lab) -> None:
    """Take the setting out of the link, all of it or nothing."""
    query = st.query_params
    try:
        stages = query.get_all("stage")
        pipeline = Pipeline.of(*(s for s in stages if s != "none")) if stages else START
        engine = get_engine(query.get("engine", made.engine))
        settings = changed(engine, parse_pairs(query.get_all("set"), engine.name))
        normalise = normalisation(query.get("normalise", DEFAULT_NORMALISATION)).name
        if query.get("sample"):
            builtin(query["sample"])
    except OcrLabError as error:
        made.notice(f"This link cannot be opened as it is. {error}")
        return
    made.set_pipeline(pipeline)
    made.engine, made.settings, made.normalise = engine.name, settings, normalise
    if query.get("sample"):
        made.source = f"sample:{query['sample']}"


def write_link(made: Lab) -> None:
    """Keep the whole setting in the page's address, so that it survives a reload and can be sent to someone."""
    link: dict[str, str | list[str]] = {"stage": [str(row.stage) for row in made.rows] or ["none"]}
    if made.source.startswith("sample:"):
        link["sample"] = made.source.removeprefix("sample:")
    if made.engine != Lab.engine:
        link["engine"] = made.engine
    if made.normalise != DEFAULT_NORMALISATION:
        link["normalise"] = made.normalise
    if made.settings:
        names = {param.name: param for param in get_engine(made.engine).params}
        link["set"] = [f"{name}={names[name].text(value)}" for name, value in made.settings.items()]
    shown = {key: st.query_params.get_all(key) for key in st.query_params}
    if shown != {key: [value] if isinstance(value, str) else value for key, value in link.items()}:
        st.query_params.from_dict(link)


def parse_pairs(pairs: Iterable[str], place: str) -> dict[str, str]:
    """``["decoder=greedy"]`` as a mapping; raises `InputError` for what is no pair."""
    split = [pair.partition("=") for pair in pairs]
    for name, equals, _ in split:
        if not equals:
            raise InputError(f"{place}: {name[:40]!r} has no value; write a setting as name=value")
    return {name: value for name, _, value in split}


def changed(engine: Any, values: dict[str, Any]) -> dict[str, Any]:
    """These settings in canonical types, without those that are the engine's defaults. Raises `ParamError`."""
    defaults = effective(engine, {})
    return {k: v for k, v in resolve(engine.params, values, engine.name).items() if v != defaults[k]}
