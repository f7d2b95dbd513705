"""Surroundings: how bright and how uneven is the page around each pixel?

Sums of whole numbers are exact, so mean and spread are scikit-image's but for its own rounding.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ocrlab.filters.strips import by_strips, padded_strips
from ocrlab.image import Image

PIXELS = 1 << 17  # of a strip: fewer, and the margins are most of the work; more, and its floats leave the cache


def by_mean_and_spread(level: Image, window: int, limit: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Image:
    """White where a grey pixel lies above the limit that mean and standard deviation of its window set.

    Beyond the border the page is mirrored, as scikit-image does.
    """
    half = window // 2

    def work(strip: Image) -> np.ndarray:
        inside = np.ascontiguousarray(strip[half:-half, half:-half])
        return inside > limit(*mean_and_spread(strip, window))

    return by_strips(level, half, work, border="mirror", pixels=PIXELS)


def mean_and_spread(strip: Image, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Both for each pixel of a strip that has half a window of neighbours on every side."""
    half, size, count = window // 2, (window, window), window * window
    inside = np.s_[half:-half, half:-half]
    mean = cv2.boxFilter(strip, cv2.CV_32S, size, normalize=False)[inside] / count
    square = cv2.sqrBoxFilter(strip, cv2.CV_32S, size, normalize=False)[inside] / count
    square -= mean * mean
    return mean, np.sqrt(np.maximum(square, 0, out=square), out=square)


def largest_spread(level: Image, window: int) -> float:
    """The largest standard deviation of any window of the page."""
    strips = padded_strips(level, window // 2, "mirror", PIXELS)
    return max(float(mean_and_spread(strip, window)[1].max()) for _, _, strip in strips)
