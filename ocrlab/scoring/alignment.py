"""Which character of the truth became which character of the reading?

Levenshtein's answer: the fewest insertions, deletions and substitutions. RapidFuzz computes it; this module hands it
graphemes and words in a form in which equal means equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


def _comparable(one: Sequence[str], other: Sequence[str]) -> tuple[Sequence, Sequence]:
    """Both sequences as RapidFuzz compares them without hashing strings, so that two graphemes never collide."""
    numbers: dict[str, int] = {}
    return tuple([numbers.setdefault(item, len(numbers)) for item in items] for items in (one, other))


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein distance between two sequences of graphemes or of words."""
    return Levenshtein.distance(*_comparable(one, other))


def opcodes(one: Sequence[str], other: Sequence[str]) -> Opcodes:
    """A shortest alignment of two sequences; where several are equally short, RapidFuzz's choice."""
    return Levenshtein.opcodes(*_comparable(one, other))


def align(truth: Prepared, text: Prepared) -> list[Piece]:
    """The aligned pieces of two prepared texts, in order; joined, either side gives its normalised text back."""
    return [
        Piece(
            _KINDS[step.tag],
            "".join(truth.graphemes[step.src_start : step.src_end]),
            "".join(text.graphemes[step.dest_start : step.dest_end]),
            step.src_start,
            step.dest_start,
        )
        for step in opcodes(truth.graphemes, text.graphemes)
    ]


def diff(truth: str, text: str, normalise: str = DEFAULT_NORMALISATION) -> list[Piece]:
    """The aligned pieces of truth and reading under a named normalisation: what an inline diff shows.

    Raises ``ParamError`` for an unknown normalisation.
    """
    return align(Prepared(truth, normalise), Prepared(text, normalise))
