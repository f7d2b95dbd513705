"""What counts as the same text, as one character and as one word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import ParamError
from ocrlab.text import NORMALISATIONS, Prepared, graphemes, normalisation, normalise, words

NAMES = [*NORMALISATIONS, "white space+case", "case+punctuation", "accents+case+letters and digits"]
# Letters with case, accents and joiners, and the white space that splits lines, oftener than chance would bring them.
COMMON = "aAéßİ\u0301\u200d \n\r\t.,-\u201c\u2014\u00a0\u2028\x1f"
TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(COMMON)))


@pytest.mark.parametrize(
    "text, count",
    [
        ("", 0),
        ("abc", 3),
        ("e\u0301", 1),
        ("\u00e9", 1),
        ("\r\n", 1),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 1),
        ("\U0001f1e9\U0001f1ea", 1),
    ],
)
def test_a_grapheme_is_what_a_reader_calls_one_character(text, count):
    assert len(graphemes(text)) == count


def test_an_accent_typed_either_way_is_the_same_grapheme():
    assert graphemes("cafe\u0301") == graphemes("caf\u00e9")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        ("  \n ", []),
        ("... !? --", []),
        ("The quick can't", ["The", "quick", "can't"]),
        ("stop-gap 3.14, $9.99", ["stop", "gap", "3.14", "9.99"]),
        ("12:30 a@b.com", ["12", "30", "a", "b.com"]),
        ("qual-\nifying", ["qual", "ifying"]),
        ("été — naïve", ["été", "naïve"]),
    ],
)
def test_words_follow_unicode_and_hold_a_letter_or_a_digit(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("as is", " A  b\n", " A  b\n"),
        ("white space", " A \t b\n\u00a0c ", "A b c"),
        ("case", "STRASSE  Straße", "strasse strasse"),
        ("punctuation", "e-mail: “x”, 3.14 $ +", "email x 314 $ +"),
        ("accents", "Éa naïve n\u0303", "Ea naive n"),
        ("letters and digits", "Total: $3.50 + é!", "Total 350 é"),
        ("quotes and dashes", "“a” ‘b’ c—d–e", "\"a\" 'b' c-d-e"),
        ("case+punctuation", "A.B.", "ab"),
    ],
)
def test_each_normalisation_does_what_its_name_says(name, text, expected):
    assert normalise(text, name) == expected


@pytest.mark.parametrize(
    "asked, name",
    [
        ("white space", "white space"),
        ("case", "white space+case"),
        ("white space+case", "white space+case"),
        ("punctuation+case", "white space+case+punctuation"),
        (" Case + white space ", "white space+case"),
        ("as is", "as is"),
    ],
)
def test_a_normalisation_has_one_name_however_it_is_asked_for(asked, name):
    assert normalisation(asked).name == name


def test_an_unknown_normalisation_names_those_allowed():
    with pytest.raises(ParamError, match='"shouting" is not known') as error:
        normalisation("case+shouting")
    for name in NORMALISATIONS:
        assert name in str(error.value)


def test_as_is_cannot_be_joined():
    with pytest.raises(ParamError, match="cannot be joined"):
        normalisation("as is+case")


@pytest.mark.parametrize("name", NAMES)
@given(text=TEXTS)
def test_normalising_twice_changes_nothing_more(name, text):
    once = normalise(text, name)
    assert normalise(once, name) == once


@pytest.mark.parametrize("name", [n for n in NAMES if n != "as is"])
@given(text=TEXTS)
def test_lines_joined_by_spaces_are_the_whole_text(name, text):
    prepared = Prepared(text, name)
    assert " ".join(prepared.lines) == prepared.text


@given(text=TEXTS)
def test_graphemes_joined_are_the_text(text):
    prepared = Prepared(text)
    assert "".join(prepared.graphemes) == prepared.text


@pytest.mark.parametrize("name", NAMES)
@given(text=TEXTS)
def test_every_grapheme_has_the_place_of_its_word(name, text):
    prepared = Prepared(text, name)
    if not prepared.places:
        assert prepared.text.strip() == ""
        return
    assert len(prepared.places) == len(prepared.graphemes)
    given_words = text.split()
    for grapheme, place in zip(prepared.graphemes, prepared.places, strict=True):
        word = given_words[place.word]
        assert text[place.start : place.end] == word
        assert text[: place.start].count("\n") <= place.line
        if not grapheme[0].isspace():
            assert grapheme in normalise(word, name)


def test_a_place_points_into_the_text_as_it_was_given():
    prepared = Prepared("One  two,\n --\n three", "punctuation")
    place = prepared.places[prepared.text.index("three")]
    assert (place.line, place.word) == (2, 3)
    assert prepared.given[place.start : place.end] == "three"
