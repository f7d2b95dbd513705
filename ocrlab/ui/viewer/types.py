"""Types: what is the viewer given to show, and what can a person do in it?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    """A rectangle of the original in whole pixels, and what it is for (a key of the overlay's ``purposes``).

    A person draws it with the tool named "Region"; what it becomes, a stage's region or the crop that is read, is up to
    the page.
    """

    x: int
    y: int
    width: int
    height: int
    purpose: str = "stage"

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        return self.x, self.y, self.width, self.height

    @classmethod
    def inside(cls, bounds: object, purpose: str, picture: Picture) -> Rect | None:
        """What of a drawn rectangle lies on the picture, in whole pixels; None where nothing does.

        ``bounds`` is taken as it came from the browser, whatever that is.
        """
        if not isinstance(bounds, Iterable):
            return None
        try:
            x, y, width, height = (float(number) for number in bounds)
        except (TypeError, ValueError):
            return None
        if not all(map(math.isfinite, (x, y, width, height))):
            return None
        left, top = max(0, round(x)), max(0, round(y))
        right, bottom = min(picture.width, round(x + width)), min(picture.height, round(y + height))
        return cls(left, top, right - left, bottom - top, purpose) if right > left and bottom > top else None


@dataclass(frozen=True)
class Overlay:
    """What is drawn over the pictures: words, or lines of the truth, the chosen one of them, and rectangles.

    ``boxes`` (whose words are marked) and ``colour_by`` are where a person's own choice starts from. With ``lines`` the
    marks are lines of the truth, each with the share of it that was read right as its confidence and what was read
    there as ``expected``; they are shown at once. A new ``selected`` word is centred and marked in all views.
    ``purposes`` names what a rectangle may be drawn for, ``{"stage": "Limit Median to it"}``; without it there is no
    tool to draw one.
    """

    boxes: Boxes = "none"
    colour_by: ColourBy = "confidence"
    lines: bool = False
    selected: tuple[Side, int] | None = None
    rects: Sequence[Rect] = ()
    purposes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LiveMove:
    """The viewer's slider was moved; ``released`` is False while the drag goes on."""

    name: str
    value: float
    released: bool


@dataclass(frozen=True)
class RectDrawn:
    """A rectangle was drawn or edited for a purpose, or (None) cleared."""

    purpose: str
    rect: Rect | None


@dataclass(frozen=True)
class WordClicked:
    """A word's box was clicked: its place in that side's ``words``."""

    side: Side
    index: int


@dataclass(frozen=True)
class Callbacks:
    """What the page does about a move, a rectangle or a click: called before the script runs again."""

    live: Callable[[LiveMove], None] | None = None
    rect: Callable[[RectDrawn], None] | None = None
    word: Callable[[WordClicked], None] | None = None


@dataclass(frozen=True)
class ViewerState:
    """What happened in the viewer in this run of the script; everything is None or False when nothing did."""

    live: LiveMove | None = None
    rect: RectDrawn | None = None
    word: WordClicked | None = None
    wants_stages: bool = False
    note: str | None = None
