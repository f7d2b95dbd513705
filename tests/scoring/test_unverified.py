"""What can be said without a truth, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import ParamError
from ocrlab.reading import Reading, Word
from ocrlab.scoring import Accuracy, agreement, known_words, without_truth

TEXTS = st.text("aA.e\u0301 \n", max_size=30)


def word(text: str, confidence: float, x: int = 0) -> Word:
    return Word(text, ((x, 0), (x + 9, 0), (x + 9, 9), (x, 9)), confidence)


def test_doubtful_words_are_those_below_the_threshold_in_reading_order():
    reading = Reading(((word("Total", 0.9), word("3.5O", 0.4, 20)), (word(",", 0.5),)))
    hints = without_truth(reading, below=0.5)
    assert [w.text for w in hints.doubtful] == ["3.5O"]
    assert hints.confidence == pytest.approx((5 * 0.9 + 4 * 0.4 + 1 * 0.5) / 10)
    assert hints.agreement is None


def test_it_is_labelled_as_not_accuracy():
    assert without_truth(Reading()).label.startswith("Not accuracy")


def test_an_empty_reading_is_neither_sure_nor_unsure():
    hints = without_truth(Reading(), other=Reading())
    assert hints.confidence is None
    assert hints.doubtful == ()
    assert hints.agreement == Accuracy(0, 0)


def test_known_words_are_counted_by_letters_and_misread_ones_are_not_among_them():
    assert known_words("The receipt of 3.50", ["en"]) == Accuracy(0, 10)  # "of" and the number are no words to count
    assert known_words("Tbe recelpt", ["eng"]) == Accuracy(10, 10)
    hints = without_truth(Reading(((word("Tbe", 0.9), word("receipt", 0.9, 20)),)), languages=("en",))
    assert hints.known == Accuracy(3, 10)


def test_without_a_list_or_a_word_nothing_is_known_of_the_words():
    assert known_words("The receipt", []) is None and known_words("The receipt", ["ja"]) is None
    assert known_words("3.50 of", ["en"]) is None
    assert without_truth(Reading(((word("receipt", 0.9),),))).known is None


def test_agreement_is_counted_on_the_longer_reading():
    assert agreement("Total 3.50", "Total 3,5") == Accuracy(2, 10)
    assert agreement("TOTAL", "total", "case") == Accuracy(0, 5)
    assert agreement("abc", "") == Accuracy(3, 3)


@given(TEXTS, TEXTS)
def test_agreement_is_the_same_both_ways_round_and_between_zero_and_one(first, second):
    assert agreement(first, second) == agreement(second, first)
    assert 0 <= agreement(first, second).rate <= 1
    assert agreement(first, first).rate == 1


@pytest.mark.parametrize("below", [-0.1, 1.5, float("nan")])
def test_a_threshold_is_a_confidence(below):
    with pytest.raises(ParamError, match="between 0 and 1"):
        without_truth(Reading(), below=below)
