"""What Tune says of two readings is English under every filter, and never at odds with its own numbers."""

from __future__ import annotations

import itertools
import re

import pytest

from ocrlab.filters import all_filters
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.scoring import Difference, compare
from ocrlab.ui.tune import scores

TRUTH = "\n".join(["one two"] * 7)
LINES = ("one two", "one twc", "ore twc", "one two x")
BOUNDS = [value / 1000 for value in range(-45, 46, 3)]


def lines(*counts: int) -> str:
    """A reading of so many lines of each of the four kinds."""
    return "\n".join(line for line, count in zip(LINES, counts, strict=True) for _ in range(count))


READINGS = [lines(7 - n, *((n if at == kind else 0) for at in range(3))) for n in (1, 3, 7) for kind in range(3)]


@pytest.mark.parametrize("name", [each.name for each in all_filters()])
def test_a_filter_is_named_in_a_sentence_by_its_title_as_it_is_written(name):
    title = next(each.title for each in all_filters() if each.name == name)
    subject = scores.subject(Pipeline((Stage.of(name),)))
    assert subject == f"“{title}”" and not scores.is_plural(subject)


def test_several_filters_are_plural_and_none_is_not_said_to_have_done_something():
    several = scores.subject(Pipeline.of("median", "otsu"))
    assert several == "The filters" and scores.is_plural(several)
    nothing = compare(TRUTH, TRUTH, TRUTH, scores.subject(Pipeline()))
    assert scores.sentence(nothing) == "No filter is on, so both sides are the same."


@pytest.mark.parametrize(("before", "after"), [*itertools.product([TRUTH, *READINGS], repeat=2)])
def test_no_small_result_is_said_in_a_wrong_number_or_against_its_own_verdict(before, after):
    compared = compare(TRUTH, before, after, "The filters")
    text = f"{compared.verdict.sentence}. {compared.sentence} {scores.chance(compared)} {' '.join(compared.warnings)}"
    assert not re.search(r"\b1 (points|lines|characters|more characters)\b|\b0 points?\b|(?<![\d,])1 to 1 ", text), text
    if "chance" in text:
        assert "harmful" not in text and "did harm" not in text and "95 % sure" not in text, text
    if "95 % sure" in text:
        assert f"{compared.verdict.kind}, from" in text, text


@pytest.mark.parametrize("low", BOUNDS)
def test_no_interval_has_an_end_of_nothing(low):
    for high in (bound for bound in BOUNDS if bound >= max(low, 0) and low <= 0):
        text = scores.interval(Difference(value=(low + high) / 2, low=low, high=high, units=8, verdict="cannot tell"))
        assert not re.search(r"\b0 points|\b1 points", text), text


def test_what_is_lost_beside_letters_removed_is_told():
    assert compare("abcdef", "abcdef xyz w", "abcdex", "The filters").sentence == (
        "The filters removed all 6 characters that nobody wrote, and lost 1."
    )
