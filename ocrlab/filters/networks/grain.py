"""Grain: how does a network trained to remove it run on a page of any size, without torch?

OpenCV runs it, tile by tile, from the file beside this one; `ocrlab.training` makes that file. A tile comes with as
many real neighbours as the network can see, so no seam is left. The network works on the page folded two by two: four
neighbouring pixels are four channels of one.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from ocrlab.filters.strips import to_uint8
from ocrlab.image import Image

FILE = Path(__file__).with_name("grain.onnx")
MARGIN = 112  # px: further away the network sees nothing
_SIDE = 1024  # px of a tile: its 32 planes at half the size take 50 MB
_STEP = 8  # px: the network halves a page three times

_lock = threading.Lock()  # a network of OpenCV holds its last input and output


@cache
def _network() -> cv2.dnn.Net:
    return cv2.dnn.readNetFromONNX(str(FILE))


def without_grain(page: Image) -> Image:
    """The grey page that the network proposes for this one."""
    height, width = page.shape
    padded = cv2.copyMakeBorder(
        page, MARGIN, MARGIN + -height % _STEP, MARGIN, MARGIN + -width % _STEP, cv2.BORDER_REFLECT_101
    )
    out = np.empty_like(page)
    inner = (slice(MARGIN, -MARGIN),) * 2
    for top in range(0, height, _SIDE):
        for left in range(0, width, _SIDE):
            tile = padded[top : top + _SIDE + 2 * MARGIN, left : left + _SIDE + 2 * MARGIN]
            done = to_uint8((tile + _change(tile))[inner])
            place = out[top : top + _SIDE, left : left + _SIDE]
            place[:] = done[: place.shape[0], : place.shape[1]]
    return out


def _change(tile: Image) -> np.ndarray:
    """What the network would add to a tile, in levels; the sides are multiples of 8."""
    rows, columns = (side // 2 for side in tile.shape)
    folded = tile.reshape(rows, 2, columns, 2).transpose(1, 3, 0, 2).reshape(1, 4, rows, columns)
    with _lock:
        network = _network()
        network.setInput(np.ascontiguousarray(folded, np.float32) / 255)
        change = network.forward()
    return change.reshape(2, 2, rows, columns).transpose(2, 0, 3, 1).reshape(tile.shape) * np.float32(255)
