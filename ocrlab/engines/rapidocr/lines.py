"""Lines: what does the recogniser of PP-OCR read in one text box, and where in the box does each word stand?

The recogniser walks along a line in columns of eight pixels and says for each which character it sees, or none (CTC).
A space is a character like others: lines fall into words there, and the columns tell where each word begins and ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ocrlab.engines.rapidocr.finding import normalised
from ocrlab.engines.running import Network
from ocrlab.reading import Box, Word, box_of

HEIGHT = 48  # px a line is scaled to; fixed by the recogniser
LEAST_WIDTH = 320  # px; shorter lines are padded to it, as the recogniser was taught
UPRIGHT = 1.5  # a box taller than so many widths holds a line that runs from top to bottom
CLASSIFIED = (192, 48)  # px the classifier looks at
SURELY_TURNED = 0.9
MARGIN = 0.3  # of the white between two words, how much each of their boxes takes


class Glyph(NamedTuple):
    """A character, the middle of its column as a part of the line's length, and how sure it is."""

    text: str
    at: float
    confidence: float


class Line(NamedTuple):
    """The pixels of a text box along its text, and its corners from the text's own top left. A line that ran up or
    down the page is ``sideways``: which of the two it was is not known yet."""

    pixels: np.ndarray
    corners: Box
    sideways: bool = False

    def turned(self) -> Line:
        """The same line, had it stood on its head."""
        return Line(np.ascontiguousarray(self.pixels[::-1, ::-1]), (*self.corners[2:], *self.corners[:2]))


def cut(page: np.ndarray, box: Box) -> Line | None:
    """The line in a text box, turned where the box is much taller than wide; None where the box has no area."""
    import cv2

    corners = np.array(box, dtype=np.float32)
    upper, right, lower, left = (float(side) for side in np.linalg.norm(corners - np.roll(corners, -1, 0), axis=1))
    width, height = int(max(upper, lower)), int(max(left, right))
    if min(width, height) < 1:
        return None
    sideways = height >= UPRIGHT * width
    if sideways:
        corners, width, height = np.roll(corners, -1, axis=0), height, width
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    pixels = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Line(pixels, box_of(corners.tolist()), sideways)


def upside_down(network: Network, line: Line) -> bool:
    """Does the line stand on its head, as the classifier sees it?"""
    return bool(network.run(_prepared(line.pixels, *CLASSIFIED)[None])[0, 1] > SURELY_TURNED)


def glyphs(network: Network, line: Line, characters: Sequence[str], allowed: np.ndarray | None = None) -> list[Glyph]:
    """The characters of a line from left to right; with ``allowed`` (class numbers, blank among them) of those only."""
    taken = math.ceil(HEIGHT * line.pixels.shape[1] / line.pixels.shape[0])
    width = max(LEAST_WIDTH, taken)
    sure = network.run(_prepared(line.pixels, width, HEIGHT)[None])[0]
    used = taken / width * len(sure)
    if allowed is None:
        best, certainty = sure.argmax(axis=1), sure.max(axis=1)
    else:
        among = sure[:, allowed]
        best, certainty = allowed[among.argmax(axis=1)], among.max(axis=1)
    new = best != 0
    new[1:] &= best[1:] != best[:-1]
    return [
        Glyph(characters[best[column]], min(1.0, (column + 0.5) / used), float(certainty[column]))
        for column in np.flatnonzero(new)
    ]


def sureness(line: Sequence[Glyph]) -> float:
    """The mean confidence of a line's characters; 0 where there are none."""
    return sum(glyph.confidence for glyph in line) / len(line) if line else 0.0


def evidence(line: Sequence[Glyph]) -> float:
    """How much of a line was read and how surely; of a line on its head only a few characters come out."""
    return sum(glyph.confidence for glyph in line)


def words(line: Sequence[Glyph], box: Box) -> list[Word]:
    """The words of a line, each in its part of the box; the outer ends are the box's own."""
    runs: list[list[Glyph]] = [[]]
    for glyph in line:
        if glyph.text.isspace():
            runs.append([])
        else:
            runs[-1].append(glyph)
    runs = [run for run in runs if run]
    if not runs:
        return []
    halves = _half_letters(runs)
    starts, ends = [0.0], []
    for (run, half), (after, half_after) in pairwise(zip(runs, halves, strict=True)):
        room = after[0].at - half_after - run[-1].at - half  # below 0 where letters are of uneven width
        share = room * (MARGIN if room > 0 else half / (half + half_after))
        ends.append(run[-1].at + half + share)
        starts.append(after[0].at - half_after - (share if room > 0 else room - share))
    ends.append(1.0)
    return [
        Word(
            "".join(glyph.text for glyph in run),
            _part(box, start, end),
            sum(glyph.confidence for glyph in run) / len(run),
        )
        for run, start, end in zip(runs, starts, ends, strict=True)
    ]


def _half_letters(runs: Sequence[Sequence[Glyph]]) -> list[float]:
    """Half of what a letter takes of the line, word by word; of a single letter, what they take on average."""
    steps = [(run[-1].at - run[0].at) / (len(run) - 1) if len(run) > 1 else None for run in runs]
    known = [step for step in steps if step]
    usual = float(np.median(known)) if known else 1 / (sum(map(len, runs)) + len(runs) - 1)
    return [(step or usual) / 2 for step in steps]


def _part(box: Box, start: float, end: float) -> Box:
    a, b, c, d = (np.array(corner) for corner in box)
    corners = [a + start * (b - a), a + end * (b - a), d + end * (c - d), d + start * (c - d)]
    return box_of([round(float(x), 1), round(float(y), 1)] for x, y in corners)


def _prepared(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    """Scaled to a height, padded with middle grey to a width; what is longer is squeezed."""
    import cv2

    taken = min(width, math.ceil(height * pixels.shape[1] / pixels.shape[0]))
    prepared = np.zeros((3, height, width), np.float32)
    prepared[:, :, :taken] = normalised(cv2.resize(pixels, (taken, height)))
    return prepared
