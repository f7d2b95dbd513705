"""View: what do the measures look at?

The whole page in grey, a window of it that is full of print, and the page calmed: without impulses and grain, on even
paper, dark on light. Each is made once, when the first measure asks for it.
"""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np

from ocrlab.diagnose import grain
from ocrlab.filters.page.background import background, divided
from ocrlab.filters.page.letters import Boxes, letter_height, letters
from ocrlab.filters.page.upright import runs_down
from ocrlab.image import Image, grey

PIXELS = 4_000_000  # a page is looked at in this size at most: its lines and light show as well as in full
WINDOW = 800  # px: the side of the window in which grain and edges are measured, in full size
_SPECKLED = 0.002  # share of impulses from which they are taken out before lines and letters are looked for
_GRAINY = 6.0  # levels of noise from which the page is blurred for that, and the double of which more
_STANDS_OUT = 50  # levels between the darkest and the brightest hundredth of a window with print in it
_LIGHT_ON_DARK = 1.5  # times as many letters in the negative: holes in letters alone are never so many


class View:
    """A page as its measures see it. ``shrink`` is how many times smaller than the page ``level`` is."""

    def __init__(self, image: Image) -> None:
        height, width = image.shape[:2]
        self.shrink = max(1.0, (height * width / PIXELS) ** 0.5)
        self._image = image

    @cached_property
    def level(self) -> Image:
        """The page in grey."""
        if self.shrink == 1:
            return grey(self._image)
        height, width = self._image.shape[:2]
        size = max(1, round(width / self.shrink)), max(1, round(height / self.shrink))
        return grey(cv2.resize(self._image, size, interpolation=cv2.INTER_AREA))

    @cached_property
    def window(self) -> Image:
        """The part of the page with most edges, in full size: where it is blank nothing can be said of its print."""
        height, width = self._image.shape[:2]
        tall, wide = min(WINDOW, height), min(WINDOW, width)
        top, left = _busiest(self.level, tall / self.shrink, wide / self.shrink)
        top, left = min(round(top * self.shrink), height - tall), min(round(left * self.shrink), width - wide)
        return np.ascontiguousarray(grey(self._image[top : top + tall, left : left + wide]))

    @property
    def has_levels(self) -> bool:
        """Whether there is anything on the page but one colour."""
        return bool(self.window.min() < self.window.max())

    @property
    def has_edges(self) -> bool:
        """Whether anything stands out in the window, sharp or not: bare paper is neither."""
        dark, bright = np.percentile(self.window, [1, 99])
        return bool(bright - dark > _STANDS_OUT)

    @cached_property
    def impulses(self) -> Image:
        """True where a pixel of the window is black or white and stands alone."""
        return grain.lone(self.window)

    @cached_property
    def sound(self) -> Image:
        """The window with its impulses replaced by what is around them."""
        if not self.impulses.any():
            return self.window
        return np.where(self.impulses, cv2.medianBlur(self.window, 3), self.window)

    @cached_property
    def noise(self) -> float:
        """The standard deviation of its grain in levels."""
        return grain.sigma(self.sound)

    @cached_property
    def speckled(self) -> float:
        """The share of impulses, 0..1."""
        return float(self.impulses.mean())

    @cached_property
    def paper(self) -> Image:
        """The paper under the ink of the calmed page, small."""
        level = _small(self._calm)
        return background(level, max(5, max(level.shape) // 12), "median")

    @cached_property
    def _calm(self) -> Image:
        level = self.level
        if self.speckled > _SPECKLED:
            level = cv2.medianBlur(level, 3)
        if self.noise > _GRAINY:
            level = cv2.GaussianBlur(level, (0, 0), 1.0 if self.noise < 2 * _GRAINY else 1.6)
        return level

    @cached_property
    def negative_share(self) -> float | None:
        """The share (0..1) of what looks like letters that is light on dark; None where nothing looks like any."""
        dark, light = (len(letters(level)) for level in (self._calm, cv2.bitwise_not(self._calm)))
        return light / (dark + light) if dark + light >= 12 else None

    @property
    def is_negative(self) -> bool:
        share = self.negative_share
        return share is not None and share > _LIGHT_ON_DARK / (1 + _LIGHT_ON_DARK)

    @cached_property
    def calm(self) -> Image:
        """The page without grain, dark on light, on paper that is white everywhere."""
        level = cv2.bitwise_not(self._calm) if self.is_negative else self._calm
        return divided(level, background(level, max(20, max(level.shape) // 40), "median"))

    @cached_property
    def letters(self) -> Boxes:
        """What looks like letters on the calmed page, in its own pixels."""
        return letters(self.calm)

    @cached_property
    def runs_down(self) -> bool | None:
        """Whether the text lines run down the page; None where no lines show."""
        return runs_down(self.letters)

    @cached_property
    def letter_height(self) -> float | None:
        """How high small letters are, in pixels of the page as it is; None where nothing stands in lines."""
        height = letter_height(self.letters)
        return None if height is None or self.runs_down is None else height * self.shrink


def _small(level: Image, side: int = 400) -> Image:
    shrink = side / max(level.shape)
    if shrink >= 1:
        return level
    size = max(1, round(level.shape[1] * shrink)), max(1, round(level.shape[0] * shrink))
    return cv2.resize(level, size, interpolation=cv2.INTER_AREA)


def _busiest(level: Image, tall: float, wide: float) -> tuple[float, float]:
    """Top and left of the window of that size whose pixels differ most from their neighbours."""
    small = _small(level)
    scale = level.shape[0] / small.shape[0], level.shape[1] / small.shape[1]
    rows, columns = max(1, round(tall / scale[0])), max(1, round(wide / scale[1]))
    busy = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    sums = cv2.integral(busy)
    rows, columns = min(rows, small.shape[0]), min(columns, small.shape[1])
    inside = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
    top, left = np.unravel_index(int(inside.argmax()), inside.shape)
    return float(top) * scale[0], float(left) * scale[1]
