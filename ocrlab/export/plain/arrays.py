"""Arrays: how are OpenCV's functions written on NumPy and SciPy, with the same pixels?

Only as much of each as the filters use. Sums of floats are kept in float64 here and in float32 there, so a pixel that
lies just between two levels may fall to either.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import ndimage
from skimage.filters.rank import median as rank_median

Array = Any

BORDER_REPLICATE = "edge"
BORDER_REFLECT = "symmetric"
BORDER_REFLECT_101 = "reflect"
BORDER_CONSTANT = "constant"
CV_32S = "int32"
CV_32F = "float32"
CV_64F = "float64"
THRESH_BINARY = False
THRESH_BINARY_INV = True
MORPH_OPEN = "open"
MORPH_CLOSE = "close"
MORPH_TOPHAT = "top hat"
MORPH_BLACKHAT = "black hat"
CC_STAT_AREA = 4
COLOR_RGB2HSV = "hsv"
# scipy.ndimage's words for NumPy's: beyond the border a | a b c, c b a | a b c and c b | a b c.
MODES = {"edge": "nearest", "symmetric": "reflect", "reflect": "mirror"}


def look_up(image: Array, table: Array) -> Array:
    """Each pixel's entry in a table of 256."""
    return np.asarray(table).reshape(-1)[image]


def copy_make_border(
    image: Array, top: int, bottom: int, left: int, right: int, border: str, value: Any = None
) -> Array:
    """The image with pixels around it, by a rule or of one colour."""
    around = [(top, bottom), (left, right), (0, 0)][: image.ndim]
    if border != BORDER_CONSTANT:
        return np.pad(image, around, mode=border)  # type: ignore[call-overload]
    out = np.empty((image.shape[0] + top + bottom, image.shape[1] + left + right, *image.shape[2:]), image.dtype)
    out[...] = np.asarray(value)[: image.shape[2]] if image.ndim == 3 else value[0]
    out[top : top + image.shape[0], left : left + image.shape[1]] = image
    return out


def median_blur(image: Array, side: int) -> Array:
    """The median of a square of pixels; those at the border are repeated beyond it."""
    if image.ndim == 3:
        return merge([median_blur(channel, side) for channel in split(image)])
    around = side // 2
    wide = np.pad(image, around, mode="edge")
    # Sliding histograms: for wide windows far quicker than sorting each anew.
    return rank_median(wide, np.ones((side, side), np.uint8))[around:-around, around:-around]


