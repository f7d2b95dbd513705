"""Reading order by its plain definition, each word looked at beside all others: slow, and what the lab's must equal."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from statistics import median

from ocrlab.reading import Box, Word
from ocrlab.reading.columns import COLUMN_ROWS, GUTTER, Span, are_columns, print_height
from ocrlab.reading.margins import lean
from ocrlab.reading.order import ACROSS, LEVEL_WEIGHT, NEAR, SAME_ROW


def in_reading_order(words: Iterable[Word], right_to_left: bool = False) -> list[tuple[Word, ...]]:
    words = sorted(words, key=lambda word: (word.box, word.text, word.confidence))
    spans = _level(words)
    if right_to_left:
        spans = [span._replace(left=-span.right, right=-span.left, start=span.end, end=span.start) for span in spans]
    return [tuple(words[span.number] for span in row) for block in _blocks(spans) for row in _rows(block)]


def _level(words: list[Word]) -> list[Span]:
    evidence = _evidence(words)
    slope = _typical(evidence)
    angle = math.atan(slope)
    cos, sin = math.cos(angle), math.sin(angle)
    measured = []
    for word in words:
        x, y = (sum(axis) / 4 for axis in zip(*word.box, strict=False))
        measured.append((*_measure(word.box), x * cos + y * sin, y * cos - x * sin, y))
    centre = sum(along for *_, along, _, _ in measured) / max(1, len(measured))
    reach_y = 5 * median(height for _, height, *_ in measured) if measured else 1.0
    local: dict[int, float] = {}
    spans = []
    for index, (length, height, tilt, along, across, y) in enumerate(measured):
        band = round(y / reach_y)
        if band not in local:
            local[band] = _typical(
                [
                    (at, tilted, weight * (math.exp(-(((at - band * reach_y) / reach_y) ** 2)) + 0.02))
                    for at, tilted, weight in evidence
                ]
            )
        here = math.atan(local[band])
        if tilt == 0 and length > height:
            # An upright box round sloping text is taller than the text by the rise along its length.
            height = max(height - abs(math.tan(here)) * length, 0.4 * height)
        across -= math.tan(here - angle) * (along - centre)
        reach = (abs(length * math.cos(math.atan(tilt) - angle)) if length > height else length) / 2
        drop = math.tan(math.atan(tilt) - here) * reach if tilt and length > 2 * height else 0.0
        text = words[index].text.strip()
        level = across - drop, across + drop
        spans.append(
            Span(along - reach, along + reach, across, max(height, 1.0), *level, index, len(text), text[:1].islower())
        )
    return spans


def _measure(box: Box) -> tuple[float, float, float]:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = box
    run, rise = ((bx - ax) + (cx - dx)) / 2, ((by - ay) + (cy - dy)) / 2
    length = math.hypot(run, rise)
    height = math.hypot((cx + dx - ax - bx) / 2, (cy + dy - ay - by) / 2)
    return length, height, rise / run if abs(run) > abs(rise) else 0.0


Evidence = list[tuple[float, float, float]]  # height on the page, slope there, weight


def _evidence(words: list[Word]) -> Evidence:
    evidence: Evidence = []
    spans = []
    leaning = lean(words)
    for word in words:
        length, height, tilt = _measure(word.box)
        xs, ys = zip(*word.box, strict=False)
        if length > 2 * height:
            sure = tilt != 0 or leaning != 0
            evidence.append((sum(ys) / 4, tilt or leaning, length if sure else LEVEL_WEIGHT * length))
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
            upright = height - abs(leaning) * (right - left)
            weight = run if near[0] - right <= NEAR * upright else ACROSS * run
            evidence.append(((top + bottom) / 2, rise / run, weight))
    return [(y, slope, weight) for y, slope, weight in evidence if abs(slope) <= 1]


def _typical(evidence: Evidence) -> float:
    half, so_far = sum(weight for *_, weight in evidence) / 2, 0.0
    for _, slope, weight in sorted(evidence, key=lambda piece: piece[1]):
        so_far += weight
        if so_far >= half:
            return slope
    return 0.0


def _rows(spans: list[Span]) -> list[list[Span]]:
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: (span.left, span.middle, span.number)):
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
    return sorted(rows, key=lambda row: (sum(span.middle for span in row) / len(row), row[0].left, row[0].number))


def _blocks(spans: list[Span]) -> list[list[Span]]:
    if len(spans) < 2 * COLUMN_ROWS:
        return [spans] if spans else []
    height = print_height(spans)
    reach = GUTTER * height / 2
    best: tuple[list[Span], ...] | None = None
    seen = set()
    for edge in sorted({span.right for span in spans}, reverse=True):
        at = edge + reach
        if round(at / reach) in seen:  # of cuts within half a gutter, the one furthest right clears most rows
            continue
        seen.add(round(at / reach))
        for parts in _bands(spans, at, reach * 0.99, height):
            beside = len(parts[1]) + len(parts[2])
            if (best is None or beside > len(best[1]) + len(best[2])) and are_columns(
                _rows(parts[1]), _rows(parts[2]), height
            ):
                best = parts
    if best is None:
        return [spans]
    return [block for part in best for block in _blocks(part)]


def _bands(spans: list[Span], at: float, reach: float, height: float) -> Iterable[tuple[list[Span], ...]]:
    across = sorted(span.middle for span in spans if span.left < at + reach and span.right > at - reach)
    bounds = [-math.inf, *across, math.inf]
    for top, bottom in itertools.pairwise(bounds):
        top, bottom = (
            top + height / 2,
            bottom - height / 2,
        )  # what stands on one row with a word that crosses stays there
        inside = [span for span in spans if top < span.middle < bottom]
        left = [span for span in inside if span.right <= at - reach]
        right = [span for span in inside if span.left >= at + reach]
        if min(len(left), len(right)) >= COLUMN_ROWS and len(left) + len(right) == len(inside):
            above = [span for span in spans if span.middle <= top]
            below = [span for span in spans if span.middle >= bottom]
            yield above, left, right, below
