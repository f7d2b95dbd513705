"""Lab: what does a filter ask of the lab around it, told without a lab?"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from skimage.filters.rank import median as rank_median
from skimage.morphology import disk

Image = Any


class ImageError(ValueError):
    """The page cannot be filtered like this."""


def note(text: str) -> None:
    """Tell what the filter did to this page."""
    print(text, file=sys.stderr)


def left_as_it_was(image: Image, reason: str) -> Image:
    """The page itself, where a filter finds nothing to do."""
    note(f"{reason}: left as it was")
    return image


def quartered(image: Image, turns: int) -> Image:
    """The page after so many quarter turns counter-clockwise."""
    return np.rot90(image, turns)


def square_median(image: Image, radius: int) -> Image:
    """The median of a square of pixels; those at the border are repeated beyond it."""
    if image.ndim == 3:
        return np.stack([square_median(image[..., i], radius) for i in range(3)], axis=-1)
    wide = np.pad(image, radius, mode="edge")
    return rank_median(wide, np.ones((2 * radius + 1,) * 2, np.uint8))[radius:-radius, radius:-radius]


def disk_median(image: Image, radius: int) -> Image:
    """The median of a disk of pixels, cut off at the page's border."""
    return rank_median(image.copy(), disk(radius))


def histogram(image: Image) -> Image:
    """How many pixels of a grey image have each of the 256 levels."""
    return np.bincount(image.ravel(), minlength=256)


@cache
def grain_network() -> Any:
    """The network of Remove grain."""
    return network("grain.onnx", "from ocrlab/filters/networks of OCR Lab")


@cache
def line_network() -> Any:
    """The network of Upright."""
    return network("ch_ppocr_mobile_v2.0_cls_mobile.onnx", "from the folder models of the package rapidocr 3.10.0")


def network(name: str, source: str) -> Any:
    """A network from the file of its weights beside this script."""
    file = Path(__file__).with_name(name)
    if not file.is_file():
        raise ImageError(f"{file}: is not there; copy it {source}")
    return cv2.dnn.readNetFromONNX(str(file))


def mean_of_channels(image: Image) -> Image:
    """The mean of the three channels, rounded to the nearest level."""
    return ((image.sum(axis=2, dtype=np.uint16) + 1) // 3).astype(np.uint8)


def lightness(image: Image) -> Image:
    """L* of CIELAB (D65) of a colour page, as 0..255 instead of 0..100."""
    levels = np.arange(256) / 255
    linear = np.where(levels > 0.04045, ((levels + 0.055) / 1.055) ** 2.4, levels / 12.92)
    weights = (0.212671, 0.715160, 0.072169)  # the row of Y in the matrix of sRGB
    y = sum((linear * weight).astype(np.float32)[image[..., i]] for i, weight in enumerate(weights))
    lab = np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y) * np.float32(2.55)
    return np.clip(np.rint(lab), 0, 255).astype(np.uint8)


def square_median_opencv(image: Image, radius: int) -> Image:
    """The median of a square of pixels; those at the border are repeated beyond it."""
    return cv2.medianBlur(np.ascontiguousarray(image), 2 * radius + 1)
