"""Quarter turns: does the page lie on its side, or stand on its head?

They move pixels and invent none, and report where to, also where nothing moved.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from ocrlab.filters.notes import left_as_it_was, note, report_move
from ocrlab.filters.page.upright import quarters_to_upright
from ocrlab.filters.registry import register
from ocrlab.image import Image
from ocrlab.moves import IDENTITY


@register("Upright", family="geometry", moves=True)
def upright(image: Image) -> Image:
    """Find out which way up the page stands, set it upright, and say what was found.

    Helps: scans and photos some of which lie on their side or stand on their head.
    Harms: hardly; a page of which it is not sure stays as it is.
    Colour: all channels alike; the lines are looked for on the luma.
    Source: docstrum (O'Gorman 1993, doi:10.1109/34.244677) tells lines that run down; PaddleOCR's text direction
    classifier, from the package rapidocr, tells which way up they stand.
    """
    quarters = quarters_to_upright(image)
    if quarters is None:
        return left_as_it_was(image, "no telling which way up it stands")
    if quarters == 0:
        return left_as_it_was(image, "stands upright")
    note(
        {
            1: "lay on its side: turned to the left by a quarter",
            2: "stood on its head: turned by a half",
            3: "lay on its side: turned to the right by a quarter",
        }[quarters]
    )
    return quartered(image, quarters)


@register("Quarter turn", family="geometry", moves=True)
def quarter_turn(
    image: Image,
    *,
    direction: Annotated[Literal["left", "right", "half"], "Left is counter-clockwise, half is upside down."] = "left",
) -> Image:
    """Turn the page by a quarter or a half without inventing a pixel.

    Helps: pages scanned or photographed sideways or upside down.
    Harms: nothing; turning back gives the same pixels.
    Colour: all channels alike.
    Source: numpy.rot90.
    """
    return quartered(image, {"left": 1, "half": 2, "right": 3}[direction])


def quartered(image: Image, turns: int) -> Image:
    """The page after so many quarter turns counter-clockwise."""
    height, width = image.shape[:2]
    moves = (
        IDENTITY,
        ((0, 1, 0), (-1, 0, width)),
        ((-1, 0, width), (0, -1, height)),
        ((0, -1, height), (1, 0, 0)),
    )
    report_move(moves[turns % 4])
    return np.rot90(image, turns)
