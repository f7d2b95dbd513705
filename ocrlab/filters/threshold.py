"""Where is the line between ink and paper?"""

from __future__ import annotations

import numpy as np
from skimage.filters import threshold_otsu

from ocrlab.filters.registry import grey, register
from ocrlab.image import Image


@register("Otsu", room="threshold")
def otsu(image: Image) -> Image:
    """Make the page black and white at the level that best splits its histogram in two.

    Helps: even light, clear contrast, faded grey print.
    Harms: shadows and stains turn black; where light is uneven use Sauvola.
    Colour: turns the page grey.
    Source: N. Otsu 1979, doi:10.1109/TSMC.1979.4310076; skimage.filters.threshold_otsu.
    """
    level = grey(image)
    if level.min() == level.max():
        return level
    return np.where(level > threshold_otsu(level), np.uint8(255), np.uint8(0))
