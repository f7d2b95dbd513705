"""How are a page's pixels carried to a page of another size or angle, and by which matrix did they go?"""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image as Pillow

from ocrlab.errors import ImageError
from ocrlab.filters.notes import report_move
from ocrlab.filters.page.ink import paper_colour
from ocrlab.image import MAX_PIXELS, Image

_PART = 1 << 18  # pixels of a resized page made at a time
_RESAMPLING = {
    "nearest": Pillow.Resampling.NEAREST,
    "box": Pillow.Resampling.BOX,
    "linear": Pillow.Resampling.BILINEAR,
    "cubic": Pillow.Resampling.BICUBIC,
    "lanczos": Pillow.Resampling.LANCZOS,
}


def turned(image: Image, angle: float, *, expand: bool, fill: str) -> Image:
    """The page turned counter-clockwise by ``angle`` degrees about its centre."""
    if angle % 180 == 0 or (angle % 90 == 0 and expand):
        return quartered(image, int(angle // 90))
    height, width = image.shape[:2]
    centre = ((width - 1) / 2, (height - 1) / 2)
    matrix = cv2.getRotationMatrix2D(centre, angle, 1.0)
    if expand:
        corners = np.array([[0, 0, 1], [width - 1, 0, 1], [0, height - 1, 1], [width - 1, height - 1, 1]]) @ matrix.T
        low, high = corners.min(axis=0), corners.max(axis=0)
        width, height = (int(side) for side in np.around(high - low + 1))
        matrix[:, 2] -= low  # as scikit-image places it: the outermost corners touch the left and the upper edge
    room_for(width, height, "rotate")
    report_move(from_corners(np.vstack([matrix, (0, 0, 1)])))
    return cv2.warpAffine(
        image, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=fill_colour(image, fill)
    )


def quartered(image: Image, turns: int) -> Image:
    """The page after so many quarter turns counter-clockwise."""
    height, width = image.shape[:2]
    ways = [
        [(1, 0, 0), (0, 1, 0)],
        [(0, 1, 0), (-1, 0, width)],
        [(-1, 0, width), (0, -1, height)],
        [(0, -1, height), (1, 0, 0)],
    ]
    report_move(ways[turns % 4])
    return np.rot90(image, turns)


def from_corners(matrix: np.ndarray) -> np.ndarray:
    """OpenCV's matrix, which counts from the middle of the first pixel, as one that counts from the page's corner."""
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    return half @ matrix @ np.linalg.inv(half)


def resized(image: Image, width: int, height: int, interpolation: str, place: str) -> Image:
    if (height, width) == image.shape[:2]:
        return image
    room_for(width, height, place)
    report_move([(width / image.shape[1], 0, 0), (0, height / image.shape[0], 0)])
    if interpolation == "nearest":
        return _one_piece(image, width, height, interpolation)
    # Pillow resizes along the rows, then along the columns (or the other way round where that is quicker), with bytes
    # between. Done part by part, and always rows first, the result is never held twice.
    wide = np.empty((image.shape[0], width, *image.shape[2:]), np.uint8)
    for part in _parts(image.shape[0], width):
        wide[part] = _one_piece(image[part], width, part.stop - part.start, interpolation)
    out = np.empty((height, width, *image.shape[2:]), np.uint8)
    for part in _parts(width, max(height, image.shape[0])):
        out[:, part] = _one_piece(wide[:, part], part.stop - part.start, height, interpolation)
    return out


def _parts(length: int, across: int) -> list[slice]:
    step = max(1, _PART // across)
    return [slice(start, min(start + step, length)) for start in range(0, length, step)]


def _one_piece(image: Image, width: int, height: int, interpolation: str) -> Image:
    picture = Pillow.fromarray(np.ascontiguousarray(image))
    return np.asarray(picture.resize((width, height), _RESAMPLING[interpolation]))


def fill_colour(image: Image, fill: str) -> tuple[int, ...]:
    return {"white": (255,) * 3, "black": (0,) * 3}.get(fill) or paper_colour(image)


def room_for(width: int, height: int, place: str) -> None:
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"{place}: the page would become {width} x {height} px, over {MAX_PIXELS / 1e6:.0f} megapixels; "
            "choose a smaller size or crop it first"
        )
