"""Verdict: is the filtered reading better than the original one, in words a person would say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ocrlab.scoring.certainty import Difference
from ocrlab.scoring.rate import Rate
from ocrlab.wording import counted

Kind = Literal["better", "worse", "same"]


@dataclass(frozen=True)
class Verdict:
    """What the number of errors says, and whether it is ``sure``: False where it could be chance.

    The sentence begins with the finding; what follows a colon explains it.
    """

    kind: Kind
    sure: bool
    sentence: str


def verdict(original: Rate, filtered: Rate, difference: Difference | None = None) -> Verdict:
    """Compare two character error rates on the same truth.

    Counts errors, not rounded rates: one error fewer is "better", however long the page. ``difference`` tells whether
    it could be chance; without it the numbers are taken as they are. Raises ``ValueError`` for rates of two truths.
    """
    if original.length != filtered.length:
        raise ValueError(f"verdict: two truths compared, of {original.length} and {filtered.length} characters")
    fewer = original.errors - filtered.errors
    if fewer == 0:
        return Verdict("same", True, "No difference: as many character errors as before")
    kind: Kind = "better" if fewer > 0 else "worse"
    sure = difference is None or difference.verdict == kind
    points = 100 * abs(original.rate - filtered.rate)
    size = "less than a point" if points < 0.5 else counted(round(points), "point")
    about = "" if kind == "better" else ": harmful on this page"
    return Verdict(kind, sure, f"{kind.capitalize()} by {size}{about if sure else ': it could be chance'}")
