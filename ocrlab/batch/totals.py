"""Totals: what came of all pages together, and how sure is that?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from ocrlab.batch.plan import Plan
from ocrlab.batch.rows import Row
from ocrlab.scoring import Interval, Score, interval, macro, micro
from ocrlab.wording import percent


@dataclass(frozen=True)
class Totals:
    """The pages of a batch under one setting. ``micro`` is all as one text, ``macro`` the plain mean of the pages.

    ``intervals`` are of the micro rates, over pages. ``chosen`` is how many pages took each setting of a recipe.
    """

    setting: str
    pages: int
    done: int
    failed: int
    micro: Score | None
    macro: dict[str, float]
    intervals: dict[str, Interval]
    confidence: float | None
    seconds: float
    chosen: tuple[int, ...] = ()

    def within(self, metric: str) -> str:
        """The micro rate with its interval, as ``3.1 % (2.0 % to 4.4 %)``; there must be a truth."""
        assert self.micro is not None
        bound = self.intervals.get(metric)
        around = f" ({percent(bound.low)} to {percent(bound.high)})" if bound else ""
        return f"{percent(self.micro[metric].rate)}{around}"

    def to_dict(self) -> dict[str, Any]:
        return {
            "setting": self.setting,
            "pages": self.pages,
            "done": self.done,
            "failed": self.failed,
            "micro": self.micro.to_dict() if self.micro else None,
            "macro": self.macro,
            "intervals": {name: value.to_dict() for name, value in self.intervals.items()},
            "confidence": self.confidence,
            "seconds": round(self.seconds, 3),
            **({"chosen": list(self.chosen)} if len(self.chosen) > 1 else {}),
        }


def totals(plan: Plan, rows: Sequence[Row]) -> list[Totals]:
    """The totals of each setting, in the order of the plan."""
    return [
        _totals(plan, number, [row for row in rows if row.setting == number]) for number in range(len(plan.choices))
    ]


def _totals(plan: Plan, number: int, rows: Sequence[Row]) -> Totals:
    choice = plan.choices[number]
    read = [row for row in rows if row.state in ("read", "done")]
    scores = [row.score for row in read if row.score is not None]
    sure = [row.confidence for row in read if row.confidence is not None]
    bounds = {name: interval([score[name] for score in scores]) for name in ("cer", "wer")} if scores else {}
    return Totals(
        setting=choice.name,
        pages=len(rows),
        done=len(read),
        failed=sum(row.state == "failed" for row in rows),
        micro=micro(scores) if scores else None,
        macro=macro(scores) if scores else {},
        intervals={name: bound for name, bound in bounds.items() if bound is not None},
        confidence=fmean(sure) if sure else None,
        seconds=sum(row.seconds for row in read),
        chosen=tuple(sum(row.place == place for row in read) for place in range(len(choice.recipe.settings))),
    )
