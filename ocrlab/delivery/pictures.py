"""Pictures: how does a filtered page become a PNG or a TIFF, without losing a pixel or its resolution?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import numpy as np
from PIL import Image as Pillow

from ocrlab.delivery.page import OutputPage, is_black_and_white
from ocrlab.image import encode_png


def write_png(pages: Iterable[OutputPage], file: BinaryIO) -> None:
    """One page as PNG, with its resolution where it is known."""
    for page in pages:
        file.write(encode_png(page.image, dpi=page.dpi))


def write_tiff(pages: Iterable[OutputPage], file: BinaryIO) -> None:
    """The pages as one TIFF: black and white as CCITT G4, grey and colour as deflate. Lossless; a page at a time."""
    from PIL import TiffImagePlugin

    with TiffImagePlugin.AppendingTiffWriter(file) as target:
        for page in pages:
            two_tone = is_black_and_white(page.image)
            picture = bits(page.image) if two_tone else Pillow.fromarray(page.image)
            dpi = (page.resolution, page.resolution)
            picture.save(target, "TIFF", compression="group4" if two_tone else "tiff_adobe_deflate", dpi=dpi)
            target.newFrame()


def bits(image: np.ndarray) -> Pillow.Image:
    """A black and white image with one bit a pixel, without dithering."""
    return Pillow.fromarray(image > 127)
