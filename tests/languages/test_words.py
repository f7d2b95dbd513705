"""A word of its language is known, and what is left of one that was misread is not."""

from __future__ import annotations

import pytest

from ocrlab.languages import LANGUAGES, known_letters
from ocrlab.languages.words import LISTED

SENTENCES = {
    "en": ("Bring your own bread and butter", "Brlng yoor owm breod ancl buttcr"),
    "de": ("Der Hund schläft unter dem Tisch", "Dcr Humd schlöft umter dcm Tlsch"),
    "fr": ("Elle mange une pomme verte", "Ellc mamge uue pomrne vcrte"),
    "ru": ("Книга лежит на столе", "Кнпга лежпт на стопе"),
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_known_in_its_language_and_misread_it_is_known_less(code):
    right, wrong = (known_letters(sentence, [code]) for sentence in SENTENCES[code])
    assert right is not None and wrong is not None
    assert right[0] == right[1] and wrong[0] < wrong[1] / 2


def test_a_page_in_two_languages_is_known_by_either():
    text = "bread Brot"
    assert known_letters(text, ["en"]) == (5, 9) and known_letters(text, ["en", "deu"]) == (9, 9)


def test_case_and_the_typographer_s_apostrophe_make_no_difference():
    assert known_letters("DON’T Don't", ["en"]) == (10, 10)


def test_every_list_is_of_a_language_of_the_table_and_holds_words():
    from ocrlab.languages.words import _listed

    assert LANGUAGES.keys() >= LISTED
    assert all(len(_listed(code)) > 10_000 for code in LISTED)
