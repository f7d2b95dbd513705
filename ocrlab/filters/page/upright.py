"""Upright: which way up does a page stand, told by the lines of its letters?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import cv2
import numpy as np

from ocrlab.errors import ImageError
from ocrlab.filters.networks.line_turn import evidence
from ocrlab.filters.page.background import background, divided
from ocrlab.filters.page.letters import Boxes, chains, letter_height, letters
from ocrlab.image import Image, grey

# Share of the letters whose nearest neighbour stands above or below: on pages at most 0.3, among specks about a half.
_ACROSS, _DOWN = 0.43, 0.65
_PIXELS = 4_000_000  # a page is looked at in this size at most
_LONG = 10.0  # letter heights: the network saw no longer pieces of lines when it was taught
_GAP = 1.5  # letter heights of white at which a line is cut: a column may end there
_MARGIN = 0.2  # letter heights of paper left round a piece
_FEWEST, _MOST = 4, 20  # letters of a piece, and pieces of a page, at least; pieces at most
# Measured on the 36 pages of the open set, spoilt in 16 ways: 967 right, 185 in doubt, 0 wrong. A mean of 2 was wrong
# three times.
_EVIDENCE = 2.5  # the mean of the pieces' evidence from which on a page is sure
_TIMES = 3.0  # the mean over its standard error, from which on it is


def quarters_to_upright(image: Image) -> int | None:
    """Quarter turns counter-clockwise, 0 to 3, that set a page upright; None where that is in doubt.

    Whether the lines run across or down is told by their letters, which way up they stand by a network. Where the page
    as it is leaves doubt, it is looked at without specks on even paper, and then as a negative.
    """
    level = _small(grey(image))
    quarters = _quarters(level)
    for other in (level, cv2.bitwise_not(level)):
        if quarters is None:
            calm = cv2.medianBlur(other, 3)
            quarters = _quarters(divided(calm, background(calm, max(20, max(calm.shape) // 40), "median")))
    return quarters


def quarters_if_seen(image: Image) -> int | None:
    """What `quarters_to_upright` says, for those who only give advice: None also where the network is missing."""
    with suppress(ImageError):
        return quarters_to_upright(image)
    return None


def runs_down(boxes: Boxes) -> bool | None:
    """Whether the text lines run down the page, which then lies on its side; None where no lines show.

    A letter's nearest neighbour stands on its own line: the docstrum of O'Gorman 1993, doi:10.1109/34.244677. Among
    specks it stands anywhere. A page on its head looks level here.
    """
    height = letter_height(boxes)
    if height is None:
        return None
    from scipy.spatial import KDTree  # slow to import, and the command line lists this module for every command

    sized = boxes[np.maximum(boxes[:, 2], boxes[:, 3]) > 0.6 * height]
    middles = sized[:, :2] + sized[:, 2:] / 2
    _, nearest = KDTree(middles).query(middles, k=2)
    across, down = np.abs(middles[nearest[:, 1]] - middles).T
    share = float(np.mean(down > across))
    return None if _ACROSS < share < _DOWN else share >= _DOWN


def _small(level: Image) -> Image:
    shrink = (level.size / _PIXELS) ** 0.5
    if shrink <= 1:
        return level
    size = max(1, round(level.shape[1] / shrink)), max(1, round(level.shape[0] / shrink))
    return cv2.resize(level, size, interpolation=cv2.INTER_AREA)


def _quarters(level: Image) -> int | None:
    boxes = letters(level)
    down = runs_down(boxes)
    if down is None:
        return None
    if down:
        level = np.ascontiguousarray(np.rot90(level))
        boxes = letters(level)
    height = letter_height(boxes)
    if height is None:
        return None
    pieces = sorted(_pieces(boxes, height), key=lambda piece: piece[1])
    if len(pieces) < _FEWEST:
        return None
    step = max(1.0, len(pieces) / _MOST)
    chosen = [pieces[int((number + 0.5) * step)] for number in range(min(len(pieces), _MOST))]
    values = evidence([_cut(level, piece, _MARGIN * height) for piece in chosen])
    mean, error = float(values.mean()), float(values.std()) / len(values) ** 0.5
    if abs(mean) < max(_EVIDENCE, _TIMES * error):
        return None
    return int(down) + 2 * (mean < 0)


Piece = tuple[float, float, float, float]  # left, top, right, bottom


def _pieces(boxes: Boxes, height: float) -> Iterator[Piece]:
    """Stretches of lines that are short enough for the network and hold no gap between columns."""
    for chain in chains(boxes, height):
        lefts, rights = chain[:, 0], chain[:, 0] + chain[:, 2]
        start = 0
        for end in range(1, len(chain) + 1):
            ends = end == len(chain)
            if ends or lefts[end] - rights[end - 1] > _GAP * height or rights[end] - lefts[start] > _LONG * height:
                piece = chain[start:end]
                if len(piece) >= _FEWEST:
                    left, top = piece[:, :2].min(axis=0)
                    right, bottom = (piece[:, :2] + piece[:, 2:]).max(axis=0)
                    yield float(left), float(top), float(right), float(bottom)
                start = end


def _cut(level: Image, piece: Piece, margin: float) -> Image:
    left, top, right, bottom = piece
    rows = slice(int(max(0, top - margin)), int(bottom + margin) + 1)
    return level[rows, int(max(0, left - margin)) : int(right + margin) + 1]
