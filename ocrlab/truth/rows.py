"""Rows: what one line of a page holds before it becomes text, and where white stands between its words.

Formats write white in different ways: as an element of its own, as blanks between tags, as a word that is blank, or not
at all, because every piece is a word. One rule for all: where a line says where its white is, it stands there and
nowhere else; where it does not, its pieces are words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ocrlab.errors import TruthError
from ocrlab.reading import Box

MAX_COORDINATE = 1e9
SIDE_BY_SIDE = 0.5  # vertical overlap, as a part of the lower of two boxes, that puts them on one row


@dataclass(frozen=True, slots=True)
class Part:
    """A word or a piece of one; ``spaced`` says whether white stands before it."""

    text: str
    box: Box | None = None
    spaced: bool = True


@dataclass(frozen=True)
class Row:
    """A line of a page: its parts in order, and its box; None where nobody knows where it stands."""

    parts: tuple[Part, ...]
    box: Box | None = None

    @classmethod
    def of(cls, text: str, box: Box | None = None) -> Row:
        """A line that is known as a whole."""
        return cls((Part(text),), box)

    @cached_property
    def text(self) -> str:
        """The parts joined, every run of white one space."""
        return " ".join("".join(f" {part.text}" if part.spaced else part.text for part in self.parts).split())

    @property
    def words(self) -> list[tuple[str, Box | None]]:
        """The parts put together to words, each with the box around its pieces where all of them have one."""
        words: list[list[Part]] = []
        clings = False
        for part in self.parts:
            if not part.text.strip():
                clings = clings and not part.spaced and not part.text
            elif clings and not part.spaced:
                words[-1].append(part)
            else:
                words.append([part])
                clings = True
        return [("".join(part.text for part in word), around(part.box for part in word)) for word in words]


def with_white(texts: Sequence[str], white: Sequence[bool], written: bool) -> list[bool]:
    """Before which of a line's pieces white stands. ``white[i]`` says whether the line writes white before piece i.

    A line that writes none is a row of words, unless the file does write white in other lines (``written``): then a
    mark that stands alone clings to its neighbours, for no file that writes white parts two letters by nothing.
    """
    if any(white):
        return list(white)
    spaced = [True] * len(texts)
    for at in range(1, len(texts)):
        if written:
            spaced[at] = wordlike(texts[at - 1]) and wordlike(texts[at])
    return spaced


def wordlike(text: str) -> bool:
    """Whether a piece holds a letter or a digit; others are marks."""
    return any(character.isalnum() for character in text)


def beside(box: Box | None, other: Box | None) -> bool:
    """Whether two boxes stand side by side, so that what they hold is read as one row."""
    if box is None or other is None:
        return False
    (_, top, _, bottom), (_, upper, _, lower) = bounds(box), bounds(other)
    lowest = min(bottom - top, lower - upper)
    return min(bottom, lower) - max(top, upper) >= SIDE_BY_SIDE * lowest and lowest > 0


def bounds(box: Box) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the upright rectangle round a box."""
    xs, ys = zip(*box, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def upright(left: float, top: float, right: float, bottom: float) -> Box:
    """The box of an upright rectangle."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def around(boxes: Iterable[Box | None]) -> Box | None:
    """The upright box round all of them; None where there is none, or one of them is not known."""
    known = list(boxes)
    edges = [bounds(box) for box in known if box is not None]
    if not edges or len(edges) < len(known):
        return None
    lefts, tops, rights, bottoms = zip(*edges, strict=True)
    return upright(min(lefts), min(tops), max(rights), max(bottoms))


def outline(pairs: Sequence[tuple[float, float]]) -> Box | None:
    """Four corners as they are, any other outline as the upright rectangle round it; None for no outline."""
    if not pairs:
        return None
    if len(pairs) == 4:
        first, second, third, fourth = pairs
        return first, second, third, fourth
    xs, ys = zip(*pairs, strict=True)
    return upright(min(xs), min(ys), max(xs), max(ys))


def numbers(values: Iterable[str | None], place: str) -> list[float]:
    """Coordinates as finite numbers, or `TruthError` naming the place."""
    coordinates = []
    for value in values:
        try:
            number = float(value or "")
        except ValueError:
            number = math.nan
        if not abs(number) < MAX_COORDINATE or "_" in (value or ""):
            got = "nothing" if value is None else repr(value[:20])
            raise TruthError(f"{place}: a coordinate must be a number, got {got}; correct or remove it")
        coordinates.append(number)
    return coordinates


def points(text: str, place: str) -> list[tuple[float, float]]:
    """The corners in ``1,2 30,2 30,9``, with whatever commas and blanks between the numbers.

    Raises `TruthError` naming the place where one is no number or they do not pair.
    """
    values = numbers(text.replace(",", " ").split(), place)
    if len(values) % 2:
        raise TruthError(f"{place}: {len(values)} numbers are no pairs of x and y; correct or remove them")
    return list(zip(values[::2], values[1::2], strict=True))


def shown_hyphen(text: str) -> str:
    """The text of a line as it is printed: a soft hyphen at its end shows as a hyphen."""
    return f"{text[:-1]}-" if text.endswith("\u00ad") else text
