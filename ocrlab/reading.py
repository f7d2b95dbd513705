"""What did the engine read, and in which order does a person read it?

Engines return boxes in whatever order suits them (EasyOCR: level boxes first, tilted ones appended). Here they become
rows: the page's slope is taken out, columns of running text are read one after the other, and within a column
the words of one row go from left to right. A receipt's ``ITEM  QTY  PRICE`` stays one row: only two sides that both
look like running text make columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

Point = tuple[float, float]
Box = tuple[Point, Point, Point, Point]

GUTTER = 0.8  # white between two columns, in text heights
COLUMN_ROWS = 4  # rows on either side before a gap counts as a gutter: three word gaps in line happen in any paragraph
COLUMN_WIDTH = 8.0  # width of a typical column row, in text heights: about 16 letters, more than any price
COLUMN_FLUSH = 0.7  # part of the right column's rows that begin at its left edge, within a text height
COLUMN_FILL = 0.6  # part of the column's width that a typical row fills: running text does, a list of items does not
LEVEL_WEIGHT = 0.3  # what a squared-up box counts as evidence of a level row, next to a tilted box or a neighbour
SAME_ROW = 0.5  # vertical overlap, as a part of the lower of two words, that puts them on one row


@dataclass(frozen=True)
class Word:
    """A piece of text in one box, as the engine found it (EasyOCR's pieces are often several words long).

    ``box`` holds the corners in pixels, clockwise from the text's own top left; ``confidence`` runs from 0 to 1.
    """

    text: str
    box: Box
    confidence: float

    def __post_init__(self) -> None:
        # Engines hand over numpy scalars, which neither compare, hash nor serialise like the numbers they stand for.
        object.__setattr__(self, "text", str(self.text))
        object.__setattr__(self, "box", tuple((_plain(x), _plain(y)) for x, y in self.box))
        object.__setattr__(self, "confidence", min(1.0, max(0.0, float(self.confidence))))

    def to_dict(self) -> dict[str, object]:
        return {"text": self.text, "confidence": self.confidence, "box": [list(point) for point in self.box]}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Word:
        return cls(data["text"], tuple(tuple(point) for point in data["box"]), data["confidence"])


@dataclass(frozen=True)
class Reading:
    """What an engine read on one image: rows of words in reading order. A blank page has no rows."""

    rows: tuple[tuple[Word, ...], ...] = ()

    @classmethod
    def of(cls, words: Iterable[Word], right_to_left: bool = False) -> Reading:
        """The words put in reading order; see :func:`in_reading_order`."""
        return cls(tuple(in_reading_order(words, right_to_left)))

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for row in self.rows for word in row)

    @property
    def lines(self) -> tuple[str, ...]:
        """The text of each row, its words joined by one space."""
        return tuple(" ".join(word.text for word in row if word.text) for row in self.rows)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def mean_confidence(self) -> float | None:
        """Mean confidence, each word weighted by its letters, so that a doubtful comma cannot outvote a sure line.

        None where nothing was read: an empty page is neither sure nor unsure.
        """
        letters = sum(len(word.text) for word in self.words)
        if letters == 0:
            return None
        return sum(word.confidence * len(word.text) for word in self.words) / letters

    def to_dict(self) -> dict[str, object]:
        """Plain lists, strings and numbers only, fit for JSON."""
        return {"rows": [[word.to_dict() for word in row] for row in self.rows]}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Reading:
        return cls(tuple(tuple(Word.from_dict(word) for word in row) for row in data["rows"]))


def in_reading_order(words: Iterable[Word], right_to_left: bool = False) -> list[tuple[Word, ...]]:
    """Rows of words as a person would read them, whatever order they come in.

    The slope of the page, and how it changes down the page, is estimated from tilted boxes and from neighbouring words
    and taken out first, so a skewed scan or a curled page does not mix its rows. A vertical strip of clear white is a gutter between columns where at least
    COLUMN_ROWS rows stand on both sides and both sides look like running text (wide rows that fill their side);
    otherwise what stands side by side is one row. After the recursive X-Y cut of Nagy and Seth (1984), on boxes.
    ``right_to_left`` turns rows and columns round for Arabic scripts.
    """
    words = sorted(words, key=lambda word: (word.box, word.text, word.confidence))
    spans = _level(words)
    if right_to_left:
        spans = [
            span._replace(left=-span.right, right=-span.left, start=span.end, end=span.start) for span in spans
        ]
    return [tuple(words[span.index] for span in row) for block in _blocks(spans) for row in _rows(block)]


class _Span(NamedTuple):
    """A word's place once the page is level."""

    left: float
    right: float
    middle: float
    height: float
    start: float  # middle at the left end; a box that tilts more than its page begins and ends at different levels
    end: float
    index: int


def _plain(number: float) -> float:
    value = float(number)
    return int(value) if value.is_integer() else value


def _level(words: list[Word]) -> list[_Span]:
    """Every word's extent in a frame turned so that rows run level, also where a page is curled or photographed askew."""
    evidence = _evidence(words)
    slope = _typical(evidence)
    angle = math.atan(slope)
    cos, sin = math.cos(angle), math.sin(angle)
    measured = []
    for word in words:
        x, y = (sum(axis) / 4 for axis in zip(*word.box))
        measured.append((*_measure(word.box), x * cos + y * sin, y * cos - x * sin, y))
    centre = sum(along for *_, along, _, _ in measured) / max(1, len(measured))
    reach_y = 5 * median(height for _, height, *_ in measured) if measured else 1.0
    local: dict[int, float] = {}
    spans = []
    for index, (length, height, tilt, along, across, y) in enumerate(measured):
        band = round(y / reach_y)
        if band not in local:
            local[band] = _typical(
                [(at, tilted, weight * (math.exp(-(((at - band * reach_y) / reach_y) ** 2)) + 0.02)) for at, tilted, weight in evidence]
            )
        here = math.atan(local[band])
        if tilt == 0 and length > height:
            # An upright box round sloping text is taller than the text by the rise along its length.
            height = max(height - abs(math.tan(here)) * length, 0.4 * height)
        across -= math.tan(here - angle) * (along - centre)
        reach = (abs(length * math.cos(math.atan(tilt) - angle)) if length > height else length) / 2
        drop = math.tan(math.atan(tilt) - here) * reach if tilt and length > 2 * height else 0.0
        spans.append(_Span(along - reach, along + reach, across, max(height, 1.0), across - drop, across + drop, index))
    return spans


def _measure(box: Box) -> tuple[float, float, float]:
    """Length along the text, height across it, and slope (dy / dx) of a box."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = box
    run, rise = (bx + cx - ax - dx) / 2, (by + cy - ay - dy) / 2
    length = math.hypot(run, rise)
    height = math.hypot((cx + dx - ax - bx) / 2, (cy + dy - ay - by) / 2)
    return length, height, rise / run if abs(run) > abs(rise) else 0.0


Evidence = list[tuple[float, float, float]]  # height on the page, slope there, weight


def _evidence(words: list[Word]) -> Evidence:
    """What tilted boxes and neighbours on a row say about the slope of the page at their height.

    EasyOCR squares up any slope below ``slope_ths``: a level box says little by itself, the way from one to the next more.
    """
    evidence: Evidence = []
    spans = []
    for word in words:
        length, height, tilt = _measure(word.box)
        xs, ys = zip(*word.box)
        if length > 2 * height:
            evidence.append((sum(ys) / 4, tilt, length if tilt else LEVEL_WEIGHT * length))
        spans.append((min(xs), max(xs), min(ys), max(ys)))
    spans.sort()
    for i, (left, right, top, bottom) in enumerate(spans):
        height = bottom - top
        near = None
        for other in spans[i + 1 :]:
            if other[0] > right + 2 * height:
                break
            shared = min(bottom, other[3]) - max(top, other[2])
            smaller = min(height, other[3] - other[2])
            if other[0] >= right - height / 2 and shared > 0.4 * smaller:
                near = other
                break
        if near is not None and near[0] + near[1] > left + right:
            run, rise = (near[0] + near[1] - left - right) / 2, (near[2] + near[3] - top - bottom) / 2
            evidence.append(((top + bottom) / 2, rise / run, run))
    return [(y, slope, weight) for y, slope, weight in evidence if abs(slope) <= 1]


def _typical(evidence: Evidence) -> float:
    """The median slope by weight; 0 without evidence."""
    half, so_far = sum(weight for *_, weight in evidence) / 2, 0.0
    for _, slope, weight in sorted(evidence, key=lambda piece: piece[1]):
        so_far += weight
        if so_far >= half:
            return slope
    return 0.0


def _rows(spans: list[_Span]) -> list[list[_Span]]:
    """Rows of one column, top to bottom: from left to right each word joins the row whose end it meets best.

    Comparing with the nearest word only, end to start, lets a row bend, as it does on a photographed page.
    """
    rows: list[list[_Span]] = []
    for span in sorted(spans, key=lambda span: (span.left, span.middle, span.index)):
        best, most = None, 0.0
        for row in rows:
            last = row[-1]
            lower = min(last.end + last.height / 2, span.start + span.height / 2)
            upper = max(last.end - last.height / 2, span.start - span.height / 2)
            shared = (lower - upper) / min(span.height, last.height)
            beside = span.left > last.left and min(span.right, last.right) - span.left < 0.5 * min(
                span.right - span.left, last.right - last.left
            )
            if beside and shared >= SAME_ROW and shared > most:
                best, most = row, shared
        if best is None:
            rows.append([span])
        else:
            best.append(span)
    return sorted(rows, key=lambda row: (sum(span.middle for span in row) / len(row), row[0].left, row[0].index))


def _blocks(spans: list[_Span]) -> list[list[_Span]]:
    """The columns in reading order: the gutter with most words beside it is cut first, then each part again."""
    if len(spans) < 2 * COLUMN_ROWS:
        return [spans] if spans else []
    height = median(span.height for span in spans)
    reach = GUTTER * height / 2
    best: tuple[list[_Span], ...] | None = None
    seen = set()
    for edge in sorted({span.right for span in spans}, reverse=True):
        at = edge + reach
        if round(at / reach) in seen:  # of cuts within half a gutter, the one furthest right clears most rows
            continue
        seen.add(round(at / reach))
        for parts in _bands(spans, at, reach * 0.99):
            beside = len(parts[1]) + len(parts[2])
            if (best is None or beside > len(best[1]) + len(best[2])) and _columns(parts[1], parts[2], height):
                best = parts
    if best is None:
        return [spans]
    return [block for part in best for block in _blocks(part)]


def _bands(spans: list[_Span], at: float, reach: float) -> Iterable[tuple[list[_Span], ...]]:
    """(above, left, right, below) for each stretch of page on which nothing crosses the strip round ``at``."""
    across = sorted((span.middle for span in spans if span.left < at + reach and span.right > at - reach))
    bounds = [-math.inf, *across, math.inf]
    for top, bottom in zip(bounds, bounds[1:]):
        inside = [span for span in spans if top < span.middle < bottom]
        left = [span for span in inside if span.right <= at - reach]
        right = [span for span in inside if span.left >= at + reach]
        if min(len(left), len(right)) >= COLUMN_ROWS and len(left) + len(right) == len(inside):
            above = [span for span in spans if span.middle <= top]
            below = [span for span in spans if span.middle >= bottom]
            yield above, left, right, below


def _columns(left: list[_Span], right: list[_Span], height: float) -> bool:
    """Do both sides look like running text, rather than names and prices?"""
    for side in (left, right):
        rows = _rows(side)
        widths = [row[-1].right - row[0].left for row in rows]
        extent = max(span.right for span in side) - min(span.left for span in side)
        typical = median(widths)
        if len(rows) < COLUMN_ROWS or typical < COLUMN_WIDTH * height or typical < COLUMN_FILL * extent:
            return False
    edge = min(span.left for span in right)
    flush = sum(row[0].left <= edge + height for row in rows)
    return flush >= COLUMN_FLUSH * len(rows)
