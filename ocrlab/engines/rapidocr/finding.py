"""Finding: where does the detector of PP-OCR see text?

A network marks the pixels inside lines of text (Differentiable Binarization, arXiv 1911.08947). Each patch of marked
pixels becomes the smallest turned rectangle round it, widened by as much as the network was taught to shrink it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ocrlab.engines.boxes import TextBoxes
from ocrlab.engines.pixels import bgr
from ocrlab.engines.rapidocr import bending
from ocrlab.engines.running import Network
from ocrlab.image import Image
from ocrlab.reading import Box, box_of

STRIDE = 32  # px; the network takes sides that are a multiple of it
SMALLEST = 3  # px on the map; a smaller patch is dirt
LEAST_SIDE = 4  # px; no letter is legible below it
WIDE = 8  # a page wider than so many heights is a single line: the network sees it with room above and below


def text_boxes(network: Network, image: Image, values: Mapping[str, Any]) -> TextBoxes:
    """Lines of text, in pixels of the image."""
    height, width = image.shape[:2]
    if min(height, width) < LEAST_SIDE:
        return TextBoxes()
    page, above = _with_room(bgr(image))
    scaled = _scaled(page, values["shortest_side"], values["longest_side"])
    marks = network.run(normalised(scaled)[None])[0, 0]
    across, down = page.shape[1] / scaled.shape[1], page.shape[0] / scaled.shape[0]
    level, tilted = [], []
    for box in _rectangles(marks, scaled, values):
        corners = box * (across, down) - (0, above)
        corners = np.clip(corners, 0, (width, height))
        xs, ys = corners.T
        if min(np.ptp(xs), np.ptp(ys)) <= SMALLEST:
            continue
        if _is_level(corners):
            level.append((math.floor(xs.min()), math.ceil(xs.max()), math.floor(ys.min()), math.ceil(ys.max())))
        else:
            tilted.append(_box(corners))
    return TextBoxes(tuple(level), tuple(tilted))


def normalised(pixels: np.ndarray) -> np.ndarray:
    """Channels first, from -1 to 1."""
    return np.ascontiguousarray(pixels.transpose(2, 0, 1), dtype=np.float32) / 127.5 - 1


def _with_room(page: np.ndarray) -> tuple[np.ndarray, int]:
    import cv2

    height, width = page.shape[:2]
    if width <= WIDE * height and height > STRIDE:
        return page, 0
    room = max(width // WIDE, STRIDE) - height // 2
    return cv2.copyMakeBorder(page, room, room, 0, 0, cv2.BORDER_CONSTANT, value=(0, 0, 0)), room


def _scaled(page: np.ndarray, shortest: int, longest: int) -> np.ndarray:
    """Small pages enlarged until their short side has ``shortest``, large ones reduced to ``longest``, which wins."""
    import cv2

    height, width = page.shape[:2]
    scale = min(max(1.0, shortest / min(height, width)), longest / max(height, width))
    size = [max(STRIDE, round(scale * side / STRIDE) * STRIDE) for side in (width, height)]
    return cv2.resize(page, size)


def _rectangles(marks: np.ndarray, page: np.ndarray, values: Mapping[str, Any]) -> list[np.ndarray]:
    """Corners on the map of marks, clockwise."""
    import cv2

    mask = cv2.dilate((marks > values["pixel_threshold"]).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    rectangles = []
    for contour in contours:
        if min(cv2.minAreaRect(contour)[1]) < SMALLEST:
            continue
        left, top, width, height = cv2.boundingRect(contour)
        inside = np.zeros((height, width), np.uint8)
        cv2.fillPoly(inside, [contour - (left, top)], 1)
        # Of the patch's own pixels: a bent line fills its rectangle only in part.
        if cv2.mean(marks[top : top + height, left : left + width], inside)[0] < values["box_threshold"]:
            continue
        rows, columns = np.nonzero(inside)
        patch = np.stack([columns + left, rows + top], axis=1).astype(np.float32)
        rectangles += [
            cv2.boxPoints((centre, (across + more, down + more), angle))
            for centre, (across, down), angle in bending.straight(patch, page, values["unclip_ratio"])
            for more in [values["unclip_ratio"] * across * down / (across + down)]  # twice area / circumference
        ]
    return rectangles


def _is_level(corners: np.ndarray) -> bool:
    """Every side runs along the page's edges, to within a pixel."""
    return bool(np.abs(corners - np.roll(corners, 1, axis=0)).min(axis=1).max() < 1)


def _box(corners: np.ndarray) -> Box:
    """Clockwise from the top left: of the two leftmost corners the upper, of the two rightmost the upper, and so on."""
    order = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = order[:2][np.argsort(order[:2, 1])], order[2:][np.argsort(order[2:, 1])]
    return box_of([left[0].tolist(), right[0].tolist(), right[1].tolist(), left[1].tolist()])
