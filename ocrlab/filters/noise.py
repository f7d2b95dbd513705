"""Which specks and grain can go without the strokes going with them?"""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np
from skimage.filters.rank import median as rank_median
from skimage.morphology import disk

from ocrlab.filters._strips import blur, by_strips, reach
from ocrlab.filters.registry import each_channel, register
from ocrlab.image import Image
from ocrlab.params import Range


@register("Median", room="noise")
def median(
    image: Image,
    *,
    radius: Annotated[int, Range(0, 15, unit="px"), "Half the window: 1 looks at 3 x 3 pixels, 2 at 5 x 5. 0 changes nothing."] = 1,
    footprint: Annotated[Literal["square", "disk"], "Shape of the window; a disk keeps corners rounder and thin strokes longer."] = "square",
) -> Image:
    """Replace each pixel by the median of its neighbourhood.

    Helps: salt-and-pepper specks, sensor noise of low light, ringing around letters of a heavy JPEG.
    Harms: strokes thinner than half the window vanish: commas, full stops, i and l, small print.
    Colour: each channel on its own.
    Source: skimage.filters.median (square, mode="nearest"), skimage.filters.rank.median (disk).
    """
    if radius == 0:
        return image
    if footprint == "square":
        # cv2.medianBlur gives skimage.filters.median's pixels (tests hold them together) many times faster.
        return cv2.medianBlur(np.ascontiguousarray(image), 2 * radius + 1)
    return each_channel(image, lambda channel: rank_median(channel, disk(radius)))


@register("Gaussian blur", room="noise")
def gaussian(
    image: Image,
    *,
    sigma: Annotated[float, Range(0, 10, 0.1, unit="px"), "Width of the blur; it reaches four times as far. 0 changes nothing."] = 1.0,
) -> Image:
    """Blur the page evenly.

    Helps: fine grain of low light, the dots of halftone print, before thresholding.
    Harms: thin strokes fade and close letters run together.
    Colour: each channel on its own.
    Source: skimage.filters.gaussian (mode="nearest"), within one level: sums are kept in float32.
    """
    return by_strips(image, reach(sigma), lambda strip: blur(strip, sigma)) if sigma else image
