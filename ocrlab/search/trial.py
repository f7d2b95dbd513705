"""Trial: what is known of one setting that was tried, and how far is its study?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate

NO_FILTER, CURRENT = "no filter", "current"  # origins of the first two trials; a sampler's name is that of the others


@dataclass(frozen=True)
class Trial:
    """A setting tried: ``rate`` is the objective's on the pages it read, ``value`` its loss on all pages.

    ``engine`` is named where it may vary. Of a trial given up early (``pruned``) the value is what it was heading for,
    see `ocrlab.search.racing.expected`.
    """

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
    engine: str = ""

    def __str__(self) -> str:
        """Its setting, with the engine where that varies."""
        return f"{self.engine}: {self.pipeline}" if self.engine else str(self.pipeline)

    @property
    def is_complete(self) -> bool:
        """Has it read every page of the search?"""
        return self.state == "complete"

    @property
    def loss(self) -> float:
        """Its value; infinite where it failed."""
        return math.inf if self.value is None else self.value

    @property
    def rank(self) -> tuple[float, int]:
        """Sorts the best first; of equals the one tried first, which is no filter where that is among them."""
        return self.loss, self.number

    def to_dict(self) -> dict[str, Any]:
        return {
            "trial": self.number,
            "origin": self.origin,
            **({"engine": self.engine} if self.engine else {}),
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

    ``page`` of ``pages`` is where it is in the setting it tries, in the final round or in the proof.
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
