"""Outcome: what is there to be told of all pages of a batch together?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ocrlab.batch.plan import Plan
from ocrlab.batch.rows import Row
from ocrlab.store import TimedReading


@dataclass(frozen=True)
class Outcome:
    """A batch that has come to its end. ``created`` is when it began, ``reading`` fetches a row's by its key."""

    name: str
    created: float | None
    plan: Plan
    rows: tuple[Row, ...]
    reading: Callable[[str], TimedReading | None]
