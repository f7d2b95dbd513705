"""Marking: how does a reading stand beside the truth, as HTML with its differences marked?

What was read and what should have been is escaped: it is never markup.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from html import escape
from itertools import accumulate, pairwise

from ocrlab.reading import Reading, Word
from ocrlab.scoring.alignment import diff
from ocrlab.text import DEFAULT_NORMALISATION, graphemes, normalise

MARKS = '<del>missed</del> <ins>added</ins> <span class="swap">read wrong</span>'
NOTHING = '<span class="none">Nothing was read.</span>'


def plain(reading: Reading) -> str:
    """A reading as HTML, exactly as read, each word under its number."""
    number, rows = 0, []
    for row in reading.rows:
        words = []
        for word in row:
            words.append(_word(number, escape(word.text)))
            number += 1
        rows.append(" ".join(words))
    return "\n".join(rows) if reading.text.strip() else NOTHING


def so_far(words: Iterable[Word]) -> str:
    """The words of an unfinished reading as HTML, in reading order; without numbers, which are still to change."""
    return escape(Reading.of(words).text) + ' <span class="none">...</span>'


def marked(truth: str, reading: Reading, name: str = DEFAULT_NORMALISATION, uncounted: Iterable[int] = ()) -> str:
    """A reading as HTML with its differences from the truth marked, its own line breaks kept.

    ``uncounted`` words stand in their places, set apart, and are compared with nothing.
    """
    aside = frozenset(uncounted)
    starts, breaks = _layout(reading, name, aside)
    numbers = [number for number in range(len(reading.words)) if number not in aside]
    waiting = _Aside(reading, aside)
    body = []
    for piece in diff(truth, reading.without(aside).text, name):
        if piece.kind == "deleted":
            body.append(f'<del title="missed">{escape(piece.truth)}</del>')
            continue
        letters, true = graphemes(piece.text), graphemes(piece.truth)
        cuts = [at - piece.text_start for at in starts if 0 < at - piece.text_start < len(letters)]
        for start, end in pairwise([0, *cuts, len(letters)]):
            read = "".join(
                "\n" if letter == " " and piece.text_start + i in breaks else escape(letter)
                for i, letter in enumerate(letters[start:end], start)
            )
            number = numbers[bisect_right(starts, piece.text_start + start) - 1]
            body += waiting.before(number)
            body.append(_word(number, _shown(piece.kind, read, escape("".join(true[start:end])))))
    body += waiting.before(len(reading.words))
    return "".join(body) if reading.text.strip() or truth else NOTHING


class _Aside:
    """The words that do not count, each handed out once, when the text has come to its place."""

    def __init__(self, reading: Reading, numbers: frozenset[int]) -> None:
        ends = set(accumulate(len(row) for row in reading.rows))
        last = max((n for n in range(len(reading.words)) if n not in numbers), default=-1)
        self._spans = []
        for number in sorted(numbers):
            shown = f'<span class="aside" title="does not count">{escape(reading.words[number].text)}</span>'
            before, after = ("\n" if at in ends else " " for at in (number, number + 1))
            # Behind every counted word but the last there is a space of the text's own.
            body = _word(number, shown)
            self._spans.append((number, body + after if number < last else (before if number else "") + body))

    def before(self, number: int) -> Iterator[str]:
        """Those that stand before this word and were not handed out yet."""
        while self._spans and self._spans[0][0] < number:
            yield self._spans.pop(0)[1]


def _layout(reading: Reading, name: str, aside: frozenset[int]) -> tuple[list[int], set[int]]:
    """Where each counted word starts in the normalised text, and which of its spaces end a row; in graphemes."""
    starts, breaks, at, number = [], set(), 0, -1
    for row in reading.rows:
        for word in row:
            number += 1
            if number in aside:
                continue
            starts.append(at)
            text = normalise(word.text, name)
            at += len(graphemes(text)) + 1 if text else 0
        if number not in aside:
            breaks.add(at - 1)
    return starts, breaks


def _word(number: int, body: str) -> str:
    return f'<span data-word="{number}">{body}</span>'


def _shown(kind: str, read: str, true: str) -> str:
    match kind:
        case "inserted":
            return f'<ins title="added">{read}</ins>'
        case "substituted":
            return f'<ruby class="swap" title="{true} read as {read.strip() or "a space"}">{read}<rt>{true}</rt></ruby>'
    return read
