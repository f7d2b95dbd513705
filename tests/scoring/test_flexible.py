"""Characters are judged whatever order their lines come in, and never more harshly than in order."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.scoring import Accuracy, Rate, macro, micro, score

FLEXIBLE = "flexible_character_accuracy"
LINES = st.lists(st.text("abcdeé ,.", min_size=1, max_size=12), max_size=6)


def flexible(truth: str, text: str) -> Accuracy:
    return score(truth, text, metrics=[FLEXIBLE])[FLEXIBLE]


@pytest.mark.parametrize(
    "truth, text, errors",
    [
        ("one two\nthree four", "three four\none two", 0),
        ("left one\nleft two\nright one\nright two", "left one right one\nleft two right two", 0),
        ("left one right one", "right one\nleft one", 0),
        ("one two\nthree four", "three fovr\none two", 1),
        ("one two\nthree four", "three four", 7),
        ("one two", "one two\nxyz", 3),
        ("one two\nthree four", "", 18),
    ],
)
def test_lines_in_another_order_cost_nothing_and_other_errors_are_counted_by_hand(truth, text, errors):
    assert flexible(truth, text).errors == errors


@given(lines=LINES, order=st.randoms(use_true_random=False))
def test_any_order_of_perfect_lines_is_perfect(lines, order):
    shuffled = list(lines)
    order.shuffle(shuffled)
    assert flexible("\n".join(lines), "\n".join(shuffled)).errors == 0


@given(truth=LINES, text=LINES)
def test_the_order_can_only_be_forgiven_and_characters_are_never_made_up(truth, text):
    result = score("\n".join(truth), "\n".join(text))
    in_truth, in_text = (Counter("".join(lines).replace(" ", "")) for lines in (truth, text))
    least = max((in_truth - in_text).total(), (in_text - in_truth).total())
    assert least <= result[FLEXIBLE].errors <= result["cer"].errors
    assert result[FLEXIBLE].length == result["cer"].length


def test_lines_longer_than_any_page_are_still_matched():
    left, right = ("".join(f"{letter}{n} " for n in range(100)) for letter in "ab")
    assert flexible(left + right, right + left).rate > 0.95
    assert flexible("x" * 5000, "x" * 4999).errors == 1


@pytest.mark.parametrize(
    "truth, text, f1, recall, precision",
    [
        ("the cat sat", "sat the cat", (0, 6), (0, 3), (0, 3)),
        ("the cat sat", "the the cat", (2, 6), (1, 3), (1, 3)),
        ("a b c d", "a b", (2, 6), (2, 4), (0, 2)),
        ("", "noise", (1, 1), (0, 0), (1, 1)),
        ("", "", (0, 0), (0, 0), (0, 0)),
    ],
)
def test_words_in_any_order_are_counted_as_often_as_they_stand(truth, text, f1, recall, precision):
    result = score(truth, text)
    assert result["word_f1"] == Accuracy(*f1)
    assert result["word_recall"] == Accuracy(*recall)
    assert result["word_precision"] == Accuracy(*precision)


@given(truth=LINES, text=LINES)
def test_word_f1_is_the_harmonic_mean_of_precision_and_recall(truth, text):
    result = score("\n".join(truth), "\n".join(text))
    precision, recall = result["word_precision"], result["word_recall"]
    if precision.correct:
        harmonic = 2 * precision.rate * recall.rate / (precision.rate + recall.rate)
        assert result["word_f1"].rate == pytest.approx(harmonic)


def test_a_line_counts_when_it_is_read_without_an_error():
    truth = "Total 3.50\nTax 0.20\nTax 0.20\n\nThank you"
    assert score(truth, "Tax  0.20\nThank you\nTotal 3,50")["line_accuracy"] == Accuracy(2, 4)
    assert score(truth, truth.upper(), "case")["line_accuracy"] == Accuracy(0, 4)


def test_micro_weighs_characters_and_macro_weighs_pages():
    pages = [score("ab", "xy"), score("abcdefgh", "abcdefgh")]
    assert micro(pages)["cer"] == Rate(2, 10)
    assert macro(pages)["cer"] == 0.5
    assert macro(pages)["character_accuracy"] == 0.5
