"""Sharpness: can blurred strokes be made crisp again?"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from ocrlab.filters.registry import register
from ocrlab.filters.strips import by_strips
from ocrlab.filters.twins.deconvolve import kernel_of, richardson_lucy, wiener_filter
from ocrlab.filters.twins.gaussian import blur, reach
from ocrlab.image import Image, each_channel
from ocrlab.params import Range


@register("Unsharp mask", family="sharpen")
def unsharp(
    image: Image,
    *,
    radius: Annotated[
        float, Range(0.2, 10, 0.1, unit="px"), "Sigma of the blur taken away; about a stroke's width."
    ] = 1.5,
    amount: Annotated[float, Range(0, 5, 0.1), "How much of the difference is added back; 0 changes nothing."] = 1.0,
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


@register("Deblur", family="sharpen", slow=True)
def deblur(
    image: Image,
    *,
    method: Annotated[
        Literal["richardson_lucy", "wiener"], "Richardson-Lucy sharpens step by step; Wiener at once, with ringing."
    ] = "richardson_lucy",
    kernel: Annotated[
        Literal["gaussian", "motion"], "The blur to undo: out of focus, or the camera or page moved."
    ] = "gaussian",
    size: Annotated[float, Range(0.5, 15, 0.5, unit="px"), "Sigma of the Gaussian, or length of the movement."] = 1.5,
    angle: Annotated[int, Range(0, 175, 5, unit="°"), "Direction of the movement, counter-clockwise from level."] = 0,
    steps: Annotated[int, Range(1, 30), "Richardson-Lucy: more steps sharpen more, and raise more noise."] = 8,
    balance: Annotated[float, Range(0.05, 5, log=True), "Wiener: higher values sharpen less and ring less."] = 0.1,
) -> Image:
    """Undo a blur whose shape is known.

    Helps: photos out of focus or shaken, soft scans, before any threshold.
    Harms: noise is sharpened too (blur or denoise it away first); a wrong kernel rings around every stroke.
    Colour: each channel on its own.
    Source: Richardson 1972, doi:10.1364/JOSA.62.000055; Wiener after Orieux et al. 2010,
    doi:10.1364/JOSAA.27.001593; skimage.restoration.richardson_lucy and wiener of the page continued past its edges.
    """
    weights = kernel_of(kernel, size, angle)
    if method == "wiener":
        return each_channel(image, lambda channel: wiener_filter(channel, weights, balance))
    return each_channel(image, lambda channel: richardson_lucy(channel, weights, steps))
