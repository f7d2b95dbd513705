"""What does the viewer show, and what can a person tell it?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ocrlab.image import Image, digest
from ocrlab.params import Param

Side = Literal["original", "filtered"]
Boxes = Literal["none", "original", "filtered", "both"]
ColourBy = Literal["confidence", "right"]


@dataclass(frozen=True)
class Mark:
    """A word to draw on a picture: its four corners in that picture's pixels, and what is known about it.

    ``expected`` is the truth's word where there is a truth; ``right`` says whether the reading agrees with it.
    """

    text: str
    box: tuple[tuple[float, float], ...]
    confidence: float
    expected: str | None = None
    right: bool | None = None


@dataclass(frozen=True)
class Picture:
    """An image under the name of its contents: an equal ``digest`` is never encoded, sent or decoded twice.

    ``stale`` dims the words, which belong to an earlier setting. ``scale`` says how many pixels of this picture lie on
    one pixel of the original, where the sizes alone cannot tell (None: equal shapes are scaled copies, others are drawn
    pixel for pixel).
    """

    image: Image
    digest: str
    title: str
    words: tuple[Mark, ...] = ()
    stale: bool = False
    scale: float | None = None

    @classmethod
    def of(cls, image: Image, title: str, words: tuple[Mark, ...] = (), stale: bool = False) -> Picture:
        return cls(image, digest(image), title, words, stale)

    @property
    def width(self) -> int:
        return self.image.shape[1]

    @property
    def height(self) -> int:
        return self.image.shape[0]


@dataclass(frozen=True)
class Live:
    """The parameter whose slider stands in the viewer, so that the picture follows while it is dragged."""

    name: str
    label: str
    low: float
    high: float
    step: float | None
    value: float
    unit: str = ""

    @classmethod
    def of(cls, name: str, label: str, param: Param, value: float) -> Live:
        """The slider of a declared number; a logarithmic range (no step) moves by even ratios."""
        if param.range is None:
            raise ValueError(f"{name}: only a number has a slider")
        return cls(name, label, param.range.low, param.range.high, param.range.step, value, param.range.unit)


@dataclass(frozen=True)
class Rect:
    """A rectangle of the original in whole pixels, and what it is for (a key of the viewer's ``purposes``)."""

    x: int
    y: int
    width: int
    height: int
    purpose: str = "stage"

    @property
    def rect(self) -> tuple[int, int, int, int]:
        return self.x, self.y, self.width, self.height

    @classmethod
    def inside(cls, rect: object, purpose: str, picture: Picture) -> Rect | None:
        """What of a drawn rectangle lies on the picture, in whole pixels; None where nothing does."""
        try:
            x, y, width, height = (float(number) for number in rect)  # type: ignore[union-attr]
        except (TypeError, ValueError):
            return None
        if not all(map(math.isfinite, (x, y, width, height))):
            return None
        left, top = max(0, round(x)), max(0, round(y))
        right, bottom = min(picture.width, round(x + width)), min(picture.height, round(y + height))
        return cls(left, top, right - left, bottom - top, purpose) if right > left and bottom > top else None


@dataclass(frozen=True)
class LiveMove:
    """The viewer's slider was moved; ``released`` is False while the drag goes on."""

    name: str
    value: float
    released: bool


@dataclass(frozen=True)
class RegionDrawn:
    """A region was drawn or edited, or (None) cleared."""

    purpose: str
    region: Rect | None


@dataclass(frozen=True)
class WordClicked:
    """A word's box was clicked: its place in that side's ``words``."""

    side: Side
    index: int


@dataclass(frozen=True)
class ViewerState:
    """What happened in the viewer in this run of the script; everything is None or False when nothing did."""

    live: LiveMove | None = None
    region: RegionDrawn | None = None
    word: WordClicked | None = None
    wants_stages: bool = False
    note: str | None = None
