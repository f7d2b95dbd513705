"""Text: what counts as the same text, as one character, and as one word?

Before a reading is compared with the truth, both pass through one *named* normalisation, and the name is kept with the
score: a number without it cannot be compared with any other. Names join with ``+`` ("white space+case"); every name
but "as is" includes "white space", so "case" and "white space+case" are the same and carry the longer name. Marks that
nobody sees on paper count under "as is" alone.

Characters are extended grapheme clusters after NFC (what a reader calls one character: an e with its accent, a flag),
words are the segments of Unicode's word boundaries that hold a letter or a digit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import regex

from ocrlab.errors import ParamError

DEFAULT_NORMALISATION = "white space"

_GRAPHEME = regex.compile(r"\X")
_WORD_BOUNDARY = regex.compile(r"(?w)\b")
_WORDLIKE = regex.compile(r"[\p{Alphabetic}\p{N}]")
_ACCENT = regex.compile(r"[\p{Mn}&&\p{Script=Inherited}]", regex.VERSION1)
_PUNCTUATION = regex.compile(r"\p{P}")
_NEITHER_LETTER_NOR_DIGIT = regex.compile(r"[^\p{L}\p{M}\p{N} ]")
# Soft hyphen, zero-width space, marks and overrides of direction, word joiner, invisible operators, byte order mark,
# and selectors of a letter's variant.
_UNSEEN = regex.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0e\ufeff\ufff9-\ufffb]+"
)
# Joiners shape what stands beside them where letters join or stack, and make one picture of several emoji.
_SHAPED = (
    r"[\p{Arab}\p{Syrc}\p{Mand}\p{Nkoo}\p{Mong}\p{Phag}\p{Adlm}\p{Rohg}\p{Deva}\p{Beng}\p{Guru}\p{Gujr}\p{Orya}\p{Taml}"
    r"\p{Telu}\p{Knda}\p{Mlym}\p{Sinh}\p{Tibt}\p{Mymr}\p{Khmr}\p{Java}\p{Bali}\p{Extended_Pictographic}\p{Emoji_Modifier}]"
)
_FAR = 8  # marks on a letter, at most, between it and a joiner
_JOINERS = regex.compile("[\u200c\u200d]+")
_SHAPED_BEFORE = regex.compile(rf"{_SHAPED}[\p{{Inherited}}]*\Z")
_SHAPED_AFTER = regex.compile(_SHAPED)
_LIGATURES = {
    code: unicodedata.normalize("NFKC", chr(code))
    for first, last in ((0x132, 0x133), (0x17F, 0x17F), (0x1E9B, 0x1E9B), (0xFB00, 0xFB06), (0xFB13, 0xFB17))
    for code in range(first, last + 1)
}
_QUOTES_AND_DASHES = str.maketrans(
    {c: "'" for c in "\u2018\u2019\u201a\u201b\u2032"}
    | {c: '"' for c in "\u201c\u201d\u201e\u201f\u2033"}
    | {c: "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}
)


def nfc(text: str) -> str:
    """Canonical composition: an ``e`` followed by a combining accent becomes the one code point for it."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def graphemes(text: str) -> list[str]:
    """The characters a reader would count: extended grapheme clusters (UAX 29) of the text after NFC."""
    if text.isascii() and "\r" not in text:
        return list(text)
    return _GRAPHEME.findall(nfc(text))


def words(text: str) -> list[str]:
    """The words, by Unicode's default word boundaries (UAX 29).

    A segment counts as a word when it holds at least one alphabetic or numeric code point, as in ICU's word count;
    white space, punctuation and lone symbols are not words. So ``can't``, ``3.14`` and ``a.b.c`` are one word each,
    ``stop-gap`` and ``12:30`` are two. Scripts written without spaces fall into segments of one character.
    """
    return [segment for segment in _WORD_BOUNDARY.split(nfc(text)) if segment and _WORDLIKE.search(segment)]


@dataclass(frozen=True)
class Fold:
    """One named step of a normalisation: what it does in a sentence, and the function from string to string."""

    name: str
    help: str
    apply: Callable[[str], str]


def _without_accents(text: str) -> str:
    return text if text.isascii() else _ACCENT.sub("", unicodedata.normalize("NFD", text))


def _fold_case(text: str) -> str:
    # Canonical caseless matching (Unicode 3.13, D145) folds the decomposed text.
    return text.lower() if text.isascii() else unicodedata.normalize("NFD", text).casefold()


def _without_unseen(text: str) -> str:
    """The text without marks that nobody sees on paper; joiners stay where they shape the letters beside them."""
    if text.isascii():
        return text
    text = _UNSEEN.sub("", text)
    return _JOINERS.sub(_kept_joiners, text) if _JOINERS.search(text) else text


