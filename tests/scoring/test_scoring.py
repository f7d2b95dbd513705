"""Every metric against counts by hand, independent libraries and properties that must always hold."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from ocrlab.errors import ParamError
from ocrlab.scoring import METRICS, Accuracy, Rate, Score, diff, score
from ocrlab.text import Prepared, graphemes, normalise, words

TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("aAbBé\u0301 \n.,")), max_size=60)
COUNTS = st.integers(0, 10**9)
RATES = st.builds(Rate, COUNTS, COUNTS)


@pytest.mark.parametrize(
    "truth, text, cer, wer",
    [
        ("abc", "abc", (0, 3), (0, 1)),
        ("kitten", "sitting", (3, 6), (1, 1)),
        ("The cat", "The  cat\n", (0, 7), (0, 2)),
        ("The cat sat", "Thc cat", (5, 11), (2, 3)),
        ("Total: 3.50", "Total 3,50", (2, 11), (1, 2)),
        ("caf\u00e9", "cafe\u0301", (0, 4), (0, 1)),
        ("caf\u00e9", "cafe", (1, 4), (1, 1)),
        ("ab", "abcdef", (4, 2), (1, 1)),
        ("abc", "", (3, 3), (1, 1)),
        ("", "two words", (9, 0), (2, 0)),
        ("", "", (0, 0), (0, 0)),
    ],
)
def test_errors_are_those_counted_by_hand(truth, text, cer, wer):
    result = score(truth, text)
    assert result["cer"] == Rate(*cer)
    assert result["wer"] == Rate(*wer)
    assert result["character_accuracy"] == Accuracy(*cer)
    assert result["word_accuracy"] == Accuracy(*wer)


def test_the_normalisation_decides_what_is_an_error_and_is_kept():
    assert score("The Cat.", "the cat")["cer"] == Rate(3, 8)
    lenient = score("The Cat.", "the cat", "case+punctuation")
    assert lenient["cer"] == Rate(0, 7)
    assert lenient.normalisation == "white space+case+punctuation"
    assert score("a b", "a\nb", "as is")["cer"] == Rate(1, 3)


def test_a_score_is_what_the_command_line_prints():
    printed = json.loads(json.dumps(score("abcd", "abc").to_dict()))
    assert printed["cer"] == {"errors": 1, "length": 4, "rate": 0.25}
    assert printed["wer"] == {"errors": 1, "length": 1, "rate": 1.0}
    assert printed["character_accuracy"] == {"errors": 1, "length": 4, "rate": 0.75}
    assert printed["normalisation"] == "white space"
    assert set(printed) == {*METRICS, "normalisation"}


def test_a_stored_score_comes_back_equal():
    result = score("The cat.", "Thc cat")
    assert Score.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_only_the_metrics_asked_for_are_counted():
    assert set(score("a", "b", metrics=["cer"]).rates) == {"cer"}
    with pytest.raises(ParamError, match='"speed" is not known; allowed: cer, wer'):
        score("a", "b", metrics=["speed"])


def test_every_metric_is_explained_in_a_sentence():
    for name, metric in METRICS.items():
        assert metric.name == name
        assert metric.title and metric.help.endswith(".") and len(metric.help) > 40


def test_an_unknown_normalisation_is_refused():
    with pytest.raises(ParamError, match="allowed: as is, white space"):
        score("a", "b", "loud")


def test_adding_scores_adds_errors_and_lengths_not_rates():
    whole = score("ab", "xb") + score("abcdefgh", "abcdefgh")
    assert whole["cer"] == Rate(1, 10)
    with pytest.raises(ParamError, match="cannot be added"):
        score("a", "a") + score("a", "a", "case")


@pytest.mark.parametrize("metric", METRICS)
@given(text=TEXTS)
def test_a_text_is_perfect_against_itself(metric, text):
    rate = score(text, text)[metric]
    assert rate.errors == 0
    assert rate.rate == (0 if METRICS[metric].lower_is_better else 1)


@pytest.mark.parametrize("metric", METRICS)
@given(truth=TEXTS, text=TEXTS)
def test_nothing_is_infinite_and_json_takes_every_score(metric, truth, text):
    rate = score(truth, text, metrics=[metric])[metric]
    assert type(rate) is METRICS[metric].kind
    assert math.isfinite(rate.rate)
    json.dumps(rate.to_dict(), allow_nan=False)


@pytest.mark.parametrize("metric", METRICS)
@given(text=TEXTS)
def test_an_empty_side_is_a_score_not_a_fault(metric, text):
    for truth, read in [("", text), (text, "")]:
        assert score(truth, read)[metric].errors >= 0


@given(first=TEXTS, second=TEXTS)
def test_the_distance_is_the_same_in_both_directions(first, second):
    for metric in ("cer", "wer"):
        assert score(first, second)[metric].errors == score(second, first)[metric].errors


@given(truth=TEXTS, text=TEXTS)
def test_errors_lie_between_the_difference_and_the_maximum_of_the_lengths(truth, text):
    a, b = len(Prepared(truth).graphemes), len(Prepared(text).graphemes)
    assert abs(a - b) <= score(truth, text)["cer"].errors <= max(a, b)


@given(truth=TEXTS, text=TEXTS)
def test_cer_agrees_with_rapidfuzz_and_jiwer_on_graphemes(truth, text):
    a, b = graphemes(normalise(truth)), graphemes(normalise(text))
    cer = score(truth, text)["cer"]
    assert cer.errors == Levenshtein.distance(a, b)
    # jiwer compares code points: one private code point a grapheme says the same thing to it.
    codes = {g: chr(0xF0000 + n) for n, g in enumerate(dict.fromkeys([*a, *b]))}
    counted = jiwer.process_characters("".join(codes[g] for g in a), "".join(codes[g] for g in b))
    assert cer.rate == pytest.approx(counted.cer)


@given(truth=TEXTS, text=TEXTS)
def test_wer_agrees_with_jiwer_on_words(truth, text):
    a, b = words(normalise(truth)), words(normalise(text))
    counted = jiwer.process_words(" ".join(a), " ".join(b))
    assert score(truth, text)["wer"].rate == pytest.approx(counted.wer)


@given(st.lists(RATES))
def test_rates_add_integer_by_integer(rates):
    whole = Rate.total(rates)
    assert (whole.errors, whole.length) == (sum(r.errors for r in rates), sum(r.length for r in rates))
    assert sum(rates, Rate(0, 0)) == whole


@given(COUNTS, COUNTS)
def test_rate_and_accuracy_make_one(errors, length):
    assert Rate(errors, length).rate + Accuracy(errors, length).rate == pytest.approx(1)


def test_a_rate_is_a_fraction_that_stays_finite():
    assert Fraction(Rate(3, 8).rate) == Fraction(3, 8)
    assert Rate(0, 0).rate == 0
    assert Rate(12, 0).rate == 12
    assert Accuracy(0, 0).rate == 1
    assert Accuracy(6, 4).rate == -0.5
    assert Accuracy(1, 4).correct == 3


def test_a_rate_and_an_accuracy_do_not_mix():
    with pytest.raises(TypeError):
        Rate(1, 2) + Accuracy(1, 2)
    with pytest.raises(ValueError, match="counts from 0"):
        Rate(-1, 2)


def test_a_diff_tells_what_was_deleted_inserted_and_substituted():
    pieces = diff("The cat, sat", "Tho cat  satx")
    assert [(p.kind, p.truth, p.text) for p in pieces] == [
        ("equal", "Th", "Th"),
        ("substituted", "e", "o"),
        ("equal", " cat", " cat"),
        ("deleted", ",", ""),
        ("equal", " sat", " sat"),
        ("inserted", "", "x"),
    ]


@given(truth=TEXTS, text=TEXTS)
def test_the_pieces_of_a_diff_rebuild_both_texts_and_count_the_errors(truth, text):
    pieces = diff(truth, text)
    assert "".join(p.truth for p in pieces) == normalise(truth)
    assert "".join(p.text for p in pieces) == normalise(text)
    errors = 0
    for piece in pieces:
        size, read = len(graphemes(piece.truth)), len(graphemes(piece.text))
        assert "".join(graphemes(normalise(truth))[piece.truth_start :]).startswith(piece.truth)
        assert "".join(graphemes(normalise(text))[piece.text_start :]).startswith(piece.text)
        errors += 0 if piece.kind == "equal" else max(size, read)
    assert errors == score(truth, text)["cer"].errors
