"""Scores: how do two readings of a page compare, in numbers that are computed once and in words a person would say?"""

from __future__ import annotations

from functools import lru_cache

from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading
from ocrlab.scoring import Comparison, Difference, compare
from ocrlab.scoring.certainty import FEWEST
from ocrlab.ui.leaving import shared_memory
from ocrlab.ui.tune.readings import Pair
from ocrlab.wording import counted

NO_FILTER = "No filter"
DOUBT = 0.5  # confidence under which a word is listed as doubtful


@shared_memory
@lru_cache(maxsize=32)
def comparison(truth: str, before: Reading, after: Reading, change: str, normalise: str) -> Comparison:
    """Two readings against the truth, kept while they stand on the page."""
    return compare(truth, before.text, after.text, change, before.mean_confidence, after.mean_confidence, normalise)


def of_pair(truth: str, pair: Pair, normalise: str) -> Comparison:
    """What the filters of this pair did to the reading."""
    original, filtered = pair.original.reading, pair.filtered.reading
    return comparison(truth, original, filtered, subject(pair.filtered.pipeline), normalise)


def subject(pipeline: Pipeline) -> str:
    """What changed, as a sentence begins: ``The median``, or ``The filters``."""
    on = [stage.declaration.title for stage in pipeline.stages if stage.enabled]
    if len(on) != 1:
        return "The filters" if on else NO_FILTER
    first, rest = on[0][0], on[0][1:]
    return f"The {first.lower()}{rest}"


def is_plural(subject: str) -> bool:
    return subject.endswith("filters")


def chance(compared: Comparison) -> str:
    """How sure the difference is, in a sentence; an empty text where there is none."""
    difference = compared.difference
    if difference.verdict != "cannot tell":
        low, high = sorted(round(abs(100 * bound)) for bound in (difference.low, difference.high))
        size = counted(high, "point") if low == high else f"{low} to {high} points"
        return f"95 % sure: {size}, from {counted(difference.units, 'line')}."
    if compared.verdict.kind == "same":
        return ""
    if difference.units < FEWEST:
        return f"With {counted(difference.units, 'line')} this could be chance."
    return f"It could be chance: {_between(difference)} (95 %, {counted(difference.units, 'line')})."


def _between(difference: Difference) -> str:
    low, high = (_change(bound) for bound in (difference.low, difference.high))
    return f"between {low} and {high}" if low != high else f"about {low}"


def _change(of_the_cer: float) -> str:
    points = round(100 * of_the_cer)
    return f"{counted(abs(points), 'point')} {'worse' if points > 0 else 'better'}" if points else "no difference"


def words_too(pair: Pair) -> str:
    """What became of the words where the number of character errors is the same; an empty text where nothing did."""
    before, after = (run.score["wer"] for run in (pair.original, pair.filtered) if run.score)
    if before.errors == after.errors:
        return ""
    way = "fell" if after.errors < before.errors else "rose"
    return f"Word errors {way} from {before.errors:,} to {after.errors:,}."
