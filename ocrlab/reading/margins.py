"""Margins: how far does a page lean, to judge by the edges of its columns?

An engine that squares up its boxes hides the slope of every line in them. What it cannot hide is that the lines of a
column then begin a little further left, or right, from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ocrlab.reading.word import Word

STEEPEST, STEP = 0.1, 0.0025  # slopes: beyond 0.1 EasyOCR leaves boxes tilted; a page of 2000 px drifts 5 px a step
FEWEST = 8  # boxes: two columns of four rows, below which nothing is taken for columns at all
IN_LINE = 0.12  # of the print height: edges so near to each other stand in one margin
CLEARER = 1.3  # pairs of edges in line, to those on a level page: a page that does not lean has most at slope 0
WELL_IN_LINE = 2  # pairs a box: scattered boxes have fewer under any slope
OF_WORDS = 0.3  # part of the boxes that hold several words: where each holds one, neighbours tell the slope better
PLATEAU = 0.98  # of the most pairs: the slopes that do as well, in the middle of which the answer lies
TALLER = 0.4  # of the rise along a box: by so much long boxes must be taller; by all of it if their letters were alike
MANY = 2000  # boxes; of more, some tell the same

Edges = NDArray[np.float64]


def lean(words: Iterable[Word]) -> float:
    """The slope (dy / dx) of rows under which most level boxes begin, or end, exactly below each other.

    0 unless boxes hold whole lines, that is clearly another slope than none, and long boxes are taller than short ones
    as they are round sloping text: margins that lean over level rows are a picture's perspective, or a poem.
    """
    level = [word for word in words if word.box[0][1] == word.box[1][1]]
    long = [word for word in level if word.box[2][0] - word.box[0][0] > 2 * (word.box[2][1] - word.box[0][1])]
    if len(long) < FEWEST or sum(" " in word.text.strip() for word in long) < OF_WORDS * len(long):
        return 0.0
    corners = np.array([(*word.box[0], *word.box[2]) for word in long])
    left, top, right, bottom = corners[:: -(-len(corners) // MANY)].T
    near = IN_LINE * float(np.quantile(bottom - top, 0.1))
    slopes = np.arange(-round(STEEPEST / STEP), round(STEEPEST / STEP) + 1) * STEP
    # Of sloping text squared up, the left edge belongs to its left end and the right edge to its right end.
    begins, ends = (
        np.array([_in_line(edge + slope * (high if slope > 0 else low), near) for slope in slopes])
        for edge, high, low in ((left, top, bottom), (right, bottom, top))
    )
    pairs = begins + ends
    if pairs.max() < max(CLEARER * pairs[len(slopes) // 2], WELL_IN_LINE * len(left)):
        return 0.0
    slope = float(np.median(slopes[pairs >= PLATEAU * pairs.max()]))
    return slope if _taller(right - left, bottom - top) >= TALLER * abs(slope) else 0.0


def _in_line(edges: Edges, near: float) -> float:
    """Pairs of edges in one margin; one in full where both are the same, none where they are ``near`` apart."""
    edges = np.sort(edges)
    first = np.arange(len(edges)) + 1
    last = np.searchsorted(edges, edges + near)
    sums = np.concatenate(([0.0], np.cumsum(edges)))
    apart = sums[last] - sums[first] - (last - first) * edges
    return float((last - first - apart / near).sum())


def _taller(lengths: Edges, heights: Edges) -> float:
    """How much a box gains in height by its length."""
    by_length = np.argsort(lengths, kind="stable")
    third = -(-len(lengths) // 3)
    short, long = by_length[:third], by_length[-third:]
    longer = float(np.median(lengths[long]) - np.median(lengths[short]))
    return float(np.median(heights[long]) - np.median(heights[short])) / longer if longer > 0 else 0.0
