"""Ink: where on a page is it, how bright is the paper, and at which angle do the lines run?"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.strips import occupied
from ocrlab.image import Image, grey

_LONG_SIDE = 1200  # px: text lines of a whole page are still apart at this size, and angles to 0.05 degrees still show
_POINTS = 60_000
_PEAK = 1.6  # a straight page's profile is this much sharper than at the typical angle; noise stays near 1


def split_level(level: Image) -> int | None:
    """Otsu's level of a grey image: ink is at or below it. None where all pixels are equal."""
    from skimage.filters import threshold_otsu  # brings scipy.ndimage: not at every start of the lab

    counts, values = occupied(level)
    if len(values) < 2:
        return None
    return int(threshold_otsu(hist=(counts, values)))


def ink_mask(level: Image) -> Image | None:
    """255 where a grey image is at or below Otsu's level, else 0; None where all pixels are equal."""
    split = split_level(level)
    if split is None:
        return None
    return cv2.threshold(level, split, 255, cv2.THRESH_BINARY_INV)[1]


def paper_colour(image: Image) -> tuple[int, ...]:
    """The paper's typical colour: the median, channel by channel, of what is brighter than Otsu's level."""
    level = grey(image)
    split = split_level(level)
    bright = None if split is None else cv2.threshold(level, split, 255, cv2.THRESH_BINARY)[1]
    channels = [image] if image.ndim == 2 else [np.ascontiguousarray(image[..., i]) for i in range(3)]
    return tuple(_median_level(channel, bright) for channel in channels)


def _median_level(channel: Image, mask: Image | None) -> int:
    counts = cv2.calcHist([channel], [0], mask, [256], [0, 256]).ravel().cumsum()
    return int(np.searchsorted(counts, counts[-1] / 2))


def skew(image: Image, limit: float) -> float | None:
    """Degrees the text lines are turned counter-clockwise, within -limit..limit; None where no lines are found.

    Postl's projection profile on the lower edges of the ink: at the right angle the points fall into few rows, so
    the squared counts of the rows are largest. Coarse steps first, then finer ones to 0.02 degrees.
    """
    level = grey(image)
    angle = _skew(level, limit)
    # Specks drown the lines in edges of their own; a median costs thin strokes, so it is the second try only.
    return _skew(cv2.medianBlur(level, 3), limit) if angle is None else angle


def _skew(level: Image, limit: float) -> float | None:
    shrink = min(1.0, _LONG_SIDE / max(level.shape))
    if shrink < 1:
        size = (max(1, round(level.shape[1] * shrink)), max(1, round(level.shape[0] * shrink)))
        level = cv2.resize(level, size, interpolation=cv2.INTER_AREA)
    points = _lower_edges(level)
    if points is None:
        return None
    x, y = points
    coarse = np.arange(-limit, limit + 0.25, 0.5)
    scores = np.array([_sharpness(x, y, angle) for angle in coarse])
    best = coarse[scores.argmax()]
    if scores.max() < _PEAK * np.median(scores):
        return None
    for step in (0.1, 0.02):
        near = best + np.arange(-5, 6) * step
        best = near[np.argmax([_sharpness(x, y, angle) for angle in near])]
    return float(np.clip(round(best, 2), -limit, limit))


def _lower_edges(level: Image) -> tuple[np.ndarray, np.ndarray] | None:
    ink = ink_mask(level)
    if ink is None or ink.shape[0] < 8 or ink.shape[1] < 8:
        return None
    edges = ink[:-1] & ~ink[1:]
    y, x = np.nonzero(edges)
    if len(x) < 30:
        return None
    keep = max(1, -(-len(x) // _POINTS))
    return x[::keep].astype(np.float32), y[::keep].astype(np.float32)


def _sharpness(x: np.ndarray, y: np.ndarray, angle: float) -> float:
    turn = np.deg2rad(angle)
    rows = y * np.float32(np.cos(turn)) + x * np.float32(np.sin(turn))
    counts = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
    return float((counts * counts).sum())
