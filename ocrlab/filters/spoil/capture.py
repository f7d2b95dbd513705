"""Capture: what does a poor camera, or poor light, do to a page?"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from ocrlab.filters.registry import register
from ocrlab.filters.spoil.parts import Seed, across, floats, times, to_bytes
from ocrlab.image import Image, freeze
from ocrlab.params import Range

Direction = Annotated[
    float, Range(-180, 180, 5, unit="°"), "Where the dark side lies: 0 to the right, 90 at the bottom."
]


@register("Low light", family="spoil")
def low_light(
    image: Image,
    *,
    counts: Annotated[
        float, Range(1, 10_000, log=True, unit="electrons"), "What white paper yields a pixel; fewer give more grain."
    ] = 12.0,
    read_noise: Annotated[float, Range(0, 100, 0.5, unit="electrons"), "Noise of reading the sensor out."] = 1.0,
    brightness: Annotated[float, Range(0.05, 1, 0.05), "The mean of white paper, as a share of white."] = 1.0,
    seed: Seed = 0,
) -> Image:
    """Photograph the page with so little light that the grains of the light show.

    White paper yields ``counts`` photo-electrons a pixel on average, black ink none: each pixel is a Poisson draw of
    its share, plus Gaussian noise from reading the sensor out, then gained up to ``brightness``. Colour channels are
    drawn apart from each other, as under a colour filter array.

    Helps: to try filters against the grain of low light: averaging ones take it away, a median less.
    Harms: thin strokes first; below about ten electrons most letters.
    Colour: each channel has grain of its own.
    Source: EMVA Standard 1288, release 4.0, section 2.
    """
    rng = np.random.default_rng(seed)
    electrons = rng.poisson(floats(image) * (counts / 255.0)) + rng.normal(0.0, read_noise, image.shape)
    return to_bytes(electrons * (255.0 * brightness / counts))


@register("Salt and pepper", family="spoil")
def salt_and_pepper(
    image: Image,
    *,
    share: Annotated[
        float, Range(0, 1, 0.01), "Share of the pixels that turn black or white, half of them each."
    ] = 0.15,
    seed: Seed = 0,
) -> Image:
    """Turn some pixels fully black or fully white, as dust, dead sensor cells and bad bilevel scans do.

    Helps: to try filters against impulses: a median of radius 1 removes nearly all up to a share of about 0.2.
    Harms: every engine from a few per cent on; averaging filters only smear it.
    Colour: a pixel is hit in all its channels at once.
    Source: Gonzalez and Woods, Digital Image Processing, 4th ed., section 5.2.
    """
    draw = np.random.default_rng(seed).random(image.shape[:2])
    result = image.copy()
    result[draw < share / 2] = 0
    result[draw > 1 - share / 2] = 255
    return freeze(result)


@register("Out of focus", family="spoil")
def blur(
    image: Image,
    *,
    sigma: Annotated[float, Range(0, 20, 0.1, unit="px"), "Width of the blur."] = 1.5,
) -> Image:
    """Hold the page out of focus: a Gaussian blur, with the edges of the page repeated.

    Helps: to try sharpening and deblurring.
    Harms: small print first, whose strokes run into each other.
    Colour: each channel by itself.
    Source: a plain model: the blur of a lens out of focus, taken as a Gaussian; scipy.ndimage.gaussian_filter.
    """
    from scipy import ndimage

    widths = (sigma, sigma) if image.ndim == 2 else (sigma, sigma, 0.0)
    return to_bytes(ndimage.gaussian_filter(floats(image), widths, mode="nearest"))


@register("Motion blur", family="spoil")
def motion_blur(
    image: Image,
    *,
    length: Annotated[int, Range(1, 100, unit="px"), "How far the camera moved; 1 changes nothing."] = 7,
) -> Image:
    """Move the camera sideways during the exposure: upright strokes smear most.

    Helps: to try sharpening and deblurring.
    Harms: upright strokes; level ones stay as they are.
    Colour: each channel by itself.
    Source: a plain model: the mean over the way that the camera moved; scipy.ndimage.uniform_filter1d.
    """
    from scipy import ndimage

    return to_bytes(ndimage.uniform_filter1d(floats(image), int(length), axis=1, mode="nearest"))


@register("Uneven light", family="spoil")
def uneven_light(
    image: Image,
    *,
    strength: Annotated[float, Range(0, 0.95, 0.05), "Share of the light that is missing on the dark side."] = 0.5,
    angle: Direction = 30.0,
) -> Image:
    """Light the page from one side: brightness falls smoothly across it.

    Helps: to try local thresholds, flattening and CLAHE.
    Harms: a threshold for the whole page, which loses either the dark side or the bright one.
    Colour: all channels alike.
    Source: a plain model: the light falls as 3t² - 2t³ from one side of the page to the other.
    """
    fall = across(image.shape[:2], angle)
    return times(image, 1.0 - strength * fall * fall * (3.0 - 2.0 * fall))


@register("Cast shadow", family="spoil")
def cast_shadow(
    image: Image,
    *,
    strength: Annotated[float, Range(0, 0.95, 0.05), "Share of the light that the shadow takes."] = 0.5,
    cover: Annotated[float, Range(0, 1, 0.05), "Share of the way across the page that lies in the shadow."] = 0.4,
    softness: Annotated[float, Range(0.005, 0.5, 0.005), "Width of its soft edge, as a share of the page."] = 0.03,
    angle: Direction = 30.0,
) -> Image:
    """Let a hand or a phone stand in the light: a shadow with a soft edge lies over a part of the page.

    Helps: to try flattening and local thresholds, where light falls within a few letters.
    Harms: a threshold for the whole page, and words that the edge of the shadow crosses.
    Colour: all channels alike.
    Source: a plain model: full light and shadow, with a half-shadow that rises evenly between them, as of a broad lamp.
    """
    into = np.clip((across(image.shape[:2], angle) - (1.0 - cover)) / softness + 0.5, 0.0, 1.0)
    return times(image, 1.0 - strength * into)


@register("Low contrast", family="spoil")
def low_contrast(
    image: Image,
    *,
    share: Annotated[float, Range(0, 1, 0.05), "Share of the contrast that is left."] = 0.3,
) -> Image:
    """Squeeze all brightness towards the page's mean, as haze or faint ink does.

    Helps: to try auto-contrast and equalising.
    Harms: engines hardly, as long as there is no noise.
    Colour: each channel towards its own mean.
    Source: a plain model: each level keeps a share of its distance from the mean.
    """
    page = floats(image)
    middle = page.mean(axis=(0, 1))
    return to_bytes(middle + (page - middle) * share)
