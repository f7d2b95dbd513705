"""Reading: what did the engine read: which words, where, and how sure was it of each?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from ocrlab.reading.order import in_reading_order
from ocrlab.reading.word import Word


@dataclass(frozen=True)
class Reading:
    """What an engine read on one image: rows of words in reading order. A blank page has no rows."""

    rows: tuple[tuple[Word, ...], ...] = ()

    @classmethod
    def of(cls, words: Iterable[Word], right_to_left: bool = False) -> Reading:
        """The words put in reading order; see :func:`in_reading_order`."""
        return cls(tuple(in_reading_order(words, right_to_left)))

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for row in self.rows for word in row)

    @property
    def lines(self) -> tuple[str, ...]:
        """The text of each row, its words joined by one space."""
        return tuple(" ".join(word.text for word in row if word.text) for row in self.rows)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def without(self, numbers: Iterable[int]) -> Reading:
        """The reading without these words, counted from 0 in reading order; rows that lose all their words are gone."""
        gone = frozenset(numbers)
        if not gone:
            return self
        number = count()
        rows = (tuple(word for word in row if next(number) not in gone) for row in self.rows)
        return Reading(tuple(row for row in rows if row))

    @property
    def mean_confidence(self) -> float | None:
        """Mean confidence, each word weighted by its letters, so that a doubtful comma cannot outvote a sure line.

        None where nothing was read: an empty page is neither sure nor unsure.
        """
        letters = sum(len(word.text) for word in self.words)
        if letters == 0:
            return None
        return sum(word.confidence * len(word.text) for word in self.words) / letters

    def to_dict(self) -> dict[str, object]:
        """Plain lists, strings and numbers only, fit for JSON."""
        return {"rows": [[word.to_dict() for word in row] for row in self.rows]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reading:
        return cls(tuple(tuple(Word.from_dict(word) for word in row) for row in data["rows"]))
