"""Columns: do two sides of a page stand beside each other as columns of running text, or as the cells of rows?

A receipt's ``ITEM  PRICE`` and two columns of a newspaper are both parted by a clear strip of white. What tells them
apart is what stands on either side of it: running text fills its lines and begins most of them in mid-sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

GUTTER = 0.6  # white between two columns, in print heights; a word space takes a quarter, a justified one seldom half
COLUMN_ROWS = 4  # rows on either side before a gap counts as a gutter: three word gaps in line happen in any paragraph
COLUMN_WIDTH = 8.0  # print heights, some 16 letters: wider than any price, so a side need not show that it is prose
NARROWEST = 2.5  # print heights of a typical row of prose: half a dozen letters
COLUMN_FLUSH = 0.7  # part of the right column's rows that begin at its left edge, within a print height
COLUMN_FILL = 0.55  # part of a full line that a typical row fills: running text does, a list of items does not
FULL = 0.9  # place of the full line among the widths of a column: a heading that reaches over two columns is wider
PROSE = 0.4  # part of the rows that begin with a small letter; German, with its capitals, has about half
LETTER_WIDTH = 0.5  # of the print height, in nearly every face


class Span(NamedTuple):
    """A word's place once the page is level, and what its text tells of the row it begins."""

    left: float
    right: float
    middle: float
    height: float
    start: float  # middle at the left end; a box that tilts more than its page begins and ends at different levels
    end: float
    number: int  # of the word
    letters: int
    small: bool  # begins with a small letter


def print_height(spans: Sequence[Span]) -> float:
    """The height of the print itself; engines draw boxes up to half as tall again, with the same margin on all sides.

    With letters half as wide as the print is high, a box of n letters is wider than high by (n / 2 - 1) print heights,
    whatever its margin. Never more than the boxes' own height.
    """
    boxes = median(span.height for span in spans)
    long = [span for span in spans if span.letters >= 4]
    wider = sum(span.right - span.left - span.height for span in long)
    heights = sum(LETTER_WIDTH * span.letters - 1 for span in long)
    return max(1.0, min(boxes, wider / heights)) if wider > 0 else boxes


def are_columns(left: Sequence[Sequence[Span]], right: Sequence[Sequence[Span]], height: float) -> bool:
    """Do both sides, given by their rows, look like running text, rather than names and prices?

    ``height`` is that of the print. A side is running text where at least COLUMN_ROWS rows fill it and are wider than
    any price would be, or, in narrow columns, where enough of them begin with a small letter.
    """
    for side in (left, right):
        pieces = [piece for row in side for piece in _pieces(row, GUTTER * height)]
        widths = sorted(piece[-1].right - piece[0].left for piece in pieces)
        typical, full = median(widths), widths[round(FULL * (len(widths) - 1))]
        small = sum(piece[0].small for piece in pieces)
        narrow = NARROWEST if small >= PROSE * len(pieces) else COLUMN_WIDTH
        if len(side) < COLUMN_ROWS or typical < narrow * height or typical < COLUMN_FILL * full:
            return False
    edge = min(row[0].left for row in right)
    flush = sum(row[0].left <= edge + height for row in right)
    return flush >= COLUMN_FLUSH * len(right)


def _pieces(row: Sequence[Span], gutter: float) -> Iterator[list[Span]]:
    """A row parted wherever there is room for a gutter: a side may hold several columns itself."""
    piece = [row[0]]
    for before, span in pairwise(row):
        if span.left - before.right >= gutter:
            yield piece
            piece = []
        piece.append(span)
    yield piece
