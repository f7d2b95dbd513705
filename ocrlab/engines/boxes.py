"""Text boxes: where does text stand on a page, whatever is read there?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ocrlab.moves import IDENTITY, Point, Rows, matrix_of, moved
from ocrlab.reading import Box


@dataclass(frozen=True)
class TextBoxes:
    """Where a detector saw text: ``level`` boxes as (left, right, top, bottom), ``tilted`` ones by four corners, px."""

    level: tuple[tuple[int, int, int, int], ...] = ()
    tilted: tuple[Box, ...] = ()

    def __len__(self) -> int:
        return len(self.level) + len(self.tilted)

    @property
    def boxes(self) -> tuple[Box, ...]:
        level = [((x, y), (right, y), (right, low), (x, low)) for x, right, y, low in self.level]
        return (*level, *self.tilted)

    def moved(self, matrix: Rows) -> TextBoxes:
        """The same text on a page that was scaled, shifted or turned.

        ``matrix`` (2 or 3 rows of 3) takes a point (x, y, 1) of the old page to the new one, both measured from the
        page's corner. A level box stays level where nothing turns; otherwise its corners go on from the text's own top
        left, so turned text is read upright.
        """
        (a, b, c), (d, e, f), last = matrix_of(matrix)
        if last == IDENTITY[2] and b == d == 0 and a > 0 and e > 0:
            level = tuple(
                (round(a * x + c), round(a * right + c), round(e * y + f), round(e * low + f))
                for x, right, y, low in self.level
            )
            return TextBoxes(level, tuple(_moved(box, matrix) for box in self.tilted))
        return TextBoxes((), tuple(_moved(box, matrix) for box in self.boxes))

    def within(self, width: int, height: int) -> TextBoxes:
        """Without the boxes that lie wholly beside a page of that size: what a stage has cut off."""

        def seen(corners: Iterable[Point]) -> bool:
            across, down = zip(*corners, strict=True)
            return max(across) > 0 and min(across) < width and max(down) > 0 and min(down) < height

        level = tuple(box for box in self.level if seen([(box[0], box[2]), (box[1], box[3])]))
        return TextBoxes(level, tuple(box for box in self.tilted if seen(box)))


def _moved(box: Box, matrix: Rows) -> Box:
    a, b, c, d = moved(box, matrix)
    return a, b, c, d
