"""Result: what does decoding give, and what does it never take on?"""

from __future__ import annotations

from dataclasses import dataclass

from ocrlab.errors import ImageError
from ocrlab.image.model import MAX_PIXELS, Image

MAX_PAGES = 2_000  # of a file of pictures; a PDF has as many as it has
DPI_RANGE = (50, 600)


@dataclass(frozen=True)
class Decoded:
    """A page of a file as an Image.

    ``notes`` says, a sentence each, where the file left something open and what was made of it; ``pages`` is how many
    pages the file has. ``dpi`` is the picture's resolution by the file's own tags, or what a PDF was drawn at.
    """

    image: Image
    notes: tuple[str, ...] = ()
    pages: int = 1
    dpi: float | None = None


def check_page(page: int, pages: int) -> None:
    """Raises `ImageError` where there is no such page; ``page`` counts from 0."""
    if not 0 <= page < pages:
        raise ImageError(f"image: there is no page {page + 1}; the file has {pages}")


def check_size(width: float, height: float) -> None:
    """Raises `ImageError` for more than `MAX_PIXELS`, before anything of that size is made."""
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"image: {width:.0f} x {height:.0f} is over {MAX_PIXELS / 1e6:.0f} megapixels; "
            "scale it down or crop it first"
        )


def check_dpi(dpi: int) -> None:
    """Raises `ImageError` for a resolution outside `DPI_RANGE`."""
    if not DPI_RANGE[0] <= dpi <= DPI_RANGE[1]:
        raise ImageError(f"image: dpi must be {DPI_RANGE[0]}..{DPI_RANGE[1]}, got {dpi}")


def too_large() -> ImageError:
    """For a picture whose size is not even told."""
    return ImageError(f"image: over {MAX_PIXELS / 1e6:.0f} megapixels; scale it down or crop it first")


def damaged(error: Exception) -> ImageError:
    """For a decoder that gave up half-way; what it said stands in brackets."""
    return ImageError(f"image: the file is damaged or cut short ({reason(error)}); save it again and retry")


def reason(error: Exception) -> str:
    """The first line of what a library said."""
    return (str(error).split("\n")[0] or type(error).__name__)[:120]
