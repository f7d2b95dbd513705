"""Bending: how does a line on a curled page become boxes that are straight?

The smallest rectangle round a bent line holds parts of the lines above and below, which are then read with it. Such a
line is cut in two where its middle has room between words, and so on until each part is straight.
"""

from __future__ import annotations

import numpy as np

BENT = 1.6  # a rectangle higher than so many times what the line's patch is high on average is bent
LEAST_LENGTH = 8  # times the patch's height; no shorter part is cut again

Rectangle = tuple[tuple[float, float], tuple[float, float], float]  # as cv2.minAreaRect gives it


def straight(patch: np.ndarray, page: np.ndarray, reach: float) -> list[Rectangle]:
    """The rectangles round a patch of marked pixels, one where it is straight.

    ``patch`` holds places (x, y) on ``page``; ``reach`` is how far, in heights of the patch, both ends of a rectangle
    together will be widened: parts begin and end so far from the cut that they will meet there.
    """
    import cv2

    rectangle: Rectangle = cv2.minAreaRect(patch)
    length, height = max(rectangle[1]), min(rectangle[1])
    thickness = len(patch) / max(length, 1.0)
    if height <= BENT * thickness or length <= LEAST_LENGTH * thickness:
        return [rectangle]
    along = _along(patch, rectangle)
    cut = _gap(patch, along, page, thickness)
    halves = [patch[along < cut - reach * thickness / 2], patch[along > cut + reach * thickness / 2]]
    return [part for half in halves if len(half) for part in straight(half, page, reach)]


def _along(patch: np.ndarray, rectangle: Rectangle) -> np.ndarray:
    """How far along the long side of the rectangle each place lies, from 0."""
    import cv2

    corners = cv2.boxPoints(rectangle)
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    direction = sides[lengths.argmax()] / lengths.max()
    places = patch @ direction
    return places - places.min()


def _gap(patch: np.ndarray, along: np.ndarray, page: np.ndarray, thickness: float) -> float:
    """Where the middle third of a patch has least ink: least change of grey across the line, over half its height."""
    columns, rows = patch.astype(int).T
    grey = page[rows, columns].mean(axis=1)
    at = along.astype(int)
    count = np.bincount(at)
    mean = np.bincount(at, grey) / np.maximum(count, 1)
    contrast = np.sqrt(np.maximum(np.bincount(at, grey**2) / np.maximum(count, 1) - mean**2, 0))
    window = max(1, round(thickness / 2))
    ink = np.convolve(contrast, np.ones(window) / window, mode="same")
    third = len(ink) // 3
    return float(third + ink[third : len(ink) - third].argmin())
