"""How light and dark, and which colour, should the page be before it is read?"""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from skimage.exposure import equalize_adapthist

from ocrlab.filters._strips import histogram, levels
from ocrlab.filters.registry import grey, register
from ocrlab.image import Image
from ocrlab.params import Range


@register("Greyscale", room="tone")
def grayscale(image: Image) -> Image:
    """Drop colour and keep brightness.

    Helps: coloured paper, cheaper later stages.
    Harms: coloured ink as bright as its paper disappears.
    Colour: turns the page grey.
    Source: ITU-R BT.601 luma, as skimage.color.rgb2gray computes BT.709; Pillow's convert("L") gives the same levels.
    """
    return grey(image)


@register("Invert", room="tone")
def invert(image: Image) -> Image:
    """Swap dark and light.

    Helps: light text on a dark ground, which engines read worse than dark on light.
    Harms: a page that already is dark on light.
    Colour: each channel on its own.
    Source: skimage.util.invert.
    """
    return ~image


@register("Auto contrast", room="tone")
def auto_contrast(
    image: Image,
    *,
    low: Annotated[float, Range(0, 20, 0.5, unit="%"), "This share of the darkest pixels becomes black."] = 2.0,
    high: Annotated[float, Range(80, 100, 0.5, unit="%"), "Above this share of all pixels everything becomes white."] = 98.0,
) -> Image:
    """Stretch the grey levels between two percentiles over the whole range from black to white.

    Helps: pale print, grey paper, under- and overexposed photos.
    Harms: a page of nearly one tone: its grain is stretched as well.
    Colour: one stretch for all three channels, from the percentiles of their luma, so hues stay.
    Source: skimage.exposure.rescale_intensity between numpy percentiles.
    """
    counts = histogram(grey(image)).cumsum()
    floor, ceiling = (_percentile(counts, share) for share in (low, high))
    if ceiling <= floor:
        return image
    table = levels((np.arange(256) - floor) * (255 / (ceiling - floor)))
    return cv2.LUT(image, table)


def _percentile(cumulated: np.ndarray, share: float) -> float:
    """What numpy.percentile gives, from cumulated counts instead of the pixels."""
    place = (cumulated[-1] - 1) * share / 100
    below, above = (int(np.searchsorted(cumulated, k, side="right")) for k in (np.floor(place), np.ceil(place)))
    return below + (above - below) * (place - np.floor(place))


@register("Local contrast (CLAHE)", room="tone")
def clahe(
    image: Image,
    *,
    tiles: Annotated[int, Range(1, 32), "The page is cut into this many tiles each way; each gets its own contrast."] = 8,
    clip: Annotated[float, Range(0.005, 0.5, 0.005), "How strongly contrast may be raised; high values raise grain too."] = 0.01,
) -> Image:
    """Even out contrast part by part.

    Helps: shadows and uneven light, faint pencil beside dark print.
    Harms: clean scans: paper grain becomes visible and may be read as dots.
    Colour: on the brightest channel's value (HSV), hues stay.
    Source: Zuiderveld 1994, Graphics Gems IV; skimage.exposure.equalize_adapthist.
    """
    kernel = tuple(max(1, side // tiles) for side in image.shape[:2])
    if image.min() == image.max():
        return image
    return levels(equalize_adapthist(image, kernel_size=kernel, clip_limit=clip) * 255)
