"""Morphology: how thick should the ink be, and which ink is no letter at all?"""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np

from ocrlab.filters.notes import left_as_it_was
from ocrlab.filters.page.ink import ink_mask
from ocrlab.filters.page.strokes import erased, rules
from ocrlab.filters.registry import register
from ocrlab.image import Image, grey
from ocrlab.params import Range

Radius = Annotated[int, Range(0, 15, unit="px"), "Half the brush: 1 is 3 x 3 pixels. 0 changes nothing."]
Brush = Annotated[Literal["disk", "square"], "Shape of the brush; a disk treats all directions alike."]


def _brush(radius: int, brush: str) -> np.ndarray:
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    inside = x * x + y * y <= radius * radius if brush == "disk" else np.ones((2 * radius + 1, 2 * radius + 1), bool)
    return inside.astype(np.uint8)


@register("Thicken ink", family="morphology", aliases=("dilate",))
def thicken(image: Image, *, radius: Radius = 1, brush: Brush = "disk") -> Image:
    """Make dark strokes thicker on every side.

    Helps: faint, broken or thin print; strokes that binarising has eaten.
    Harms: close letters touch, the eyes of e and a fill up.
    Colour: each channel on its own.
    Source: skimage.morphology.erosion of the page, which dilates its ink.
    """
    return cv2.erode(image, _brush(radius, brush)) if radius else image


@register("Thin ink", family="morphology", aliases=("erode",))
def thin(image: Image, *, radius: Radius = 1, brush: Brush = "disk") -> Image:
    """Make dark strokes thinner on every side.

    Helps: fat or bleeding print whose letters run together.
    Harms: strokes thinner than the brush vanish.
    Colour: each channel on its own.
    Source: skimage.morphology.dilation of the page, which erodes its ink.
    """
    return cv2.dilate(image, _brush(radius, brush)) if radius else image


@register("Open ink", family="morphology")
def open(image: Image, *, radius: Radius = 1, brush: Brush = "disk") -> Image:
    """Thin the ink, then thicken it again: what is thinner than the brush is gone, the rest is as before.

    Helps: specks, hairlines and thin bridges between fat letters.
    Harms: thin strokes of small print go with them.
    Colour: each channel on its own.
    Source: skimage.morphology.closing of the page, which opens its ink.
    """
    return cv2.morphologyEx(image, cv2.MORPH_CLOSE, _brush(radius, brush)) if radius else image


@register("Close ink", family="morphology")
def close(image: Image, *, radius: Radius = 1, brush: Brush = "disk") -> Image:
    """Thicken the ink, then thin it again: gaps narrower than the brush are closed, the rest is as before.

    Helps: broken strokes, pinholes, dotted matrix print.
    Harms: the eyes of e and a fill up; close letters join.
    Colour: each channel on its own.
    Source: skimage.morphology.opening of the page, which closes its ink.
    """
    return cv2.morphologyEx(image, cv2.MORPH_OPEN, _brush(radius, brush)) if radius else image


Wide = Annotated[int, Range(1, 50, unit="px"), "Half the brush: it should just not fit into the strokes."]


@register("Top hat", family="morphology")
def top_hat(image: Image, *, radius: Wide = 15, brush: Brush = "square") -> Image:
    """Keep the ink that is thinner than the brush, on white paper; whatever is broader goes.

    Helps: uneven light, stains, dark bands and photos behind the text; like flatten, but by difference.
    Harms: bold headings broader than the brush turn hollow; contrast falls where paper is dark.
    Colour: each channel on its own.
    Source: 255 - skimage.morphology.black_tophat of the page, which is the white top hat of its ink.
    """
    return ~cv2.morphologyEx(image, cv2.MORPH_BLACKHAT, _brush(radius, brush))


@register("Black hat", family="morphology")
def black_hat(image: Image, *, radius: Wide = 15, brush: Brush = "square") -> Image:
    """Show the light details narrower than the brush as dark ink on white paper; all else goes.

    Helps: light text on dark bands, table heads and photos.
    Harms: ordinary dark text: only the gaps in it are left.
    Colour: each channel on its own.
    Source: 255 - skimage.morphology.white_tophat of the page, which is the black top hat of its ink.
    """
    return ~cv2.morphologyEx(image, cv2.MORPH_TOPHAT, _brush(radius, brush))


@register("Remove lines", family="morphology")
def remove_lines(
    image: Image,
    *,
    direction: Annotated[Literal["both", "horizontal", "vertical"], "Which rules go."] = "both",
    length: Annotated[int, Range(20, 1000, 5, unit="px"), "Shorter lines stay; longer than the longest dash."] = 80,
    thickness: Annotated[int, Range(1, 30, unit="px"), "Thicker lines stay."] = 6,
) -> Image:
    """Paint the rules of forms and tables in the colour of the paper, sparing the strokes that cross them.

    A rule is a straight run of ink at least ``length`` long and at most ``thickness`` across; where ink across it runs
    on further than that, a stroke crosses and stays.

    Helps: forms, tables, ruled paper, underlines, whose lines are read as letters or split words.
    Harms: long dashes; letters that lie on a rule for a good part of their width. Deskew first.
    Colour: rules are found on the luma by Otsu's level; gaps take the mean colour of the paper around them.
    Source: skimage.morphology.opening of the ink with a line each way.
    """
    ink = ink_mask(grey(image))
    if ink is None:
        return left_as_it_was(image, "no ink found")
    lines = rules(ink, direction, length, thickness)
    if not lines.any():
        return left_as_it_was(image, "no rules found")
    return erased(image, ink, lines)
