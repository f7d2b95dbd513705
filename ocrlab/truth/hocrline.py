"""A line of hOCR: how do its words, letters and loose text become one row, and where is white between them?

Programs write white as blanks between tags (Tesseract), as words that are blank (kraken), or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ocrlab.reading import Box
from ocrlab.text import graphemes
from ocrlab.truth.rows import Part, Row, around, beside, bounds, shown_hyphen, with_white, wordlike

Kind = Literal["word", "letter", "text"]
White = Literal["", "blank", "element"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a letter with a box of its own, or text outside both.

    ``white`` is what stands before it: nothing, a blank between tags, or a word or letter that is itself blank.
    ``marked`` is False for text that no element of hOCR holds.
    """

    text: str
    box: Box | None
    kind: Kind
    white: White = ""
    marked: bool = True


class HocrLine:
    """What stands in one line, in order; ``is_line`` says that the file itself calls it one."""

    def __init__(self, box: Box | None = None, is_line: bool = False) -> None:
        self.box, self.is_line = box, is_line
        self.tokens: list[Token] = []
        self._white: White = ""

    @property
    def marked(self) -> bool:
        return any(token.marked for token in self.tokens)

    @property
    def has_words(self) -> bool:
        return all(token.kind == "word" for token in self.tokens)

    def white(self) -> None:
        self._white = self._white or "blank"

    def word(self, text: str, box: Box | None) -> None:
        self._element(text, box, "word")

    def letter(self, text: str, box: Box | None) -> None:
        self._element(text, box, "letter")

    def _element(self, text: str, box: Box | None, kind: Kind) -> None:
        if not text.strip():
            if text:
                self._white = "element"
            return
        if text[0].isspace():
            self.white()
        self._add(" ".join(text.split()), box, kind)
        if text[-1].isspace():
            self.white()

    def text(self, text: str, marked: bool) -> None:
        """Text outside words: its blanks part it, and pieces without a blank between them are one."""
        for piece in re.split(r"(\s+)", text):
            if piece.isspace():
                self.white()
            elif piece:
                last = self.tokens[-1] if self.tokens else None
                if last and last.kind == "text" and not self._white and last.marked == marked:
                    self.tokens[-1] = replace(last, text=last.text + piece)
                else:
                    self._add(piece, None, "text", marked)

    def _add(self, text: str, box: Box | None, kind: Kind, marked: bool = True) -> None:
        self.tokens.append(Token(text, box, kind, self._white, marked))
        self._white = ""

    def drop_unmarked(self) -> list[str]:
        """Take out text that no element of hOCR holds; a run of it is one piece."""
        dropped = " ".join(token.text for token in self.tokens if not token.marked)
        self.tokens = [token for token in self.tokens if token.marked]
        return [dropped] if dropped else []


def rows_of(pages: Sequence[Sequence[HocrLine]]) -> list[list[Row]]:
    """The lines of all pages as rows. How the file writes its white is seen from all of its lines."""
    later = [token for page in pages for line in page for token in line.tokens[1:]]
    elements = any(token.white == "element" for token in later)
    written = elements or any(token.white for token in later if token.kind == "word")
    made = []
    for page in pages:
        rows = [row for line in page for row in _rows(line, elements, written)]
        made.append(_joined(rows) if _one_word_each(page) else rows)
    return made


def _rows(line: HocrLine, elements: bool, written: bool) -> Iterator[Row]:
    spaced = _spaced(line.tokens, elements, written)
    parts = [Part(token.text, token.box, white) for token, white in zip(line.tokens, spaced, strict=True)]
    if line.is_line:
        if parts:
            parts[-1] = replace(parts[-1], text=shown_hyphen(parts[-1].text))
        yield Row(tuple(parts), line.box or around(part.box for part in parts))
        return
    row: list[Part] = []
    for part in parts:  # words without lines: a line ends where the next word no longer stands beside the last one
        if row and part.box and row[-1].box and not beside(row[-1].box, part.box):
            yield Row(tuple(row), around(part.box for part in row))
            row = []
        row.append(part)
    if row:
        yield Row(tuple(row), around(part.box for part in row))


def _spaced(tokens: Sequence[Token], elements: bool, written: bool) -> list[bool]:
    """Before which tokens white stands; ``elements`` says that the file writes white as blank words."""
    layout = _letters_are_laid_out(tokens)
    pairs = list(pairwise(tokens))
    white = [False] * min(1, len(tokens)) + [_white(token, after, elements, layout) for token, after in pairs]
    spaced = with_white([token.text for token in tokens], white, written)
    if not any(white):
        for at, (token, after) in enumerate(pairs, 1):
            spaced[at] = spaced[at] and token.kind == after.kind == "word"
    return spaced


def _white(token: Token, after: Token, elements: bool, layout: bool) -> bool:
    if after.white != "blank":
        return after.white == "element"
    if token.kind == after.kind == "letter":
        return not layout
    if elements and token.kind == after.kind == "word":  # blanks between tags lay out the file, yet part two words
        return wordlike(token.text) and wordlike(after.text)
    return True


def _letters_are_laid_out(tokens: Sequence[Token]) -> bool:
    """Whether blanks between letters only lay out the file: they part all letters, or blank letters stand for white."""
    letters = [token for token in tokens if token.kind == "letter"]
    spelled = sum(len(graphemes(token.text)) == 1 for token in letters) * 2 > len(letters)
    return spelled and all(token.white for token in letters[1:])


def _one_word_each(page: Sequence[HocrLine]) -> bool:
    """Whether a page has a line for every word, as gcv2hocr writes it."""
    return all(line.is_line and len(line.tokens) <= 1 and line.has_words for line in page)


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Lines that stand side by side, one after the other to the right, as one."""
    joined: list[Row] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and last.box and row.box and beside(last.box, row.box) and bounds(row.box)[0] >= bounds(last.box)[2]:
            joined[-1] = Row((*last.parts, *row.parts), around((last.box, row.box)))
        else:
            joined.append(row)
    return joined
