"""Local threshold: where is the line between ink and paper here, judged by the pixels around?"""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np

from ocrlab.filters.notes import left_as_it_was
from ocrlab.filters.page.surroundings import PIXELS, by_mean_and_spread, largest_spread
from ocrlab.filters.registry import register
from ocrlab.filters.strips import by_strips
from ocrlab.filters.twins.gaussian import blur, reach
from ocrlab.image import Image, grey
from ocrlab.params import Range

_TIE = 1 / 1024  # what float32 sums may miss: a pixel exactly at its local level counts as ink


@register("Local threshold", family="threshold")
def local(
    image: Image,
    *,
    method: Annotated[Literal["gaussian", "mean", "median"], "What the neighbourhood's level is."] = "gaussian",
    window: Annotated[int, Range(3, 151, 2, unit="px"), "Side of the neighbourhood; about two text lines."] = 35,
    offset: Annotated[int, Range(-50, 50), "Levels below the neighbourhood's that a pixel must lie to be ink."] = 10,
) -> Image:
    """Make the page black and white by comparing each pixel with its neighbourhood.

    Helps: shadows and uneven light with dark, even ink.
    Harms: empty paper turns to specks when the offset is near 0; bold letters turn hollow when the window is small.
    Colour: turns the page grey.
    Source: skimage.filters.threshold_local (mode="reflect"); the Gaussian's sigma is (window - 1) / 6.
    """
    level = grey(image)
    half, size = window // 2, (window, window)
    sigma = (window - 1) / 6

    def by_mean(strip: Image) -> np.ndarray:
        # Whole sums on both sides: no rounding anywhere.
        total = cv2.boxFilter(strip, cv2.CV_32S, size, normalize=False)
        return strip.astype(np.int32) * (window * window) > total - offset * window * window

    def by_gaussian(strip: Image) -> np.ndarray:
        return strip > blur(strip, sigma) - np.float32(offset - _TIE)

    def by_median(strip: Image) -> np.ndarray:
        return strip > cv2.medianBlur(strip, window).astype(np.int16) - offset

    if method == "gaussian":
        return by_strips(level, reach(sigma), by_gaussian, border="reflect")
    return by_strips(level, half, by_mean if method == "mean" else by_median, border="reflect")


@register("Sauvola", family="threshold")
def sauvola(
    image: Image,
    *,
    window: Annotated[
        int, Range(3, 101, 2, unit="px"), "Side of the neighbourhood; about two text lines is a good start."
    ] = 25,
    k: Annotated[float, Range(0, 1, 0.01), "Higher values keep less: faint strokes and grain go."] = 0.2,
) -> Image:
    """Make the page black and white with a level of its own for every pixel, from the neighbourhood's mean and spread.

    Helps: uneven light, shadows, stains, show-through.
    Harms: faint strokes thin out; strokes wider than the window turn hollow.
    Colour: turns the page grey.
    Source: Sauvola and Pietikainen 2000, doi:10.1016/S0031-3203(99)00055-2; skimage.filters.threshold_sauvola.
    """
    return by_mean_and_spread(grey(image), window, lambda mean, spread: mean * (1 + k * (spread / 127.5 - 1)))


@register("Niblack", family="threshold")
def niblack(
    image: Image,
    *,
    window: Annotated[int, Range(3, 101, 2, unit="px"), "Side of the neighbourhood; about two text lines."] = 25,
    k: Annotated[float, Range(-1, 1, 0.05), "Spreads below the mean at which ink begins; higher keeps less."] = 0.6,
) -> Image:
    """Make the page black and white at the neighbourhood's mean less a share of its spread.

    Helps: faint strokes on a busy ground, which Sauvola drops.
    Harms: empty paper turns to specks; follow it with despeckle.
    Colour: turns the page grey.
    Source: Niblack 1986, An Introduction to Digital Image Processing; skimage.filters.threshold_niblack.
    """
    return by_mean_and_spread(grey(image), window, lambda mean, spread: mean - k * spread)


@register("Wolf", family="threshold")
def wolf(
    image: Image,
    *,
    window: Annotated[int, Range(3, 101, 2, unit="px"), "Side of the neighbourhood; about two text lines."] = 41,
    k: Annotated[float, Range(0, 1, 0.01), "Higher values keep less of what is faint for this page."] = 0.5,
) -> Image:
    """Make the page black and white as Sauvola does, measured by this page's own contrast and darkest ink.

    Helps: pale or dark pages of low contrast, which Sauvola takes for empty paper.
    Harms: one dark stain or one hard edge sets the measure for the whole page, and faint print goes.
    Colour: turns the page grey.
    Source: Wolf and Jolion 2003, doi:10.1007/s10044-003-0197-7.
    """
    level = grey(image)
    darkest, widest = int(level.min()), largest_spread(level, window)
    if widest == 0:
        return left_as_it_was(level, "no level splits this page")
    return by_mean_and_spread(level, window, lambda mean, spread: mean - k * (1 - spread / widest) * (mean - darkest))


@register("NICK", family="threshold")
def nick(
    image: Image,
    *,
    window: Annotated[int, Range(3, 101, 2, unit="px"), "Side of the neighbourhood; about two text lines."] = 25,
    k: Annotated[
        float, Range(-0.5, 0, 0.01), "-0.2 keeps empty paper clean, -0.1 keeps broken, faint strokes."
    ] = -0.15,
) -> Image:
    """Make the page black and white at a level that lies lower the brighter the neighbourhood is.

    Helps: empty paper stays white where Niblack makes specks, and faint letters stay where Sauvola drops them.
    Harms: on dark grounds the level comes close to the ink, and letters thin out.
    Colour: turns the page grey.
    Source: Khurshid, Siddiqi, Faure and Vincent 2009, doi:10.1117/12.805827.
    """
    return by_mean_and_spread(
        grey(image), window, lambda mean, spread: mean + k * np.sqrt(spread * spread + mean * mean)
    )


@register("Bradley", family="threshold")
def bradley(
    image: Image,
    *,
    window: Annotated[
        int, Range(3, 301, 2, unit="px"), "Side of the neighbourhood; the paper takes an eighth of the page's width."
    ] = 101,
    darker: Annotated[
        int, Range(0, 100, unit="%"), "So much darker than the neighbourhood's mean a pixel is ink."
    ] = 15,
) -> Image:
    """Make the page black and white by how much darker than its neighbourhood's mean a pixel is.

    Helps: photos and screens with strong shadows, at little cost whatever the window.
    Harms: the inside of letters wider than the window, and faint print less than the share darker, turn white.
    Colour: turns the page grey.
    Source: Bradley and Roth 2007, doi:10.1080/2151237X.2007.10129236.
    """

    def work(strip: Image) -> np.ndarray:
        # Whole numbers on both sides, which float64 holds exactly.
        total = cv2.boxFilter(strip, cv2.CV_32S, (window, window), normalize=False)
        return strip * (100.0 * window * window) > total * float(100 - darker)

    return by_strips(grey(image), window // 2, work, border="mirror", pixels=PIXELS)
