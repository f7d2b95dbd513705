"""Every sentence says what was measured, and nothing is said where nothing differs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe
from ocrlab.scoring import Difference, Rate
from ocrlab.search import Summary, Trial
from ocrlab.search.proving import words
from ocrlab.search.proving.summary import (
    BestPerPage,
    Group,
    GroupProved,
    Proved,
    RecipeProved,
    Searched,
    TurnedDown,
)

NONE, MEDIAN = Pipeline(), Pipeline.of("median radius=1")
EVEN = Difference(0.0, 0.0, 0.0, 6, "cannot tell")
BETTER = Difference(-0.1, -0.12, -0.08, 6, "better")
GOOD, BAD = Rate(2, 100), Rate(12, 100)


def summary_of(best: Pipeline = MEDIAN, gain: Difference = BETTER, pages: int = 6, seen: bool = False) -> Summary:
    rate = GOOD if best.stages else BAD
    recipe = RecipeProved(Recipe((MEDIAN, NONE), "confidence"), rate, rate, rate, EVEN)
    return Summary(
        study="monday",
        metric="cer",
        best=best,
        best_trial=1 if best.stages else 0,
        turned_down=None,
        proved=Proved(rate, BAD, BAD, gain, gain, None, None, pages, seen),
        groups=(),
        best_per_page=BestPerPage(rate, rate, 2),
        recipe=recipe,
        searched=Searched(rate, BAD, 14),
        left_out=(),
        trials=60,
        failed=0,
        readings=120,
        readings_saved=30,
        readings_naive=960,
        seconds=61.0,
    )


def test_a_gain_is_told_with_its_interval():
    assert words.verdict(summary_of()) == (
        "The best setting is better than no filter: Character error rate (CER) 2.0 %, against 12.0 %, on 6 pages held "
        "out; the difference is -12.0 to -8.0 points (95 % interval)."
    )


def test_two_pages_are_too_few_to_tell_and_that_is_said():
    verdict = words.verdict(summary_of(gain=replace(BETTER, units=2, verdict="cannot tell"), pages=2))
    assert verdict.startswith("Whether the best setting is better than no filter cannot be told: ")
    assert verdict.endswith(" Six pages or more are needed to tell.")


@pytest.mark.parametrize(("pages", "where"), [(1, "on the page searched"), (3, "on the 3 pages searched")])
def test_one_page_and_several_are_told_apart(pages, where):
    summary = summary_of(pages=pages, seen=True)
    assert where in words.verdict(summary)
    assert words.lines(summary)[0].endswith("measured on the very pages it was found on and looks too good.")


def test_no_gain_is_spoken_of_where_no_filter_is_best():
    summary = summary_of(NONE, EVEN, 3, seen=True)
    assert words.verdict(summary).startswith("No filter is best: nothing that was tried reads better (")
    assert words.answer(summary) == "Best setting: no filter"
    assert "gain" not in " ".join(words.lines(summary))


def test_a_setting_that_was_turned_down_is_named_with_its_numbers():
    worse = TurnedDown(MEDIAN, 1, Rate(20, 100), Difference(0.08, 0.02, 0.1, 6, "worse"))
    assert words.verdict(replace(summary_of(NONE, EVEN), turned_down=worse)) == (
        "Leave the pages as they are: the best setting of the search reads worse in the proof, Character error rate "
        "(CER) 20.0 % against 12.0 % with no filter, on 6 pages held out."
    )


def test_a_recipe_is_spoken_of_only_where_its_number_differs():
    summary = summary_of()
    assert not any("page by page" in line for line in words.lines(summary))
    recipe = replace(summary.recipe, chosen=Rate(1, 100), best_per_page=Rate(0, 100))
    [line] = [line for line in words.lines(replace(summary, recipe=recipe)) if "page by page" in line]
    assert line.startswith("Chosen page by page among 2 settings (the reading the engine is surest of")
    assert line.endswith("1.0 %, against 2.0 % with one for all; a perfect choice would have 0.0 %.")


def test_a_group_has_its_own_sentence():
    group = Group("fine", NONE, 0, 7, 3, GroupProved(GOOD, BAD, GOOD, EVEN))
    assert words.lines(replace(summary_of(), groups=(group,)))[0] == (
        "fine: 2.0 % with its own best (no filter), 12.0 % with the best for all, 2.0 % with no filter."
    )


def test_readings_are_counted_and_compared_with_reading_everything():
    assert words.lines(summary_of())[-1] == (
        "Read: 120 pages, 12 % of the 960 it takes to read every page under every setting; 30 more were known already. "
        "Time: 61 s."
    )


def test_a_trial_is_one_line():
    first = Trial(0, "no filter", NONE, None, "complete", 0.12, 1.0, 1, BAD)
    given_up = Trial(1, "current", MEDIAN, None, "pruned", 0.5, 1.0, 2, Rate(50, 100))
    failed = Trial(2, "tpe", MEDIAN, None, "failed", None, None, 0, None, "too small")
    assert [" ".join(words.trial_line(trial, "cer").split()) for trial in (first, given_up, failed)] == [
        "0 CER 12.0 % 1 page no filter",
        "1 CER 50.0 % given up after 2 pages current: median radius=1 footprint=square",
        "2 failed: too small",
    ]
