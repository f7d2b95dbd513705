"""Scan: what do hard compression, a low resolution, and a page that lies crooked or curled do to a page?"""

from __future__ import annotations

import io
from typing import Annotated

import cv2
import numpy as np
from PIL import Image as Pillow

from ocrlab.filters.notes import left_as_it_was, report_move
from ocrlab.filters.registry import register
from ocrlab.filters.spoil.parts import corner_colour
from ocrlab.filters.twins.warp import resized
from ocrlab.image import Image, freeze
from ocrlab.moves import compose, scaling, shift
from ocrlab.params import Range


@register("Heavy JPEG", family="spoil")
def heavy_jpeg(
    image: Image,
    *,
    quality: Annotated[int, Range(1, 95), "As Pillow and libjpeg count it; below 20 blocks show."] = 12,
) -> Image:
    """Save the page as a far too small JPEG and open it again: 8 x 8 blocks, and ringing around every stroke.

    Helps: to try filters against compression.
    Harms: small letters below a quality of about 15, large ones hardly.
    Colour: kept at half resolution (4:2:0), as phones and messengers do.
    Source: Pillow's JPEG writer (libjpeg-turbo); ITU-T Recommendation T.81.
    """
    packed = io.BytesIO()
    Pillow.fromarray(image).save(packed, "JPEG", quality=int(quality), subsampling=2)
    with Pillow.open(packed) as picture:
        return freeze(np.array(picture))


@register("Low resolution", family="spoil", moves=True)
def small_print(
    image: Image,
    *,
    factor: Annotated[float, Range(0.05, 1, 0.05, unit="x"), "Width and height are multiplied by it."] = 0.5,
) -> Image:
    """Scan at too low a resolution: every stroke is averaged over fewer pixels. The result is smaller.

    Helps: to try enlarging.
    Harms: letters below about 12 px; what the average has mixed no filter takes apart.
    Colour: all channels alike.
    Source: a plain model: area averaging, as a sensor with larger cells does; Pillow's box filter.
    """
    if factor == 1:
        return left_as_it_was(image, "a factor of 1")
    height, width = image.shape[:2]
    wide, high = max(round(width * factor), 1), max(round(height * factor), 1)
    report_move(scaling(wide / width, high / height))
    return freeze(resized(image, wide, high, "box"))


@register("Skew", family="spoil", moves=True)
def skew(
    image: Image,
    *,
    angle: Annotated[float, Range(-45, 45, 0.1, unit="°"), "Above 0 turns counter-clockwise, below clockwise."] = 2.0,
) -> Image:
    """Lay the page on the glass at a slant.

    The result grows until the whole page fits; the new corners take the colour of the page's top left pixel.

    Helps: to try deskewing.
    Harms: engines lose whole lines beyond two or three degrees.
    Colour: all channels alike.
    Source: Pillow's rotate, bicubic.
    """
    if angle == 0:
        return left_as_it_was(image, "an angle of 0")
    corner = corner_colour(image)
    turned = Pillow.fromarray(image).rotate(
        angle, Pillow.Resampling.BICUBIC, expand=True, fillcolor=corner if image.ndim == 3 else corner[0]
    )
    cos, sin = float(np.cos(np.deg2rad(angle))), float(np.sin(np.deg2rad(angle)))
    about_its_middle = ((cos, sin, 0.0), (-sin, cos, 0.0))
    middle = shift(-image.shape[1] / 2, -image.shape[0] / 2), shift(turned.width / 2, turned.height / 2)
    report_move(compose([middle[0], about_its_middle, middle[1]]))
    return freeze(np.array(turned))


@register("Curl", family="spoil", moves=True, bends=True)
def curl(
    image: Image,
    *,
    depth: Annotated[
        float, Range(0, 0.3, 0.005), "How far lines rise at the spine, as a share of the page's height."
    ] = 0.05,
) -> Image:
    """Photograph a page of a bound book: towards the spine on the left its lines bend upwards.

    The result is higher by what the lines rise; what comes into view takes the colour of the top left pixel.

    Helps: to try dewarping.
    Harms: lines near the spine, which engines cut or mix.
    Colour: all channels alike.
    Source: a plain model: the page is a cylinder whose height falls with the square of the way from the spine, seen at
    a slant; after Cao, Ding and Liu, Rectifying the bound document image captured by the camera, ICDAR 2003.
    """
    height, width = image.shape[:2]
    rise = round(depth * height)
    if rise == 0:
        return left_as_it_was(image, "lines that rise by no pixel")
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height + rise, dtype=np.float32))
    lower = rise * (1.0 - (1.0 - columns / max(1, width - 1)) ** 2)
    corner = corner_colour(image)
    source = rows - lower.astype(np.float32)
    bent = cv2.remap(image, columns, source, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=corner)
    return freeze(bent)