def _kept_joiners(match: regex.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    before, after = _SHAPED_BEFORE.search(text[max(0, start - _FAR) : start]), _SHAPED_AFTER.match(text[end : end + 1])
    shaped = (before is not None, after is not None)
    # A joiner (U+200D) shapes the letter on either side of it, a non-joiner only parts two.
    return match[0] if all(shaped) or (any(shaped) and "\u200d" in match[0]) else ""


def _only_letters_and_digits(text: str) -> str:
    return _NEITHER_LETTER_NOR_DIGIT.sub("", text.translate(_LIGATURES))


AS_IS = Fold("as is", "Every character counts, also line breaks, double spaces and marks that nobody sees.", str)
WHITE_SPACE = Fold(
    "white space",
    "Every run of spaces, tabs and line breaks counts as one space, none at the ends. Marks that nobody sees (soft "
    "hyphens, zero-width spaces, marks of direction) do not count.",
    lambda text: " ".join(_without_unseen(text).split()),
)
# In the order in which they are applied, whatever the order in which they are asked for.
_FOLDS = (
    Fold(
        "quotes and dashes",
        "Curly quotes count as straight ones, long dashes as hyphens.",
        lambda text: text.translate(_QUOTES_AND_DASHES),
    ),
    Fold("accents", "Letters with and without accents are the same.", _without_accents),
    Fold("case", "Capitals and small letters are the same.", _fold_case),
    Fold("punctuation", "Punctuation marks are left out on both sides.", lambda text: _PUNCTUATION.sub("", text)),
    Fold(
        "letters and digits",
        "Only letters, digits and the spaces between them count; ligatures (ﬁ) and the long s (ſ) count as the letters "
        "they stand for.",
        _only_letters_and_digits,
    ),
)
NORMALISATIONS: dict[str, str] = {step.name: step.help for step in (AS_IS, WHITE_SPACE, *_FOLDS)}
"""Every simple name with its one-sentence help, for pickers; any of them but "as is" may be joined with ``+``."""


@dataclass(frozen=True)
class Normalisation:
    """A named way to make two texts comparable; call it on a string. Build it with :func:`normalisation`."""

    steps: tuple[Fold, ...]

    @property
    def name(self) -> str:
        return "+".join(step.name for step in self.steps)

    @property
    def help(self) -> str:
        return " ".join(step.help for step in self.steps)

    def __call__(self, text: str) -> str:
        """The text as it will be compared, in NFC. Applying it twice changes nothing more."""
        if self.steps == (AS_IS,):
            return nfc(text)
        for step in self.steps:
            text = step.apply(text)
        # Steps may bring a base letter and a mark together, or leave two spaces where a mark stood alone.
        return WHITE_SPACE.apply(nfc(text))


@lru_cache(maxsize=256)
def normalisation(name: str = DEFAULT_NORMALISATION) -> Normalisation:
    """The normalisation of that name: one of :data:`NORMALISATIONS`, or several joined with ``+`` in any order.

    Raises ``ParamError`` naming what is allowed for anything else, and for "as is" joined with another.
    """
    asked = [part.strip().casefold() for part in name.split("+")]
    for part in asked:
        if part not in NORMALISATIONS:
            raise ParamError(
                f'normalise: "{part}" is not known; allowed: {", ".join(NORMALISATIONS)}, '
                'or several joined with +, as in "white space+case"'
            )
    if AS_IS.name in asked:
        if set(asked) != {AS_IS.name}:
            raise ParamError(f'normalise: "as is" cannot be joined with another, got "{name}"; leave "as is" out')
        return Normalisation((AS_IS,))
    return Normalisation((WHITE_SPACE, *(step for step in _FOLDS if step.name in asked)))


def normalise(text: str, name: str = DEFAULT_NORMALISATION) -> str:
    """The text after the named normalisation; see :func:`normalisation`."""
    return normalisation(name)(text)


@dataclass(frozen=True)
class Position:
    """Where a character stands in a text as it was given: its line, and the white-space-separated word it is part of.

    ``line`` and ``word`` count from 0 over the whole text (``text.split()[word]`` is the word); ``start`` and ``end``
    are the word's character offsets in the text.
    """

    line: int
    word: int
    start: int
    end: int


class Prepared:
    """A text under one normalisation, with everything that metrics need, each computed once and only when asked for."""

    def __init__(self, text: str, normalise: str = DEFAULT_NORMALISATION) -> None:
        self.given = text
        self.normalisation = normalisation(normalise)

    @cached_property
    def text(self) -> str:
        """The normalised text."""
        return self.normalisation(self.given)

    @cached_property
    def graphemes(self) -> list[str]:
        return graphemes(self.text)

    @cached_property
    def words(self) -> list[str]:
        return words(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the given text, each normalised on its own; those left empty are no lines."""
        return [line for line in map(self.normalisation, self.given.splitlines()) if line]

    @cached_property
    def places(self) -> list[Position]:
        """One place a grapheme of the normalised text, pointing into the given one.

        A space takes the place of the word before it. An empty list where no word is left.
        """
        words = [p for p in _words_of(self.given) if self.normalisation(self.given[p.start : p.end])]
        if not words:
            return []
        places: list[Position] = []
        at, inside = 0, False
        for grapheme in self.graphemes:
            if grapheme[0].isspace():
                inside = False
            elif not inside:
                at, inside = at + 1, True
            places.append(words[min(max(at - 1, 0), len(words) - 1)])
        return places


def _words_of(text: str) -> list[Position]:
    places: list[Position] = []
    offset = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        for match in re.finditer(r"\S+", line):
            places.append(Position(number, len(places), offset + match.start(), offset + match.end()))
        offset += len(line)
    return places
