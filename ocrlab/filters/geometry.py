"""Geometry: is the page level, straight, and large enough to read?

Every filter here reports its move, so that text boxes found before can follow, also where nothing moved.
"""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np

from ocrlab.errors import ImageError
from ocrlab.filters.notes import left_as_it_was, note, report_move
from ocrlab.filters.page.bend import bend_of, straightened
from ocrlab.filters.page.ink import paper_colour, skew
from ocrlab.filters.page.letters import letter_height, letters
from ocrlab.filters.page.sheet import dark_borders, sheet_corners, sheet_size
from ocrlab.filters.quarter_turns import quartered
from ocrlab.filters.registry import register
from ocrlab.filters.twins.warp import resized, turn_by, turned
from ocrlab.image import MAX_PIXELS, Image
from ocrlab.moves import IDENTITY, from_centres, scaling, shift
from ocrlab.params import Range

Fill = Annotated[Literal["paper", "white", "black"], "Colour of the corners that come into view."]
Interpolation = Annotated[
    Literal["nearest", "box", "linear", "cubic", "lanczos"],
    "How new pixels come from old ones; all but nearest average when the page shrinks.",
]


@register("Deskew", family="geometry", moves=True)
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
        return left_as_it_was(image, "no text lines found")
    if angle == 0:
        note("level already: 0 degrees")
        report_move(IDENTITY)
        return image
    direction = "clockwise" if angle > 0 else "counter-clockwise"
    note(f"turned {abs(angle):.2f} degrees {direction}")
    return _turned(image, -angle, expand=True, fill=fill, place="deskew")


