"""Alignment: which character of the truth became which character of the reading?

Levenshtein's answer: the fewest insertions, deletions and substitutions. RapidFuzz computes it; this module hands it
graphemes and words in a form in which equal means equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz.distance import Levenshtein, Opcodes

from ocrlab.text import DEFAULT_NORMALISATION, Prepared

Kind = Literal["equal", "deleted", "inserted", "substituted"]
_KINDS: dict[str, Kind] = {"equal": "equal", "delete": "deleted", "insert": "inserted", "replace": "substituted"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the alignment: what stands in the truth and what was read there.

    "deleted": in the truth, missing from the reading (``text`` is empty). "inserted": read, but not in the truth
    (``truth`` is empty). "substituted": as many graphemes on either side. The starts count graphemes of the normalised
    texts.
    """

    kind: Kind
    truth: str
    text: str
    truth_start: int
    text_start: int


def _comparable(first: Sequence[str], second: Sequence[str]) -> tuple[list[int], list[int]]:
    """Both sequences as RapidFuzz compares them without hashing strings, so that two graphemes never collide."""
    numbers: dict[str, int] = {}
    numbered = [numbers.setdefault(item, len(numbers)) for item in (*first, *second)]
    return numbered[: len(first)], numbered[len(first) :]


def distance(first: Sequence[str], second: Sequence[str]) -> int:
    """Levenshtein distance between two sequences of graphemes or of words."""
    return Levenshtein.distance(*_comparable(first, second))


def opcodes(first: Sequence[str], second: Sequence[str]) -> Opcodes:
    """A shortest alignment of two sequences; where several are equally short, RapidFuzz's choice."""
    return Levenshtein.opcodes(*_comparable(first, second))


class Alignment:
    """A truth and a reading laid beside each other: what became of each character of the truth.

    Built once for everything that is told about the pair: diff, confusions, classes, rescued and lost characters.
    """

    def __init__(self, truth: str, text: str, normalise: str = DEFAULT_NORMALISATION) -> None:
        self.truth = Prepared(truth, normalise)
        self.text = Prepared(text, normalise)

    @cached_property
    def steps(self) -> list[tuple[Kind, int, int, int, int]]:
        """(kind, start and end in the truth's graphemes, start and end in the reading's), in order."""
        return [
            (_KINDS[step.tag], step.src_start, step.src_end, step.dest_start, step.dest_end)
            for step in opcodes(self.truth.graphemes, self.text.graphemes)
        ]

    @property
    def pieces(self) -> list[Piece]:
        """The aligned pieces in order; joined, either side gives its normalised text back."""
        truth, text = self.truth.graphemes, self.text.graphemes
        return [
            Piece(kind, "".join(truth[start:end]), "".join(text[at:to]), start, at)
            for kind, start, end, at, to in self.steps
        ]

    @cached_property
    def read_at(self) -> list[int | None]:
        """For each grapheme of the truth the index of the one read in its place; None where nothing was read."""
        read: list[int | None] = [None] * len(self.truth.graphemes)
        for kind, start, end, at, _ in self.steps:
            if kind in ("equal", "substituted"):
                read[start:end] = range(at, at + end - start)
        return read

    @cached_property
    def read_as(self) -> list[str]:
        """For each grapheme of the truth what was read in its place; "" for nothing."""
        return ["" if at is None else self.text.graphemes[at] for at in self.read_at]

    @cached_property
    def right(self) -> list[bool]:
        """For each grapheme of the truth whether it was read right."""
        return [grapheme == read for grapheme, read in zip(self.truth.graphemes, self.read_as, strict=True)]

    @cached_property
    def errors(self) -> int:
        """The edit distance: what the CER counts."""
        return sum(max(end - start, to - at) for kind, start, end, at, to in self.steps if kind != "equal")

    @property
    def inserted(self) -> int:
        """How many graphemes were read that stand nowhere in the truth."""
        return len(self.text.graphemes) - sum(at is not None for at in self.read_at)


def align(truth: str, text: str, normalise: str = DEFAULT_NORMALISATION) -> Alignment:
    """Truth and reading laid beside each other under a named normalisation; ``ParamError`` for an unknown one."""
    return Alignment(truth, text, normalise)


def diff(truth: str, text: str, normalise: str = DEFAULT_NORMALISATION) -> list[Piece]:
    """The aligned pieces of truth and reading under a named normalisation: what an inline diff shows.

    Raises ``ParamError`` for an unknown normalisation.
    """
    return Alignment(truth, text, normalise).pieces
