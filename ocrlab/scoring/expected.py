"""Expected words: what should have been read where each word stands?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ocrlab.reading import Reading
from ocrlab.scoring.alignment import Piece, diff
from ocrlab.text import DEFAULT_NORMALISATION, graphemes, normalise


@dataclass(frozen=True)
class Expected:
    """The truth's part that a word was aligned with, and whether the two are equal."""

    text: str
    right: bool


def expected(
    reading: Reading, truth: str, name: str = DEFAULT_NORMALISATION, uncounted: Iterable[int] = ()
) -> tuple[Expected | None, ...]:
    """One entry a word, in reading order, from the alignment that the score counts; None for an ``uncounted`` word.

    A character missing between two words is laid to the word before it. Compared under the named normalisation.
    """
    aside = frozenset(uncounted)
    pieces = diff(truth, reading.without(aside).text, name)
    entries: list[Expected | None] = []
    start = 0
    for number, word in enumerate(reading.words):
        if number in aside:
            entries.append(None)
            continue
        text = normalise(word.text, name)
        end = start + len(graphemes(text))
        meant = normalise("".join(_part(piece, start, end) for piece in pieces), name)
        entries.append(Expected(meant, meant == text))
        start = end + 1 if text else start
    return tuple(entries)


def _part(piece: Piece, start: int, end: int) -> str:
    if piece.kind == "inserted":
        return ""
    if piece.kind == "deleted":
        return piece.truth if start <= piece.text_start <= end and (piece.text_start > start or start == 0) else ""
    letters = graphemes(piece.truth)
    return "".join(letters[max(0, start - piece.text_start) : max(0, end - piece.text_start)])


def word_at(reading: Reading, token: int, uncounted: Iterable[int] = ()) -> int:
    """Which of the reading's words holds the ``token``-th white-space-separated word of its text, counted from 0.

    The text is that without the ``uncounted`` words.
    """
    passed, aside = 0, frozenset(uncounted)
    for number, word in enumerate(reading.words):
        if number in aside:
            continue
        passed += len(word.text.split())
        if token < passed:
            return number
    return max(0, len(reading.words) - 1)
