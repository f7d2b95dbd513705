"""Colour: what do lightness, hue and value of a colour page come to, strip by strip?

Twin: skimage.color.rgb2lab, skimage.color.rgb2hsv
"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.filters.strips import by_bands, by_strips, to_uint8
from ocrlab.image import Image

_LINEAR = np.where(
    np.arange(256) / 255 > 0.04045, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4, np.arange(256) / 255 / 12.92
)
_LUMINANCE = (0.212671, 0.715160, 0.072169)  # the row of Y in skimage.color's sRGB matrix


def mean(image: Image) -> Image:
    """The mean of the three channels, rounded to the nearest level; a grey page stays as it is."""
    if image.ndim == 2:
        return image
    return by_strips(image, 0, lambda strip: (strip.sum(axis=2, dtype=np.uint16) + 1) // 3)


def lightness(image: Image) -> Image:
    """L* of CIELAB (D65) of a colour page, as 0..255 instead of 0..100."""
    tables = [(_LINEAR * weight).astype(np.float32) for weight in _LUMINANCE]

    def work(strip: Image) -> np.ndarray:
        y = sum(cv2.LUT(np.ascontiguousarray(strip[..., i]), table) for i, table in enumerate(tables))
        return np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y) * np.float32(2.55)

    return by_strips(image, 0, work)


def with_value(image: Image, value: Image, wanted: Image) -> Image:
    """The page with its value (HSV, the brightest channel) replaced; black pixels, which have no hue, become grey."""
    out = np.empty_like(image)
    rows = max(1, (1 << 18) // image.shape[1])
    for top in range(0, len(image), rows):
        part = np.s_[top : top + rows]
        ratio = wanted[part] / np.maximum(value[part], 1).astype(np.float32)
        out[part] = to_uint8(image[part] * ratio[..., None])
        black = value[part] == 0
        out[part][black] = wanted[part][black][:, None]
    return out


def without_hue(image: Image, hue: float, width: float, saturation: float, paper: tuple[int, ...]) -> Image:
    """Pixels within ``width`` degrees of the hue and at least that saturated, painted in the colour ``paper``."""
    colour = np.array(paper, np.uint8)

    def work(band: Image) -> np.ndarray:
        hsv = cv2.cvtColor(band.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2HSV)
        away = np.abs((hsv[..., 0] - np.float32(hue) + 180) % 360 - 180)
        gone = (away <= width) & (hsv[..., 1] >= saturation) & (hsv[..., 2] > 0)
        return np.where(gone[..., None], colour, band)

    return by_bands(image, 0, work)
