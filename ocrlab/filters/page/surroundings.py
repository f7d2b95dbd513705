"""Surroundings: how bright and how uneven is the page around each pixel?

Sums of whole numbers are exact, so mean and spread are scikit-image's but for its own rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from ocrlab.filters.strips import padded_strips, to_uint8
from ocrlab.image import Image

PIXELS = 1 << 17  # of a strip: fewer, and the margins are most of the work; more, and its floats leave the cache
_TILE = 640  # px of width: two strips' height at once, cut to tiles, have a smaller share of margins than one strip
_INT32 = (1 << 31) // 255  # pixels whose sum int32 holds
_UNSURE = 1 / 1024  # levels from its limit within which a pixel is decided again; see `by_mean_and_spread`

Limit = Callable[[np.ndarray, np.ndarray], np.ndarray]


def by_mean_and_spread(level: Image, window: int, limit: Limit) -> Image:
    """White where a grey pixel lies above the limit that mean and standard deviation of its window set.

    Beyond the border the page is mirrored, as scikit-image does. The pixels are those of float64 throughout, which
    looks again only at those near their limit. In float32 a mean is off by 1 and a spread by 3 roundings of 2**-24 at
    most; a limit of the lab's makes fewer than 16 roundings of 255 levels out of it, a quarter of ``_UNSURE``.
    """
    count, clear = window * window, _clear_on_one_level(limit)
    out = np.empty_like(level)
    for place, tile in _tiles(level, window // 2):
        pixels = np.ascontiguousarray(level[place])
        total, square = window_sums(tile, window)
        variance = _scaled_variance(total, square, count).astype(np.float32)
        mean, spread = total.astype(np.float32), cv2.sqrt(variance)
        mean /= count
        spread /= count
        above = pixels - limit(mean, spread)
        white = above > 0
        near = np.flatnonzero(np.abs(above, out=above) <= _UNSURE)
        if clear:
            near = near[variance.ravel()[near] > 0]
        if near.size:
            exact = _mean_and_spread(total.ravel()[near], square.ravel()[near], count)
            white.ravel()[near] = pixels.ravel()[near] > limit(*exact)
        out[place] = to_uint8(white)
    return out


def mean_and_spread(strip: Image, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Both for each pixel of a strip that has half a window of neighbours on every side."""
    return _mean_and_spread(*window_sums(strip, window), window * window)


def largest_spread(level: Image, window: int) -> float:
    """The largest standard deviation of any window of the page."""
    count, widest = window * window, 0.0
    largest = 1.0  # below it are windows of one level alone, which have no spread
    for _, tile in _tiles(level, window // 2):
        total, square = window_sums(tile, window)
        variance = _scaled_variance(total, square, count)
        highest = float(variance.max())
        if highest >= largest:
            # The variance is exact. Windows that share it may differ in how float64 rounds their spread, by less than
            # one whole number of the variance: so the widest is among them.
            top = np.flatnonzero(variance == highest)
            spread = _mean_and_spread(total.ravel()[top], square.ravel()[top], count)[1]
            largest, widest = highest, max(widest, float(spread.max()))
    return widest


def window_sums(strip: Image, window: int) -> tuple[np.ndarray, np.ndarray]:
    """The exact sums of each whole window's levels and of their squares.

    From integrals, since a box filter would sum the windows of the strip's margin as well.
    """
    depth = cv2.CV_32S if strip.size < _INT32 else cv2.CV_64F
    total, square = cv2.integral2(strip, sdepth=depth, sqdepth=cv2.CV_64F)
    return _windows(total, window), _windows(square, window)


def _windows(integral: np.ndarray, window: int) -> np.ndarray:
    # OpenCV's subtraction takes half of numpy's time on rows that do not lie end to end.
    rows = cv2.subtract(integral[window:], integral[:-window])
    return cv2.subtract(rows[:, window:], rows[:, :-window])


def _scaled_variance(total: np.ndarray, square: np.ndarray, count: int) -> np.ndarray:
    """The variance times the window's number of pixels squared: whole numbers below 2**43, which float64 holds."""
    own = total.astype(np.float64)
    cv2.multiply(own, own, dst=own, scale=-1.0)
    return cv2.scaleAdd(square, float(count), own, dst=own)


def _mean_and_spread(total: np.ndarray, square: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    mean, variance = total / count, square / count
    variance -= mean * mean
    return mean, np.sqrt(np.maximum(variance, 0, out=variance), out=variance)


def _clear_on_one_level(limit: Limit) -> bool:
    """Does float32 decide every window of one level as float64 does? Else empty paper at its limit costs the most."""
    levels = np.arange(256)
    single, double = (levels > limit(levels.astype(kind), np.zeros(256, kind)) for kind in (np.float32, np.float64))
    return bool((single == double).all())


def _tiles(level: Image, margin: int) -> Iterator[tuple[tuple[slice, slice], Image]]:
    """The page in tiles: where each lies, and its pixels with their margin, mirrored beyond the page's border."""
    for top, bottom, strip in padded_strips(level, margin, "mirror", 2 * PIXELS):
        for left in range(0, level.shape[1], _TILE):
            right = min(left + _TILE, level.shape[1])
            yield np.s_[top:bottom, left:right], strip[:, left : right + 2 * margin]
