"""Ignored: what was read in boxes that a truth marks "do not count"?

Competitions mark text that nobody can read (``###``): it takes part in neither errors nor length. It is not in the
truth's text, so what an engine reads there would all be errors. A word is left out of the reading, before it is scored,
where more than half of its box lies inside such boxes. A box of several words is judged as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ocrlab.reading import Box, Reading
from ocrlab.truth import Truth

Point = tuple[float, float]
MOSTLY = 0.5


def without_ignored(reading: Reading, boxes: Iterable[Box]) -> Reading:
    """The reading without the words that stand mostly inside the boxes, in pixels of the page that was read.

    Rows that lose all their words are gone; the others keep their order.
    """
    return reading.without(words_ignored(reading, boxes))


def words_ignored(reading: Reading, boxes: Iterable[Box]) -> tuple[int, ...]:
    """The numbers, in reading order, of the words that `without_ignored` leaves out."""
    ignored = list(boxes)
    if not ignored:
        return ()
    return tuple(n for n, word in enumerate(reading.words) if share_inside(word.box, ignored) > MOSTLY)


def text_without_ignored(read: Truth, boxes: Iterable[Box]) -> str:
    """The text of a reading that came as a file, without what stands mostly inside the boxes.

    Its words are judged one by one where the file says where each stands, else its lines; text without boxes stays.
    """
    ignored = list(boxes)
    if not ignored:
        return read.text
    pieces, at = [], 0
    for piece in read.words or read.lines:
        if piece.box is not None and share_inside(piece.box, ignored) > MOSTLY:
            pieces.append(read.text[at : piece.start])
            at = piece.end
    return "".join([*pieces, read.text[at:]])


def share_inside(box: Box, boxes: Sequence[Box]) -> float:
    """Which part of a box lies inside others, from 0 to 1, each of them taken by itself and added up.

    The four corners of each go round it in order, whichever way; a box without an area lies inside none.
    """
    area = abs(_area(box))
    if area == 0:
        return 0.0
    return min(1.0, sum(abs(_area(_shared(box, other))) for other in boxes if _area(other)) / area)


def _shared(box: Sequence[Point], other: Sequence[Point]) -> list[Point]:
    """The part of one convex outline inside another: Sutherland and Hodgman (1974), doi:10.1145/360767.360802."""
    inside = list(box)
    turn = 1 if _area(other) > 0 else -1
    for start, end in pairwise([*other, other[0]]):
        inside = _cut(inside, start, end, turn)
    return inside


def _cut(outline: Sequence[Point], start: Point, end: Point, turn: int) -> list[Point]:
    """What is left of an outline on the inner side of the line from ``start`` to ``end``."""

    def height(point: Point) -> float:
        return turn * ((end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0]))

    left: list[Point] = []
    for before, after in pairwise([*outline[-1:], *outline]):
        above, below = height(before), height(after)
        if (above < 0) != (below < 0):
            share = above / (above - below)
            x, y = (low + share * (high - low) for low, high in zip(before, after, strict=True))
            left.append((x, y))
        if below >= 0:
            left.append(after)
    return left


def _area(outline: Sequence[Point]) -> float:
    """The area with its sign: positive where the corners go clockwise on a page, whose y grows downwards."""
    return sum(x * lower - right * y for (x, y), (right, lower) in pairwise([*outline, *outline[:1]])) / 2
