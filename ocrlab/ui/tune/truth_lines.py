"""Truth lines: how well was each line of the truth read, there where the truth says it stands?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from ocrlab.errors import PipelineError
from ocrlab.moves import Matrix, moved
from ocrlab.pipeline import Step, move_of
from ocrlab.reading import Reading, box_of
from ocrlab.scoring import Alignment, align, span_rates
from ocrlab.truth import Truth
from ocrlab.ui.leaving import shared_memory
from ocrlab.ui.viewer import Mark, Side


@dataclass(frozen=True)
class TruthMarks:
    """One mark a boxed line of the truth, and for each the words of the reading that were read in its place."""

    marks: tuple[Mark, ...] = ()
    words: tuple[tuple[int, ...], ...] = ()


def of_both(
    truth: Truth,
    steps: Mapping[Side, Iterable[Step]],
    readings: Mapping[Side, Reading | None],
    normalise: str,
    uncounted: Mapping[Side, tuple[int, ...]] = MappingProxyType({}),
) -> dict[Side, TruthMarks]:
    """The lines of the truth on either side, where the filters have moved them; none where nobody can say where.

    ``uncounted`` are each reading's words that stand where the truth says "do not count".
    """
    moves: dict[Side, Matrix | None] = dict.fromkeys(readings)
    for side in readings:
        with suppress(PipelineError):  # the page was bent
            moves[side] = move_of(steps[side])
    return {
        side: _marks(truth, reading, uncounted.get(side, ()), normalise, moves[side])
        for side, reading in readings.items()
    }


@shared_memory
@lru_cache(maxsize=64)
def _marks(
    truth: Truth, reading: Reading | None, uncounted: tuple[int, ...], normalise: str, move: Matrix | None
) -> TruthMarks:
    if reading is None or move is None:
        return TruthMarks()
    alignment = align(truth.text, reading.without(uncounted).text, normalise)
    rates = span_rates(alignment, [(line.start, line.end) for line in truth.lines])
    read = _read_in(truth, alignment)
    counted = ((number, word) for number, word in enumerate(reading.words) if number not in uncounted)
    holder = [number for number, word in counted for _ in word.text.split()]
    marks, words = [], []
    for line, rate, at in zip(truth.lines, rates, read, strict=True):
        if line.box is None:
            continue
        text = "".join(alignment.text.graphemes[min(at) : max(at) + 1]) if at else ""
        box = box_of(moved(line.box, move))
        marks.append(Mark(line.text, box, max(0.0, 1 - rate.rate), text, rate.errors == 0))
        words.append(tuple(dict.fromkeys(holder[alignment.text.places[index].word] for index in at)))
    return TruthMarks(tuple(marks), tuple(words))


def _read_in(truth: Truth, alignment: Alignment) -> list[list[int]]:
    """For each line of the truth the graphemes of the reading that stand for its own, spaces left out."""
    starts = [line.start for line in truth.lines]  # none in a truth of white space, which has no places either
    read: list[list[int]] = [[] for _ in starts]
    graphemes = alignment.truth.graphemes
    for grapheme, place, at in zip(graphemes, alignment.truth.places, alignment.read_at, strict=False):
        if at is not None and not grapheme.isspace():
            read[max(0, bisect_right(starts, place.start) - 1)].append(at)
    return read


def word_of(lines: TruthMarks, index: int) -> int | None:
    """The first word of the reading that was read in a line; None where nothing was."""
    return next(iter(lines.words[index]), None)


def selected(lines: Mapping[Side, TruthMarks], word: tuple[Side, int] | None) -> tuple[Side, int] | None:
    """The line in which the selected word of the reading was read."""
    if word is None:
        return None
    side, number = word
    holding = (index for index, words in enumerate(lines[side].words) if number in words)
    return next(((side, index) for index in holding), None)
