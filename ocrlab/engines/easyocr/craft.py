"""CRAFT: how do its score maps become boxes without looking at the whole page once for every word?

EasyOCR's own function masks the full page four times a word, a sixth of a fast reading. This one does the same steps in
the word's neighbourhood and returns the same numbers, bit for bit; a property test holds the two together.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from typing import Any

import numpy as np


@contextlib.contextmanager
def quick_boxes() -> Iterator[None]:
    """EasyOCR finds its boxes with `boxes_of` while this lasts."""
    from easyocr import craft_utils

    before = craft_utils.getDetBoxes_core
    craft_utils.getDetBoxes_core = boxes_of
    try:
        yield
    finally:
        craft_utils.getDetBoxes_core = before


def boxes_of(
    textmap: np.ndarray,
    linkmap: np.ndarray,
    text_threshold: float,
    link_threshold: float,
    low_text: float,
    estimate_num_chars: bool = False,
) -> tuple[list[np.ndarray], Any, list[int]]:
    """`easyocr.craft_utils.getDetBoxes_core` (CRAFT, arXiv 1904.01941), word by word in its own neighbourhood.

    Letters are never counted here, so ``estimate_num_chars`` must be False.
    """
    import cv2

    if estimate_num_chars:
        raise NotImplementedError
    page_height, page_width = textmap.shape
    _, text_score = cv2.threshold(textmap, low_text, 1, 0)
    _, link_score = cv2.threshold(linkmap, link_threshold, 1, 0)
    either = np.clip(text_score + link_score, 0, 1).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(either, connectivity=4)
    boxes, members = [], []
    for label in range(1, count):
        size = stats[label, cv2.CC_STAT_AREA]
        if size < 10:
            continue
        x, y = stats[label, cv2.CC_STAT_LEFT], stats[label, cv2.CC_STAT_TOP]
        width, height = stats[label, cv2.CC_STAT_WIDTH], stats[label, cv2.CC_STAT_HEIGHT]
        reach = int(math.sqrt(size * min(width, height) / (width * height)) * 2)
        left, right = max(x - reach, 0), min(x + width + reach + 1, page_width)
        top, bottom = max(y - reach, 0), min(y + height + reach + 1, page_height)
        here = (slice(top, bottom), slice(left, right))
        mine = labels[here] == label
        if np.max(textmap[here][mine]) < text_threshold:
            continue
        only_link = np.logical_and(link_score[here] == 1, text_score[here] == 0)
        area = np.where(mine & ~only_link, np.uint8(255), np.uint8(0))
        area = cv2.dilate(area, cv2.getStructuringElement(cv2.MORPH_RECT, (1 + reach, 1 + reach)))
        rows, columns = np.where(area != 0)
        points = np.stack([columns + left, rows + top], axis=1)
        box = cv2.boxPoints(cv2.minAreaRect(points))
        side, other = np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[1] - box[2])
        if abs(1 - max(side, other) / (min(side, other) + 1e-5)) <= 0.1:  # a diamond stands for an upright square
            (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
            box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)
        boxes.append(np.array(np.roll(box, 4 - box.sum(axis=1).argmin(), 0)))
        members.append(label)
    return boxes, labels, members
