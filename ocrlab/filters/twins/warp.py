"""Warp: how is a page turned or resized as scikit-image does it, with bytes from end to end?

Twin: skimage.transform.rotate, skimage.transform.resize
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image as Pillow

from ocrlab.image import Image

_PART = 1 << 18  # pixels of a resized page made at a time
_RESAMPLING = {
    "nearest": Pillow.Resampling.NEAREST,
    "box": Pillow.Resampling.BOX,
    "linear": Pillow.Resampling.BILINEAR,
    "cubic": Pillow.Resampling.BICUBIC,
    "lanczos": Pillow.Resampling.LANCZOS,
}


class Turn(NamedTuple):
    """Where a turned page lies: OpenCV's matrix, which counts from the middle of the first pixel, and the size."""

    matrix: np.ndarray
    width: int
    height: int


def turn_by(shape: tuple[int, ...], angle: float, *, expand: bool) -> Turn:
    """The turn of a page of that shape by ``angle`` degrees counter-clockwise about its centre.

    With ``expand`` the page grows to hold all four corners and is placed as scikit-image places it: the outermost
    corners touch the left and the upper edge.
    """
    height, width = shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    if expand:
        corners = np.array([[0, 0, 1], [width - 1, 0, 1], [0, height - 1, 1], [width - 1, height - 1, 1]]) @ matrix.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        width, height = (int(side) for side in np.around(high - low + 1))
        matrix[:, 2] -= low
    return Turn(matrix, width, height)


def turned(image: Image, turn: Turn, fill: tuple[int, ...]) -> Image:
    """The page after that turn; corners that come into view have the colour ``fill``."""
    size = (turn.width, turn.height)
    return cv2.warpAffine(image, turn.matrix, size, borderMode=cv2.BORDER_CONSTANT, borderValue=fill)


def resized(image: Image, width: int, height: int, interpolation: str) -> Image:
    """The page in another size, by one of Pillow's ways of interpolating."""
    if interpolation == "nearest":
        return _one_piece(image, width, height, interpolation)
    # Pillow resizes along the rows, then along the columns (or the other way round where that is quicker), with bytes
    # between. Done part by part, and always rows first, the result is never held twice.
    wide = np.empty((image.shape[0], width, *image.shape[2:]), np.uint8)
    for part in _parts(image.shape[0], width):
        wide[part] = _one_piece(image[part], width, part.stop - part.start, interpolation)
    out = np.empty((height, width, *image.shape[2:]), np.uint8)
    for part in _parts(width, max(height, image.shape[0])):
        out[:, part] = _one_piece(wide[:, part], part.stop - part.start, height, interpolation)
    return out


def _parts(length: int, across: int) -> list[slice]:
    step = max(1, _PART // across)
    return [slice(start, min(start + step, length)) for start in range(0, length, step)]


def _one_piece(image: Image, width: int, height: int, interpolation: str) -> Image:
    picture = Pillow.fromarray(np.ascontiguousarray(image))
    return np.asarray(picture.resize((width, height), _RESAMPLING[interpolation]))
