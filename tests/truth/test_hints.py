"""A truth that looks wrong in itself is asked about, and one that only has unusual letters is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.languages import SCRIPTS, of_engine
from ocrlab.truth import encoding_warning, parse_truth, script_warning

LATIN = "áàâäãåçéèêëíìîïñóòôöõúùûüýÿßæøčłőűÀÁÂÃÄÅÇÉÊÑÖØÜß"


@pytest.mark.parametrize("text", ["café déjà vu", "árvíztűrő tükörfúrógép", "donʼt – “quoted” 3 €", "Привет, мир"])
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_letters_that_were_encoded_twice_are_asked_about(text, encoding):
    twice = "".join(
        bytes([byte]).decode(encoding, "ignore") or chr(byte) for letter in text for byte in letter.encode()
    )
    warning = encoding_warning(twice)
    assert warning and "encoded twice" in warning
    assert encoding_warning(text) is None


def test_the_letter_that_was_meant_is_shown():
    assert encoding_warning("S\u00c3\u00a3o") == (
        "it looks encoded twice (1 letter, 'Ã£' for 'ã'); save the text again as UTF-8 from where it was still right"
    )


@pytest.mark.parametrize(
    "text", ["á–«", "»RUND Ä« é à Ñ", "„Å“", "“IRMÔ", "NÃO É", "«DÉJÀ»", "Â", "plain", "", "日本語"]
)
def test_unusual_letters_are_not(text):
    assert encoding_warning(text) is None


@given(st.text(st.sampled_from(LATIN + "abc ,.\n–—’“”„«»…")))
def test_no_text_of_european_letters_looks_encoded_twice(text):
    assert encoding_warning(text) is None


def test_letters_that_were_lost_are_asked_about():
    assert encoding_warning("caf\ufffd") == "it has lost letters (\ufffd stands in 1 place); write them again"


def test_a_truth_says_so_itself():
    (note,) = parse_truth("CafÃ©".encode(), "page.txt").notes
    assert note.startswith("page.txt: it looks encoded twice (1 letter, 'Ã©' for 'é'); save the text again as UTF-8")


@pytest.mark.parametrize(
    ("truth", "languages", "named"),
    [
        ("Привет, мир", ("en",), "Cyrillic"),
        ("Привет, мир", ("eng", "deu"), "Cyrillic"),
        ("Hello", ("ru",), "Latin"),
        ("日本語", ("eng",), "Chinese characters"),
        ("Ελληνικά", ("fr",), "Greek"),
        ("สวัสดี", ("en",), "Thai"),
        ("Zażółć gęślą jaźń", ("en",), "ł"),
        ("Größe", ("eng",), "ß, ö"),
        ("Größe", ("fr",), "ß, ö"),
    ],
)
def test_letters_that_the_languages_cannot_write_are_asked_about(truth, languages, named):
    warning = script_warning(truth, languages)
    assert warning and warning.endswith("?")
    assert all(part in warning for part in named.split(", "))


def test_the_languages_are_called_by_their_names():
    assert "does not read with English (eng) and German (deu)" in script_warning("Привет, мир", ("eng", "deu"))
    assert "letters that French (fr) does not have" in script_warning("Größe", ("fr",))


@pytest.mark.parametrize(
    ("truth", "languages"),
    [
        ("Привет, мир", ("ru",)),
        ("Привет, мир", ("en", "rus")),
        ("Größe", ("de",)),
        ("Größe", ("en", "de")),
        ("Zażółć gęślą jaźń", ("pol",)),
        ("日本語 ひらがな カタカナ", ("ja",)),
        ("한국어 漢字", ("kor",)),
        ("Tiếng Việt", ("vi",)),
        ("12.50 %", ("en",)),
        ("", ("en",)),
        ("Привет", ()),
        ("Привет", ("a language of tomorrow",)),
        ("The ﬁne print of a long page with a single é in it, " * 3, ("en", "fr")),
        ("Пишут о фильтре Gaussian в книге про обработку изображений и распознавание текста на страницах", ("ru",)),
    ],
)
def test_what_they_can_write_is_not(truth, languages):
    assert script_warning(truth, languages) is None


@pytest.mark.parametrize("codes", [of_engine(name) for name in ("easyocr", "tesseract", "rapidocr")])
def test_the_scripts_of_every_language_an_engine_reads_are_known(codes):
    assert [code for code in codes if code not in SCRIPTS] == []
