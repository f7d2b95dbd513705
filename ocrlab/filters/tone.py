"""How light and dark, and which colour, should the page be before it is read?"""

from __future__ import annotations

from ocrlab.filters.registry import grey, register
from ocrlab.image import Image


@register("Greyscale", room="tone")
def grayscale(image: Image) -> Image:
    """Drop colour and keep brightness.

    Helps: coloured paper, cheaper later stages.
    Harms: coloured ink as bright as its paper disappears.
    Colour: turns the page grey.
    Source: ITU-R BT.601 luma, as skimage.color.rgb2gray computes BT.709; Pillow's convert("L") gives the same levels.
    """
    return grey(image)
