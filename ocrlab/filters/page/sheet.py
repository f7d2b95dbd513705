"""Sheet: where does the paper lie in a photo, and where does a scan's dark border end?"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.page.ink import ink_mask, split_level
from ocrlab.image import Image, grey

_LONG_SIDE = 800  # px: corners are found to about a pixel of this
_LEAST_SHARE = 0.2  # of the photo: smaller bright areas are no page
_FIT = 0.9  # of the four-sided outline that must be sheet


def sheet_corners(image: Image) -> np.ndarray | None:
    """The corners of the bright sheet (top left, top right, bottom right, bottom left) in px; None without one.

    A sheet is the largest area brighter than Otsu's level, closed over its text, whose outline four straight sides
    describe and which does not fill the photo anyway.
    """
    level = grey(image)
    shrink = min(1.0, _LONG_SIDE / max(level.shape))
    size = tuple(max(1, round(side * shrink)) for side in level.shape[::-1])
    small = cv2.GaussianBlur(cv2.resize(level, size, interpolation=cv2.INTER_AREA), (5, 5), 0)
    split = split_level(small)
    if split is None or min(small.shape) < 32:
        return None
    bright = cv2.threshold(small, split, 255, cv2.THRESH_BINARY)[1]
    # A frame of dark around keeps the closing from growing into the border of the photo.
    brush = np.ones((15, 15), np.uint8)
    bright = cv2.morphologyEx(cv2.copyMakeBorder(bright, 20, 20, 20, 20, cv2.BORDER_CONSTANT), cv2.MORPH_CLOSE, brush)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    area = cv2.contourArea(hull)
    if not _LEAST_SHARE * small.size < area < 0.97 * small.size:
        return None
    around = cv2.arcLength(hull, True)
    for tolerance in (0.01, 0.02, 0.03, 0.05, 0.08):
        corners = cv2.approxPolyDP(hull, tolerance * around, True)
        if len(corners) == 4 and cv2.contourArea(corners) > _FIT * area:
            inner = corners[:, 0] - 20
            return None if _leaves(inner, small.shape) else _ordered((inner + 0.5) / shrink - 0.5)
    return None


def _leaves(corners: np.ndarray, shape: tuple[int, ...]) -> bool:
    """Whether a side lies on the photo's own border: then the sheet runs out of the photo, and its end is not seen."""
    x, y = corners.T
    near = max(3.0, 0.015 * max(shape))
    for away in (x, y, shape[1] - 1 - x, shape[0] - 1 - y):
        at = away <= near
        if (at & np.roll(at, 1)).any():
            return True
    return False


def _ordered(corners: np.ndarray) -> np.ndarray:
    middle = corners.mean(axis=0)
    turn = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    corners = corners[np.argsort(turn)]  # y grows downwards, so this runs clockwise as seen
    return np.roll(corners, -int(corners.sum(axis=1).argmin()), axis=0).astype(np.float32)


def sheet_size(corners: np.ndarray) -> tuple[int, int]:
    """Width and height in px the sheet had if seen from above: the longer of its opposite sides."""
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    return max(1, round(float(max(sides[0], sides[2])))), max(1, round(float(max(sides[1], sides[3]))))


def dark_borders(image: Image, darkness: float, most: float) -> tuple[int, int, int, int]:
    """How many rows and columns are dark border at the top, bottom, left and right.

    From each side inwards a row belongs to the border while at least ``darkness`` of it is at or below Otsu's level; a
    side loses at most a share of ``most``. A page that is mostly dark has no border.
    """
    ink = ink_mask(grey(image))
    if ink is None or np.count_nonzero(ink) * 2 > ink.size:
        return 0, 0, 0, 0
    height, width = ink.shape
    top, bottom, left, right = 0, height, 0, width
    # The black corner of one side hides in the other's rows, so look twice.
    for _ in range(2):
        rows = np.count_nonzero(ink[:, left:right], axis=1) >= darkness * (right - left)
        top, bottom = _run(rows, most), height - _run(rows[::-1], most)
        columns = np.count_nonzero(ink[top:bottom], axis=0) >= darkness * (bottom - top)
        left, right = _run(columns, most), width - _run(columns[::-1], most)
    return top, height - bottom, left, width - right


def _run(dark: np.ndarray, most: float) -> int:
    """How many entries at the start are dark, none if that is more than allowed."""
    light = np.flatnonzero(~dark)
    run = int(light[0]) if len(light) else len(dark)
    return run if run <= most * len(dark) else 0
