"""How thick should strokes be, and what that is no letter can go?"""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np
from skimage.morphology import disk

from ocrlab.filters.registry import register
from ocrlab.image import Image
from ocrlab.params import Range

Radius = Annotated[int, Range(0, 15, unit="px"), "Half the brush: 1 is 3 x 3 pixels. 0 changes nothing."]
Brush = Annotated[Literal["disk", "square"], "Shape of the brush; a disk treats all directions alike."]


def _brush(radius: int, brush: str) -> np.ndarray:
    return disk(radius, np.uint8) if brush == "disk" else np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)


@register("Thicken ink", room="morphology", aliases=("dilate",))
def thicken(image: Image, *, radius: Radius = 1, brush: Brush = "disk") -> Image:
    """Make dark strokes thicker on every side.

    Helps: faint, broken or thin print; strokes that binarising has eaten.
    Harms: close letters touch, the eyes of e and a fill up.
    Colour: each channel on its own.
    Source: skimage.morphology.erosion of the page, which dilates its ink.
    """
    return cv2.erode(image, _brush(radius, brush)) if radius else image


@register("Thin ink", room="morphology", aliases=("erode",))
def thin(image: Image, *, radius: Radius = 1, brush: Brush = "disk") -> Image:
    """Make dark strokes thinner on every side.

    Helps: fat or bleeding print whose letters run together.
    Harms: strokes thinner than the brush vanish.
    Colour: each channel on its own.
    Source: skimage.morphology.dilation of the page, which erodes its ink.
    """
    return cv2.dilate(image, _brush(radius, brush)) if radius else image
