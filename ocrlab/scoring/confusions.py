"""Confusions: which character was taken for which, how often, and where?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocrlab.scoring.alignment import Alignment
from ocrlab.scoring.characters import CLASSES, classes_of
from ocrlab.scoring.rate import Accuracy
from ocrlab.text import Position

_WIDEST = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where an error stands: in the truth and in the reading, or beside it where one side has nothing.

    None where that side is an empty text.
    """

    truth: Position | None
    text: Position | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """``truth`` was read as ``text``, at all of ``spots``.

    An empty ``text`` is a character that was missed, an empty ``truth`` one that was made up. Two or three characters
    run together or split ("rn" read as "m") are one confusion.
    """

    truth: str
    text: str
    spots: tuple[Spot, ...]

    @property
    def count(self) -> int:
        return len(self.spots)

    @property
    def label(self) -> str:
        """As a table shows it: ``l -> 1``, with "nothing" and "space" spelled out."""
        return f"{spelled(self.truth)} -> {spelled(self.text)}"


def spelled(part: str) -> str:
    """A character, or the lack of one, as a table shows it: an empty cell says neither "space" nor "nothing"."""
    return "nothing" if not part else "space" if part.isspace() else part


def confusions(alignment: Alignment) -> list[Confusion]:
    """Every confusion, the most frequent first.

    A shortest alignment is not always the only one: on a badly misread line the pairs are a guess, the number of errors
    is not.
    """
    spots: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    truth, text = alignment.truth.graphemes, alignment.text.graphemes
    for start, end, at, to in _errors(alignment):
        pair = ("".join(truth[start:end]), "".join(text[at:to]))
        spots[pair].append(Spot(_place(alignment.truth.places, start), _place(alignment.text.places, at)))
    listed = (Confusion(*pair, tuple(places)) for pair, places in spots.items())
    return sorted(listed, key=lambda confusion: (-confusion.count, confusion.truth, confusion.text))


def _place(places: Sequence[Position], index: int) -> Position | None:
    return places[min(index, len(places) - 1)] if places else None


def _errors(alignment: Alignment) -> Iterator[tuple[int, int, int, int]]:
    """Spans of one error each: single characters, or neighbours of unequal length that belong together."""
    run: list[tuple[str, int, int, int, int]] = []
    for step in [*alignment.steps, ("equal", 0, 0, 0, 0)]:
        if step[0] != "equal":
            run.append(step)
        elif run:
            start, end, at, to = run[0][1], run[-1][2], run[0][3], run[-1][4]
            if len(run) > 1 and end > start and to > at and max(end - start, to - at) <= _WIDEST:
                yield start, end, at, to
            else:
                yield from (single for step in run for single in _singles(*step))
            run = []


def _singles(kind: str, start: int, end: int, at: int, to: int) -> Iterator[tuple[int, int, int, int]]:
    for offset in range(max(end - start, to - at)):
        yield (
            min(start + offset, end),
            min(start + offset + 1, end),
            min(at + offset, to),
            min(at + offset + 1, to),
        )


def heat_map(ranked: Sequence[Confusion], limit: int = 20) -> tuple[list[str], list[str], list[list[int]]]:
    """Rows (truth), columns (reading) and counts of the first ``limit`` confusions of single characters."""
    shown = [c for c in ranked if max(len(c.truth), len(c.text)) <= 1][:limit]
    rows, columns = (list(dict.fromkeys(labels)) for labels in ([c.truth for c in shown], [c.text for c in shown]))
    counts = Counter({(c.truth, c.text): c.count for c in shown})
    return (
        [spelled(row) for row in rows],
        [spelled(column) for column in columns],
        [[counts[row, column] for column in columns] for row in rows],
    )


def recall_by_class(alignment: Alignment) -> dict[str, Accuracy]:
    """How many characters of each class were read right, out of those in the truth; classes it lacks are left out."""
    total: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    known = {grapheme: classes_of(grapheme) for grapheme in set(alignment.truth.graphemes)}
    for grapheme, right in zip(alignment.truth.graphemes, alignment.right, strict=True):
        total.update(known[grapheme])
        if not right:
            wrong.update(known[grapheme])
    return {name: Accuracy(wrong[name], total[name]) for name in CLASSES if total[name]}
