"""Document threshold: which methods look at edges and background of a page before they part ink from paper?

Three that were made for old and damaged documents. Each starts with a rough answer and goes on from there.
"""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np

from ocrlab.filters.local_threshold import sauvola
from ocrlab.filters.page.contrast import contrast, edges, stroke_width
from ocrlab.filters.page.paper import filled_paper, without_grain
from ocrlab.filters.page.strokes import black_where_marked
from ocrlab.filters.page.surroundings import PIXELS
from ocrlab.filters.registry import register
from ocrlab.filters.strips import by_strips
from ocrlab.image import Image, grey
from ocrlab.params import Range


@register("ISauvola", family="threshold")
def isauvola(
    image: Image,
    *,
    window: Annotated[int, Range(3, 101, 2, unit="px"), "Sauvola's window; about two text lines."] = 25,
    k: Annotated[
        float, Range(0, 1, 0.01), "Sauvola's k; it may be low, since grain that low values keep is dropped."
    ] = 0.01,
) -> Image:
    """Make the page black and white by Sauvola, and keep only ink that touches an edge of high contrast.

    Helps: faint strokes on stained or grainy paper: a low k keeps them, and what has no edge goes.
    Harms: strokes whose every edge is soft, as after a blur, go as a whole; stains with a hard rim stay.
    Colour: turns the page grey.
    Source: Hadjadj and others 2016, doi:10.1007/978-3-319-33618-3_74, without its opening of the edges.
    """
    level = grey(image)
    sharp = edges(contrast(level))
    return black_where_marked(cv2.bitwise_not(sauvola(level, window=window, k=k)), lambda rows: sharp[rows] > 0, 8)


@register("Su", family="threshold")
def su(
    image: Image,
    *,
    window: Annotated[
        int, Range(0, 101, unit="px"), "Side of the neighbourhood; 0 takes twice the width of the page's strokes."
    ] = 0,
    lift: Annotated[
        float, Range(0, 1, 0.05), "Spreads above the mean of the edges up to which a pixel is ink; the paper takes 0.5."
    ] = 0.5,
) -> Image:
    """Make the page black and white: ink is what lies among many edges and is no brighter than they are.

    Helps: stains, show-through and light that changes over the page, on old print and handwriting.
    Harms: the inside of letters wider than the window turns white; grain as sharp as the letters turns black.
    Colour: turns the page grey.
    Source: Su, Lu and Tan 2010, doi:10.1145/1815330.1815351; twice the stroke's width as in their paper of 2013,
    doi:10.1109/TIP.2012.2231089.
    """
    level = grey(image)
    contrasts = contrast(level)
    least = window or 2 * stroke_width(contrasts)  # edges that must be near: as many as the window is wide
    half = min(least, 201) // 2
    size, inside = (2 * half + 1, 2 * half + 1), np.s_[half:-half, half:-half]
    both = np.stack([level, edges(contrasts)], axis=-1)

    def work(strip: Image) -> np.ndarray:
        page, there = np.ascontiguousarray(strip[..., 0]), np.ascontiguousarray(strip[..., 1])
        sharp = page * there
        count = cv2.boxFilter(there, cv2.CV_32S, size, normalize=False)[inside]
        number = np.maximum(count, 1)
        mean = cv2.boxFilter(sharp, cv2.CV_32S, size, normalize=False)[inside] / number
        square = cv2.sqrBoxFilter(sharp, cv2.CV_32S, size, normalize=False)[inside] / number
        spread = np.sqrt(np.maximum(square - mean * mean, 0))
        return (count < least) | (page[inside] > mean + lift * spread)

    return by_strips(both, half, work, border="mirror", pixels=PIXELS)


@register("Gatos", family="threshold")
def gatos(
    image: Image,
    *,
    window: Annotated[int, Range(3, 101, 2, unit="px"), "Window of the rough answer, Sauvola's."] = 25,
    k: Annotated[float, Range(0, 1, 0.01), "Sauvola's k in the rough answer; higher values find less ink."] = 0.2,
    letter: Annotated[int, Range(2, 100, unit="px"), "Height of letters; the paper under them is that around."] = 30,
) -> Image:
    """Make the page black and white by how far each pixel lies below the paper that would be there without ink.

    Helps: shadows, stains and smears on old documents, low contrast; noise is smoothed on the way.
    Harms: thin strokes lose contrast in the smoothing; pictures and broad rules are taken for stains in the paper.
    Colour: turns the page grey.
    Source: Gatos, Pratikakis and Perantonis 2006, doi:10.1016/j.patcog.2005.09.010, without its enlargement and
    clean-up; the smoothing is scipy.signal.wiener over 3 x 3 pixels.
    """
    level = without_grain(grey(image))
    rough = sauvola(level, window=window, k=k)
    paper = filled_paper(level, rough, letter)
    is_paper = rough > 0
    below = paper.astype(np.int16) - level
    inked = rough.size - int(is_paper.sum())
    if inked in (0, rough.size):
        return rough
    depth = float(below.sum(dtype=np.int64)) / inked
    typical = float(paper[is_paper].mean(dtype=np.float64))
    return np.where(below > _limit(depth, typical)[paper], np.uint8(0), np.uint8(255))


def _limit(depth: float, typical: float) -> np.ndarray:
    """How far below paper of each of the 256 levels ink begins: less on dark paper, where ink has less room.

    The paper's formula with its q = 0.6, p1 = 0.5 and p2 = 0.8.
    """
    slope = np.exp(np.minimum(6 - 8 * np.arange(256) / max(typical, 1), 700.0))
    return 0.6 * depth * (0.2 / (1 + slope) + 0.8)
