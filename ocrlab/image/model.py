"""Image: which array is a picture that every filter can trust?

An Image is a uint8 array, (H, W) grey or (H, W, 3) RGB, at least 1 x 1, C-contiguous and never written in place.
Colour order is RGB everywhere; BGR never leaves the line that needs it.
"""

from __future__ import annotations

import hashlib
import io
import weakref
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow

from ocrlab.errors import ImageError

Image = npt.NDArray[np.uint8]

MAX_PIXELS = 100_000_000  # 100 MP: an A2 page at 400 dpi; beyond it a filter's working memory no longer fits a laptop
_digests: dict[int, tuple[weakref.ref[Image], str]] = {}


def check(image: object, place: str = "image") -> Image:
    """The same array, once it is known to be an Image; raises `ImageError` naming what is wrong with it."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        kind = image.dtype if isinstance(image, np.ndarray) else type(image).__name__
        raise ImageError(f"{place}: an image is a uint8 array, got {kind}")
    if not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)) or 0 in image.shape:
        raise ImageError(f"{place}: an image is (H, W) grey or (H, W, 3) RGB and not empty, got shape {image.shape}")
    return image


def freeze(image: Image) -> Image:
    """The image as a contiguous array that refuses to be written to; a view where it already is contiguous."""
    frozen = np.ascontiguousarray(image).view()
    frozen.flags.writeable = False
    return frozen


def digest(image: Image) -> str:
    """SHA-256 of shape and pixels: two images are the same picture exactly when their digests are equal.

    Remembered for as long as the array lives, where nobody can write to its pixels.
    """
    fixed = not image.flags.writeable and (image.base is None or not _writeable(image.base))
    known = _digests.get(id(image)) if fixed else None
    if known is not None and known[0]() is image:
        return known[1]
    sha = hashlib.sha256(repr(image.shape).encode())
    sha.update(np.ascontiguousarray(image).data)
    if fixed:
        number = id(image)
        _digests[number] = weakref.ref(image, lambda _: _digests.pop(number, None)), sha.hexdigest()
    return sha.hexdigest()


def _writeable(base: object) -> bool:
    return isinstance(base, np.ndarray) and base.flags.writeable


def grey(image: Image) -> Image:
    """Luma of an RGB image (ITU-R BT.601, rounded to the nearest level); a grey image is returned as it is."""
    if image.ndim == 2:
        return image
    # Integer arithmetic in 1/65536: exact. A few rows at a time, so that wide integers of a page are never held.
    out = np.empty(image.shape[:2], np.uint8)
    rows = max(1, (1 << 17) // image.shape[1])
    for top in range(0, len(image), rows):
        part = image[top : top + rows]
        red, green, blue = (part[..., i].astype(np.uint32) for i in range(3))
        out[top : top + rows] = (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16
    return out


def each_channel(image: Image, work: Callable[[Image], Image]) -> Image:
    """Apply ``work`` to a grey image, or to red, green and blue apart."""
    if image.ndim == 2:
        return work(image)
    return np.stack([work(np.ascontiguousarray(image[..., i])) for i in range(3)], axis=-1)


def encode_png(image: Image, fast: bool = False, dpi: float | None = None) -> bytes:
    """The image as lossless PNG; ``fast`` trades size for speed (for the screen, not for keeping)."""
    buffer = io.BytesIO()
    resolution = {"dpi": (dpi, dpi)} if dpi else {}
    Pillow.fromarray(check(image)).save(buffer, "PNG", compress_level=1 if fast else 6, **resolution)
    return buffer.getvalue()
