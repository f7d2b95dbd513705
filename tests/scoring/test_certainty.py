"""How sure a score is: intervals and verdicts that can be worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.scoring import Accuracy, Rate, align, difference, interval, line_rates, score, span_rates

TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("ab \n\n")), max_size=40)
UNITS = st.lists(st.builds(Rate, st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=12)


def test_each_line_has_the_errors_counted_by_hand():
    rates = line_rates(align("One\nTwo three\n\nFour", "Ome\nTwo  thr\nFourr"))
    assert rates == [Rate(1, 4), Rate(2, 10), Rate(1, 4)]


@given(truth=TEXTS, text=TEXTS)
def test_the_lines_together_are_the_page(truth, text):
    rates = line_rates(align(truth, text))
    assert Rate.total(rates) == score(truth, text)["cer"]
    assert len(rates) == max(1, sum(bool(line.strip()) for line in truth.splitlines()))


def test_each_box_has_the_errors_of_its_own_words():
    truth = "Total 3.50\nThanks"
    rates = span_rates(align(truth, "Total 3,5O Thanks!"), [(0, 5), (6, 10), (11, 17)])
    assert rates == [Rate(0, 6), Rate(2, 5), Rate(1, 6)]
    assert span_rates(align("", "noise"), [(0, 0)]) == [Rate(5, 0)]
    assert span_rates(align("a", "b"), []) == []


@given(truth=TEXTS, text=TEXTS)
def test_two_readings_of_a_page_have_the_same_lines(truth, text):
    assert [r.length for r in line_rates(align(truth, text))] == [r.length for r in line_rates(align(truth, ""))]


@given(UNITS)
def test_an_interval_lies_within_the_worst_and_the_best_unit_and_is_repeatable(units):
    result = interval(units)
    assert result == interval(units)
    pooled = [Rate(u.errors, max(u.length, 1)).rate for u in units]
    assert 0 <= result.low <= result.high <= max(u.errors for u in units) * len(units)
    if all(u.length for u in units):
        assert min(pooled) - 1e-9 <= result.low and result.high <= max(pooled) + 1e-9


def test_an_interval_is_as_wide_as_the_binomial_says():
    units = [Rate(1, 1)] * 20 + [Rate(0, 1)] * 80
    result = interval(units)
    # 0.2 +- 1.96 sqrt(0.2 * 0.8 / 100)
    assert result.low == pytest.approx(0.122, abs=0.015)
    assert result.high == pytest.approx(0.278, abs=0.015)


def test_units_that_are_alike_leave_nothing_open():
    result = interval([Rate(1, 10)] * 8)
    assert (result.low, result.high, result.units) == pytest.approx((0.1, 0.1, 8))


def test_one_unit_has_no_interval():
    assert interval([Rate(1, 10)]) is None
    assert interval([]) is None


@pytest.mark.parametrize(
    "before, after, verdict",
    [
        ([Rate(5, 10)] * 8, [Rate(1, 10)] * 8, "better"),
        ([Rate(1, 10)] * 8, [Rate(5, 10)] * 8, "worse"),
        ([Rate(1, 10)] * 8, [Rate(1, 10)] * 8, "cannot tell"),
        ([Rate(5, 10), Rate(1, 10)] * 4, [Rate(1, 10), Rate(5, 10)] * 4, "cannot tell"),
        ([Rate(5, 10)] * 5, [Rate(1, 10)] * 5, "cannot tell"),
        ([Rate(5, 10)], [Rate(1, 10)], "cannot tell"),
        ([], [], "cannot tell"),
        ([Accuracy(5, 10)] * 8, [Accuracy(1, 10)] * 8, "better"),
        ([Accuracy(1, 10)] * 8, [Accuracy(5, 10)] * 8, "worse"),
    ],
)
def test_a_verdict_is_given_only_where_the_interval_leaves_out_zero(before, after, verdict):
    assert difference(before, after).verdict == verdict


def test_a_steady_gain_shows_although_the_pages_differ_more_than_the_settings():
    before = [Rate(errors, 100) for errors in range(5, 95, 5)]
    after = [Rate(rate.errors - 2, 100) for rate in before]
    result = difference(before, after)
    assert (result.value, result.verdict) == (pytest.approx(-0.02), "better")
    assert interval(before).low < interval(after).high


@given(UNITS)
def test_a_setting_is_never_better_than_itself(units):
    result = difference(units, units)
    assert (result.value, result.low, result.high, result.verdict) == (0, 0, 0, "cannot tell")


@given(UNITS, st.randoms(use_true_random=False))
def test_turning_a_comparison_round_turns_its_interval_round(units, order):
    other = list(units)
    order.shuffle(other)
    there, back = difference(units, other), difference(other, units)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def test_what_is_compared_must_be_the_same_pages():
    with pytest.raises(ValueError, match="3 before and 2 after"):
        difference([Rate(1, 2)] * 3, [Rate(1, 2)] * 2)
