"""Degrade: what does a poor capture do to a page? Dim light, bad ink, hard compression.

Each function takes a clean page and returns the page as a poor capture would have left it, so that the effect of a
filter can be tried where the truth is known. The same image, values and ``seed`` always give the same pixels. Images
are uint8, (H, W) grey or (H, W, 3) RGB, as everywhere; the result keeps shape and kind unless its words say otherwise,
and the image given is never written to. A value outside its range raises ``ParamError``.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from scipy import ndimage

from ocrlab.errors import ParamError
from ocrlab.image import Image, freeze

Floats = NDArray[np.floating[Any]]


def low_light(
    image: Image, *, counts: float = 12.0, read_noise: float = 1.0, brightness: float = 1.0, seed: int = 0
) -> Image:
    """Photograph the page with so little light that the grains of the light show.

    White paper yields ``counts`` photo-electrons a pixel on average, black ink none: each pixel is a Poisson draw of
    its share, plus Gaussian noise of ``read_noise`` electrons from reading the sensor out, then gained up until the
    mean of white paper is ``brightness`` * 255. Averaging filters help here, a median helps less.

    ``counts`` 1..10000 electrons, ``read_noise`` 0..100 electrons, ``brightness`` 0.05..1. Colour channels are
    drawn apart from each other, as under a colour filter array. Model: EMVA Standard 1288, release 4.0, section 2.
    """
    _within("low_light", "counts", counts, 1, 10_000)
    _within("low_light", "read_noise", read_noise, 0, 100)
    _within("low_light", "brightness", brightness, 0.05, 1)
    rng = np.random.default_rng(seed)
    electrons = rng.poisson(_floats(image) * (counts / 255.0)) + rng.normal(0.0, read_noise, image.shape)
    return _bytes(electrons * (255.0 * brightness / counts))


def salt_and_pepper(image: Image, *, share: float = 0.15, seed: int = 0) -> Image:
    """Turn a ``share`` of all pixels fully black or fully white, half of them each.

    Dust, dead sensor cells and bad bilevel scans look like this. A median of radius 1 removes nearly all of it up to a
    share of about 0.2; averaging filters only smear it.

    ``share`` 0..1 of the pixels; a colour pixel is hit in all its channels at once. The model of Gonzalez and
    Woods, Digital Image Processing, 4th ed., section 5.2.
    """
    _within("salt_and_pepper", "share", share, 0, 1)
    draw = np.random.default_rng(seed).random(image.shape[:2])
    result = image.copy()
    result[draw < share / 2] = 0
    result[draw > 1 - share / 2] = 255
    return freeze(result)


def poor_print(image: Image, *, wear: float = 0.5, fading: float = 0.4, specks: float = 0.002, seed: int = 0) -> Image:
    """Print the page with a tired ribbon: strokes break, ink fades in blotches, specks of dirt lie around.

    Pixels beside the edge of a stroke change sides with a probability that falls with the squared distance from the
    edge (``wear`` is that probability at the edge itself); then the ink is thinned by a soft random cloud, up to
    ``fading`` of its darkness; last, specks of dirt, one to three pixels wide, fall on a ``specks`` share of the page.

    ``wear`` 0..1, ``fading`` 0..1, ``specks`` 0..0.1. The edge model is that of Kanungo, Haralick and Baird, Global and
    local document degradation models, ICDAR 1993, doi:10.1109/ICDAR.1993.395633; cloud and specks are our own.
    """
    _within("poor_print", "wear", wear, 0, 1)
    _within("poor_print", "fading", fading, 0, 1)
    _within("poor_print", "specks", specks, 0, 0.1)
    rng = np.random.default_rng(seed)
    size = image.shape[:2]
    page = _floats(image)
    paper, ink = page.max(axis=(0, 1)), page.min(axis=(0, 1))
    grey = page if page.ndim == 2 else page.mean(axis=2)
    darkness = 1.0 - (grey - grey.min()) / max(float(np.ptp(grey)), 1.0)

    is_ink = darkness > 0.5
    if is_ink.any() and not is_ink.all():
        distance = ndimage.distance_transform_edt(is_ink) + ndimage.distance_transform_edt(~is_ink)
        flipped = rng.random(size) < wear * np.exp(-1.5 * (distance - 1.0) ** 2)
        darkness = np.where(flipped, 1.0 - darkness, darkness)
    darkness = ndimage.gaussian_filter(darkness, 0.5)  # ink creeps into the paper: no razor-sharp single pixels
    darkness *= 1.0 - fading * _cloud(size, scale=9.0, rng=rng)

    dirt = rng.random(size)
    dirty = ndimage.binary_dilation(dirt < specks / 3) | (dirt > 1 - specks * 2 / 3)
    clean = np.where(dirty, 0.25, 1.0)
    if page.ndim == 3:
        darkness, clean = darkness[..., None], clean[..., None]
    return _bytes((paper + (ink - paper) * darkness) * clean)


def heavy_jpeg(image: Image, *, quality: int = 12) -> Image:
    """Save the page as a far too small JPEG and open it again: 8 x 8 blocks and ringing around every stroke.

    ``quality`` 1..95 as Pillow and libjpeg count it; colour is kept at half resolution (4:2:0), as phones and
    messengers do.
    """
    _within("heavy_jpeg", "quality", quality, 1, 95)
    packed = io.BytesIO()
    Pillow.fromarray(image).save(packed, "JPEG", quality=int(quality), subsampling=2)
    with Pillow.open(packed) as picture:
        return freeze(np.array(picture))


def small_print(image: Image, *, factor: float = 0.5) -> Image:
    """Scan at too low a resolution: every stroke is averaged over fewer pixels. The result is smaller.

    ``factor`` 0.05..1 of width and height, at least one pixel each; area averaging (Pillow's box filter), as a sensor
    with larger cells would do.
    """
    _within("small_print", "factor", factor, 0.05, 1)
    height, width = image.shape[:2]
    size = max(round(width * factor), 1), max(round(height * factor), 1)
    return freeze(np.array(Pillow.fromarray(image).resize(size, Pillow.Resampling.BOX)))


def blur(image: Image, *, sigma: float = 1.5) -> Image:
    """Hold the page out of focus: a Gaussian of ``sigma`` pixels (0..20), edges repeated."""
    _within("blur", "sigma", sigma, 0, 20)
    return _bytes(ndimage.gaussian_filter(_floats(image), _in_plane(image, sigma), mode="nearest"))


def motion_blur(image: Image, *, length: int = 7) -> Image:
    """Move the camera sideways during the exposure, by ``length`` pixels (1..100): upright strokes smear most."""
    _within("motion_blur", "length", length, 1, 100)
    return _bytes(ndimage.uniform_filter1d(_floats(image), int(length), axis=1, mode="nearest"))


def uneven_light(image: Image, *, strength: float = 0.5, angle: float = 30.0) -> Image:
    """Light the page from one side: brightness falls smoothly across it, down to 1 - ``strength`` of what it was.

    One threshold for the whole page then loses either the dark side or the bright side; local thresholds and CLAHE
    help. ``strength`` 0..0.95; ``angle`` -360..360 degrees, the direction the shadow lies in, 0 to the right, 90 down.
    """
    _within("uneven_light", "strength", strength, 0, 0.95)
    _within("uneven_light", "angle", angle, -360, 360)
    height, width = image.shape[:2]
    turn = np.deg2rad(angle)
    right, down = np.linspace(-0.5, 0.5, width)[None, :], np.linspace(-0.5, 0.5, height)[:, None]
    across = right * np.cos(turn) + down * np.sin(turn)
    reach = max(float(np.ptp(across)), 1e-9)
    fall = (across - across.min()) / reach
    light = 1.0 - strength * fall * fall * (3.0 - 2.0 * fall)
    return _bytes(_floats(image) * (light if image.ndim == 2 else light[..., None]))


def low_contrast(image: Image, *, share: float = 0.3) -> Image:
    """Squeeze all brightness towards the page's mean, leaving ``share`` (0..1) of the contrast it had."""
    _within("low_contrast", "share", share, 0, 1)
    page = _floats(image)
    middle = page.mean(axis=(0, 1))
    return _bytes(middle + (page - middle) * share)


def paper_texture(image: Image, *, strength: float = 0.06, seed: int = 0) -> Image:
    """Print on real paper: fibres and stains darken it in fine grain and soft clouds.

    ``strength`` 0..0.5 is the largest share of the brightness that the two together may take.
    """
    _within("paper_texture", "strength", strength, 0, 0.5)
    rng = np.random.default_rng(seed)
    size = image.shape[:2]
    loss = strength * (0.5 * _cloud(size, scale=0.8, rng=rng) + 0.5 * _cloud(size, scale=25.0, rng=rng))
    return _bytes(_floats(image) * (1.0 - (loss if image.ndim == 2 else loss[..., None])))


def tint(image: Image, *, colour: tuple[int, int, int] = (250, 240, 215)) -> Image:
    """Print on coloured paper: white becomes ``colour``, black stays black. The result is RGB."""
    for value in colour:
        _within("tint", "colour", value, 0, 255)
    page = _floats(image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2))
    return _bytes(page * (np.asarray(colour, np.float32) / 255.0))


