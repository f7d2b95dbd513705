"""Denoising: how do the slow smoothers of scikit-image run on a whole page in a second or two, in little memory?

Twin: skimage.restoration.denoise_nl_means, skimage.restoration.denoise_tv_chambolle

The outer loop is over the few shifts or steps, and the arithmetic of one is done for a strip of pixels at a time, in
float32. Results stay within one grey level of scikit-image's, which sums in float64.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.strips import by_bands, by_strips
from ocrlab.image import Image, each_channel

_CUTOFF = 5.0  # scikit-image takes weights below exp(-5) for nothing


def _view(strip: np.ndarray, margin: int, dy: int, dx: int) -> np.ndarray:
    """The strip without its margin, moved by (dy, dx)."""
    height, width = strip.shape[:2]
    return strip[margin + dy : height - margin + dy, margin + dx : width - margin + dx]


def nl_means(image: Image, strength: float, patch: int, distance: int) -> Image:
    """skimage.restoration.denoise_nl_means(fast_mode=True, h=strength / 255), colours compared as one.

    Two traits of that code are kept: a patch of 5 compares 4 x 4 pixels, from one before the middle to two after it,
    and its exponential is a rough one.
    """
    half = patch // 2
    margin = distance + half
    colour = image.ndim == 3
    scale = -1 / (strength**2 * patch**2 * (3 if colour else 1))
    ahead = [(dy, dx) for dy in range(-distance, distance + 1) for dx in range(distance + 1) if dx or dy > 0]

    def work(strip: Image) -> np.ndarray:
        planes = [plane.astype(np.float32) for plane in (cv2.split(strip) if colour else [strip])]
        middles = [_view(plane, margin, 0, 0) for plane in planes]
        own = _quick_exp(np.zeros(1, np.float32))[0]
        totals = [middle * own for middle in middles]
        height, width = middles[0].shape[:2]
        weights = np.full((height, width), own, np.float32)
        for dy, dx in ahead:
            weight = _patch_weights(planes, dy, dx, half, scale)
            # The pair (p - shift, p) looks back from p as (p, p + shift) looks ahead: one sum serves both ways.
            for sign in (1, -1):
                # Row 0 of the weights is row max(0, -dy) of the strip; backwards, a pair starts one shift earlier.
                row = margin - max(0, -dy) - (dy if sign < 0 else 0)
                column = margin - (dx if sign < 0 else 0)
                part = weight[row : row + height, column : column + width]
                weights += part
                for total, plane in zip(totals, planes, strict=True):
                    total += _view(plane, margin, sign * dy, sign * dx) * part
        averages = [total / weights for total in totals]
        return cv2.merge(averages) if colour else averages[0]

    return by_strips(image, margin, work, border="mirror", pixels=1 << 16)


def _patch_weights(planes: list[np.ndarray], dy: int, dx: int, half: int, scale: float) -> np.ndarray:
    """Weight of the pair (p, p + (dy, dx)) for every p of the strip for which both lie in it."""
    height, width = planes[0].shape
    top, bottom = max(0, -dy), height - max(0, dy)
    squares: np.ndarray | None = None
    for plane in planes:
        difference = plane[top:bottom, : width - dx] - plane[top + dy : bottom + dy, dx:]
        difference *= difference
        squares = difference if squares is None else np.add(squares, difference, out=squares)
    window = (2 * half, 2 * half)
    exponent = cv2.boxFilter(squares, cv2.CV_32F, window, anchor=(half - 1, half - 1), normalize=False)
    exponent *= np.float32(scale)
    far = exponent < -_CUTOFF
    # Running sums of floats may end a hair below nought, where scikit-image cuts off too.
    weight = _quick_exp(np.clip(exponent, -2 * _CUTOFF, 0, out=exponent))
    weight[far] = 0
    return weight


def _quick_exp(y: np.ndarray) -> np.ndarray:
    """exp within 4 %: the same approximation as scikit-image's, written into the bits of a float32.

    Schraudolph 1999, doi:10.1162/089976699300016467, with his constant for the least mean square error.
    """
    bits = y * np.float32(2**23 / np.log(2))
    bits += np.float32(127 * 2**23 - 8 * 60801)
    return bits.astype(np.int32).view(np.float32)


def total_variation(image: Image, weight: float, steps: int) -> Image:
    """skimage.restoration.denoise_tv_chambolle(weight, eps=0, max_num_iter=steps), each channel on its own."""
    # A pixel hears of its neighbours one step at a time, so a margin of as many rows as steps makes bands exact.
    return each_channel(
        image,
        lambda channel: by_bands(channel, steps + 1, lambda band: _chambolle(band, weight, steps), pixels=1 << 17),
    )


def _chambolle(band: Image, weight: float, steps: int) -> np.ndarray:
    page = band.astype(np.float32) / np.float32(255)
    down, across = np.zeros_like(page), np.zeros_like(page)
    slope_y, slope_x = np.zeros_like(page), np.zeros_like(page)
    out = page.copy()
    tau = np.float32(0.25)
    for step in range(steps):
        if step:
            out = page - down
            out -= across
            out[1:] += down[:-1]
            out[:, 1:] += across[:, :-1]
        if step == steps - 1:
            break
        np.subtract(out[1:], out[:-1], out=slope_y[:-1])
        np.subtract(out[:, 1:], out[:, :-1], out=slope_x[:, :-1])
        norm = cv2.magnitude(slope_y, slope_x)
        norm *= tau / np.float32(weight)
        norm += 1
        for field, slope in ((down, slope_y), (across, slope_x)):
            slope *= tau
            field -= slope
            field /= norm
    return out * np.float32(255)
