"""Thumbnails: what does a page look like in a list of hundreds?"""

from __future__ import annotations

import base64
import io
from typing import Literal

import cv2
from PIL import Image as Pillow

from ocrlab.image import Image

HEIGHT, WIDTH = 72, 96  # px
QUALITY = 50


def thumbnail(image: Image, high: int = HEIGHT, wide: int = WIDTH, quality: int = QUALITY) -> str:
    """The page as a small picture, a kilobyte if nothing is asked, as an address that a browser shows by itself."""
    height, width = image.shape[:2]
    scale = min(high / height, wide / width, 1.0)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image
    return address(small, "webp", quality)


def address(image: Image, kind: Literal["webp", "jpeg"], quality: int) -> str:
    """A picture as an address that holds it, pixel for pixel as far as its kind allows."""
    buffer = io.BytesIO()
    Pillow.fromarray(image).save(buffer, kind, quality=quality)
    return f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode()}"
