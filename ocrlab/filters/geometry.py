"""Is the page upright, straight, and large enough to read?"""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np
from PIL import Image as Pillow

from ocrlab.errors import ImageError
from ocrlab.filters._page import paper_colour, skew
from ocrlab.filters.registry import register, say
from ocrlab.image import MAX_PIXELS, Image
from ocrlab.params import Range

Fill = Annotated[Literal["paper", "white", "black"], "Colour of the corners that come into view."]
Interpolation = Annotated[
    Literal["nearest", "box", "linear", "cubic", "lanczos"],
    "How new pixels come from old ones; all but nearest average when the page shrinks.",
]
_RESAMPLING = {
    "nearest": Pillow.Resampling.NEAREST,
    "box": Pillow.Resampling.BOX,
    "linear": Pillow.Resampling.BILINEAR,
    "cubic": Pillow.Resampling.BICUBIC,
    "lanczos": Pillow.Resampling.LANCZOS,
}


@register("Deskew", room="geometry", moves=True)
def deskew(
    image: Image,
    *,
    limit: Annotated[float, Range(1, 45, 1, unit="°"), "Look for the angle within this much either way."] = 15.0,
    fill: Fill = "paper",
) -> Image:
    """Turn the page so that its text lines run level, and say by how much.

    Helps: crooked scans and photos; engines lose whole lines beyond two or three degrees.
    Harms: hardly; each turn softens the strokes a little. A page without text lines is left as it was.
    Colour: all channels alike.
    Source: Postl 1986, US patent 4,723,297 (projection profile); skimage.transform.rotate.
    """
    angle = skew(image, limit)
    if angle is None:
        say("no text lines found: left as it was")
        return image
    if angle == 0:
        say("level already: 0 degrees")
        return image
    direction = "clockwise" if angle > 0 else "counter-clockwise"
    say(f"turned {abs(angle):.2f} degrees {direction}")
    return turned(image, -angle, expand=True, fill=fill)


@register("Rotate", room="geometry", moves=True)
def rotate(
    image: Image,
    *,
    angle: Annotated[float, Range(-180, 180, 0.1, unit="°"), "Positive turns counter-clockwise, negative clockwise."] = 0.0,
    expand: Annotated[bool, "Enlarge the page so that no corner is cut off."] = True,
    fill: Fill = "paper",
) -> Image:
    """Turn the page by a known angle.

    Helps: a page whose angle is known, or where deskew finds none.
    Harms: each turn that is no quarter softens the strokes a little.
    Colour: all channels alike.
    Source: skimage.transform.rotate (order=1); quarters are numpy.rot90, which moves pixels and invents none.
    """
    if angle == 0:
        return image
    return turned(image, angle, expand=expand, fill=fill)


def turned(image: Image, angle: float, *, expand: bool, fill: str) -> Image:
    """The page turned counter-clockwise by ``angle`` degrees about its centre."""
    if angle % 180 == 0 or (angle % 90 == 0 and expand):
        return np.rot90(image, int(angle // 90))
    height, width = image.shape[:2]
    centre = ((width - 1) / 2, (height - 1) / 2)
    matrix = cv2.getRotationMatrix2D(centre, angle, 1.0)
    if expand:
        corners = np.array([[0, 0, 1], [width - 1, 0, 1], [0, height - 1, 1], [width - 1, height - 1, 1]]) @ matrix.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        width, height = (int(side) for side in np.around(high - low + 1))
        matrix[:, 2] += (np.array([width, height]) - 1) / 2 - np.array(centre)
    room_for(width, height, "rotate")
    colour = {"white": (255,) * 3, "black": (0,) * 3}.get(fill) or paper_colour(image)
    return cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=colour)


@register("Scale", room="geometry", moves=True)
def scale(
    image: Image,
    *,
    factor: Annotated[float, Range(0.25, 4, 0.05, unit="x"), "2 doubles width and height."] = 2.0,
    interpolation: Interpolation = "cubic",
) -> Image:
    """Enlarge or shrink the page.

    Helps: small print; engines read best with letters 20 to 40 pixels high.
    Harms: large print grows beyond what the engine looks at, and reading takes longer.
    Colour: all channels alike.
    Source: Pillow's resize; linear enlarging gives skimage.transform.resize (order=1) within one level.
    """
    width, height = (max(1, round(side * factor)) for side in (image.shape[1], image.shape[0]))
    return resized(image, width, height, interpolation, "scale")


def resized(image: Image, width: int, height: int, interpolation: str, place: str) -> Image:
    if (height, width) == image.shape[:2]:
        return image
    room_for(width, height, place)
    return np.asarray(Pillow.fromarray(image).resize((width, height), _RESAMPLING[interpolation]))


def room_for(width: int, height: int, place: str) -> None:
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"{place}: the page would become {width} x {height} px, over {MAX_PIXELS / 1e6:.0f} megapixels; "
            "choose a smaller size or crop it first"
        )
