"""Bounds: how much of people's work, and how many of their runs, are kept, and for how long?"""

from __future__ import annotations

from dataclasses import dataclass

from ocrlab.errors import ParamError
from ocrlab.machine import environment_number

MB = 1_000_000
DEFAULT_MB, DEFAULT_DAYS = 1000, 30
DEFAULT_RUNS, DEFAULT_RUN_DAYS = 40_000, 365
SHARE = 2  # a browser may fill the whole divided by this, so that nobody drives out all that others have


@dataclass(frozen=True)
class WorkBounds:
    """Bytes that all work together may take, and days for which work that nobody goes on with stays."""

    max_bytes: int
    days: float

    @property
    def max_bytes_of_one(self) -> int:
        """Bytes that the work of one browser may take."""
        return self.max_bytes // SHARE


def work_bounds() -> WorkBounds:
    """The bounds of ``OCRLAB_WORK_MB`` and ``OCRLAB_WORK_DAYS``; 0 of either keeps nothing.

    Raises `ParamError` for what is no number.
    """
    return WorkBounds(round(_number("OCRLAB_WORK_MB", DEFAULT_MB) * MB), _number("OCRLAB_WORK_DAYS", DEFAULT_DAYS))


@dataclass(frozen=True)
class RunBounds:
    """Runs that all browsers may have together, and days for which one stays that has no name, tag or note."""

    most: int
    days: float

    @property
    def most_of_one(self) -> int:
        """Runs that one browser may have."""
        return self.most // SHARE

    @property
    def keeps_nothing(self) -> bool:
        return not self.most_of_one or not self.days


def run_bounds() -> RunBounds:
    """The bounds of ``OCRLAB_RUNS`` and ``OCRLAB_RUNS_DAYS``; 0 of either keeps nothing.

    Raises `ParamError` for what is no number.
    """
    return RunBounds(round(_number("OCRLAB_RUNS", DEFAULT_RUNS)), _number("OCRLAB_RUNS_DAYS", DEFAULT_RUN_DAYS))


def _number(name: str, default: float) -> float:
    number, written = environment_number(name, default)
    if not 0 <= number < 1e9:
        raise ParamError(f"{name} must be a number, 0 or more, got {written[:40]!r}; unset it for {default:g}")
    return number
