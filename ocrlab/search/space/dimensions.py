"""Dimensions: what can stand in one place of a pipeline, and what varies in it?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ocrlab.params import Param
from ocrlab.pipeline import Stage

NONE = "none"
ORDERS = ("as given", "swapped")
LOG_POINTS = 7  # of a logarithmic range in a grid: any value may be taken, and a grid has to stop somewhere


@dataclass(frozen=True)
class Dimension:
    """One thing that varies: a number between ``low`` and ``high``, or one of ``values``.

    ``name`` is what a trial, a plot and a table call it (``median.radius``); ``param`` is None for the choice among
    stages and for an order.
    """

    name: str
    values: tuple[Any, ...] = ()
    low: float = 0
    high: float = 0
    step: float | None = None
    param: Param | None = None

    @property
    def is_number(self) -> bool:
        return not self.values

    @property
    def is_ordered(self) -> bool:
        """Can the values be put on an axis of numbers?"""
        return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in self.values)

    @property
    def whole(self) -> bool:
        return self.param is not None and self.param.whole

    @property
    def log(self) -> bool:
        return self.is_number and self.param is not None and self.param.range is not None and self.param.range.log

    @property
    def distance(self) -> float:
        """Between two neighbouring numbers of a range that is not logarithmic."""
        assert self.step is not None, f"{self.name} has no step"
        return self.step

    @property
    def unit(self) -> str:
        return self.param.unit if self.param else ""

    @property
    def grid(self) -> tuple[Any, ...]:
        """Its values in order; of a logarithmic range a few at even ratios."""
        if not self.is_number:
            return self.values
        if self.log:
            ratio = (self.high / self.low) ** (1 / (LOG_POINTS - 1)) if self.high > self.low else 1.0
            count = LOG_POINTS if self.high > self.low else 1
            return tuple(self.canonical(min(self.high, self.low * ratio**i)) for i in range(count))
        return tuple(self.canonical(self.low + i * self.distance) for i in range(self.count))

    @property
    def count(self) -> int:
        if not self.is_number:
            return len(self.values)
        if self.log:
            return LOG_POINTS if self.high > self.low else 1
        return math.floor((self.high - self.low) / self.distance + 1e-9) + 1

    def holds(self, value: Any) -> bool:
        return self.low <= value <= self.high if self.log else value in self.grid

    def canonical(self, value: float) -> Any:
        """A number as the parameter writes it: on its grid, of its type."""
        return self.param.check(value, self.name) if self.param else value


@dataclass(frozen=True)
class Option:
    """What may stand in a place: a stage with the parameters that vary in it, or nothing."""

    stage: Stage | None
    dimensions: tuple[Dimension, ...] = ()

    @property
    def name(self) -> str:
        return self.stage.filter if self.stage else NONE

    @property
    def count(self) -> int:
        return math.prod(d.count for d in self.dimensions)

    @property
    def by_param(self) -> dict[str, Dimension]:
        """What varies, by the parameter's name."""
        return {d.param.name: d for d in self.dimensions if d.param is not None}


@dataclass(frozen=True)
class Slot:
    """One place in the pipeline; ``choice`` is the dimension that says which option stands there, if several may."""

    options: tuple[Option, ...]
    choice: Dimension | None = None

    @property
    def count(self) -> int:
        return sum(option.count for option in self.options)
