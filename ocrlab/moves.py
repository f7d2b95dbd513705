"""Where does a point of the page go when its pixels are moved?

A move is a matrix that takes the point (x, y, 1) of one page to its place on another. Points are measured from the
page's top left corner, so the middle of the first pixel is at (0.5, 0.5). The arithmetic is scikit-image's
`ProjectiveTransform`; a `Matrix` of plain numbers can be compared, hashed and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skimage.transform import ProjectiveTransform

Point = tuple[float, float]
Row = tuple[float, float, float]
Matrix = tuple[Row, Row, Row]
Rows = Sequence[Sequence[float]]
IDENTITY: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def matrix_of(rows: Rows) -> Matrix:
    """Two or three rows of three numbers, in whatever type, as a `Matrix`."""
    first, second, *rest = [(float(a), float(b), float(c)) for a, b, c in rows]
    return first, second, rest[0] if rest else IDENTITY[2]


def shift(x: float, y: float) -> Matrix:
    """The move by so many pixels to the right and down."""
    return ((1.0, 0.0, float(x)), (0.0, 1.0, float(y)), (0.0, 0.0, 1.0))


def scaling(x: float, y: float) -> Matrix:
    """The move that multiplies width and height."""
    return ((float(x), 0.0, 0.0), (0.0, float(y), 0.0), (0.0, 0.0, 1.0))


def from_centres(move: Rows) -> Matrix:
    """A move that counts from the middle of the first pixel, as OpenCV's do, as one that counts from the corner."""
    return compose([shift(-0.5, -0.5), move, shift(0.5, 0.5)])


def compose(moves: Iterable[Rows]) -> Matrix:
    """One matrix for several moves, carried out in this order."""
    whole = np.eye(3)
    for move in moves:
        whole = np.array(matrix_of(move)) @ whole
    return matrix_of(whole.tolist())


def between(start: Matrix, end: Matrix) -> Matrix:
    """From one moved page to another: ``start`` and ``end`` lead to them from the same page.

    Rounded so that what two moves undid is undone: a level line then stays level.
    """
    return matrix_of(np.round(np.array(end) @ _transform(start).inverse.params, 12).tolist())


def moved(points: Iterable[Point], move: Rows) -> tuple[Point, ...]:
    """The points in their new places; on a page seen from another side, what is farther away is smaller."""
    there = _transform(move)(np.array([*points], float).reshape(-1, 2))
    return tuple((float(x), float(y)) for x, y in there)


def magnification(move: Rows, width: float, height: float) -> float:
    """How many times as large a move makes the middle of a page of that size, in length."""
    x, y = width / 2, height / 2
    (left, top), (right, slope), (slant, bottom) = moved([(x, y), (x + 1, y), (x, y + 1)], move)
    return float(np.sqrt(abs((right - left) * (bottom - top) - (slope - top) * (slant - left))))


def _transform(move: Rows) -> ProjectiveTransform:
    from skimage.transform import ProjectiveTransform  # brings scipy: not at every start of the lab

    return ProjectiveTransform(np.array(matrix_of(move)))
