"""Verdict: is the filtered reading better than the original one, in words a person would say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ocrlab.scoring.rate import Rate

Kind = Literal["better", "worse", "same"]


@dataclass(frozen=True)
class Verdict:
    """By the number of errors alone; whether it could be chance is what a `Difference` says."""

    kind: Kind
    sentence: str


def verdict(original: Rate, filtered: Rate) -> Verdict:
    """Compare two character error rates on the same truth.

    Counts errors, not rounded rates: one error fewer is "better", however long the page.
    """
    if original.length != filtered.length:
        raise ValueError(f"verdict: two truths compared, of {original.length} and {filtered.length} characters")
    fewer = original.errors - filtered.errors
    if fewer == 0:
        return Verdict("same", "No difference: the filter changes nothing the score can see")
    points = 100 * abs(original.rate - filtered.rate)
    size = "less than a point" if points < 0.5 else f"{points:.0f} point{'' if round(points) == 1 else 's'}"
    if fewer > 0:
        return Verdict("better", f"Better by {size}")
    return Verdict("worse", f"Worse by {size}: this filter harms here")
