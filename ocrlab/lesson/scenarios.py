"""Scenarios: which pages does the lesson spoil, how, and what is a median said to do about it?

Three are those in which the page on Aspose.OCR's median filter advises it; the fourth is what that page warns of. Each
is a clean page that the lab draws, so that the truth is known, and a fault whose size a person sets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ocrlab.datasets import Sample
from ocrlab.filters import spoil
from ocrlab.image import Image
from ocrlab.pipeline import Pipeline
from ocrlab.samples import documents
from ocrlab.samples.typeset import Page


@dataclass(frozen=True)
class Fault:
    """What is wrong with the page, and how much: ``spoil`` gets a clean page and one of the ``amounts``, mildest first.

    ``amounts`` are few, so that what was read once is known when a slider comes back to it.
    """

    title: str
    unit: str
    help: str
    amounts: tuple[float, ...]
    start: float
    spoil: Callable[[Image, float], Image]

    def shown(self, amount: float) -> str:
        return f"{amount:g} {self.unit}".strip()


@dataclass(frozen=True)
class Scenario:
    """A page, its fault, the ``advice`` about a median there, and the ``others``: settings that might do better."""

    name: str
    title: str
    advice: str
    draw: Callable[[], Page]
    fault: Fault
    radius: int
    others: tuple[Pipeline, ...]

    def page(self, amount: float) -> Sample:
        """The page with so much of its fault; the same amount gives the same pixels."""
        return _spoilt(self.name, amount)


def _low_light(page: Image, counts: float) -> Image:
    return spoil.low_light(page, counts=counts, read_noise=1.0, seed=2)


def _poor_print(page: Image, specks: float) -> Image:
    return spoil.poor_print(page, wear=0.2, fading=0.5, specks=specks / 100, seed=3)


def _heavy_jpeg(page: Image, quality: float) -> Image:
    return spoil.heavy_jpeg(spoil.low_contrast(page, share=0.6), quality=int(quality))


def _small(page: Image, factor: float) -> Image:
    return page if factor == 100 else spoil.small_print(page, factor=factor / 100)


_ALL = (
    Scenario(
        "low-light",
        "Low light",
        "A median is advised for photographs taken in the dark, whose grain is noise.",
        documents.field_notes,
        Fault(
            "Light on the page",
            "electrons a pixel",
            "How many photo-electrons white paper yields. Less light is more grain.",
            (24, 16, 12, 8, 6, 4),
            8,
            _low_light,
        ),
        1,
        (Pipeline.of("remove_grain"), Pipeline.of("gaussian sigma=1")),
    ),
    Scenario(
        "poor-print",
        "Poor print",
        "A median is advised for poor printouts, whose paper is full of specks.",
        documents.minutes,
        Fault(
            "Specks of dirt",
            "% of the page",
            "Which share of the page dirt has fallen on. The ink is faded and worn as well.",
            (0, 0.3, 0.6, 1, 2, 3),
            1,
            _poor_print,
        ),
        1,
        (Pipeline.of("remove_impulses"), Pipeline.of("despeckle")),
    ),
    Scenario(
        "heavy-jpeg",
        "Heavy JPEG",
        "A median is advised for pictures that were compressed hard, with blocks and ringing round every stroke.",
        documents.poster,
        Fault(
            "JPEG quality",
            "",
            "As a camera or a messenger counts it; 75 is usual, below 10 the blocks show.",
            (30, 15, 10, 7, 5, 4),
            5,
            _heavy_jpeg,
        ),
        1,
        (Pipeline.of("bilateral"), Pipeline.of("gaussian sigma=1")),
    ),
    Scenario(
        "danger",
        "The danger",
        "A median is said to lose thin characters and punctuation. This page is clean: there is nothing to remove.",
        documents.package_leaflet,
        Fault(
            "Size of the print",
            "%",
            "Of the page as it was drawn; smaller letters have thinner strokes.",
            (100, 90, 80, 70),
            100,
            _small,
        ),
        2,
        (Pipeline.of("scale factor=2"), Pipeline.of("scale factor=2", "median radius=1")),
    ),
)
SCENARIOS = {scenario.name: scenario for scenario in _ALL}


@lru_cache(maxsize=32)
def _spoilt(name: str, amount: float) -> Sample:
    scenario = SCENARIOS[name]
    clean = scenario.draw()
    return Sample(name, scenario.fault.spoil(clean.image, amount), clean.truth, scenario.title)
