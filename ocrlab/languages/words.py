"""Words: is that a word, or what is left of one that was misread?

The lists are pyspellchecker's, made of film subtitles; the Spanish one, without plurals, is left out. Names, compounds
and numbers are in none of them: a share of known words compares two readings of one page, and measures none by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import regex

from ocrlab.languages.table import language_of

SHORTEST = 3  # letters: a misread scrap of one or two is as often in a list as a word is
LISTED = {"ar", "de", "en", "eus", "fa", "fr", "it", "lv", "nl", "pt", "ru"}  # by our codes

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*")


def known_letters(text: str, languages: Iterable[str]) -> tuple[int, int] | None:
    """How many letters stand in words that one of these languages knows, and in how many they could.

    Languages by our code or by an engine's. None where none of them has a list, or the text has no word of three
    letters: then there is nothing to say.
    """
    codes = {language.code for code in languages if (language := language_of(code))} & LISTED
    tokens = [token for token in _WORD.findall(text) if len(token) >= SHORTEST]
    if not codes or not tokens:
        return None
    known = sum(len(token) for token in tokens if any(_is_in(code, token) for code in codes))
    return known, sum(map(len, tokens))


def _is_in(code: str, token: str) -> bool:
    word = token.lower().replace("’", "'")
    return word in _listed(code)


@cache
def _listed(code: str) -> frozenset[str]:
    from spellchecker import SpellChecker

    name = {"eus": "eu"}.get(code, code)
    return frozenset(SpellChecker(language=name).word_frequency.dictionary)
