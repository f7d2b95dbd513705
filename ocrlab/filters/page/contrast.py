"""Contrast: where on a page does bright meet dark, whatever the light, and how thick are the strokes between?

Source: Su, Lu and Tan 2010, doi:10.1145/1815330.1815351.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.page.ink import split_level
from ocrlab.filters.strips import by_bands
from ocrlab.image import Image

_USUAL_STROKE = 3  # px, where a page shows no two edges in a row


def contrast(level: Image) -> Image:
    """For each pixel of a grey page how far the brightest and the darkest around it are apart, for how bright they are.

    0 where the 3 x 3 pixels are equal, 255 where they hold black and anything brighter.
    """

    def work(band: Image) -> Image:
        brush = np.ones((3, 3), np.uint8)
        high, low = cv2.dilate(band, brush).astype(np.int32), cv2.erode(band, brush)
        return (255 * (high - low) // np.maximum(high + low, 1)).astype(np.uint8)

    return by_bands(level, 1, work)


def edges(contrasts: Image) -> Image:
    """1 where the contrast is high by Otsu's rule, else 0."""
    split = split_level(contrasts)
    if split is None:
        return np.zeros_like(contrasts)
    return cv2.threshold(contrasts, split, 1, cv2.THRESH_BINARY)[1]


def stroke_width(contrasts: Image) -> int:
    """Pixels from one edge to the next along a row, the most frequent number of them from 2 on."""
    counts = np.zeros(contrasts.shape[1] + 2, np.int64)
    for row in contrasts.astype(np.int16):
        peaks = np.flatnonzero((row[1:-1] > row[:-2]) & (row[1:-1] > row[2:]))
        counts += np.bincount(np.diff(peaks), minlength=len(counts))
    counts[:2] = 0
    return int(counts.argmax()) if counts.any() else _USUAL_STROKE
