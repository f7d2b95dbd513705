"""Detecting: where is text on the page, and at which size is that still seen?

CRAFT's seconds grow with the pixels of the page, and letters of a dozen pixels are as well found as letters of forty.
So `fast` and `draft` look for text on a page made as small as its small letters allow; `exact` and `stock` on the page
as EasyOCR does. What is read are the page's own pixels at every speed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.pixels import bgr
from ocrlab.filters.page.letters import letters, small_letter_height
from ocrlab.image import Image
from ocrlab.reading import box_of

SMALLER = ("fast", "draft")  # the speeds that ``letter_height`` is for


def detected(reader: Any, image: Image, wanted: Mapping[str, Any], speed: str) -> TextBoxes:
    """The boxes that EasyOCR finds under its detector's settings, and the lab's ``letter_height``."""
    height, width = image.shape[:2]
    wanted = dict(wanted)
    letter_height = wanted.pop("letter_height")
    scale = min(wanted["mag_ratio"] * max(height, width), wanted["canvas_size"]) / max(height, width)
    if int(height * scale) == 0 or int(width * scale) == 0:
        return TextBoxes()  # a line thinner than one pixel at the detector's scale holds no text, and crashes EasyOCR
    page = bgr(image)
    # Whoever enlarges the page for the search wants its letters larger than the lab by itself would have them.
    smaller = _scale_for(image, letter_height) * max(1.0, wanted["mag_ratio"]) if speed in SMALLER else 1.0
    if smaller >= min(scale, 1.0):
        return _boxes(reader, page, wanted)
    small = cv2.resize(page, (_side(width, smaller), _side(height, smaller)), interpolation=cv2.INTER_AREA)
    across, down = width / small.shape[1], height / small.shape[0]
    wanted |= {"mag_ratio": 1.0, "canvas_size": max(small.shape), "min_size": wanted["min_size"] / max(across, down)}
    return _boxes(reader, small, wanted).moved(((across, 0, 0), (0, down, 0)))


def _scale_for(image: Image, letter_height: int) -> float:
    """How far the page may shrink until its small letters are so high; 1 where it has none to go by, or for 0."""
    smallest = small_letter_height(letters(image)) if letter_height else None
    return letter_height / smallest if smallest else 1.0


def _side(length: int, scale: float) -> int:
    return max(1, round(length * scale))


def _boxes(reader: Any, page: np.ndarray, wanted: Mapping[str, Any]) -> TextBoxes:
    level, tilted = reader.detect(page, reformat=False, **wanted)
    edges = tuple((int(left), int(right), int(top), int(bottom)) for left, right, top, bottom in level[0])
    return TextBoxes(edges, tuple(box_of(box) for box in tilted[0]))
