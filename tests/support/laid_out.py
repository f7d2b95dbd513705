"""Texts laid out as readings, as engines box them: turned with the page or level, on a baseline or a little off it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from ocrlab.reading import Box, Reading, Word

WIDTH, HEIGHT = 1654, 2339  # px: A4 at 200 dpi
PRINT, PITCH, BLANK = 30.0, 44.0, 8.0  # px
Place = tuple[float, float, float, float]  # left, top, right, bottom


def laid_out(
    lines: Sequence[str], angle: float = 0, *, left: float = 100, level: bool = False, off: float = 0
) -> Reading:
    """A row a line, the page turned by so many degrees round its middle; ``level`` boxes are not.

    Boxes end up to ``off`` pixels above or below where they should. Hebrew is set from the right, word by word.
    """
    chance, rows = random.Random(1), []
    for number, line in enumerate(lines):
        places = _places(line, left, 200 + number * PITCH, lambda: chance.uniform(-off, off))
        rows.append(tuple(Word(word, _turned(*place, angle, level), 0.9) for word, place in places))
    return Reading(tuple(rows))


def _places(line: str, left: float, top: float, jitter: Callable[[], float]) -> list[tuple[str, Place]]:
    words, row, x = line.split(), [], left
    for word in words[::-1] if _is_hebrew(words) else words:
        wide = sum(0.3 if letter in "iljt.,'!()" else 0.55 for letter in word) * PRINT
        row.append((word, (x, top + jitter(), x + wide, top + PRINT + jitter())))
        x += wide + BLANK
    return row[::-1] if _is_hebrew(words) else row


def _is_hebrew(words: Sequence[str]) -> bool:
    return any("\u0590" <= letter <= "\u05ff" for word in words for letter in word)


def _turned(left: float, top: float, right: float, bottom: float, angle: float, level: bool) -> Box:
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    middle_x, middle_y = WIDTH / 2, HEIGHT / 2
    first, second, third, fourth = (
        (middle_x + (x - middle_x) * cos - (y - middle_y) * sin, middle_y + (x - middle_x) * sin + (y - middle_y) * cos)
        for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
    )
    if not level:
        return first, second, third, fourth
    xs, ys = zip(first, second, third, fourth, strict=True)
    return (min(xs), min(ys)), (max(xs), min(ys)), (max(xs), max(ys)), (min(xs), max(ys))
