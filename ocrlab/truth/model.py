"""Truth: the text of a page once it is read, and its lines with their boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocrlab.reading import Box, Reading
from ocrlab.truth.rows import Row, around


@dataclass(frozen=True, slots=True)
class TruthLine:
    """A line, or a part of one with a box of its own; ``text`` stands at ``start`` in the text of the truth.

    The box's four corners are in pixels of the page, as a `Word`'s; None where the truth has none. ``page`` counts
    from 0.
    """

    text: str
    box: Box | None = None
    start: int = 0
    page: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Truth:
    """The text of a page, and its lines in the same order. Several pages are parted by form feeds.

    ``ignored`` are boxes marked "do not count" (``###`` in ICDAR's files): what stands there is not in the text, and
    what an engine reads there is left out before it is scored, see `ocrlab.scoring.without_ignored`. ``notes`` are
    sentences for a person: what the file holds that could not be taken over, or looks wrong. ``words`` are the boxed
    words within the lines, where the file has them.
    """

    text: str
    lines: tuple[TruthLine, ...] = ()
    ignored: tuple[Box, ...] = ()
    notes: tuple[str, ...] = ()
    words: tuple[TruthLine, ...] = ()

    @classmethod
    def plain(cls, text: str) -> Truth:
        """A truth without boxes; every line of the text that is not blank is a line."""
        lines, offset, page = [], 0, 0
        for line in re.split(r"([\n\f])", text):
            if line == "\f":
                page += 1
            elif line.strip():
                lines.append(TruthLine(line, None, offset, page))
            offset += len(line)
        return cls(text, tuple(lines))

    @classmethod
    def of(cls, pages: Iterable[Iterable[Sequence[tuple[str, Box | None]]]]) -> Truth:
        """A truth from pages of rows of (text, box): one space between the parts of a row, one line a row.

        White space within a part becomes single spaces; parts and rows that hold nothing else are left out.
        """
        text = _Text()
        for number, rows in enumerate(pages):
            text.page(number)
            for row in rows:
                parts = [(part, box) for part, box in ((" ".join(part.split()), box) for part, box in row) if part]
                for index, (part, box) in enumerate(parts):
                    text.add(part, box, " " if index else "\n")
        return cls("".join(text.pieces), tuple(text.lines))

    @classmethod
    def of_rows(cls, pages: Iterable[Iterable[Row]], notes: Iterable[str] = ()) -> Truth:
        """A truth from pages of rows: each row that holds text is one line, with the box of the whole line."""
        text = _Text()
        words: list[TruthLine] = []
        for number, rows in enumerate(pages):
            text.page(number)
            for row in rows:
                if not (line := row.text):
                    continue
                start = text.add(line, row.box, "\n")
                at = 0
                for word, box in row.words:
                    word = " ".join(word.split())
                    at = line.index(word, at)
                    if box is not None:
                        words.append(TruthLine(word, box, start + at, number))
                    at += len(word)
        return cls("".join(text.pieces), tuple(text.lines), notes=tuple(notes), words=tuple(words))

    @classmethod
    def of_reading(cls, reading: Reading) -> Truth:
        """A draft to be corrected by hand: what the engine read, a line for each row, boxed as a whole."""
        return cls.of(
            [[[(" ".join(word.text for word in row), around(word.box for word in row))] for row in reading.rows]]
        )


class _Text:
    """A text that grows, with its lines and where each of them begins."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.lines: list[TruthLine] = []
        self._length, self._page, self._fresh = 0, 0, True

    def page(self, number: int) -> None:
        if number:
            self._put("\f")
        self._page, self._fresh = number, True

    def add(self, text: str, box: Box | None, before: str) -> int:
        """Put a text after what is there, parted from it by ``before``; where it begins."""
        if not self._fresh:
            self._put(before)
        self._fresh = False
        start = self._length
        self.lines.append(TruthLine(text, box, start, self._page))
        self._put(text)
        return start

    def _put(self, piece: str) -> None:
        self.pieces.append(piece)
        self._length += len(piece)
