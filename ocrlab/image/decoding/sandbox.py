"""Sandbox: how is a stranger's picture decoded without harm to anybody else?

In a process of its own, see `ocrlab.apart`; what comes back of it is looked at before it is believed.
"""

from __future__ import annotations

from ocrlab import apart
from ocrlab.errors import ImageError
from ocrlab.image.decoding.kinds import kind_of
from ocrlab.image.decoding.result import Decoded
from ocrlab.image.model import MAX_PIXELS, check, freeze

DECODE, COUNT = "ocrlab.image.decoding.inside:decode", "ocrlab.image.decoding.inside:count"


def decode_apart(data: bytes, page: int, dpi: int) -> Decoded:
    """The page, decoded in another process. Raises `ImageError` where that exceeds its limits or dies."""
    result, pixels = _call(DECODE, data, page=page, dpi=dpi)
    try:
        shape = tuple(map(int, result["shape"]))
        if not 2 <= len(shape) <= 3 or shape[0] * shape[1] > 2 * MAX_PIXELS:
            raise ValueError("no shape of a picture")
        image = freeze(check(pixels.reshape(shape)))
        drawn = None if result["dpi"] is None else float(result["dpi"])
        return Decoded(image, tuple(map(str, result["notes"])), int(result["pages"]), drawn)
    except (KeyError, TypeError, ValueError) as error:
        raise _undecodable(f"{type(error).__name__}: {error}") from None


def count_apart(data: bytes) -> int:
    """How many pages the file has, counted in another process; raises as `decode_apart` does."""
    pages = _call(COUNT, data).result.get("pages")
    if not isinstance(pages, int) or pages < 1:
        raise _undecodable(f"it has {str(pages)[:20]} pages")
    return pages


def _call(work: str, data: bytes, **arguments: int) -> apart.Answer:
    try:
        return apart.call(work, data, **arguments)
    except apart.UnavailableError as error:
        raise ImageError(f"image: {error}") from None
    except apart.FaultError as error:
        raise _undecodable(str(error)) from None
    except apart.StoppedError as stop:
        paged = kind_of(data).format == "PDF"
        instead = "print it to a new PDF, or save its pages as pictures, and open those" if paged else "save it as PNG"
        raise ImageError(f"image: {stop}; {instead}") from None


def _undecodable(reason: str) -> ImageError:
    return ImageError(f"image: the file cannot be decoded ({reason}); save it again and retry")
