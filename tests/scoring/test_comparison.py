"""What a filter rescued and lost, counted by hand and said as a person would say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import ParamError
from ocrlab.scoring import Accuracy, another_page_warning, compare, score

TRUTH = "One, two, three.\nFour, five, six, done."
TEXTS = st.text("aAl1i.,rn \n", max_size=40)


def test_a_lost_comma_is_listed_with_its_places():
    comparison = compare("a, b", "a, b", "a b")
    (lost,) = comparison.lost
    assert (lost.truth, lost.before, lost.after) == (",", ",", "")
    assert (lost.place.start, lost.place.end) == (0, 2)
    assert lost.before_place == lost.place
    assert lost.after_place is None
    assert comparison.rescued == ()


def test_a_rescued_letter_is_listed_with_what_stood_there_before():
    comparison = compare("bill", "bi1l", "bill")
    (rescued,) = comparison.rescued
    assert (rescued.truth, rescued.before, rescued.after) == ("l", "1", "l")
    assert comparison.lost == ()


def test_a_space_and_a_missing_character_are_named_where_they_are_listed():
    comparison = compare("a b.", "ab.", "a b")
    assert [change.labels for change in comparison.rescued] == [("space", "nothing", "space")]
    assert [change.labels for change in comparison.lost] == [(".", ".", "nothing")]


def test_each_class_is_followed_from_one_reading_to_the_other():
    comparison = compare("Oil, 10", "0il, 1O", "Oil 10")
    assert comparison.classes["capitals"].before == Accuracy(1, 1)
    assert comparison.classes["capitals"].after == Accuracy(0, 1)
    assert comparison.classes["capitals"].rescued == 1
    assert (comparison.classes["digits"].rescued, comparison.classes["digits"].lost) == (1, 0)
    assert (comparison.classes["commas and full stops"].rescued, comparison.classes["commas and full stops"].lost) == (
        0,
        1,
    )
    assert "symbols" not in comparison.classes


@pytest.mark.parametrize(
    "before, after, sentence",
    [
        (TRUTH, TRUTH, "The median changed nothing in the text."),
        (TRUTH, TRUTH.replace(",", "").replace(".", ""), "The median lost all 7 commas and full stops."),
        (TRUTH, TRUTH.replace(",", ""), "The median lost 5 of 7 commas and full stops."),
        (TRUTH, "", "The median lost all 39 characters read right before."),
        (TRUTH, TRUTH + " xyz", "The median made the engine read 4 more characters that nobody wrote."),
        (TRUTH + " xyz", TRUTH, "The median removed all 4 characters that nobody wrote."),
        (TRUTH.replace("e", "c"), TRUTH, "The median rescued all 5 misread characters."),
        (TRUTH.replace("O", "0"), TRUTH.replace("F", "P"),
         "The median changed the text but not the number of character errors: 1 character rescued, 1 lost."),
        (TRUTH.replace("e", "c").replace("o", "q"), TRUTH.replace("O", "0").replace("o", "q"),
         "The median rescued 5 of 8 misread characters, and lost 1."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_a_person_would_say(before, after, sentence):
    assert compare(TRUTH, before, after, "The median").sentence == sentence


def test_the_sentence_names_the_class_that_gained_most():
    truth = "Paid 30.45 for 6 pens and sheets of plain paper at the counter"
    digits_gone = "".join("#" if c.isdigit() else c for c in truth).replace("a", "o").replace("e", "c")
    sentence = compare(truth, digits_gone, truth.replace("a", "o").replace("e", "c"), "Upscaling").sentence
    assert sentence == "Upscaling rescued 5 of 16 misread characters, above all digits (5 of 5)."


def test_a_gain_on_the_whole_still_names_the_class_that_was_wiped_out():
    before = TRUTH.upper()
    after = TRUTH.replace(",", "").replace(".", "")
    assert compare(TRUTH, before, after, "The median").sentence.endswith(
        ", and lost 7, above all commas and full stops (7 of 7)."
    )


def test_harm_is_warned_of_and_so_is_confidence_that_rose_meanwhile():
    harmed = compare("four five", "four five", "fcur f", "Blur", 0.61, 0.9)
    assert harmed.verdict.kind == "worse"
    assert harmed.warnings[0] == ("It could be chance, but the character error rate rose from 0.0 % to 44.4 %.")
    assert "mean confidence 0.61 before, 0.90 after" in harmed.warnings[1]
    assert len(compare("four five", "four five", "fcur f", "Blur", 0.9, 0.61).warnings) == 1
    assert len(compare("four five", "four five", "fcur f", "Blur", None, 0.61).warnings) == 1


def test_a_confidence_that_reads_the_same_before_and_after_has_not_risen():
    assert len(compare("four five", "four five", "fcur f", "Blur", 0.8101, 0.8149).warnings) == 1


def test_every_sentence_is_english_for_several_filters_too():
    truth = "plain words, " * 12 + "end"
    worse = compare(truth, truth, truth.replace("plain", "ploin"), "The filters")
    added = compare(TRUTH, TRUTH.replace("e", "c") + " xyz w", TRUTH.replace("O", "0"), "The filters")
    for sentence in (worse.sentence, *worse.warnings, added.sentence):
        assert " it " not in sentence and "harms" not in sentence


def test_harm_on_many_lines_is_no_chance():
    truth = "\n".join(["A line of text."] * 20)
    assert compare(truth, truth, truth.replace("e", "c"), "Blur").warnings == (
        "Blur did harm here: the character error rate rose from 0.0 % to 12.5 %.",
    )


def test_a_class_that_gained_as_much_as_it_lost_is_not_blamed():
    truth = "plain words, " * 12 + "end"
    before = truth.replace(",", ";", 6)
    after = ";".join(before.split(",")).replace(";", ",", 6).replace("plain", "ploin", 3)
    assert compare(truth, before, after, "Blur").sentence == (
        "Blur lost 9 of 153 characters read right before, and rescued 6."
    )


def test_a_gain_is_not_warned_of():
    helped = compare("four five", "fcur f", "four five", "Blur", 0.9, 0.95)
    assert helped.verdict.kind == "better"
    assert helped.warnings == ()


@given(truth=TEXTS, before=TEXTS, after=TEXTS)
def test_rescued_and_lost_explain_the_change_in_what_is_right(truth, before, after):
    comparison = compare(truth, before, after)
    gained = comparison.after.right.count(True) - comparison.before.right.count(True)
    if truth.strip():
        assert len(comparison.rescued) - len(comparison.lost) == gained
    assert comparison.sentence.endswith(".")
    for change in comparison.classes.values():
        assert change.rescued - change.lost == change.before.errors - change.after.errors
    assert comparison.cer_before == score(truth, before)["cer"]
    assert comparison.cer_after == score(truth, after)["cer"]


@given(truth=TEXTS, before=TEXTS, after=TEXTS)
def test_the_way_back_loses_what_the_way_there_rescued(truth, before, after):
    there, back = compare(truth, before, after), compare(truth, after, before)
    assert [(c.truth, c.place) for c in there.rescued] == [(c.truth, c.place) for c in back.lost]


def test_twenty_lines_make_a_verdict_and_one_line_does_not():
    truth = "\n".join(["A line of text."] * 20)
    assert compare(truth, truth.replace("e", "c"), truth).difference.verdict == "better"
    assert compare("A line of text.", "A linc of tcxt.", "A line of text.").difference.verdict == "cannot tell"


def test_an_unknown_normalisation_is_refused():
    with pytest.raises(ParamError):
        compare("a", "a", "a", normalise="loud")


def test_the_truth_of_another_page_is_asked_about():
    truth = "It then falls off with an abrupt descent to a level six or eight feet lower than the crest"
    text = "Each guideline has a qualifying condition that must be met for a site to be found acceptable"
    assert "is this the truth of this page?" in another_page_warning(score(truth, text))
    assert another_page_warning(score(truth, truth.replace("e", "c"))) is None
    assert another_page_warning(score("short", "other")) is None
    assert another_page_warning(score(truth, "")) is None
