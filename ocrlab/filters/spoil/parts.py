"""Parts: what do the ways in which a page is spoilt have in common? A seed, soft clouds, bytes made of sums."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from ocrlab.filters.strips import to_uint8
from ocrlab.image import Image, freeze
from ocrlab.params import Range

Floats = NDArray[np.floating[Any]]
Seed = Annotated[int, Range(0, 9999), "Another number draws another page of the same kind; the same draws it again."]


def floats(image: Image) -> Floats:
    """The page to reckon with."""
    return image.astype(np.float32)


def to_bytes(values: Floats) -> Image:
    """What was reckoned, rounded and kept between black and white."""
    return freeze(to_uint8(values))


def corner_colour(image: Image) -> tuple[int, ...]:
    """The levels of the page's top left pixel, which what comes into view beside the page takes."""
    return tuple(int(level) for level in np.atleast_1d(image[0, 0]))


def times(image: Image, light: Floats) -> Image:
    """The page with each pixel, in all its channels, multiplied by the share of light that is left there."""
    return to_bytes(floats(image) * (light if image.ndim == 2 else light[..., None]))


def darkness_of(page: Floats) -> Floats:
    """How dark each pixel is: 0 where the page is brightest, 1 where it is darkest."""
    grey = page if page.ndim == 2 else page.mean(axis=2)
    return 1.0 - (grey - grey.min()) / max(float(np.ptp(grey)), 1.0)


def cloud(size: tuple[int, int], *, scale: float, rng: np.random.Generator) -> Floats:
    """Smooth random values 0..1 whose blotches are about ``scale`` pixels wide."""
    from scipy import ndimage

    # Drawn coarse and enlarged: a Gaussian of tens of pixels at full size would cost more than everything else here.
    step = max(int(scale / 2), 1)
    coarse = rng.standard_normal((size[0] // step + 3, size[1] // step + 3)).astype(np.float32)
    coarse = ndimage.gaussian_filter(coarse, scale / step)
    coarse = (coarse - coarse.min()) / max(float(np.ptp(coarse)), 1e-9)
    wide = Pillow.fromarray(coarse).resize((coarse.shape[1] * step, coarse.shape[0] * step), Pillow.Resampling.BILINEAR)
    return np.asarray(wide)[: size[0], : size[1]]


def across(size: tuple[int, int], angle: float) -> Floats:
    """How far each pixel lies across the page in a direction, 0..1; 0 degrees is to the right, 90 down."""
    height, width = size
    turn = np.deg2rad(angle)
    right, down = np.linspace(-0.5, 0.5, width)[None, :], np.linspace(-0.5, 0.5, height)[:, None]
    place = right * np.cos(turn) + down * np.sin(turn)
    return (place - place.min()) / max(float(np.ptp(place)), 1e-9)
