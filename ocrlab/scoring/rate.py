"""Rate: how can a score of one page and a score of a thousand be the same kind of thing?

By keeping the two integers it is made of. Rates add, so the rate of a set is the rate of its sum (the *micro* average)
and never a mean of means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Rate:
    """Errors over length: 0 is perfect, and more errors than length give more than 1.

    A length of 0 divides as 1: nothing read where nothing stands is 0, twelve characters read off a blank page are 12.
    So every rate is finite, and still grows with every error (jiwer counts the same way).

    >>> pages = Rate(1, 4) + Rate(2, 6)
    >>> pages, pages.rate
    (Rate(errors=3, length=10), 0.3)
    """

    errors: int
    length: int

    def __post_init__(self) -> None:
        if self.errors < 0 or self.length < 0:
            raise ValueError(f"a rate counts from 0, got {self.errors} errors over {self.length}")

    @property
    def rate(self) -> float:
        return self.errors / max(self.length, 1)

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self.errors + other.errors, self.length + other.length)

    @classmethod
    def total(cls, rates: Iterable[Self]) -> Self:
        """The sum: errors by errors, length by length. Of no rates at all it is 0 over 0."""
        rates = list(rates)
        kind = type(rates[0]) if rates else cls
        return sum(rates, kind(0, 0))

    def to_dict(self) -> dict[str, int | float]:
        return {"errors": self.errors, "length": self.length, "rate": self.rate}


@dataclass(frozen=True, slots=True)
class Accuracy(Rate):
    """The same two integers, told as what went right: ``rate`` is 1 minus errors over length.

    1 is perfect, and 0 over 0 reads as 1: nothing went wrong. It falls below 0 where there are more errors than length,
    as in the ISRI tools (Rice, Measuring the Accuracy of Page-Reading Systems, 1996).
    """

    @property
    def correct(self) -> int:
        return self.length - self.errors

    @property
    def rate(self) -> float:
        return self.correct / self.length if self.length else 1.0 - self.errors
