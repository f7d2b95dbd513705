"""Threshold: where is the line between ink and paper?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import cv2
import numpy as np

from ocrlab.filters.notes import left_as_it_was
from ocrlab.filters.page.ink import split_level
from ocrlab.filters.registry import register
from ocrlab.filters.strips import by_strips, histogram
from ocrlab.filters.twins.gaussian import blur, reach
from ocrlab.filters.twins.thresholds import level_of
from ocrlab.image import Image, grey
from ocrlab.params import Range

_TIE = 1 / 1024  # what float32 sums may miss: a pixel exactly at its local level counts as ink


@register("Otsu", family="threshold")
def otsu(image: Image) -> Image:
    """Make the page black and white at the level that best splits its histogram in two.

    Helps: even light, clear contrast, faded grey print.
    Harms: shadows and stains turn black; where light is uneven use Sauvola.
    Colour: turns the page grey.
    Source: N. Otsu 1979, doi:10.1109/TSMC.1979.4310076; skimage.filters.threshold_otsu.
    """
    level = grey(image)
    return _above(level, split_level(level))


@register("Threshold", family="threshold")
def threshold(
    image: Image,
    *,
    value: Annotated[
        int, Range(0, 255), "Pixels above it become white, the others black; 0 finds it by Otsu's rule."
    ] = 0,
) -> Image:
    """Make the page black and white at one fixed level.

    Helps: a batch from one scanner with the same light and ink, where one level suits all.
    Harms: any page darker or lighter than the one the level was chosen on.
    Colour: turns the page grey.
    Source: image > value; 0 is skimage.filters.threshold_otsu.
    """
    level = grey(image)
    return _above(level, value or split_level(level))


@register("Binarise", family="threshold", aliases=("binarize",))
def binarise(
    image: Image,
    *,
    method: Annotated[
        Literal["otsu", "triangle", "li", "yen", "isodata", "minimum"],
        "Rule that finds the level; triangle suits pages with little ink, minimum needs two clear peaks.",
    ] = "otsu",
) -> Image:
    """Make the page black and white at one level that a rule finds in the histogram.

    Helps: even light; triangle and li keep faint print that Otsu loses on nearly empty pages.
    Harms: shadows and stains turn black; where a rule finds no level the page only turns grey.
    Colour: turns the page grey.
    Source: skimage.filters.threshold_otsu, _triangle (Zack 1977), _li (Li and Tam 1998), _yen (Yen 1995), _isodata
    (Ridler and Calvard 1978), _minimum (Prewitt and Mendelsohn 1966).
    """
    level = grey(image)
    return _above(level, level_of(level, method))


def _above(level: Image, split: int | None) -> Image:
    if split is None:
        return left_as_it_was(level, "no level splits this page")
    return cv2.threshold(level, split, 255, cv2.THRESH_BINARY)[1]


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
    return _by_mean_and_spread(grey(image), window, lambda mean, spread: mean * (1 + k * (spread / 127.5 - 1)))


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
    return _by_mean_and_spread(grey(image), window, lambda mean, spread: mean - k * spread)


def _by_mean_and_spread(level: Image, window: int, limit: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Image:
    half, size, count = window // 2, (window, window), window * window

    def work(strip: Image) -> np.ndarray:
        # Whole sums are exact, so mean and spread are scikit-image's but for its own rounding.
        inside = np.s_[half:-half, half:-half]
        mean = cv2.boxFilter(strip, cv2.CV_32S, size, normalize=False)[inside] / count
        square = cv2.sqrBoxFilter(strip, cv2.CV_32S, size, normalize=False)[inside] / count
        square -= mean * mean
        spread = np.sqrt(np.maximum(square, 0, out=square), out=square)
        return strip[inside] > limit(mean, spread)

    return by_strips(level, half, work, border="mirror", pixels=1 << 16)


@register("Hysteresis", family="threshold")
def hysteresis(
    image: Image,
    *,
    sure: Annotated[int, Range(0, 100), "So many levels below Otsu's a pixel is ink for sure."] = 20,
    maybe: Annotated[int, Range(0, 100), "Up to so many levels above Otsu's it is ink if it touches sure ink."] = 30,
) -> Image:
    """Make the page black and white, keeping faint pixels only where they continue dark ones.

    Helps: broken, faded strokes beside grain and show-through of the same grey.
    Harms: stains that touch letters come along with them.
    Colour: turns the page grey.
    Source: Canny 1986, doi:10.1109/TPAMI.1986.4767851; skimage.filters.apply_hysteresis_threshold of the ink.
    """
    level = grey(image)
    split = split_level(level)
    if split is None:
        return _above(level, None)
    # At least the darkest pixels are ink, and some paper stays paper, whatever the distances.
    used = np.flatnonzero(histogram(level))
    low, high = max(split - sure, int(used[0])), min(split + maybe, int(used[-1]) - 1)
    weak = cv2.threshold(level, high, 255, cv2.THRESH_BINARY_INV)[1]
    parts, labels = cv2.connectedComponents(weak, connectivity=4, ltype=cv2.CV_32S)
    paper = np.full(parts, 255, np.uint8)
    out = np.empty_like(level)
    rows = max(1, (1 << 18) // level.shape[1])
    for top in range(0, len(level), rows):
        paper[labels[top : top + rows][level[top : top + rows] <= low]] = 0
    paper[0] = 255  # what is not even weak
    for top in range(0, len(level), rows):
        np.take(paper, labels[top : top + rows], out=out[top : top + rows])
    return out
