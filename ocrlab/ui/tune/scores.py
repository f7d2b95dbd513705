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
    """What the filters of this pair did to the reading, by the words that the score counts."""
    original, filtered = pair.original.counted, pair.filtered.counted
    return comparison(truth, original, filtered, _subject(pair), normalise)


def _subject(pair: Pair) -> str:
    return pair.labels["filtered"] if pair.is_of_two_settings else subject(pair.filtered.pipeline)


def subject(pipeline: Pipeline) -> str:
    """What changed, as a sentence begins: ``“Remove lines”``, or ``The filters``.

    Titles are names, some of them of an action and some of a person: an article before them would often be wrong.
    """
    on = [stage.declaration.title for stage in pipeline.filtering.stages if stage.enabled]
    if len(on) != 1:
        return "The filters" if on else NO_FILTER
    return f"“{on[0]}”"


def is_plural(subject: str) -> bool:
    return subject.endswith("filters")


def sentence(compared: Comparison) -> str:
    """What the filters did; without one there is nothing that could have done anything."""
    return "No filter is on, so both sides are the same." if compared.change == NO_FILTER else compared.sentence


def chance(compared: Comparison) -> str:
    """How sure the difference is, in a sentence; an empty text where there is none."""
    difference = compared.difference
    if difference.verdict != "cannot tell":
        return f"95 % sure: {_span(difference)} {difference.verdict}, from {counted(difference.units, 'line')}."
    if compared.verdict.kind == "same":
        return ""
    if difference.units < FEWEST:
        return f"With {counted(difference.units, 'line')} this could be chance."
    return f"It could be chance: {interval(difference)} (95 %, {counted(difference.units, 'line')})."


def _span(difference: Difference) -> str:
    """How large a sure difference is, in whole points: ``2 to 5 points``; never "0 points", which would be none."""
    low, high = sorted(round(abs(100 * bound)) for bound in (difference.low, difference.high))
    if high == 0:
        return "less than a point"
    if low == high:
        return counted(high, "point")
    return f"{low} to {high} points" if low else f"up to {counted(high, 'point')}"


def interval(difference: Difference) -> str:
    """The interval in whole points; an end that is no change says nothing beside the other."""
    better, worse = max(0, round(-100 * difference.low)), max(0, round(100 * difference.high))
    if better and worse:
        return f"between {counted(better, 'point')} better and {counted(worse, 'point')} worse"
    if better or worse:
        return f"at most {counted(better or worse, 'point')} {'better' if better else 'worse'}"
    return "less than a point either way"


def words_too(pair: Pair) -> str:
    """What became of the words where the number of character errors is the same; an empty text where nothing did."""
    before, after = (run.score["wer"] for run in (pair.original, pair.filtered) if run.score)
    if before.errors == after.errors:
        return ""
    way = "fell" if after.errors < before.errors else "rose"
    return f"Word errors {way} from {before.errors:,} to {after.errors:,}."
