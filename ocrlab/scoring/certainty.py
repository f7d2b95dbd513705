"""Certainty: how sure is a score, and is one setting really better than another?

Lines of one page, or pages of a set, are drawn again and again with replacement; the middle 95 % of the rates so found
are the interval (percentile bootstrap; Efron, Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7,
1979, doi:10.1214/aos/1176344552). Two settings are compared on the same draws, so what is hard for both cancels out
(Bisani and Ney, Bootstrap Estimates for Confidence Intervals in ASR Performance Evaluation, ICASSP 2004,
doi:10.1109/ICASSP.2004.1326009).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ocrlab.scoring.alignment import Alignment
from ocrlab.scoring.rate import Accuracy, Rate

Verdict = Literal["better", "worse", "cannot tell"]

FEWEST = 6
"""Below six lines or pages even a unanimous gain could be chance (sign test: 2 / 2**5 > 5 %): there is no verdict."""

_DRAWS = 2_000
_TAIL = 2.5
_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % interval of a rate, from ``units`` lines or pages. Few units make it look narrower than it is."""

    low: float
    high: float
    units: int

    def to_dict(self) -> dict[str, float | int]:
        return {"low": self.low, "high": self.high, "units": self.units}


@dataclass(frozen=True, slots=True)
class Difference:
    """How far ``after`` lies from ``before``: the rate's change, its 95 % interval, and what that says in a word."""

    value: float
    low: float
    high: float
    units: int
    verdict: Verdict

    def to_dict(self) -> dict[str, float | int | str]:
        return {"value": self.value, "low": self.low, "high": self.high, "units": self.units, "verdict": self.verdict}


def line_rates(alignment: Alignment) -> list[Rate]:
    """The CER of each line of the truth, from the alignment of the whole page; together they are the CER of the page.

    A character read too many counts for the line it follows. An empty truth is one line of length 0.
    """
    # A truth of white space only has no words to give it places.
    owners = [place.line for place in alignment.truth.places] or [0] * len(alignment.truth.graphemes)
    return _rates_by(alignment, owners, list(dict.fromkeys(owners or [0])))


def span_rates(alignment: Alignment, spans: Sequence[tuple[int, int]]) -> list[Rate]:
    """The CER of each part of the truth, given as (start, end) in the text of the truth, in order; as `line_rates`.

    For the boxes of a truth: what stands between two of them counts for the first.
    """
    if not spans:
        return []
    starts = [start for start, _ in spans]
    owners = [max(0, bisect_right(starts, place.start) - 1) for place in alignment.truth.places]
    return _rates_by(alignment, owners or [0] * len(alignment.truth.graphemes), range(len(spans)))


def _rates_by(alignment: Alignment, owners: Sequence[int], keys: Sequence[int]) -> list[Rate]:
    """One rate a key, from the key that owns each grapheme of the truth."""
    lengths = dict.fromkeys(keys, 0)
    errors = dict.fromkeys(keys, 0)
    for owner in owners:
        lengths[owner] += 1
    for kind, start, end, at, to in alignment.steps:
        if kind == "inserted":
            errors[owners[max(start - 1, 0)] if owners else keys[0]] += to - at
        elif kind != "equal":
            for owner in owners[start:end]:
                errors[owner] += 1
    return [Rate(errors[key], lengths[key]) for key in keys]


def interval(rates: Sequence[Rate], seed: int = 0) -> Interval | None:
    """The 95 % interval of the rate of all together; None for fewer than two, which cannot vary."""
    if len(rates) < 2:
        return None
    (drawn,) = _draws([rates], seed)
    low, high = np.percentile(drawn, [_TAIL, 100 - _TAIL])
    return Interval(float(low), float(high), len(rates))


def difference(before: Sequence[Rate], after: Sequence[Rate], seed: int = 0) -> Difference:
    """Is ``after`` better than ``before``, on the same lines or pages in the same order?

    "better" or "worse" where the interval leaves out 0 on that side, else "cannot tell", as with fewer than six units.
    Of error rates the lower is better, of accuracies the higher.
    """
    if len(before) != len(after):
        raise ValueError(f"paired rates need the same units, got {len(before)} before and {len(after)} after")
    value = Rate.total(after).rate - Rate.total(before).rate
    if len(before) < 2:
        return Difference(value, value, value, len(before), "cannot tell")
    rates_before, rates_after = _draws([before, after], seed)
    low, high = (float(bound) for bound in np.percentile(rates_after - rates_before, [_TAIL, 100 - _TAIL]))
    verdict: Verdict = "cannot tell"
    if len(before) >= FEWEST and (low > 0 or high < 0):
        verdict = "better" if (low > 0) == isinstance(before[0], Accuracy) else "worse"
    return Difference(value, low, high, len(before), verdict)


def _draws(groups: Sequence[Sequence[Rate]], seed: int) -> list[np.ndarray]:
    """The rate of each group in each draw; every group is drawn alike."""
    generator = np.random.default_rng(seed)
    units = len(groups[0])
    tables = [np.array([(rate.errors, rate.length) for rate in group], dtype=np.float64) for group in groups]
    sums: list[list[np.ndarray]] = [[] for _ in groups]
    step = max(1, _AT_ONCE // units)
    for start in range(0, _DRAWS, step):
        times = generator.multinomial(units, np.full(units, 1 / units), size=min(step, _DRAWS - start))
        for table, parts in zip(tables, sums, strict=True):
            parts.append(times @ table)
    rates = []
    for group, parts in zip(groups, sums, strict=True):
        errors, lengths = np.concatenate(parts).T
        rate = errors / np.maximum(lengths, 1)
        rates.append(1 - rate if isinstance(group[0], Accuracy) else rate)
    return rates
