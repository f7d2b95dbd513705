"""Is the filtered reading better than the original one, in words a person would say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ocrlab.scoring.rate import Rate

Kind = Literal["better", "worse", "same"]


@dataclass(frozen=True)
class Verdict:
    """``points`` are percentage points of character error rate that the filter took away (negative: added)."""

    kind: Kind
    points: float
    sentence: str


def verdict(original: Rate, filtered: Rate) -> Verdict:
    """Compare two character error rates on the same truth.

    Counts errors, not rounded rates: one error fewer is "better", however long the page.
    """
    if original.length != filtered.length:
        raise ValueError(f"verdict: two truths compared, of {original.length} and {filtered.length} characters")
    points = 100 * (original.rate - filtered.rate)
    fewer = original.errors - filtered.errors
    if fewer == 0:
        return Verdict("same", 0.0, "No difference: the filter changes nothing the score can see")
    size = (
        "less than a point" if abs(points) < 0.5 else f"{abs(points):.0f} point{'' if round(abs(points)) == 1 else 's'}"
    )
    if fewer > 0:
        return Verdict("better", points, f"Better by {size}")
    return Verdict("worse", points, f"Worse by {size}: this filter harms here")