@register("Rotate", family="geometry", moves=True)
def rotate(
    image: Image,
    *,
    angle: Annotated[float, Range(-180, 180, 0.1, unit="°"), "Above 0 turns counter-clockwise, below clockwise."] = 0.0,
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
        return left_as_it_was(image, "an angle of 0")
    return _turned(image, angle, expand=expand, fill=fill, place="rotate")


@register("Scale", family="geometry", moves=True)
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
    return _resized(image, width, height, interpolation, "scale")


@register("Scale to text", family="geometry", moves=True)
def scale_to_text(
    image: Image,
    *,
    x_height: Annotated[int, Range(8, 80, unit="px"), "How high small letters (x, a, e) shall become."] = 22,
    most: Annotated[float, Range(1, 6, 0.5, unit="x"), "Enlarge or shrink at most this much."] = 4.0,
    interpolation: Interpolation = "cubic",
) -> Image:
    """Scale the page so that its small letters get the height engines read best, and say by how much.

    Helps: batches of mixed resolutions, small print, oversized photos.
    Harms: pages in capitals only, whose capitals are taken for small letters; noise is scaled as well.
    Colour: all channels alike.
    Source: the commonest height of the ink's connected parts; Pillow's resize.
    """
    height = letter_height(letters(image))
    if height is None:
        return left_as_it_was(image, "too few letters to measure")
    factor = min(max(x_height / height, 1 / most), most)
    width, tall = (max(1, round(side * factor)) for side in (image.shape[1], image.shape[0]))
    note(f"letters {height:.0f} px high: scaled by {factor:.2f}")
    return _resized(image, width, tall, interpolation, "scale_to_text")


@register("Resize", family="geometry", moves=True)
def resize(
    image: Image,
    *,
    width: Annotated[int, Range(0, 10000, unit="px"), "0 follows from the height."] = 2000,
    height: Annotated[int, Range(0, 10000, unit="px"), "0 follows from the width."] = 0,
    interpolation: Interpolation = "cubic",
) -> Image:
    """Bring the page to a given size; with one side given its proportions stay.

    Helps: pipelines tuned on one resolution, applied to another.
    Harms: with both sides given letters are squeezed or stretched.
    Colour: all channels alike.
    Source: Pillow's resize; linear enlarging gives skimage.transform.resize (order=1) within one level.
    """
    if not width and not height:
        return left_as_it_was(image, "no size given")
    rows, columns = image.shape[:2]
    wide = width or max(1, round(columns * height / rows))
    tall = height or max(1, round(rows * width / columns))
    return _resized(image, wide, tall, interpolation, "resize")


@register("Trim", family="geometry", moves=True)
def trim(
    image: Image,
    *,
    darkness: Annotated[int, Range(50, 100, 5, unit="%"), "A row or column this dark belongs to the border."] = 70,
    most: Annotated[int, Range(5, 45, 5, unit="%"), "A border broader than this share of the page is none."] = 30,
) -> Image:
    """Cut off the dark border a scanner or copier leaves around the page, and say how much.

    Helps: black edges that are read as letters or mislead thresholds.
    Harms: a dark frame that belongs to the page.
    Colour: the border is found on the luma by Otsu's level; all channels are cut alike.
    Source: our own: rows and columns that are mostly ink, from the edge inwards.
    """
    top, bottom, left, right = dark_borders(image, darkness / 100, most / 100)
    if not any((top, bottom, left, right)):
        return left_as_it_was(image, "no dark border")
    note(f"cut {top} px at the top, {bottom} at the bottom, {left} left, {right} right")
    report_move(shift(-left, -top))
    return image[top : image.shape[0] - bottom, left : image.shape[1] - right]


@register("Pad", family="geometry", moves=True)
def pad(
    image: Image,
    *,
    margin: Annotated[int, Range(0, 500, unit="px"), "Added on every side; 0 changes nothing."] = 20,
    fill: Fill = "paper",
) -> Image:
    """Put a margin around the page.

    Helps: text that touches the edge, which detectors miss.
    Harms: nothing but time.
    Colour: all channels alike.
    Source: numpy.pad (mode="constant").
    """
    _check_size(image.shape[1] + 2 * margin, image.shape[0] + 2 * margin, "pad")
    report_move(shift(margin, margin))
    if not margin:
        return image
    colour = _fill_colour(image, fill)
    return cv2.copyMakeBorder(image, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=colour)


@register("Perspective", family="geometry", moves=True)
def perspective(
    image: Image,
    *,
    margin: Annotated[
        int, Range(-5, 5, unit="%"), "Below 0 cuts into the sheet, above 0 keeps what lies around it."
    ] = 0,
) -> Image:
    """Find the bright sheet in a photo and show it as if seen from straight above.

    Helps: a page photographed at a slant on a darker table.
    Harms: a light table, a page that runs out of the photo: then no sheet is found and the photo stays as it was.
    Colour: the sheet is found on the luma by Otsu's level; all channels are moved alike.
    Source: cv2.approxPolyDP of the outline, then skimage.transform.ProjectiveTransform (here cv2.warpPerspective).
    """
    corners = sheet_corners(image)
    if corners is None:
        return left_as_it_was(image, "no sheet with four sides found")
    width, height = sheet_size(corners)
    _check_size(width, height, "perspective")
    x, y = width * margin / 100, height * margin / 100
    target = np.array([[x, y], [width - 1 - x, y], [width - 1 - x, height - 1 - y], [x, height - 1 - y]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    note(f"found a sheet of {width} x {height} px")
    report_move(from_centres(matrix.tolist()))
    return cv2.warpPerspective(
        image, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=paper_colour(image)
    )


@register("Dewarp", family="geometry", moves=True, bends=True)
def dewarp(
    image: Image,
    *,
    least: Annotated[float, Range(0, 20, 0.5, unit="px"), "Pages bent by less than this are left as they were."] = 1.5,
) -> Image:
    """Straighten text lines that run in a curve, and say how high the curve was.

    Helps: open books, curled receipts, pages photographed while not lying flat.
    Harms: pages of few or short lines, tables and drawings can be bent where they were straight.
    Colour: lines are found on the luma by Otsu's level; all channels are moved alike.
    Source: our own: one polynomial bend fitted to the feet of the letters of all lines; after Ulges, Lampert and
    Breuel 2005, doi:10.1109/ICDAR.2005.90.
    """
    bend = bend_of(image)
    if bend is None:
        return left_as_it_was(image, "too few text lines found")
    if bend.height < least:
        return left_as_it_was(image, f"lines bent by {bend.height:.1f} px only")
    note(f"straightened lines bent by {bend.height:.1f} px")
    return straightened(image, bend, paper_colour(image))


def _turned(image: Image, angle: float, *, expand: bool, fill: str, place: str) -> Image:
    """The page turned counter-clockwise by ``angle`` degrees about its centre."""
    if angle % 180 == 0 or (angle % 90 == 0 and expand):
        return quartered(image, int(angle // 90))
    turn = turn_by(image.shape, angle, expand=expand)
    _check_size(turn.width, turn.height, place)
    report_move(from_centres(turn.matrix.tolist()))
    return turned(image, turn, _fill_colour(image, fill))


def _resized(image: Image, width: int, height: int, interpolation: str, place: str) -> Image:
    _check_size(width, height, place)
    report_move(scaling(width / image.shape[1], height / image.shape[0]))
    return image if (height, width) == image.shape[:2] else resized(image, width, height, interpolation)


def _fill_colour(image: Image, fill: str) -> tuple[int, ...]:
    return {"white": (255,) * 3, "black": (0,) * 3}.get(fill) or paper_colour(image)


def _check_size(width: int, height: int, place: str) -> None:
    """Raises `ImageError`, before any memory is taken, for a page too large to go on with."""
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"{place}: the page would become {width} x {height} px, over {MAX_PIXELS / 1e6:.0f} megapixels; "
            "choose a smaller size or crop it first"
        )
