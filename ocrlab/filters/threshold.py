"""Where is the line between ink and paper?"""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np

from ocrlab.filters._page import split_level
from ocrlab.filters._strips import by_strips
from ocrlab.filters.registry import grey, register, say
from ocrlab.image import Image
from ocrlab.params import Range


@register("Otsu", room="threshold")
def otsu(image: Image) -> Image:
    """Make the page black and white at the level that best splits its histogram in two.

    Helps: even light, clear contrast, faded grey print.
    Harms: shadows and stains turn black; where light is uneven use Sauvola.
    Colour: turns the page grey.
    Source: N. Otsu 1979, doi:10.1109/TSMC.1979.4310076; skimage.filters.threshold_otsu.
    """
    level = grey(image)
    return _above(level, split_level(level))


@register("Threshold", room="threshold")
def threshold(
    image: Image,
    *,
    value: Annotated[int, Range(0, 255), "Pixels above it become white, the others black; 0 finds it by Otsu's rule."] = 0,
) -> Image:
    """Make the page black and white at one fixed level.

    Helps: a batch from one scanner with the same light and ink, where one level suits all.
    Harms: any page darker or lighter than the one the level was chosen on.
    Colour: turns the page grey.
    Source: image > value; 0 is skimage.filters.threshold_otsu.
    """
    level = grey(image)
    return _above(level, value or split_level(level))


def _above(level: Image, split: int | None) -> Image:
    if split is None:
        say("one level only: left as it was")
        return level
    return cv2.threshold(level, split, 255, cv2.THRESH_BINARY)[1]


@register("Sauvola", room="threshold")
def sauvola(
    image: Image,
    *,
    window: Annotated[int, Range(3, 101, 2, unit="px"), "Side of the neighbourhood; about two text lines is a good start."] = 25,
    k: Annotated[float, Range(0, 1, 0.01), "Higher values keep less: faint strokes and grain go."] = 0.2,
) -> Image:
    """Make the page black and white with a level of its own for every pixel, from the neighbourhood's mean and spread.

    Helps: uneven light, shadows, stains, show-through.
    Harms: faint strokes thin out; strokes wider than the window turn hollow.
    Colour: turns the page grey.
    Source: Sauvola and Pietikainen 2000, doi:10.1016/S0031-3203(99)00055-2; skimage.filters.threshold_sauvola.
    """
    return _by_mean_and_spread(grey(image), window, lambda mean, spread: mean * (1 + k * (spread / 127.5 - 1)))


def _by_mean_and_spread(level: Image, window: int, limit) -> Image:
    half = window // 2

    def work(strip: Image) -> np.ndarray:
        # Sums of integers are exact, so the mean and the spread are those of scikit-image to the last bit that counts.
        inside = np.s_[half:-half, half:-half]
        count = window * window
        mean = cv2.boxFilter(strip, cv2.CV_64F, (window, window), normalize=False)[inside] / count
        square = cv2.sqrBoxFilter(strip, cv2.CV_64F, (window, window), normalize=False)[inside] / count
        spread = np.sqrt(np.maximum(square - mean * mean, 0))
        return strip[inside] > limit(mean, spread)

    return by_strips(level, half, work, border="mirror")
