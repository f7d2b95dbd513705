"""Strips: how is a page filtered without holding many floating-point copies of it?

A strip is a band of rows with a margin of real neighbours around it (invented ones only at the page's own border), so
the middle of a filtered strip equals the same rows of the filtered page. Float work then costs a strip, not a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import cv2
import numpy as np

from ocrlab.image import Image

Border = Literal["edge", "reflect", "mirror"]
_BORDERS = {"edge": cv2.BORDER_REPLICATE, "reflect": cv2.BORDER_REFLECT, "mirror": cv2.BORDER_REFLECT_101}
_PIXELS = 1 << 18  # of a strip: float copies of it stay in the processor's cache


def by_strips(
    image: Image,
    margin: int,
    work: Callable[[Image], np.ndarray],
    border: Border = "edge",
    pixels: int = _PIXELS,
) -> Image:
    """Filter strip by strip; ``work`` gets a strip with ``margin`` more pixels on every side and returns the strip.

    ``work`` may return the strip with or without its margin; a float result is rounded to the nearest level and clipped
    to 0..255. Borders are named after the page's last pixels c b a | a b c: edge is a a a, reflect c b a (as scipy's
    "reflect"), mirror d c b (as numpy's "reflect").
    """
    out: Image | None = None
    for top, bottom, strip in padded_strips(image, margin, border, pixels):
        done = work(strip)
        if margin and done.shape[0] == bottom - top + 2 * margin:
            done = done[margin:-margin, margin:-margin]
        if out is None:
            out = np.empty((len(image), *done.shape[1:]), np.uint8)
        out[top:bottom] = to_uint8(done)
    assert out is not None
    return out


def padded_strips(
    image: Image, margin: int, border: Border = "edge", pixels: int = _PIXELS
) -> Iterator[tuple[int, int, Image]]:
    """The page strip by strip: the rows top to bottom that it is made of, and those with their margin."""
    height, width = image.shape[:2]
    rows = max(16, 2 * margin, pixels // (width + 2 * margin))
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        yield top, bottom, padded_rows(image, top, bottom, margin, border)


def padded_rows(image: Image, top: int, bottom: int, margin: int, border: Border = "edge") -> Image:
    """Rows top..bottom with ``margin`` pixels around: neighbours where there are any, the border's rule where not."""
    height = image.shape[0]
    first, last = max(0, top - margin), min(height, bottom + margin)
    band = np.ascontiguousarray(image[first:last])
    if not margin:
        return band
    above, below = margin - (top - first), margin - (last - bottom)
    return cv2.copyMakeBorder(band, above, below, margin, margin, _BORDERS[border])


def by_bands(image: Image, margin: int, work: Callable[[Image], np.ndarray], pixels: int = _PIXELS) -> Image:
    """Like `by_strips`, but nothing is invented: a band has ``margin`` more rows where the page has them, no columns.

    For work that treats the page's own border in its own way. ``work`` returns as many rows as it got.
    """
    height, width = image.shape[:2]
    rows = max(16, 2 * margin, pixels // width)
    out = np.empty_like(image)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        first, last = max(0, top - margin), min(height, bottom + margin)
        out[top:bottom] = to_uint8(work(image[first:last])[top - first : bottom - first])
    return out


def to_uint8(values: np.ndarray) -> Image:
    """Grey levels as bytes: rounded to the nearest, clipped to 0..255; True becomes 255."""
    if values.dtype == np.uint8:
        return values
    if values.dtype == bool:
        return values.view(np.uint8) * np.uint8(255)
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def histogram(image: Image) -> np.ndarray:
    """How many pixels of a grey image have each of the 256 levels, as integers."""
    counts = np.zeros(256, np.int64)
    rows = max(1, (1 << 22) // image.shape[1])
    for top in range(0, image.shape[0], rows):
        # OpenCV counts in float32, which is exact below 2**24 pixels: a band stays under that.
        band = np.ascontiguousarray(image[top : top + rows])
        counts += cv2.calcHist([band], [0], None, [256], [0, 256]).ravel().astype(np.int64)
    return counts


def occupied(image: Image) -> tuple[np.ndarray, np.ndarray]:
    """Counts and levels from the darkest to the brightest level there is, as scikit-image takes a histogram."""
    counts = histogram(image)
    used = np.flatnonzero(counts)
    span = slice(used[0], used[-1] + 1)
    return counts[span], np.arange(256)[span]
