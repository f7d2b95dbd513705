"""When a bit of ink goes, what colour does the paper under it have, and which bits are no letters?"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters._page import ink_mask
from ocrlab.filters._strips import by_strips, levels
from ocrlab.image import Image

_AROUND = 7  # px: how far away paper is looked for to fill a gap


def small_parts(mask: Image, area: int) -> Image:
    """255 where a part of the mask (pixels touching by side or corner) has at most ``area`` pixels, else 0."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    small = stats[:, cv2.CC_STAT_AREA] <= area
    small[0] = False  # label 0 is what lies outside the mask
    table = small.astype(np.uint8) * np.uint8(255)
    out = np.empty_like(mask)
    rows = max(1, (1 << 18) // mask.shape[1])
    for top in range(0, len(mask), rows):
        np.take(table, labels[top : top + rows], out=out[top : top + rows])
    return out


def opened(mask: Image, height: int, width: int) -> Image:
    """What of a mask a full rectangle of that size can cover: skimage.morphology.opening."""
    brush = np.ones((height, width), np.uint8)
    left, top = width // 2, height // 2
    # A brush of even size has no middle: unless its halves are swapped on the way back, the result moves by a pixel.
    worn = cv2.erode(mask, brush, anchor=(left, top))
    return cv2.dilate(worn, brush, anchor=(width - 1 - left, height - 1 - top))


def filled(image: Image, gone: Image, source: Image) -> Image:
    """The page with the pixels of ``gone`` replaced by the mean of the ``source`` pixels around them.

    Both are masks of 0 and 255. A pixel with no source pixel within 7 px takes the mean of all source pixels; where
    there is none at all the page stays as it was.
    """
    if not gone.any() or not source.any():
        return image
    mean = [round(value) for value in cv2.mean(image, source)[: 1 if image.ndim == 2 else 3]]
    window = (2 * _AROUND + 1, 2 * _AROUND + 1)
    packed = np.dstack([image, gone, source])

    def work(strip: Image) -> np.ndarray:
        colours, away, there = strip[..., :-2], strip[..., -2], strip[..., -1] > 0
        inner = np.s_[_AROUND:-_AROUND, _AROUND:-_AROUND]
        if not away.any():
            return colours[inner]
        count = cv2.boxFilter(there.view(np.uint8), cv2.CV_32F, window, normalize=False)
        total = cv2.boxFilter(colours * there[..., None], cv2.CV_32F, window, normalize=False)
        total = total.reshape(colours.shape)
        around = levels(np.where(count[..., None] > 0, total / np.maximum(count, 1)[..., None], np.float32(mean)))
        return np.where(away[..., None] > 0, around, colours)[inner]

    result = by_strips(packed, _AROUND, work, pixels=1 << 16)
    return result.reshape(image.shape)


def without_specks(image: Image, level: Image, area: int) -> Image:
    """Ink parts of at most ``area`` pixels gone, with the grey rim they have on a scan."""
    ink = ink_mask(level)
    if ink is None:
        return image
    specks = small_parts(ink, area)
    rim = cv2.dilate(specks, np.ones((3, 3), np.uint8)) & ~ink
    paper = ~(ink | rim)
    return filled(image, specks | rim, paper if paper.any() else ~ink)


def without_pinholes(image: Image, level: Image, area: int) -> Image:
    """Holes of at most ``area`` pixels in the ink closed with the ink around them."""
    ink = ink_mask(level)
    if ink is None:
        return image
    return filled(image, small_parts(~ink, area), ink)
