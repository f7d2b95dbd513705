"""Which part of a page is read, once its filters have moved it?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ocrlab.image import Image, freeze
from ocrlab.moves import IDENTITY, Matrix, compose, moved, scaling, shift

Crop = tuple[int, int, int, int]  # x, y, width, height in px of the page before any filter


class Part(NamedTuple):
    """What an engine is shown: the pixels, and the place of their top left corner on the page they were cut from."""

    image: Image
    corner: tuple[int, int] = (0, 0)

    def matrix(self, page: Matrix = IDENTITY) -> Matrix:
        """From the points of the page before any filter to those of this part; ``page`` leads to the filtered page."""
        left, top = self.corner
        return compose([page, shift(-left, -top)])


def part_of(image: Image, crop: Crop | None, matrix: Matrix | None, original: tuple[int, int]) -> Part:
    """The smallest upright part of a filtered page that holds the whole crop.

    ``matrix`` leads from the page before any filter (``original`` is its height and width) to ``image``. On a page that
    was bent, where it is None, the same share of width and height is taken.
    """
    if crop is None:
        return Part(image)
    x, y, width, height = crop
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    if matrix is None:
        matrix = scaling(image.shape[1] / original[1], image.shape[0] / original[0])
    points = np.array(moved(corners, matrix))
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    left, top = (int(min(max(0, low), side - 1)) for low, side in ((left, image.shape[1]), (top, image.shape[0])))
    right, bottom = max(left + 1, round(right)), max(top + 1, round(bottom))
    return Part(freeze(image[top:bottom, left:right]), (left, top))
