"""Numbers: what may be given for an option that takes one? Whatever cannot be is told with the range, in one line."""

from __future__ import annotations

import math
from collections.abc import Callable

from ocrlab.errors import ParamError


def whole(name: str, low: int | None = None, high: int | None = None) -> Callable[[object], int]:
    """From what was typed to a whole number of this range; raises `ParamError` naming option, range and value."""

    def read(given: object) -> int:
        try:
            number: float = int(str(given))
        except ValueError:
            number = math.nan  # lies in no range
        if not (-math.inf if low is None else low) <= number <= (math.inf if high is None else high):
            raise ParamError(f"{name}: must be a whole number{_range(low, high)}, got {str(given)!r}")
        return int(number)

    read.__name__ = "integer"  # what --help calls it
    return read


def share(name: str, high: float) -> Callable[[object], float]:
    """From what was typed to a share of 0..``high``; raises `ParamError` naming option, range and value."""

    def read(given: object) -> float:
        try:
            number = float(str(given))
        except ValueError:
            number = math.nan
        if not 0 <= number <= high:
            raise ParamError(f"{name}: must be a share of the pages, 0..{high:g}, got {str(given)!r}")
        return number

    read.__name__ = "number"
    return read


def _range(low: int | None, high: int | None) -> str:
    if low is None:
        return ""
    return f", {low} or more" if high is None else f", {low}..{high:,}"
