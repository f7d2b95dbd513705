"""Levels: which value of a deep picture is black, and which is white?

Eight bits a sample need no asking. Twelve bits in a container of sixteen do: divided by 65535 they give a black page.
The file's own tags come first; where they are silent, the smallest depth in use that holds the values is taken, and
said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ocrlab.image.model import Image

Samples = npt.NDArray[Any]  # integers or floats of any width, (H, W) or (H, W, channels)

DEPTHS = (1, 8, 10, 12, 14, 16)  # bits in use by cameras, scanners and microscopes; above them every depth counts
OVERSHOOT = 1.1  # filters leave a float picture of 0..1 with values a little outside; they are cut off
NEARLY_BLACK = 1 / 16  # no float picture that reaches white at 1 stays below this
BAND = 1 << 20  # samples turned at a time, so that wide floats of a page are never held


@dataclass(frozen=True)
class Tags:
    """What a file says of its samples. ``bits`` is what each takes in the file, the rest None where it says nothing.

    ``significant`` is how many of the bits hold a value (PNG's sBIT), ``largest`` a value that none exceeds
    (MaxSampleValue), ``span`` what is black and what is white (SMinSampleValue and SMaxSampleValue).
    """

    bits: int
    significant: int | None = None
    largest: float | None = None
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Levels:
    """The values that become 0 and 255, and a sentence where that was not plain from the container."""

    black: float
    white: float
    note: str = ""


def levels_of(samples: Samples, tags: Tags) -> Levels:
    """Black and white of a picture of integers or floats; what is not a number does not count."""
    known = samples[np.isfinite(samples)] if samples.dtype.kind == "f" else samples
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    if tags.span is not None and tags.span[1] > tags.span[0] and not _whole(tags.span, samples.dtype):
        return _declared(*tags.span)
    if samples.dtype.kind == "f":
        return _of_floats(low, high)
    if low < 0:
        return _stretched(low, high)
    return _of_integers(high, tags)


def to_uint8(samples: Samples, levels: Levels, inverted: bool = False) -> Image:
    """The samples between black and white as 0..255, rounded; ``inverted`` where 0 means white."""
    scale = 255 / ((levels.white - levels.black) or 1.0)
    flat = samples.reshape(-1)
    out = np.empty(flat.shape, np.uint8)
    for start in range(0, flat.size, BAND):
        part = flat[start : start + BAND].astype(np.float64)
        if samples.dtype.kind == "f":
            part = np.nan_to_num(part, nan=levels.black)
        part = np.clip(np.rint((part - levels.black) * scale), 0, 255)
        out[start : start + BAND] = 255 - part if inverted else part
    return out.reshape(samples.shape)


def _of_integers(high: float, tags: Tags) -> Levels:
    if tags.significant and tags.significant < tags.bits and high < 2**tags.significant:
        return _deep(tags.significant, "by the file's own tags")
    if tags.largest and high <= tags.largest < 2**tags.bits - 1:
        depth = int(tags.largest).bit_length()
        if tags.largest == 2**depth - 1:
            return _deep(depth, "by the file's own tags")
        if tags.bits > 8:
            return _declared(0, tags.largest)
    if tags.bits not in (8, 16, 32, 64):
        return _deep(tags.bits, "by the file's own tags")
    depth = min(_depth_of(high), tags.bits)
    if depth == tags.bits or not high:
        return Levels(0, 2.0**tags.bits - 1)
    return _deep(depth, "the smallest depth that holds its values, for the file does not say")


def _of_floats(low: float, high: float) -> Levels:
    if low < 0 and -OVERSHOOT <= low < 1 - OVERSHOOT and high <= OVERSHOOT:
        return Levels(-1, 1, "its values run from -1 to 1: -1 became black and 1 white")
    white = next((value for value in (1.0, *(2.0**bits - 1 for bits in DEPTHS[1:])) if high <= value * OVERSHOOT), high)
    if low < white * (1 - OVERSHOOT) or (0 < high < NEARLY_BLACK):
        return _stretched(low, high)
    if white == 1 or not high:
        return Levels(0, 1)
    return Levels(
        0, white, f"the file does not say which value is white: {white:.0f} was taken, the next above its own"
    )


def _depth_of(value: float) -> int:
    return next((bits for bits in DEPTHS if value < 2**bits), int(value).bit_length())


def _deep(bits: int, why: str) -> Levels:
    counted = "1 bit" if bits == 1 else f"{bits} bits"
    return Levels(0, 2.0**bits - 1, f"{counted} a sample, {why}: levels 0..{2**bits - 1} became 0..255")


def _declared(low: float, high: float) -> Levels:
    return Levels(low, high, f"levels {low:g}..{high:g} became 0..255, by the file's own tags")


def _stretched(low: float, high: float) -> Levels:
    return Levels(low, high, f"the file does not say what is black and white: levels {low:g}..{high:g} became 0..255")


def _whole(span: tuple[float, float], dtype: np.dtype[Any]) -> bool:
    """The full range of the container says nothing: writers put it down unasked."""
    if dtype.kind == "f":
        return False
    limits = np.iinfo(dtype)
    return span[0] <= limits.min and span[1] >= limits.max
