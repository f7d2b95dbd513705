"""Raw pictures: what do all formats become on their way to an Image?

A Pillow picture of eight bits a sample, in any of its modes. Then, for all formats alike, transparency is laid on a
ground, the mode becomes grey or RGB, and the pixels square.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass, field

import numpy as np
from PIL import Image as Pillow

from ocrlab.image.decoding.ground import laid
from ocrlab.image.decoding.kinds import refusal
from ocrlab.image.decoding.proportions import Resolution, squared
from ocrlab.image.decoding.result import too_large
from ocrlab.image.model import Image, freeze

ORIENTATION = 0x0112
_TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
_ALPHA = ("RGBA", "LA", "PA", "RGBa", "La")


@dataclass
class Raw:
    """A page as its format holds it, turned upright; ``resolution`` is in dots across and down, after the turn.

    ``per_inch`` times the resolution is in dots an inch; None where the file does not say in which unit it is.
    """

    picture: Pillow.Image
    resolution: Resolution | None = None
    notes: list[str] = field(default_factory=list)
    pages: int = 1
    per_inch: float | None = None


def opened(data: bytes, format: str) -> Pillow.Image:
    """The file as this format and no other, its pixels not yet unpacked. Raises `ImageError` naming what it is."""
    try:
        with warnings.catch_warnings():
            # Pillow warns at its own limit; ours is checked right after, in our own words.
            warnings.simplefilter("ignore")
            Pillow.init()  # knows TIFF and WebP only once asked to load every plugin
            return Pillow.open(io.BytesIO(data), formats=[format])
    except Pillow.DecompressionBombError:
        raise too_large() from None
    except Exception as error:  # decoders of damaged files raise nearly anything
        raise refusal(data) from error


def turned(
    picture: Pillow.Image, orientation: int, resolution: Resolution | None
) -> tuple[Pillow.Image, Resolution | None]:
    """The picture turned as its EXIF or TIFF tag says, 1..8, and its resolution turned with it."""
    if orientation in _TURNS:
        picture = picture.transpose(_TURNS[orientation])
    return picture, _swapped(resolution) if 5 <= orientation <= 8 else resolution


def flat(raw: Raw) -> tuple[Image, tuple[str, ...]]:
    """The page as an Image, with all there is to say of it."""
    picture, notes = raw.picture, [*raw.notes]
    if picture.mode in _ALPHA or "transparency" in picture.info:
        picture, note = laid(picture.convert("RGBA"))
        notes.append(note)
    elif picture.mode == "1":
        picture = picture.convert("L")
    elif picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    picture, note = squared(picture, raw.resolution)
    return freeze(np.asarray(picture)), tuple(filter(None, [*notes, note]))


def _swapped(resolution: Resolution | None) -> Resolution | None:
    return resolution and (resolution[1], resolution[0])
