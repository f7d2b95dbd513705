"""Page: what is handed to a writer, and what is a writer?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import numpy as np

from ocrlab.datasets import Sample
from ocrlab.image import Image
from ocrlab.pipeline import Pipeline, image_after
from ocrlab.reading import Reading
from ocrlab.run import Asked, Run, resolution_after
from ocrlab.wording import versioned

DPI = 200.0  # where a page says no resolution of its own: as the lab draws PDF pages


@dataclass(frozen=True)
class OutputPage:
    """A page as it leaves the lab: the picture that was read, and what was read on it.

    ``name`` is the source's without its ending; page 12 of ``book.pdf`` is ``book-0012``. The boxes of ``reading`` are
    in pixels of ``image``. ``engine`` and ``pipeline`` stand in the metadata of the formats that have any.
    """

    name: str
    image: Image
    reading: Reading | None
    dpi: float | None = None
    engine: str = ""
    pipeline: str = ""

    @property
    def resolution(self) -> float:
        """Pixels an inch; `DPI` where it is not known or cannot be meant."""
        return self.dpi if self.dpi and 1 <= self.dpi <= 10_000 else DPI


def filtered_page(
    stem: str, sample: Sample, pipeline: Pipeline, reading: Reading | None = None, engine: str = ""
) -> OutputPage:
    """A page behind its filters, with its resolution, as it is handed to a writer; ``stem`` may lead into folders."""
    steps = pipeline.trace(sample.image)
    image, dpi = image_after(steps, sample.image), resolution_after(sample, steps)
    return OutputPage(PurePosixPath(stem).name, image, reading, dpi, engine, str(pipeline))


def read_page(stem: str, asked: Asked, run: Run) -> OutputPage:
    """A page that has just been read, as it is handed to a writer."""
    engine = versioned(run.engine, run.version)
    return OutputPage(PurePosixPath(stem).name, asked.filtered, run.reading, asked.dpi, engine, str(run.pipeline))


@dataclass(frozen=True)
class Writer:
    """A format. ``many`` says that several pages go into one file, ``needs_reading`` that a picture is not enough."""

    name: str
    title: str
    ending: str
    needs_reading: bool
    many: bool
    write: Callable[[Iterable[OutputPage], BinaryIO], None]


def is_black_and_white(image: Image) -> bool:
    """Whether a grey image holds black and white alone, so that one bit a pixel loses nothing."""
    return image.ndim == 2 and bool(np.isin(image, (0, 255)).all())
