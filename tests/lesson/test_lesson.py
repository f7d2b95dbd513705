"""The lesson says what was measured, also where that contradicts what is advised."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlab.lesson import AFTER, CURVE, SCENARIOS, Measured, trials
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading, Word

TRUTH = "two bad boats at noon"
each_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)


def reading(text: str) -> Reading:
    words = text.split()
    boxes = [((30 * n, 0), (30 * n + 20, 0), (30 * n + 20, 10), (30 * n, 10)) for n in range(len(words))]
    return Reading.of(Word(word, box, 0.9) for word, box in zip(words, boxes, strict=True))


def measured(**texts: str) -> Measured:
    return Measured(TRUTH, 1, {key.replace("_", " "): reading(text) for key, text in texts.items()})


def measured_over_lines(**texts: str) -> Measured:
    """Each text seven times, against as many lines of truth: enough to tell a difference from chance."""
    readings = {key.replace("_", " "): reading(" ".join([text] * 7)) for key, text in texts.items()}
    return Measured("\n".join([TRUTH] * 7), 1, readings)


@each_scenario
def test_the_same_amount_of_a_fault_gives_the_same_page_and_the_truth_stays(scenario):
    fault = scenario.fault
    assert fault.start in fault.amounts
    first, *_, last = fault.amounts
    mild, hard = scenario.page(first), scenario.page(last)
    assert mild.truth == hard.truth == scenario.draw().truth
    assert mild.digest != hard.digest
    assert np.array_equal(fault.spoil(scenario.draw().image, last), hard.image)


@each_scenario
def test_what_stands_on_top_of_the_page_is_read_first_and_nothing_twice(scenario):
    every = trials(scenario, 3)
    assert list(every)[:2] == ["none", "median 3"]
    assert {f"median {radius}" for radius in CURVE} <= set(every)
    assert len({trial.pipeline for trial in every.values()}) == len(every) == 1 + len(CURVE) + 2 + len(AFTER)
    assert every["median 3"].pipeline == Pipeline.of("median radius=3")


def test_a_gain_is_told_with_both_numbers():
    texts = {"none": "twc bod boots ot moon", "median_1": "two bad boats at noon"}
    answer = measured_over_lines(**texts).answer(is_advised=True)
    assert answer == "It does help here: CER 22.9 % without a filter, 0.0 % with it."
    known = measured(**texts)
    assert known.median is not None and known.words(known.median.rescued) == ("two", "bad", "boats", "at", "noon")


def test_a_harm_is_told_where_the_filter_is_advised_and_where_it_is_warned_of():
    known = measured_over_lines(none="two bad boats at noon", median_1="twc bod boots ot moon")
    assert known.answer(is_advised=True).startswith("Here it harms, whatever is advised: CER 0.0 % without")
    assert known.answer(is_advised=False).startswith("It does harm here: CER 0.0 % without")
    assert known.median is not None and known.median.lost and not known.median.rescued


def test_one_page_that_could_be_chance_says_so():
    known = measured(none="two bad boats at moon", median_1="two bad boats at noon")
    assert known.answer(is_advised=True).startswith("It may help here, or it is chance: CER 4.8 % without")
    worse = measured(none="two bad boats at noon", median_1="two bad boats at moon")
    assert {worse.answer(is_advised=each) for each in (True, False)} == {
        "It may harm here, or it is chance: CER 0.0 % without a filter, 4.8 % with it."
    }


def test_nothing_is_said_before_both_are_read():
    known = measured(none="two bad boats at noon")
    assert known.answer(is_advised=True) == "" and known.median is None and known.cer("median 1") is None


def test_the_best_is_named_once_all_are_read_and_of_equals_the_plainer():
    every = trials(SCENARIOS["danger"], 1)
    some = {key: every[key] for key in ("none", "median 1")}
    assert measured(none="two").best(some) is None
    best = measured(none="two bad boats at noon", median_1="two bad boats at noon").best(some)
    assert best is not None and best.key == "none"


def test_what_follows_the_median_is_compared_with_the_median_alone():
    known = measured(none="x", median_1="two bad boots at noon", after_otsu="two bad boats at noon")
    after = known.after("after otsu")
    assert after is not None and (after.cer_before.errors, after.cer_after.errors) == (1, 0)