def _extreme(image: Array, brush: Array, anchor: Any, brightest: bool) -> Array:
    """The brightest or darkest pixel under a brush; beyond the border there is none."""
    brush = np.asarray(brush) > 0
    high, wide = brush.shape
    row, column = (high // 2, wide // 2) if anchor is None else anchor[::-1]
    work, join, beyond = (
        (ndimage.maximum_filter1d, np.maximum, 0) if brightest else (ndimage.minimum_filter1d, np.minimum, 255)
    )
    padded = np.pad(
        image, [(row, high - 1 - row), (0, 0), (0, 0)][: image.ndim], mode="constant", constant_values=beyond
    )
    out, lines = None, {}
    # Row by row of the brush, each of which is one run: far quicker than pixel by pixel.
    for down, line in enumerate(brush):
        used = np.flatnonzero(line)
        first, last = int(used[0]), int(used[-1])
        if (first, last) not in lines:
            size = last - first + 1
            origin = column - first - size // 2
            lines[first, last] = work(padded, size, axis=1, mode="constant", cval=beyond, origin=origin)
        moved = lines[first, last][down : down + len(image)]
        out = moved if out is None else join(out, moved)
    return out


def dilate(image: Array, brush: Array, anchor: Any = None) -> Array:
    """The brightest pixel under a brush."""
    return _extreme(image, brush, anchor, True)


def erode(image: Array, brush: Array, anchor: Any = None) -> Array:
    """The darkest pixel under a brush."""
    return _extreme(image, brush, anchor, False)


def morphology_ex(image: Array, what: str, brush: Array) -> Array:
    """Opening and closing, and what they take away."""
    if what in (MORPH_OPEN, MORPH_TOPHAT):
        opened_image = dilate(erode(image, brush), brush)
        return opened_image if what == MORPH_OPEN else image - opened_image
    closed = erode(dilate(image, brush), brush)
    return closed if what == MORPH_CLOSE else closed - image


def box_filter(
    image: Array,
    depth: Any,
    size: Any,
    anchor: Any = None,
    normalize: bool = False,
    borderType: str = BORDER_REFLECT_101,
) -> Array:
    """The sum of each pixel's neighbourhood."""
    sums = image.astype(np.float64)
    for axis, side in enumerate(size[::-1]):
        origin = (side // 2 if anchor is None else anchor[1 - axis]) - side // 2
        sums = ndimage.correlate1d(sums, np.ones(side), axis=axis, mode=MODES[borderType], origin=origin)
    return sums.astype(image.dtype if depth == -1 else depth)


def sqr_box_filter(image: Array, depth: Any, size: Any, normalize: bool = False) -> Array:
    """The sum of the squares of each pixel's neighbourhood."""
    return box_filter(image.astype(np.float64) ** 2, depth, size)


def integrals(image: Array, sdepth: Any, sqdepth: Any) -> Any:
    """The sums of levels, and of their squares, above and left of each pixel; they have a row and a column more."""
    level = np.pad(image.astype(np.float64), ((1, 0), (1, 0)))
    return tuple(values.cumsum(0).cumsum(1).astype(to) for values, to in ((level, sdepth), (level**2, sqdepth)))


def subtract(first: Array, second: Array) -> Array:
    return first - second


def multiply(first: Array, second: Array, dst: Array, scale: float) -> Array:
    """Times a number as well, into ``dst``."""
    dst[...] = first * second * scale
    return dst


def scale_add(first: Array, scale: float, second: Array, dst: Array) -> Array:
    """The first times a number, and the second, into ``dst``."""
    dst[...] = first * scale + second
    return dst


def square_root(values: Array) -> Array:
    return np.sqrt(values)


def sep_filter(
    image: Array,
    depth: Any,
    across: Array,
    down: Array,
    borderType: str = BORDER_REFLECT_101,
) -> Array:
    """Weights along the rows, then along the columns."""
    rows = ndimage.correlate1d(image.astype(np.float64), across, axis=1, mode=MODES[borderType])
    return ndimage.correlate1d(rows, down, axis=0, mode=MODES[borderType]).astype(depth)


def filter_2d(
    image: Array,
    depth: Any,
    weights: Array,
    borderType: str = BORDER_REFLECT_101,
) -> Array:
    """Weights over a neighbourhood."""
    return ndimage.correlate(image.astype(np.float64), weights, mode=MODES[borderType]).astype(depth)


def gaussian_blur(image: Array, ksize: Any, sigmaX: float, borderType: str) -> Array:
    """A Gaussian cut off at a window."""
    offsets = np.arange(ksize[0]) - ksize[0] // 2
    weights = np.exp(-(offsets**2) / (2 * sigmaX**2))
    weights /= weights.sum()
    return sep_filter(image, CV_32F, weights, weights, borderType)


def threshold(image: Array, level: float, most: int, inverted: bool) -> Any:
    """White above a level and black elsewhere, or the other way round; second of two, as OpenCV returns it."""
    return level, np.where((image > level) != inverted, np.uint8(most), np.uint8(0))


def connected_components(mask: Array, connectivity: int, ltype: Any) -> Any:
    """How many parts there are with the ground, and each pixel's part."""
    labels, count = ndimage.label(mask, np.ones((3, 3)) if connectivity == 8 else None)
    return count + 1, labels


def connected_components_with_stats(mask: Array, connectivity: int, ltype: Any) -> Any:
    """The same, and left, top, width, height and area of each part."""
    count, labels = connected_components(mask, connectivity, ltype)
    areas = np.bincount(labels.ravel(), minlength=count)
    boxes = [(0, 0, mask.shape[1], mask.shape[0])]
    for down, across in ndimage.find_objects(labels):
        boxes.append((across.start, down.start, across.stop - across.start, down.stop - down.start))
    return count, labels, np.column_stack([np.array(boxes), areas]), None


def abs_diff(image: Array, other: Array) -> Array:
    """How far apart two images are."""
    return np.abs(image.astype(np.int16) - other).astype(np.uint8)


def calc_hist(images: Any, channels: Any, mask: Array | None, bins: Any, limits: Any) -> Array:
    """How many pixels have each of the 256 levels, where a mask is not 0."""
    image = images[0]
    return np.bincount((image if mask is None else image[mask > 0]).ravel(), minlength=256)


def mean(image: Array, mask: Array | None = None) -> Any:
    """The mean of each channel, where a mask is not 0."""
    pixels = image.reshape(-1, 1 if image.ndim == 2 else 3)
    if mask is not None:
        pixels = pixels[mask.ravel() > 0]
    return tuple(float(value) for value in pixels.sum(axis=0, dtype=np.int64) / len(pixels)) + (0.0,) * 3


def magnitude(x: Array, y: Array) -> Array:
    """The length of each vector."""
    return np.sqrt(x * x + y * y)


def split(image: Array) -> Any:
    """The channels of a colour image."""
    return [np.ascontiguousarray(image[..., i]) for i in range(image.shape[2])]


def merge(channels: Any) -> Array:
    """A colour image of its channels."""
    return np.stack(channels, axis=-1)


def bitwise_not(mask: Array, dst: Array | None = None) -> Array:
    """Black for white and white for black."""
    return np.invert(mask, out=dst)


def rgb_to_hsv(image: Array, code: str) -> Array:
    """Hue in degrees, saturation and value of an image in 0..1."""
    tiny = np.float32(np.finfo(np.float32).eps)
    red, green, blue = (image[..., i] for i in range(3))
    value = image.max(axis=2)
    spread = value - image.min(axis=2)
    scale = np.float32(60) / (spread + tiny)
    hue = np.where(
        value == red,
        (green - blue) * scale,
        np.where(value == green, (blue - red) * scale + np.float32(120), (red - green) * scale + np.float32(240)),
    )
    hue = np.where(hue < 0, hue + np.float32(360), hue)
    return np.stack([hue, spread / (np.abs(value) + tiny), value], axis=-1)
