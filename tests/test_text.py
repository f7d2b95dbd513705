"""What counts as the same text, as one character and as one word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import ParamError
from ocrlab.text import NORMALISATIONS, Prepared, graphemes, normalisation, normalise, words

NAMES = [*NORMALISATIONS, "white space+case", "case+punctuation", "accents+case+letters and digits"]
# Letters with case, accents and joiners, and the white space that splits lines, oftener than chance would bring them.
COMMON = "\u00ad\u200b\u200c\u0647\u0915\u094d\u2764\ufb01\u017faAéßİ\u0301\u200d \n\r\t.,-\u201c\u2014\u00a0\u2028\x1f"
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
    "mark", [*"\u00ad\u200b\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u061c\ufeff\ufe0e\u034f\u180b"]
)
@pytest.mark.parametrize("name", ["white space", "case", "punctuation", "letters and digits"])
def test_marks_that_nobody_sees_count_under_as_is_alone(mark, name):
    marked = f"{mark}co{mark}op{mark} {mark} erate{mark}\n"
    assert normalise(marked, name) == normalise("coop erate", name)
    assert normalise(marked, "as is").count(mark) == 5
    assert Prepared(marked, name).text == " ".join(Prepared(marked, name).lines)


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\u0647\u200d",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\u2764\ufe0f\u200d\U0001f525",
    ],
)
def test_a_joiner_counts_where_it_shapes_what_stands_beside_it(text):
    assert normalise(text) == text


@pytest.mark.parametrize(
    "text", ["Auf\u200clage", "o\u200dffice", "\u200cend", "end\u200d", "a \u200d b", "\u0647\u200c b"]
)
def test_a_joiner_that_shapes_nothing_does_not(text):
    assert normalise(text) == text.replace("\u200c", "").replace("\u200d", "").replace("  ", " ")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\ufb01ne o\ufb03ce \ufb02oor", "fine office floor"),
        ("Wa\u017f\u017fer \ufb06op", "Wasser stop"),
        ("\u0133s", "ijs"),
    ],
)
def test_ligatures_and_the_long_s_join_their_letters_under_letters_and_digits_alone(text, plain):
    assert normalise(text, "letters and digits") == plain
    assert normalise(text) == text and normalise(text, "as is") == text


def test_the_help_says_what_does_not_count():
    assert "soft hyphens" in NORMALISATIONS["white space"] and "nobody sees" in NORMALISATIONS["as is"]
    assert "ligatures" in NORMALISATIONS["letters and digits"] and "long s" in NORMALISATIONS["letters and digits"]


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
