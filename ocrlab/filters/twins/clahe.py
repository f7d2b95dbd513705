"""CLAHE: how is contrast evened out tile by tile, without the copies of the page that scikit-image makes?

Twin: skimage.exposure.equalize_adapthist

A page of bytes has 256 levels, so a tile's whole mapping is a table of 256 numbers. scikit-image maps and interpolates
a float page; here OpenCV looks four tables up for every block of pixels and mixes them.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.strips import to_uint8
from ocrlab.image import Image

_BINS = 256
_GREYS = 2**14  # levels between bin and byte, as scikit-image counts them
_ROWS = 64  # of a block worked on at once, to keep its float copies small


def adapted(value: Image, tiles: int, clip: float) -> Image:
    """skimage.exposure.equalize_adapthist of a grey image of at least two levels, as grey levels."""
    low, high = int(value.min()), int(value.max())
    scaled = np.round((np.arange(256) - low) * ((_GREYS - 1) / (high - low))).clip(0, _GREYS - 1)
    bins = (scaled.astype(np.int64) // (1 + _GREYS // _BINS)).astype(np.uint8)
    kernel = tuple(max(1, side // tiles) for side in value.shape)
    maps = _maps(cv2.LUT(value, bins), kernel, clip)
    # Tables go from grey level straight to the mapped value, without the bins between.
    mixed = _interpolated(value, maps[:, :, bins].astype(np.float32), kernel)
    least, most = int(mixed.min()), int(mixed.max())
    if least == most:  # nothing to stretch: scikit-image then takes any value above 0 for white
        return np.full_like(value, 255 if least else 0)
    final = to_uint8((np.arange(_GREYS) - least) * (255 / (most - least)))
    return np.concatenate([final[mixed[top : top + _ROWS]] for top in range(0, len(mixed), _ROWS)])


def _maps(binned: Image, kernel: tuple[int, int], clip: float) -> np.ndarray:
    """A mapping from bin to value for every tile, the outer ones doubled: (rows + 2, columns + 2, bins)."""
    # The histogram's clipping and mapping are scikit-image's own functions: a second version of them could only drift.
    from skimage.exposure._adapthist import clip_histogram, map_histogram

    counts = [-(-side // k) for side, k in zip(binned.shape, kernel, strict=True)]
    spare = [(0, n * k - side) for n, k, side in zip(counts, kernel, binned.shape, strict=True)]
    padded = np.pad(binned, spare, mode="reflect")
    area = kernel[0] * kernel[1]
    limit = int(np.clip(clip * area, 1, None))
    tables = np.empty((*counts, _BINS), np.int64)
    for row, column in np.ndindex(*counts):
        y, x = row * kernel[0], column * kernel[1]
        tile = padded[y : y + kernel[0], x : x + kernel[1]]
        hist = clip_histogram(np.bincount(tile.ravel(), minlength=_BINS), limit)
        tables[row, column] = map_histogram(hist, 0, _GREYS - 1, area)
    return np.pad(tables, ((1, 1), (1, 1), (0, 0)), mode="edge")


def _interpolated(value: Image, tables: np.ndarray, kernel: tuple[int, int]) -> np.ndarray:
    """Each pixel between the centres of four tiles gets the mix of their mapped values, cut to whole numbers."""
    height, width = value.shape
    out = np.empty((height, width), np.uint16)
    half = (kernel[0] // 2, kernel[1] // 2)
    across = [(np.arange(k) / k).astype(np.float32) for k in kernel]
    for row, y0 in enumerate(range(-half[0], height, kernel[0])):
        for top in range(max(y0, 0), min(y0 + kernel[0], height), _ROWS):
            bottom = min(top + _ROWS, y0 + kernel[0], height)
            down = across[0][top - y0 : bottom - y0, None]
            for column, x0 in enumerate(range(-half[1], width, kernel[1])):
                left, right = max(x0, 0), min(x0 + kernel[1], width)
                if left >= right:
                    continue
                block = np.ascontiguousarray(value[top:bottom, left:right])
                side = across[1][None, left - x0 : right - x0]
                upper = _mixed(block, tables[row, column], tables[row, column + 1], side)
                lower = _mixed(block, tables[row + 1, column], tables[row + 1, column + 1], side)
                out[top:bottom, left:right] = upper + (lower - upper) * down
    return out


def _mixed(block: Image, left: np.ndarray, right: np.ndarray, share: np.ndarray) -> np.ndarray:
    first = cv2.LUT(block, left)
    return first + (cv2.LUT(block, right) - first) * share