def skew(image: Image, *, angle: float = 2.0) -> Image:
    """Lay the page on the glass at a slant of ``angle`` degrees (-45..45, positive turns anticlockwise).

    The result grows until the whole page fits; the new corners take the colour of the page's top left pixel.
    """
    _within("skew", "angle", angle, -45, 45)
    corner = tuple(int(value) for value in np.atleast_1d(image[0, 0]))
    turned = Pillow.fromarray(image).rotate(
        angle, Pillow.Resampling.BICUBIC, expand=True, fillcolor=corner if image.ndim == 3 else corner[0]
    )
    return freeze(np.array(turned))


def _cloud(size: tuple[int, int], *, scale: float, rng: np.random.Generator) -> Floats:
    """Smooth random values 0..1 whose blotches are about ``scale`` pixels wide."""
    # Drawn coarse and enlarged: a Gaussian of tens of pixels at full size would cost more than everything else here.
    step = max(int(scale / 2), 1)
    coarse = rng.standard_normal((size[0] // step + 3, size[1] // step + 3)).astype(np.float32)
    coarse = ndimage.gaussian_filter(coarse, scale / step)
    coarse = (coarse - coarse.min()) / max(float(np.ptp(coarse)), 1e-9)
    wide = Pillow.fromarray(coarse).resize((coarse.shape[1] * step, coarse.shape[0] * step), Pillow.Resampling.BILINEAR)
    return np.asarray(wide)[: size[0], : size[1]]


def _in_plane(image: Image, sigma: float) -> tuple[float, ...]:
    return (sigma, sigma) if image.ndim == 2 else (sigma, sigma, 0.0)


def _floats(image: Image) -> Floats:
    return image.astype(np.float32)


def _bytes(values: Floats) -> Image:
    return freeze(np.clip(np.rint(values), 0, 255).astype(np.uint8))


def _within(place: str, name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ParamError(f"{place}: {name} must be {low}..{high}, got {value}")
