"""Reading order: in which order does a person read the words on a page?

Engines return boxes in whatever order suits them (EasyOCR: level boxes first, tilted ones appended). Here they become
rows: the page's slope is taken out, columns of running text are read one after the other (see `columns`), and within a
column the words of one row go from left to right. A receipt's ``ITEM  QTY  PRICE`` stays one row.

Pages may hold thousands of words: what is near a word is looked up by its height on the page or its place along the
row, never among all words.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import accumulate
from statistics import fmean, median

import numpy as np

from ocrlab.reading.columns import COLUMN_ROWS, GUTTER, Span, are_columns, print_height
from ocrlab.reading.margins import lean
from ocrlab.reading.word import Box, Word

LEVEL_WEIGHT = 0.3  # what a squared-up box counts as evidence of a level row, next to a tilted box or a neighbour
NEAR = (
    0.4  # box heights between two words of one line; what is further apart may stand in another column, lower or higher
)
ACROSS = 0.35  # what such a pair counts as evidence, next to one of the same line
SAME_ROW = 0.5  # vertical overlap, as a part of the lower of two words, that puts them on one row
MAX_BESIDE = 100  # rows at one height that a word may join; more are no page but boxes laid on a heap
FAR = 0.02  # what a slope anywhere on the page counts for the slope here, next to one right here


def in_reading_order(words: Iterable[Word], right_to_left: bool = False) -> list[tuple[Word, ...]]:
    """Rows of words as a person would read them, whatever order they come in.

    The slope of the page, and how it changes down the page, is estimated from tilted boxes and from neighbouring words
    and taken out first, so a skewed scan or a curled page does not mix its rows. A vertical strip of clear white is a
    gutter between columns where both sides look like running text (see `are_columns`); otherwise what stands side by
    side is one row. After the recursive X-Y cut of Nagy and Seth (1984), on boxes.
    ``right_to_left`` turns rows and columns round for Arabic scripts.
    """
    words = sorted(words, key=lambda word: (word.box, word.text, word.confidence))
    spans = _level(words)
    if right_to_left:
        spans = [span._replace(left=-span.right, right=-span.left, start=span.end, end=span.start) for span in spans]
    return [tuple(words[span.number] for span in row) for block in _blocks(spans) for row in _rows(block)]


class _Shelves:
    """Things by the stretch of the page's height they take: what may meet a stretch, without looking at everything.

    A shelf is as high as a thing is on average, so all things together lie on no more shelves than three times as many.
    With ``most``, each holds no more than the latest so many.
    """

    def __init__(self, heights: Iterable[float], most: int | None = None) -> None:
        self._height, self._most = fmean(heights) or 1.0, most
        self._things: dict[int, list[int]] = defaultdict(list)

    def _on(self, top: float, bottom: float) -> range:
        return range(math.floor(top / self._height), math.floor(bottom / self._height) + 1)

    def put(self, thing: int, top: float, bottom: float) -> None:
        for shelf in self._on(top, bottom):
            things = self._things[shelf]
            things.append(thing)
            if self._most and len(things) > self._most:
                del things[0]

    def take(self, thing: int, top: float, bottom: float) -> None:
        for shelf in self._on(top, bottom):
            with suppress(ValueError):
                self._things[shelf].remove(thing)

    def meeting(self, top: float, bottom: float) -> Iterator[list[int]]:
        """What lies on each shelf of a stretch, in the order in which it was put there."""
        return (self._things[shelf] for shelf in self._on(top, bottom) if shelf in self._things)


def _level(words: list[Word]) -> list[Span]:
    """Every word's extent in a frame turned so that rows run level, also where a page is curled or askew."""
    if not words:
        return []
    evidence = _evidence(words)
    slope = _typical(evidence)
    angle = math.atan(slope)
    cos, sin = math.cos(angle), math.sin(angle)
    measured = []
    for word in words:
        x, y = (sum(axis) / 4 for axis in zip(*word.box, strict=True))
        measured.append((*_measure(word.box), x * cos + y * sin, y * cos - x * sin, y))
    centre = sum(along for *_, along, _, _ in measured) / len(measured)
    slopes = _Slopes(evidence, 5 * median(height for _, height, *_ in measured))
    spans = []
    for index, (length, height, tilt, along, across, y) in enumerate(measured):
        here = math.atan(slopes.at(y))
        if tilt == 0 and length > height:
            # An upright box round sloping text is taller than the text by the rise along its length.
            height = max(height - abs(math.tan(here)) * length, 0.4 * height)
        across -= math.tan(here - angle) * (along - centre)
        reach = (abs(length * math.cos(math.atan(tilt) - angle)) if length > height else length) / 2
        drop = math.tan(math.atan(tilt) - here) * reach if tilt and length > 2 * height else 0.0
        text = words[index].text.strip()
        spans.append(
            Span(
                along - reach,
                along + reach,
                across,
                max(height, 1.0),
                across - drop,
                across + drop,
                index,
                letters=len(text),
                small=text[:1].islower(),
            )
        )
    return spans


