"""Thumbnails: what does a setting make of a few letters of the page, small enough for a chip?"""

from __future__ import annotations

from ocrlab.delivery.thumbnails import address
from ocrlab.image import Image
from ocrlab.reading import Reading

WIDTH, HEIGHT = 144, 72  # pixels of the picture, shown at half that size
QUALITY = 80  # of the JPEG
FIRST_WORDS = 20  # among which the longest is shown


def spot_of(reading: Reading, width: int, height: int) -> tuple[float, float]:
    """Where letters are, as shares of width and height: at the longest of the first words, else in the middle."""
    word = max(reading.words[:FIRST_WORDS], key=lambda word: len(word.text), default=None)
    if word is None:
        return 0.5, 0.5
    x, y = (sum(corner[axis] for corner in word.box) / len(word.box) for axis in (0, 1))
    return min(1.0, max(0.0, x / width)), min(1.0, max(0.0, y / height))


def thumbnail(image: Image, spot: tuple[float, float]) -> str:
    """The picture round a spot, pixel for pixel, as an address that holds it."""
    height, width = image.shape[:2]
    left = max(0, min(width - WIDTH, round(spot[0] * width) - WIDTH // 2))
    top = max(0, min(height - HEIGHT, round(spot[1] * height) - HEIGHT // 2))
    return address(image[top : top + HEIGHT, left : left + WIDTH], "jpeg", QUALITY)
