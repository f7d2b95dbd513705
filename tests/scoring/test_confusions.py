"""What was taken for what, counted and placed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.scoring import Accuracy, Rate, align, confusions, heat_map, recall_by_class, score
from ocrlab.scoring.characters import CLASSES, classes_of

TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("aAl1i.,rnm \n")), max_size=40)


def found(truth: str, text: str, normalise: str = "white space") -> dict[str, int]:
    return {confusion.label: confusion.count for confusion in confusions(align(truth, text, normalise))}


@pytest.mark.parametrize(
    "truth, text, expected",
    [
        ("all", "a11", {"l -> 1": 2}),
        ("a.b.c", "abc", {". -> nothing": 2}),
        ("ab", "a|b", {"nothing -> |": 1}),
        ("modern", "modem", {"rn -> m": 1}),
        ("a b", "ab", {"space -> nothing": 1}),
        ("clear", "dear", {"cl -> d": 1}),
        ("same", "same", {}),
        ("", "x", {"nothing -> x": 1}),
        ("x", "", {"x -> nothing": 1}),
        ("Ab", "ab", {"A -> a": 1}),
    ],
)
def test_confusions_are_those_counted_by_hand(truth, text, expected):
    assert found(truth, text) == expected


def test_the_normalisation_decides_what_is_a_confusion():
    assert found("Ab.", "ab", "case+punctuation") == {}


def test_the_most_frequent_confusion_comes_first():
    assert [c.label for c in confusions(align("lol.il", "1o1,i1"))] == ["l -> 1", ". -> ,"]


def test_a_confusion_knows_its_words_in_truth_and_reading():
    truth, text = "One bill\n\nand a lot", "One  bi1l\nand a 1ot"
    (confusion,) = confusions(align(truth, text))
    first, second = confusion.spots
    assert (truth[first.truth.start : first.truth.end], text[first.text.start : first.text.end]) == ("bill", "bi1l")
    assert (truth[second.truth.start : second.truth.end], text[second.text.start : second.text.end]) == ("lot", "1ot")
    assert (second.truth.line, second.truth.word, second.text.line, second.text.word) == (2, 4, 1, 4)


def test_a_missing_character_points_to_the_word_beside_it():
    truth, text = "Total 3.50", "Total 350"
    (confusion,) = confusions(align(truth, text))
    assert text.split()[confusion.spots[0].text.word] == "350"


@given(truth=TEXTS, text=TEXTS)
def test_confusions_account_for_every_error(truth, text):
    alignment = align(truth, text)
    errors = score(truth, text)["cer"].errors
    assert alignment.errors == errors
    listed = confusions(alignment)
    assert bool(listed) == bool(errors)
    assert sum(c.count for c in listed) <= errors
    for confusion in listed:
        assert confusion.truth != confusion.text
        for spot in confusion.spots:
            assert spot.truth is None or truth.split()[spot.truth.word] == truth[spot.truth.start : spot.truth.end]
            assert spot.text is None or text.split()[spot.text.word] == text[spot.text.start : spot.text.end]


def test_a_heat_map_has_a_row_for_each_truth_and_a_column_for_each_reading():
    listed = confusions(align("lol i x.", "1o1 1 x"))
    rows, columns, counts = heat_map(listed)
    assert (rows, columns) == (["l", ".", "i"], ["1", "nothing"])
    assert counts == [[2, 0], [0, 1], [1, 0]]


@pytest.mark.parametrize(
    "grapheme, names",
    [
        ("A", ("capitals",)),
        ("I", ("capitals", "thin characters")),
        ("\u00e9", ("small letters",)),
        ("1", ("digits", "thin characters")),
        (",", ("punctuation marks", "thin characters", "commas and full stops")),
        ("|", ("symbols", "thin characters")),
        (" ", ("spaces",)),
        ("\u65e5", ("other letters",)),
        ("\u0301", ()),
    ],
)
def test_every_character_falls_into_its_classes(grapheme, names):
    assert classes_of(grapheme) == names


def test_each_class_has_its_own_recall():
    recalls = recall_by_class(align("Bill, 10 Oil.", "Bi11 1O Oil"))
    assert recalls == {
        "capitals": Accuracy(0, 2),
        "small letters": Accuracy(2, 5),
        "digits": Accuracy(1, 2),
        "punctuation marks": Accuracy(2, 2),
        "commas and full stops": Accuracy(2, 2),
        "spaces": Accuracy(0, 2),
        "thin characters": Accuracy(4, 8),
    }


@given(truth=TEXTS, text=TEXTS)
def test_recall_counts_each_character_of_the_truth_once_a_class(truth, text):
    alignment = align(truth, text)
    for name, recall in recall_by_class(alignment).items():
        assert recall.length == sum(name in classes_of(grapheme) for grapheme in alignment.truth.graphemes) > 0
        assert 0 <= recall.errors <= recall.length


@given(truth=TEXTS, text=TEXTS)
def test_right_and_wrong_characters_add_up_to_the_errors(truth, text):
    alignment = align(truth, text)
    cer = score(truth, text)["cer"]
    assert Rate(alignment.right.count(False) + alignment.inserted, len(alignment.right)) == cer


def test_classes_are_explained():
    assert all(kind.name == name and kind.help.endswith((".", "'", "-")) for name, kind in CLASSES.items())
