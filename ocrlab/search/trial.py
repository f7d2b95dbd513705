"""What is known of one setting that was tried, and of how far a search is?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate

NO_FILTER, CURRENT = "no filter", "current"


@dataclass(frozen=True)
class Trial:
    """A setting tried: ``rate`` is the objective's on the pages it read, ``value`` its loss, had or expected."""

    number: int
    origin: str
    pipeline: Pipeline
    point: dict[str, Any] | None
    state: str
    value: float | None
    seconds: float | None
    pages: int
    rate: Rate | None
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "trial": self.number,
            "origin": self.origin,
            "pipeline": self.pipeline.to_dict(),
            "values": self.point,
            "state": self.state,
            "pages": self.pages,
            "rate": self.rate.to_dict() if self.rate else None,
            "expected": self.value,
            "seconds_per_page": self.seconds,
            **({"why": self.why} if self.why else {}),
        }


@dataclass(frozen=True)
class StudyProgress:
    """How far a study is. ``to_go`` and ``seconds_left`` are estimates; None while there is nothing to judge by.

    ``page`` of ``pages`` is where it is in the setting it tries, or in the proof.
    """

    phase: str
    trials: int
    budget: int
    read: int
    saved: int
    page: int = 0
    pages: int = 0
    to_go: int | None = None
    seconds: float = 0.0
    seconds_left: float | None = None
    best: Trial | None = None
    no_filter: Trial | None = None
