"""How well was each line of the truth read, there where the truth says it stands?"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from ocrlab.errors import PipelineError
from ocrlab.moves import IDENTITY, Matrix
from ocrlab.pipeline import move_of
from ocrlab.reading import Box, Reading
from ocrlab.scoring import Alignment, align, span_rates
from ocrlab.truth import Truth
from ocrlab.ui.state import Bench, Lab
from ocrlab.ui.tune import sources
from ocrlab.ui.viewer import Mark, Side


@dataclass(frozen=True)
class Lines:
    """One mark a boxed line of the truth, and for each the words of the reading that were read in its place."""

    marks: tuple[Mark, ...] = ()
    words: tuple[tuple[int, ...], ...] = ()


def of_both(lab: Lab, bench: Bench, readings: dict[str, Reading | None]) -> dict[str, Lines] | None:
    """The lines of the truth on either side, where a person asks for them and the truth says where they stand."""
    truth = sources.boxed_truth(lab) if lab.show_truth else None
    if truth is None:
        return None
    try:
        moves = {"original": IDENTITY, "filtered": move_of(bench.steps)}
    except PipelineError:  # nobody knows where its lines are on a page that was bent
        moves = {"original": IDENTITY, "filtered": None}
    return {slot: _lines(truth, readings[slot], lab.normalise, moves[slot]) for slot in readings}


@lru_cache(maxsize=64)
def _lines(truth: Truth, reading: Reading | None, normalise: str, move: Matrix | None) -> Lines:
    if reading is None or move is None:
        return Lines()
    alignment = align(truth.text, reading.text, normalise)
    rates = span_rates(alignment, [(line.start, line.end) for line in truth.lines])
    read = _read_in(truth, alignment)
    holder = [number for number, word in enumerate(reading.words) for _ in word.text.split()]
    marks, words = [], []
    for line, rate, at in zip(truth.lines, rates, read, strict=True):
        if line.box is None:
            continue
        said = "".join(alignment.text.graphemes[min(at) : max(at) + 1]) if at else ""
        marks.append(Mark(line.text, _moved(line.box, move), max(0.0, 1 - rate.rate), said, rate.errors == 0))
        words.append(tuple(dict.fromkeys(holder[alignment.text.places[one].word] for one in at)))
    return Lines(tuple(marks), tuple(words))


def _read_in(truth: Truth, alignment: Alignment) -> list[list[int]]:
    """For each line of the truth the graphemes of the reading that stand for its own, spaces left out."""
    starts = [line.start for line in truth.lines]  # none in a truth of white space, which has no places either
    read: list[list[int]] = [[] for _ in starts]
    graphemes = alignment.truth.graphemes
    for grapheme, place, at in zip(graphemes, alignment.truth.places, alignment.read_at, strict=False):
        if at is not None and not grapheme.isspace():
            read[max(0, bisect_right(starts, place.start) - 1)].append(at)
    return read


def _moved(box: Box, move: Matrix) -> Box:
    points = np.array([box], dtype=np.float64)
    return tuple((float(x), float(y)) for x, y in cv2.perspectiveTransform(points, np.array(move))[0])


def word_of(lines: Lines, index: int) -> int | None:
    """The first word of the reading that was read in a line; None where nothing was."""
    return next(iter(lines.words[index]), None)


def selected(lines: dict[str, Lines], word: tuple[Side, int] | None) -> tuple[Side, int] | None:
    """The line in which the selected word of the reading was read."""
    if word is None:
        return None
    side, number = word
    found = (index for index, words in enumerate(lines[side].words) if number in words)
    return next(((side, index) for index in found), None)