def _measure(box: Box) -> tuple[float, float, float]:
    """Length along the text, height across it, and slope (dy / dx) of a box."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = box
    run, rise = ((bx - ax) + (cx - dx)) / 2, ((by - ay) + (cy - dy)) / 2
    length = math.hypot(run, rise)
    height = math.hypot((cx + dx - ax - bx) / 2, (cy + dy - ay - by) / 2)
    return length, height, rise / run if abs(run) > abs(rise) else 0.0


Evidence = list[tuple[float, float, float]]  # height on the page, slope there, weight


def _evidence(words: list[Word]) -> Evidence:
    """What tilted boxes and neighbours on a row say about the slope of the page at their height.

    EasyOCR squares up any slope below ``slope_ths``: a level box says little by itself, and that as the margins lean;
    the way from one to the next says more.
    """
    evidence: Evidence = []
    spans = []
    leaning = lean(words)
    for word in words:
        length, height, tilt = _measure(word.box)
        xs, ys = zip(*word.box, strict=True)
        if length > 2 * height:
            sure = tilt != 0 or leaning != 0
            evidence.append((sum(ys) / 4, tilt or leaning, length if sure else LEVEL_WEIGHT * length))
        spans.append((min(xs), max(xs), min(ys), max(ys)))
    spans.sort()
    lefts = [span[0] for span in spans]
    shelves = _Shelves(bottom - top for *_, top, bottom in spans)
    for index, (*_, top, bottom) in enumerate(spans):
        shelves.put(index, top, bottom)
    for index, (left, right, top, bottom) in enumerate(spans):
        height = bottom - top
        first = max(index + 1, bisect_left(lefts, right - height / 2))
        last = near = bisect_right(lefts, right + 2 * height)
        for shelf in shelves.meeting(top, bottom):
            for at in range(bisect_left(shelf, first), bisect_left(shelf, near)):
                other = spans[shelf[at]]
                if min(bottom, other[3]) - max(top, other[2]) > 0.4 * min(height, other[3] - other[2]):
                    near = shelf[at]
                    break
        if near < last and spans[near][0] + spans[near][1] > left + right:
            other = spans[near]
            run, rise = (other[0] + other[1] - left - right) / 2, (other[2] + other[3] - top - bottom) / 2
            upright = height - abs(leaning) * (right - left)  # a squared-up box is taller by the rise along it
            weight = run if other[0] - right <= NEAR * upright else ACROSS * run
            evidence.append(((top + bottom) / 2, rise / run, weight))
    return [(y, slope, weight) for y, slope, weight in evidence if abs(slope) <= 1]


def _typical(evidence: Evidence) -> float:
    """The median slope by weight; 0 without evidence."""
    half, so_far = sum(weight for *_, weight in evidence) / 2, 0.0
    for _, slope, weight in sorted(evidence, key=lambda piece: piece[1]):
        so_far += weight
        if so_far >= half:
            return slope
    return 0.0


class _Slopes:
    """The typical slope round any height of the page: all evidence counts a little, what is near by counts in full."""

    def __init__(self, evidence: Evidence, reach: float) -> None:
        self._reach = reach or 1.0
        by_slope = sorted(evidence, key=lambda piece: piece[1])
        self._slopes = [slope for _, slope, _ in by_slope]
        self._far = [0.0, *accumulate(FAR * weight for *_, weight in by_slope)]
        self._by_height = sorted((y, at, weight) for at, (y, _, weight) in enumerate(by_slope))
        self._known: dict[int, float] = {}

    def at(self, y: float) -> float:
        """The median slope by weight in the band of the page that holds this height; 0 without evidence."""
        band = round(y / self._reach)
        if band not in self._known:
            self._known[band] = self._median(band * self._reach) if self._slopes else 0.0
        return self._known[band]

    def _median(self, middle: float) -> float:
        # Beyond six and a half reaches the bell adds nothing that a float could tell from FAR alone.
        low, high = (bisect_left(self._by_height, (middle + side * 6.5 * self._reach,)) for side in (-1, 1))
        near = sorted(
            (at, weight * math.exp(-(((y - middle) / self._reach) ** 2))) for y, at, weight in self._by_height[low:high]
        )
        half, so_far = (self._far[-1] + sum(more for _, more in near)) / 2, 0.0
        for at, more in near:
            if self._far[at] + so_far >= half:
                break
            so_far += more
            if self._far[at + 1] + so_far >= half:
                return self._slopes[at]
        return self._slopes[min(max(bisect_left(self._far, half - so_far) - 1, 0), len(self._slopes) - 1)]


def _rows(spans: list[Span]) -> list[list[Span]]:
    """Rows of one column, top to bottom: from left to right each word joins the row whose end it meets best.

    Comparing with the nearest word only, end to start, lets a row bend, as it does on a photographed page.
    """
    rows: list[list[Span]] = []
    ends = _Shelves((span.height for span in spans), MAX_BESIDE)
    for span in sorted(spans, key=lambda span: (span.left, span.middle, span.number)):
        top, bottom = span.start - span.height / 2, span.start + span.height / 2
        best, most = None, 0.0
        for number in sorted({row for shelf in ends.meeting(top, bottom) for row in shelf}):
            last = rows[number][-1]
            if span.left <= last.left:
                continue
            lower = min(last.end + last.height / 2, bottom)
            upper = max(last.end - last.height / 2, top)
            shared = (lower - upper) / min(span.height, last.height)
            beside = min(span.right, last.right) - span.left < 0.5 * min(span.right - span.left, last.right - last.left)
            if beside and shared >= SAME_ROW and shared > most:
                best, most = number, shared
        if best is None:
            best = len(rows)
            rows.append([])
        else:
            last = rows[best][-1]
            ends.take(best, last.end - last.height / 2, last.end + last.height / 2)
        rows[best].append(span)
        ends.put(best, span.end - span.height / 2, span.end + span.height / 2)
    return sorted(rows, key=lambda row: (sum(span.middle for span in row) / len(row), row[0].left, row[0].number))


def _blocks(spans: list[Span]) -> list[list[Span]]:
    """The columns in reading order: the gutter with most words beside it is cut first, then each part again."""
    if len(spans) < 2 * COLUMN_ROWS:
        return [spans] if spans else []
    spans = sorted(spans, key=lambda span: span.middle)
    lefts, rights, middles = (np.array([span[axis] for span in spans]) for axis in range(3))
    height = print_height(spans)
    reach = GUTTER * height / 2
    best: tuple[list[Span], ...] | None = None
    most = 2 * COLUMN_ROWS - 1
    seen: set[int] = set()
    tried: set[tuple[int, int, int]] = set()
    for edge in sorted({span.right for span in spans}, reverse=True):
        at = edge + reach
        if round(at / reach) in seen:  # of cuts within half a gutter, the one furthest right clears most rows
            continue
        seen.add(round(at / reach))
        # On each stretch of page between two words that cross the strip, every word stands left or right of it; what
        # stands on one row with a word that crosses belongs to that row.
        strip = reach * 0.99
        across = middles[(lefts < at + strip) & (rights > at - strip)]
        starts = np.searchsorted(middles, across + height / 2, "right").tolist()
        ends = np.searchsorted(middles, across - height / 2, "left").tolist()
        for start, end in zip([0, *starts], [*ends, len(spans)], strict=True):
            if end - start <= most:
                continue
            left = [span for span in spans[start:end] if span.right <= at - strip]
            right = [span for span in spans[start:end] if span.left >= at + strip]
            if min(len(left), len(right)) < COLUMN_ROWS or (start, end, len(left)) in tried:
                continue
            tried.add((start, end, len(left)))
            if are_columns(_rows(left), _rows(right), height):
                best, most = (spans[:start], left, right, spans[end:]), end - start
    if best is None:
        return [spans]
    return [block for part in best for block in _blocks(part)]
