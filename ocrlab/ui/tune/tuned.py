"""Tuned page: what does a page look like before and after its filters, and what is to be read of either side?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import streamlit as st

from ocrlab import run
from ocrlab.crops import Crop, part_of
from ocrlab.datasets import Sample
from ocrlab.errors import OcrLabError, PipelineError
from ocrlab.image import Image, digest, encode_png
from ocrlab.pipeline import Pipeline, StageCache, Step, image_after, move_of
from ocrlab.run import Asked, LockedBoxes
from ocrlab.ui.tune.guest import Guest
from ocrlab.ui.tune.setting import Setting, frozen
from ocrlab.ui.viewer import Side

SIDES: dict[Side, str] = {"original": "Original", "filtered": "Filtered"}
SPOILT: dict[Side, str] = SIDES | {"original": "Original, spoilt"}
PageKey = tuple[str, Crop | None]


_shared_stages = StageCache()  # of all sessions together, so that its bound holds however many there are


def stage_cache() -> StageCache:
    """The filtered images that all sessions share; a stage runs only where it or one before it is new.

    When a session ends, what only that one has used goes with it.
    """
    return _guest() if st.runtime.exists() else _shared_stages


@st.cache_resource(scope="session", show_spinner=False, on_release=Guest.leave)
def _guest() -> Guest:
    return Guest(_shared_stages)


@dataclass(frozen=True)
class Rival:
    """Another setting that the present one is compared with, in place of the page without filters."""

    name: str
    setting: Setting


@dataclass(frozen=True)
class TunedPage:
    """A page and what its filters make of it, as last computed without an error.

    The side "original" is the page without filters, or what a ``rival`` makes of it. ``spoilt`` are the steps that
    spoil the page on purpose, before any filter sees it.

    ``asked`` holds what is to be read of each side; a side is missing where nothing can be read of it, and ``refused``
    says why where that is the engine's doing.
    """

    sample: Sample
    pipeline: Pipeline
    steps: tuple[Step, ...]
    crop: Crop | None = None
    asked: Mapping[Side, Asked] = field(default_factory=dict)
    refused: OcrLabError | None = None
    rival: Rival | None = None
    spoilt: tuple[Step, ...] = ()

    @property
    def titles(self) -> Mapping[Side, str]:
        """What the two sides are called."""
        if self.rival:
            return {"original": f"A: {self.rival.name}", "filtered": "B: as set now"}
        return SPOILT if self.spoilt else SIDES

    @property
    def key(self) -> PageKey:
        """What is read, whatever the filters: readings of two pages are never compared."""
        return self.sample.digest, self.crop

    def image(self, side: Side) -> Image:
        return image_after(self.steps_of(side), self.sample.image)

    def steps_of(self, side: Side) -> tuple[Step, ...]:
        """What led from the page to this side, step by step."""
        if side == "filtered":
            return self.steps
        return self.asked["original"].steps if self.rival and self.asked else self.spoilt

    @property
    def unfiltered(self) -> Image:
        """The page as its filters find it."""
        return self.spoilt[-1].image if self.spoilt else self.sample.image

    @property
    def part_unfiltered(self) -> Image:
        """The part of it that is read; all of it without a crop, or where nobody knows where the crop has gone."""
        if self.crop is None:
            return self.unfiltered
        try:
            move = move_of(self.spoilt)
        except PipelineError:
            return self.unfiltered
        return part_of(self.unfiltered, self.crop, move, self.sample.image.shape[:2]).image

    @cached_property
    def png(self) -> bytes:
        """The filtered page as a file, made once, so that a page that runs again offers the very same file."""
        return encode_png(self.image("filtered"), fast=True)

    def digest(self, side: Side) -> str:
        """SHA-256 of a side's pixels; remembered, because hashing a page takes longer than most filters."""
        return digest(self.image(side))

    def prepared(
        self, side: Side, engine: str, settings: Mapping[str, object], locked: LockedBoxes | None = None
    ) -> Asked:
        """This side made ready for an engine and boxes of its own; the filters do not run again.

        Raises what `ocrlab.run.prepare` raises.
        """
        before = self.rival.setting.pipeline if self.rival else self.pipeline.spoiling
        pipeline = self.pipeline if side == "filtered" else before
        return run.prepare(self.sample, pipeline, engine, settings, crop=self.crop, locked=locked, stages=stage_cache())


def tune(
    sample: Sample,
    pipeline: Pipeline,
    engine: str,
    settings: Mapping[str, object],
    crop: Crop | None = None,
    rival: Rival | None = None,
) -> TunedPage:
    """The page under these filters, both sides ready to be read. Raises what a filter raises."""
    before = rival.setting if rival else Setting(pipeline.spoiling, engine, ((engine, frozen(settings)),))
    stages = stage_cache()
    spoilt = pipeline.spoiling.trace(sample.image, stages)
    try:
        original = run.prepare(sample, before.pipeline, before.engine, before.values, crop=crop, stages=stages)
        filtered = run.prepare(sample, pipeline, engine, settings, crop=crop, stages=stages)
    except OcrLabError as error:
        # The picture stays where only the engine is at fault; a filter that is raises its error once more.
        steps = pipeline.trace(sample.image, stages)
        return TunedPage(sample, pipeline, steps, crop, refused=error, spoilt=spoilt)
    asked: dict[Side, Asked] = {"original": original, "filtered": filtered}
    return TunedPage(sample, pipeline, filtered.steps, crop, asked, rival=rival, spoilt=spoilt)


def unfiltered(sample: Sample, engine: str, settings: Mapping[str, object], crop: Crop | None = None) -> TunedPage:
    """The page by itself, where its filters cannot be applied: to be seen, and read on the original side only."""
    page = tune(sample, Pipeline(), engine, settings, crop)
    only: dict[Side, Asked] = {"original": page.asked["original"]} if page.asked else {}
    return TunedPage(sample, page.pipeline, (), crop, only, page.refused)
