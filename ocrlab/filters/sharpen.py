"""Can blurred strokes be made crisp again?"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from ocrlab.filters._strips import blur, by_strips, reach
from ocrlab.filters.registry import register
from ocrlab.image import Image
from ocrlab.params import Range


@register("Unsharp mask", room="sharpen")
def unsharp(
    image: Image,
    *,
    radius: Annotated[float, Range(0.2, 10, 0.1, unit="px"), "Sigma of the blur that is taken away; about a stroke's width."] = 1.5,
    amount: Annotated[float, Range(0, 5, 0.1), "How much of the difference is added back."] = 1.0,
) -> Image:
    """Add back the difference between the page and a blurred copy of it.

    Helps: soft focus, slight blur after scaling up.
    Harms: grain and JPEG blocks are sharpened as well; halos join close letters.
    Colour: each channel on its own.
    Source: skimage.filters.unsharp_mask.
    """

    def work(strip: Image) -> np.ndarray:
        return strip + (strip - blur(strip, radius)) * np.float32(amount)

    return by_strips(image, reach(radius), work, border="reflect") if amount else image
