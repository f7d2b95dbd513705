"""What is a truth once it is read: a text, and its lines with their boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocrlab.reading import Box, Reading


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
    """The text of a page, and its lines in the same order. Several pages are parted by form feeds."""

    text: str
    lines: tuple[TruthLine, ...] = ()

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
        lines: list[TruthLine] = []
        said: list[str] = []
        length = 0

        def add(part: str) -> None:
            nonlocal length
            said.append(part)
            length += len(part)

        for number, rows in enumerate(pages):
            if number:
                add("\f")
            fresh = True
            for row in rows:
                parts = [(text, box) for text, box in ((" ".join(text.split()), box) for text, box in row) if text]
                if parts and not fresh:
                    add("\n")
                for index, (text, box) in enumerate(parts):
                    if index:
                        add(" ")
                    lines.append(TruthLine(text, box, length, number))
                    add(text)
                fresh = fresh and not parts
        return cls("".join(said), tuple(lines))

    @classmethod
    def of_reading(cls, reading: Reading) -> Truth:
        """A draft to be corrected by hand: what the engine read, a line for each row, boxed as a whole."""
        return cls.of([[[(" ".join(word.text for word in row), _around(row))] for row in reading.rows]])


def upright(left: float, top: float, right: float, bottom: float) -> Box:
    """The box of an upright rectangle."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _around(row: Sequence) -> Box:
    xs, ys = zip(*(point for word in row for point in word.box), strict=True)
    return upright(min(xs), min(ys), max(xs), max(ys))
