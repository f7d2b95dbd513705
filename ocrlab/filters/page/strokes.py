"""Strokes: which bits of ink are no letters, and what colour has the paper where they go?"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from ocrlab.filters.page.ink import ink_mask
from ocrlab.filters.strips import by_bands, padded_rows, to_uint8
from ocrlab.image import Image

_AROUND = 7  # px: how far away paper is looked for to fill a gap


def small_parts(mask: Image, area: int) -> Image:
    """255 where a part of the mask (pixels touching by side or corner) has at most ``area`` pixels, else 0."""

    def work(band: Image) -> Image:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(band, connectivity=8, ltype=cv2.CV_32S)
        table = np.where(stats[:, cv2.CC_STAT_AREA] <= area, np.uint8(255), np.uint8(0))
        table[0] = 0  # label 0 is what lies outside the mask
        return table[labels]

    # A part that small reaches no more than ``area`` rows; one that is cut by the band's edge still shows more pixels.
    return by_bands(mask, area + 1, work, pixels=1 << 17)


def black_where_marked(mask: Image, marked: Callable[[slice], np.ndarray], connectivity: int) -> Image:
    """0 on the parts of the mask that hold a marked pixel, else 255; ``marked`` tells which of some rows are.

    Pixels are of one part where they touch by side (``connectivity`` 4), or by side or corner (8).
    """
    parts, labels = cv2.connectedComponents(mask, connectivity=connectivity, ltype=cv2.CV_32S)
    paper = np.full(parts, 255, np.uint8)
    out = np.empty_like(mask)
    high = max(1, (1 << 18) // mask.shape[1])
    bands = [slice(top, top + high) for top in range(0, len(mask), high)]
    for rows in bands:
        paper[labels[rows][marked(rows)]] = 0
    paper[0] = 255  # what lies outside the mask
    for rows in bands:
        np.take(paper, labels[rows], out=out[rows])
    return out


def opened(mask: Image, height: int, width: int) -> Image:
    """What of a mask a full rectangle of that size can cover: skimage.morphology.opening."""
    brush = np.ones((height, width), np.uint8)
    left, top = width // 2, height // 2
    # A brush of even size has no middle: unless its halves are swapped on the way back, the result moves by a pixel.
    worn = cv2.erode(mask, brush, anchor=(left, top))
    return cv2.dilate(worn, brush, anchor=(width - 1 - left, height - 1 - top))


def rules(ink: Image, direction: str, length: int, thickness: int) -> Image:
    """255 on straight runs of ink at least ``length`` long, but for the strokes across them."""
    if direction == "horizontal":
        return _along(ink, 1, length, thickness + 1, 1)[1]
    if direction == "vertical":
        return _along(ink, length, 1, 1, thickness + 1)[1]
    across, level = _along(ink, 1, length, thickness + 1, 1)
    down, upright = _along(ink, length, 1, 1, thickness + 1)
    brush = np.ones((2 * thickness + 1, 2 * thickness + 1), np.uint8)
    # Where two rules cross each looks like a stroke across the other.
    across &= down
    across &= cv2.dilate(level, brush)
    across &= cv2.dilate(upright, brush)
    level |= upright
    level |= across
    return level


def _along(ink: Image, height: int, width: int, *across: int) -> tuple[Image, Image]:
    """The runs that a bar of that size fits into, and what is left of them without the strokes that cross."""
    runs, rest = opened(ink, height, width), opened(ink, *across)
    cv2.bitwise_not(rest, dst=rest)
    rest &= runs
    return runs, rest


def filled(image: Image, gone: Image, source: Image) -> Image:
    """The page with the pixels of ``gone`` replaced by the mean of the ``source`` pixels around them.

    Both are masks of 0 and 255. A pixel with no source pixel within 7 px takes the mean of all source pixels; where
    there is none at all the page stays as it was.
    """
    if not gone.any() or not source.any():
        return image
    mean = np.array([round(value) for value in cv2.mean(image, source)[: 1 if image.ndim == 2 else 3]], np.float32)
    window = (2 * _AROUND + 1, 2 * _AROUND + 1)
    inner = np.s_[_AROUND:-_AROUND, _AROUND:-_AROUND]
    out = image.copy()
    rows = max(16, (1 << 16) // image.shape[1])
    for top in range(0, len(image), rows):
        bottom = min(top + rows, len(image))
        away = gone[top:bottom] > 0
        if not away.any():
            continue
        there = padded_rows(source, top, bottom, _AROUND) & 1
        colours = padded_rows(image, top, bottom, _AROUND)
        colours = colours * (there if image.ndim == 2 else there[..., None])
        count = cv2.boxFilter(there, cv2.CV_32F, window, normalize=False)[inner][away]
        total = cv2.boxFilter(colours, cv2.CV_32F, window, normalize=False)[inner][away]
        around = total.reshape(len(count), -1) / np.maximum(count, 1)[:, None]
        around = to_uint8(np.where(count[:, None] > 0, around, mean))
        out[top:bottom][away] = around[:, 0] if image.ndim == 2 else around
    return out


def without_specks(image: Image, level: Image, area: int) -> Image:
    """Ink parts of at most ``area`` pixels gone, with the grey rim they have on a scan."""
    ink = ink_mask(level)
    return image if ink is None else erased(image, ink, small_parts(ink, area))


def erased(image: Image, ink: Image, gone: Image) -> Image:
    """The page without some of its ink: painted over with the paper around, and so is the grey rim of a scan."""
    paper = cv2.bitwise_not(ink)
    rim = cv2.dilate(gone, np.ones((3, 3), np.uint8))
    rim &= paper
    gone |= rim
    sure = paper & ~cv2.dilate(rim, np.ones((3, 3), np.uint8))
    del rim
    return filled(image, gone, sure if sure.any() else paper)


def without_pinholes(image: Image, level: Image, area: int) -> Image:
    """Holes of at most ``area`` pixels in the ink closed with the ink around them."""
    ink = ink_mask(level)
    if ink is None:
        return image
    return filled(image, small_parts(~ink, area), ink)
