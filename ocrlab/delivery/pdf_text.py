"""PDF text: how does a row lie unseen on its picture, so that every reader takes it as one line of these words?

Readers tell lines and words from places alone. So a row is one piece of text: one size, one baseline that turns with
the row, its words put in their places by the white between them. Three things are there for PDFium (Chromium,
pypdfium2), which else joins ``qual-`` and ``ifying``, and draws the rows of a tilted page together: each row begins
and ends with a glyph that reads nothing and has no width; the last one stands before the first; and where words go
leftwards they come in the order from which it finds the reading's. A word that rises by more than poppler allows within
a word is one glyph, whatever its length.

What stays: on rows that turn by 3 degrees or more ``pdftotext -raw`` breaks a line behind a long word; without ``-raw``
poppler joins hyphened words, and orders tilted rows as it sees fit; with ``-raw`` it turns the order of Hebrew words.

Sources: PDF 32000-1:2008, 9.4.3 (TJ); core/fpdftext/cpdf_textpage.cpp of PDFium; poppler/TextOutputDev.cc of poppler.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ocrlab.delivery.pdf_font import LONGEST, SILENT, Glyphs
from ocrlab.reading import Point, Reading, Word

SPACE = 0.2  # width of the blank between two words, in sizes; a narrower gap is bridged by going back
RISE = 0.4  # points by which poppler lets the letters of a word rise; it breaks them at 0.5
_SILENT = f"<{SILENT:04x}>"
_WAYS = ("L", "R", "AL")
_MIRRORED = str.maketrans("()[]{}<>\u00ab\u00bb", ")(][}{><\u00bb\u00ab")  # brackets open towards what is read


@dataclass(frozen=True)
class Baseline:
    """Where a row stands: its angle on the picture, how far its foot is below the picture's corner, and its size.

    Lengths are in pixels, in the frame that is turned with the row.
    """

    angle: float
    foot: float
    size: float

    @classmethod
    def of(cls, words: Sequence[Word]) -> Baseline:
        """The line through a row's words, be their boxes turned with it or, as engines often draw them, level."""
        ends = [(_between(a, d), _between(b, c)) for a, b, c, d in (word.box for word in words)]
        angle = math.atan2(sum(end[1] - start[1] for start, end in ends), sum(end[0] - start[0] for start, end in ends))
        angle += math.atan(_slope([(*_turned(*point, -angle), math.dist(*pair)) for pair in ends for point in pair]))
        turned = [[_turned(x, y, -angle) for x, y in word.box] for word in words]
        heights = [(c[1] + d[1] - a[1] - b[1]) / 2 for a, b, c, d in turned]
        return cls(angle, median((c[1] + d[1]) / 2 for _, _, c, d in turned), max(abs(median(heights)), 1.0))

    def span(self, word: Word) -> tuple[float, float]:
        """Where a word begins and ends on the line, in sizes."""
        (ax, _), (bx, _), (cx, _), (dx, _) = (_turned(x, y, -self.angle) for x, y in word.box)
        return (ax + dx) / 2 / self.size, (bx + cx) / 2 / self.size

    def rise(self, width: float) -> float:
        """How far, in pixels, what is so many sizes wide leaves the level, or the upright that is nearer."""
        return width * self.size * min(abs(math.sin(self.angle)), abs(math.cos(self.angle)))


def layer(reading: Reading, glyphs: Glyphs, scale: float, height: int) -> str:
    """The rows of a reading as the content of a page on which a pixel is ``scale`` points; empty for none."""
    rows = ([word for word in row if word.text.strip()] for row in reading.rows)
    shown = "".join(_row(row, glyphs, scale, height) for row in rows if row)
    return f"BT 3 Tr\n{shown}ET\n" if shown else ""


def _row(words: Sequence[Word], glyphs: Glyphs, scale: float, height: int) -> str:
    line = Baseline.of(words)
    words = _as_written(words)
    start = at = line.span(words[0])[0]
    shown = [_SILENT]
    for index, word in enumerate(words):
        left, right = line.span(word)
        width = max(right - left, 0.01)
        if index:
            codes, wide = glyphs.numbers([" "], min(max(left - at, SPACE / 2), 2 * SPACE))
            shown.append(f"<{codes}>{1000 * (at + wide - left):.0f}")
        codes, wide = glyphs.numbers(_pieces(word, whole=line.rise(width) * scale > RISE), width)
        shown.append(f"<{codes}>")
        at = left + wide
    shown.append(f"{1000 * (at - start + 1):.0f}{_SILENT}")
    x, y = _turned(start * line.size, line.foot, line.angle)
    cos, sin = math.cos(line.angle), -math.sin(line.angle)
    place = f"{cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} {x * scale:.4f} {(height - y) * scale:.4f} Tm"
    return f"/F {line.size * scale:.4f} Tf {place} [{''.join(shown)}] TJ\n"


def _as_written(words: Sequence[Word]) -> Sequence[Word]:
    """The words in the order from which PDFium comes to the reading's: it turns a row in which most go leftwards."""
    ways = [_direction(word.text) for word in words]
    return words[::-1] if ways.count("R") > ways.count("L") else words


def _pieces(word: Word, whole: bool) -> list[str]:
    """What of a word is a glyph each: its letters or, where it is to be ``whole``, what stands between its blanks."""
    text = as_drawn(" ".join(word.text.split()))
    if not whole:
        return list(text)
    return [part[at : at + LONGEST] for part in re.split("( )", text) if part for at in range(0, len(part), LONGEST)]


def as_drawn(text: str) -> str:
    """Letters from left to right as they are seen: PDF readers turn those of Hebrew and Arabic round again.

    Numbers and Latin letters within such a word keep their direction. Words that begin from the left stay as they are.
    """
    if _direction(text) != "R":
        return text
    return re.sub(r"[0-9A-Za-z.,:]*[0-9A-Za-z]", lambda run: run[0][::-1], text[::-1].translate(_MIRRORED))


def _direction(text: str) -> str:
    """L or R, of the first letter that has a direction; empty for a number."""
    return next(("L" if way == "L" else "R" for way in map(unicodedata.bidirectional, text) if way in _WAYS), "")


def _slope(points: Sequence[tuple[float, float, float]]) -> float:
    """Of the line through points of a weight."""
    total = sum(weight for *_, weight in points) or 1.0
    middle_x = sum(x * weight for x, _, weight in points) / total
    middle_y = sum(y * weight for _, y, weight in points) / total
    spread = sum(weight * (x - middle_x) ** 2 for x, _, weight in points)
    return sum(weight * (x - middle_x) * (y - middle_y) for x, y, weight in points) / spread if spread else 0.0


def _turned(x: float, y: float, angle: float) -> Point:
    cos, sin = math.cos(angle), math.sin(angle)
    return x * cos - y * sin, x * sin + y * cos


def _between(first: Point, second: Point) -> Point:
    return (first[0] + second[0]) / 2, (first[1] + second[1]) / 2
