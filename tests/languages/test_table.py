"""Languages: every engine's codes are those it has, and a letter that a language needs is one its engine can write."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocrlab.engines.easyocr.weights import import_easyocr
from ocrlab.engines.rapidocr import weights
from ocrlab.engines.tesseract import LANGUAGES as TESSERACT
from ocrlab.languages import LANGUAGES, LATIN, LETTERS, SCRIPTS, language_of, of_engine, script_of, titled


def test_the_codes_of_each_engine_are_those_it_has() -> None:
    folder = Path(import_easyocr().__file__).parent / "character"
    assert {path.name.removesuffix("_char.txt") for path in folder.glob("*_char.txt")} >= set(of_engine("easyocr"))
    assert sorted(of_engine("tesseract")) == sorted(TESSERACT)
    assert all(code in SCRIPTS for engine in ("easyocr", "tesseract", "rapidocr") for code in of_engine(engine))


def test_rapidocr_has_the_languages_whose_letters_are_in_its_dictionary_and_no_others() -> None:
    dictionary = set(weights.characters()) - {""}
    east_asian = {script_of(character) for character in dictionary} & {"CJK", "HIRAGANA", "KATAKANA"}
    for language in LANGUAGES.values():
        code, scripts = language.code, SCRIPTS[language.code]
        if scripts == {LATIN} and code in LETTERS and code != "frk":  # no typeface of its own is a matter of letters
            letters = {form for letter in LETTERS[code] for form in (letter, letter.upper()) if len(form) == 1}
            assert (letters <= dictionary) == (code in of_engine("rapidocr")), code
        elif code in of_engine("rapidocr"):
            assert scripts <= east_asian, code
    missing = {"CYRILLIC", "ARABIC", "HANGUL", "DEVANAGARI", "THAI"}
    assert not missing & {script_of(character) for character in dictionary}


def test_english_weights_of_easyocr_write_no_other_language_that_needs_a_letter_more() -> None:
    import_easyocr()
    from easyocr.config import recognition_models

    letters = set(recognition_models["gen2"]["english_g2"]["characters"])
    written = {code for code in of_engine("easyocr") if code in LETTERS and LETTERS[code] <= letters}
    assert written == {"en", "sw", "uz"}


@pytest.mark.parametrize(
    ("code", "name", "own"),
    [("de", "German", "Deutsch"), ("deu", "German", "Deutsch"), ("chi_tra", "Traditional Chinese", "繁體中文")],
)
def test_a_language_is_known_by_any_engines_code(code: str, name: str, own: str) -> None:
    language = language_of(code)
    assert language is not None and (language.name, language.own) == (name, own)
    assert language_of("xx") is None


def test_its_title_holds_whatever_a_person_may_type() -> None:
    assert LANGUAGES["de"].title == "German · Deutsch (de)"
    assert LANGUAGES["en"].title == "English (en)"
    assert titled(["de", "fra", "xx"]) == "German (de), French (fra) and xx"
