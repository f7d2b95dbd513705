"""Character classes: which kinds of characters does a page hold, and which of them tend to get lost?

A filter that thickens, thins or smooths strokes does not hurt all characters alike: full stops go before capitals. Each
class here gets a recall of its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

THIN = frozenset("iljtfrI1!|.,:;'-`\u2018\u2019\u00b7")


@dataclass(frozen=True)
class CharacterClass:
    """A kind of character; ``name`` is its plural as it stands in a sentence. A grapheme may belong to several."""

    name: str
    help: str
    holds: Callable[[str], bool]


def _category(*wanted: str) -> Callable[[str], bool]:
    # The first code point of a grapheme is its base: an accent does not change the kind of letter.
    return lambda grapheme: unicodedata.category(grapheme[0]).startswith(wanted)


CLASSES: dict[str, CharacterClass] = {
    kind.name: kind
    for kind in (
        CharacterClass("capitals", "Capital letters.", _category("Lu", "Lt")),
        CharacterClass("small letters", "Small letters.", _category("Ll")),
        CharacterClass("other letters", "Letters of scripts without capitals.", _category("Lo", "Lm")),
        CharacterClass("digits", "Digits and other numerals.", _category("N")),
        CharacterClass("punctuation marks", "Commas, full stops, brackets, quotes, dashes ...", _category("P")),
        CharacterClass("symbols", "Currency signs, plus, equals, bars ...", _category("S")),
        CharacterClass("spaces", "The gaps between words and lines.", str.isspace),
        CharacterClass(
            "thin characters",
            "i l I j t f r 1 ! | . , : ; ' - and their like: narrow strokes and dots, which smoothing wipes out first.",
            lambda grapheme: grapheme in THIN,
        ),
        CharacterClass("commas and full stops", "The smallest marks on a line.", lambda grapheme: grapheme in ".,"),
    )
}
"""Every class by name, in the order in which a table shows them. The last two overlap the others."""


def classes_of(grapheme: str) -> tuple[str, ...]:
    """The names of the classes that hold the grapheme; none for a lone mark or a control character."""
    return tuple(name for name, kind in CLASSES.items() if kind.holds(grapheme))
