"""Typesetter: how does text become a page, and the page's truth with it?

A small typesetter for the built-in samples and for tests. The type is Aileron (CC0), which Pillow carries inside
itself, so every machine draws the same page and no font has to be found; it knows printable ASCII and little more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from ocrlab.image import Image, freeze

MAX_HEIGHT = 2_000  # px
BOLD = 1 / 45


@dataclass
class Page:
    """A white sheet that remembers what was written on it and is cut off a margin below the last row.

    ``width`` and ``margin`` are pixels, ``ink`` is the grey level of the type, ``weight`` thickens all of it by that
    part of its size (0.0125 is a medium cut). Sizes are pixels of the em, ``lead`` the row height in sizes.
    """

    width: int
    margin: int = 56
    ink: int = 20
    weight: float = 0.0
    rows: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sheet = Pillow.new("L", (self.width, MAX_HEIGHT), 255)
        self.pen = ImageDraw.Draw(self.sheet)
        self.y = float(self.margin)

    def line(self, text: str, size: float, *, bold: bool = False, x: float | None = None, lead: float = 1.45) -> None:
        """One row at the left edge (or at ``x``); the pen moves down by ``lead`` times the size."""
        self._write(text, size, self.margin if x is None else x, "la", bold)
        self._next(text, size * lead)

    def centred(self, text: str, size: float, *, bold: bool = False, lead: float = 1.45) -> None:
        self._write(text, size, self.width / 2, "ma", bold)
        self._next(text, size * lead)

    def cells(
        self, texts: Sequence[str], stops: Sequence[float], size: float, *, bold: bool = False, lead: float = 1.45
    ) -> None:
        """One row of a table: the first cell starts at its stop, the others end at theirs, as prices do."""
        for number, (text, stop) in enumerate(zip(texts, stops, strict=True)):
            self._write(text, size, stop, "ra" if number else "la", bold)
        self._next(" ".join(text for text in texts if text), size * lead)

    def paragraph(
        self, text: str, size: float, *, x: float | None = None, width: float | None = None, lead: float = 1.45
    ) -> None:
        """Set words into rows no wider than ``width`` (the space between the margins), ragged on the right."""
        font, row = ImageFont.load_default(size), ""
        width = self.width - 2 * self.margin if width is None else width
        for word in text.split():
            longer = f"{row} {word}".strip()
            if row and font.getlength(longer) > width:
                self.line(row, size, x=x, lead=lead)
                longer = word
            row = longer
        self.line(row, size, x=x, lead=lead)

    def rule(self, *, above: float = 4, below: float = 12, grey: int = 20, thick: int = 1, dash: int = 0) -> None:
        """A line across the page between the margins; ``dash`` pixels on and off."""
        self.y += above
        left, right, y = self.margin, self.width - self.margin, round(self.y)
        step = 2 * dash or right - left
        for start in range(left, right, step):
            end = min(start + (dash or step), right)
            self.pen.rectangle((start, y, end - 1, y + thick - 1), fill=grey)
        self.y += thick + below

    def gap(self, pixels: float) -> None:
        self.y += pixels

    @property
    def truth(self) -> str:
        return "\n".join(self.rows)

    @property
    def image(self) -> Image:
        return freeze(np.array(self.sheet.crop((0, 0, self.width, min(round(self.y) + self.margin, MAX_HEIGHT)))))

    def _write(self, text: str, size: float, x: float, anchor: str, bold: bool) -> None:
        # The embedded face has one weight; a thin outline of the same ink thickens it as a heavier cut would.
        outline = size * (BOLD if bold else self.weight)
        start, font = (round(x), round(self.y)), ImageFont.load_default(size)
        self.pen.text(start, text, self.ink, font, anchor, stroke_width=outline)

    def _next(self, text: str, height: float) -> None:
        self.rows.append(text)
        self.y += height
