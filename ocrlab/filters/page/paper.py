"""Paper: which level has the paper under the ink, once the page is smoothed?

Source: Gatos, Pratikakis and Perantonis 2006, doi:10.1016/j.patcog.2005.09.010.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.page.surroundings import PIXELS, mean_and_spread
from ocrlab.filters.strips import by_strips, padded_strips
from ocrlab.image import Image


def without_grain(level: Image) -> Image:
    """Wiener's filter over 3 x 3 pixels: flat parts turn smooth, edges stay; a level between two is cut off.

    What it takes for the noise is the mean of all windows' variances, as scipy.signal.wiener does; at the border the
    page is mirrored.
    """
    noise = _mean_variance(level)

    def work(strip: Image) -> np.ndarray:
        mean, spread = mean_and_spread(strip, 3)
        variance = spread * spread
        share = np.maximum(variance - noise, 0) / np.maximum(variance, 1e-9)
        return np.floor(mean + share * (strip[1:-1, 1:-1] - mean) + 1e-6)

    return by_strips(level, 1, work, border="mirror", pixels=PIXELS)


def _mean_variance(level: Image) -> float:
    total = 0.0
    for _, _, strip in padded_strips(level, 1, "mirror", PIXELS):
        _, spread = mean_and_spread(strip, 3)
        total += float((spread * spread).sum())
    return total / level.size


def filled_paper(level: Image, rough: Image, letter: int) -> Image:
    """The page with the mean of the paper around in the place of its ink; ``rough`` is 0 on ink and 255 on paper.

    "Around" is a square that reaches one letter further on every side. Where it holds no paper the page stays.
    """
    both = np.stack([level, rough], axis=-1)
    size, inside = (2 * letter + 1, 2 * letter + 1), np.s_[letter:-letter, letter:-letter]

    def work(strip: Image) -> np.ndarray:
        page, there = np.ascontiguousarray(strip[..., 0]), np.ascontiguousarray(strip[..., 1] & 1)
        count = cv2.boxFilter(there, cv2.CV_32S, size, normalize=False)[inside]
        total = cv2.boxFilter(page * there, cv2.CV_32S, size, normalize=False)[inside]
        fill = (there[inside] == 0) & (count > 0)
        return np.where(fill, total // np.maximum(count, 1), page[inside]).astype(np.uint8)

    return by_strips(both, letter, work, border="mirror")
