"""Letters: which bits of ink are they, how high are they, and along which curves do they stand?"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.page.ink import ink_mask
from ocrlab.image import Image, grey

_LEAST = 12  # letters; fewer tell neither a height nor a line
Boxes = np.ndarray  # (n, 4) integers: left, top, width, height


def letters(image: Image) -> Boxes:
    """Boxes of the ink parts that may be letters: not specks, not rules, not pictures."""
    ink = ink_mask(grey(image))
    if ink is None:
        return np.empty((0, 4), np.int32)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    width, height, area = stats[1:, 2:].T
    share = area / np.maximum(width * height, 1)
    good = (height >= 5) & (height <= max(12, image.shape[0] // 8)) & (width <= 4 * height) & (height <= 8 * width)
    return stats[1:][good & (area >= 8) & (share > 0.1) & (share < 0.95)][:, :4]


def letter_height(boxes: Boxes) -> float | None:
    """The commonest height in px, which is the x-height where small letters prevail; None with too few letters."""
    if len(boxes) < _LEAST:
        return None
    heights, counts = np.unique(boxes[:, 3], return_counts=True)
    grid = np.arange(heights[0], heights[-1] + 1)
    # Each letter votes for its height and its neighbours within a tenth, so that uneven print still has one peak.
    near = np.exp(-0.5 * ((heights[None, :] - grid[:, None]) / (0.08 * grid[:, None] + 0.4)) ** 2)
    return float(grid[(near @ counts).argmax()])


def small_letter_height(boxes: Boxes) -> float | None:
    """The height in px that nine of ten letters reach, of those that stand in lines; None where none do."""
    height = letter_height(boxes)
    in_lines = chains(boxes, height) if height else []
    return float(np.percentile(np.concatenate(in_lines)[:, 3], 10)) if in_lines else None


def chains(boxes: Boxes, height: float) -> list[np.ndarray]:
    """Letters chained from left to right into lines: for each line its letters' boxes, as floats."""
    sized = boxes[(boxes[:, 3] > 0.6 * height) & (boxes[:, 3] < 2.2 * height)]
    sized = sized[np.argsort(sized[:, 0], kind="stable")].astype(np.float64)
    left, right, feet = sized[:, 0], sized[:, 0] + sized[:, 2], sized[:, 1] + sized[:, 3]
    last = np.zeros(len(sized), int)  # the letter each chain ends with so far
    members: list[list[int]] = []
    for k in range(len(sized)):
        ends = last[: len(members)]
        gap, drop = left[k] - right[ends], np.abs(feet[k] - feet[ends])
        cost = np.where((gap < 4 * height) & (gap > -height) & (drop < 0.6 * height), gap / 4 + 2 * drop, np.inf)
        best = int(cost.argmin()) if members else 0
        if members and np.isfinite(cost[best]):
            members[best].append(k)
        else:
            best = len(members)
            members.append([k])
        last[best] = k
    return [sized[chain] for chain in members if len(chain) >= 6]


def lines(boxes: Boxes, height: float) -> list[np.ndarray]:
    """The same lines, each as points (x, y) on the feet of its letters."""
    return [
        np.stack([chain[:, 0] + chain[:, 2] / 2, chain[:, 1] + chain[:, 3]], axis=1) for chain in chains(boxes, height)
    ]
