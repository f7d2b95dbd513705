"""Threshold: which one level parts ink from paper?"""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np

from ocrlab.filters.notes import left_as_it_was
from ocrlab.filters.page.ink import split_level
from ocrlab.filters.page.strokes import black_where_marked
from ocrlab.filters.registry import register
from ocrlab.filters.strips import histogram
from ocrlab.filters.twins.thresholds import level_of
from ocrlab.image import Image, grey
from ocrlab.params import Range


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
    return black_where_marked(weak, lambda rows: level[rows] <= low, 4)
