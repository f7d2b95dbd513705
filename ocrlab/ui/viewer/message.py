"""Message: what is the browser sent of a picture, whole or only what is visible of it?"""

from __future__ import annotations

import math
from typing import cast

import cv2

from ocrlab.image import Image
from ocrlab.ui.viewer.events import Drag
from ocrlab.ui.viewer.sending import inline, published
from ocrlab.ui.viewer.types import Mark, Picture

Message = dict[str, object]  # fit for JSON


def whole(picture: Picture, coordinates: str) -> Message:
    """A picture with the address of its pixels; ``coordinates`` name the spot of the page where it stands."""
    return {**_about(picture), **published(picture.image, picture.digest, coordinates)}


def preview(filtered: Picture, original: Picture, drag: Drag | None) -> Message | None:
    """While a slider is dragged: only what is visible of the picture, no finer than the screen shows it.

    The pixels are the filter's own, cut from the whole picture; only when shrunk for a small zoom are they means. None
    where the whole picture is wanted: the release of the slider sends it.
    """
    if drag is None or drag.released or drag.visible is None:
        return None
    # The visible part comes as shares of width and height, so it fits a scaled picture too.
    left, top, right, bottom = drag.visible
    x, y = math.floor(left * filtered.width), math.floor(top * filtered.height)
    width, height = math.ceil(right * filtered.width) - x, math.ceil(bottom * filtered.height) - y
    if width < 1 or height < 1:
        return None
    shrink = max(1, math.floor(1 / max(drag.zoom * original.width / filtered.width, 0.01)))
    part = _shrunk(filtered.image[y : y + height, x : x + width], shrink)
    rows, columns = part.shape[:2]
    name = f"{filtered.digest}-{x}-{y}-{width}-{height}-{shrink}"
    sent = {"digest": name, "width": columns, "height": rows, **inline(part), "rect": [x, y, width, height]}
    return {**_about(filtered), "url": None, "part": sent}


def _shrunk(image: Image, times: int) -> Image:
    """Each pixel the mean of ``times`` by ``times`` of them."""
    if times == 1:
        return image
    height, width = image.shape[:2]
    smaller = cv2.resize(image, (max(1, width // times), max(1, height // times)), interpolation=cv2.INTER_AREA)
    return cast(Image, smaller)  # OpenCV answers in the type it is given


def _about(picture: Picture) -> Message:
    return {
        "digest": picture.digest,
        "title": picture.title,
        "width": picture.width,
        "height": picture.height,
        "scale": picture.scale,
        "stale": picture.stale,
        "words": [_word(mark) for mark in picture.words],
    }


def _word(mark: Mark) -> list[object]:
    """As `browser/model/words.js` takes it."""
    corners = [round(float(number), 1) for point in mark.box for number in point]
    return [mark.text, round(mark.confidence, 4), corners, mark.expected, mark.right]
