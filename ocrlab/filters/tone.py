"""Tone: how light, how dark and in which colours should a page be before it is read?"""

from __future__ import annotations

from typing import Annotated, Literal

import cv2
import numpy as np

from ocrlab.filters.notes import left_as_it_was, note
from ocrlab.filters.page.background import background, divided
from ocrlab.filters.page.ink import paper_colour, split_level
from ocrlab.filters.registry import register
from ocrlab.filters.strips import histogram, to_uint8
from ocrlab.filters.twins import colour
from ocrlab.filters.twins.clahe import adapted
from ocrlab.image import Image, each_channel, grey
from ocrlab.params import Range


@register("Greyscale", family="tone")
def grayscale(
    image: Image,
    *,
    channel: Annotated[
        Literal["luma", "lightness", "mean", "red", "green", "blue", "least_ink"],
        "What brightness means: as the eye sees it (luma, lightness), all channels alike (mean: least grain), one "
        "channel, or the channel with the least ink.",
    ] = "luma",
) -> Image:
    """Drop colour and keep brightness.

    Helps: coloured paper; grain of low light (mean); red stamps and pencil on black print vanish in red or least_ink;
    cheaper later stages.
    Harms: coloured ink as bright as its paper disappears.
    Colour: turns the page grey; a grey page stays as it is.
    Source: luma is ITU-R BT.601 rounded (Pillow's convert("L")); lightness is L of skimage.color.rgb2lab as 0..255.
    """
    if image.ndim == 2:
        return image
    if channel == "luma":
        return grey(image)
    if channel == "lightness":
        return colour.lightness(image)
    if channel == "mean":
        return colour.mean(image)
    if channel == "least_ink":
        channel = ("red", "green", "blue")[int(np.argmax(cv2.mean(image)[:3]))]
        note(f"took the {channel} channel")
    return image[..., ("red", "green", "blue").index(channel)]


@register("Invert", family="tone")
def invert(
    image: Image,
    *,
    when: Annotated[
        Literal["always", "light_on_dark"],
        "Always, or only where most of the page is dark, as on a screen or a negative.",
    ] = "always",
) -> Image:
    """Swap dark and light.

    Helps: light text on a dark ground, which engines read worse than dark on light.
    Harms: a page that is dark on light already; choose light_on_dark for a mixed batch.
    Colour: each channel on its own.
    Source: skimage.util.invert; dark means at or below Otsu's level of the luma.
    """
    if when == "light_on_dark":
        level = grey(image)
        split = split_level(level)
        if split is None or histogram(level)[: split + 1].sum() * 2 <= level.size:
            return left_as_it_was(image, "dark on light")
        note("light on dark: inverted")
    return ~image


@register("Auto contrast", family="tone")
def auto_contrast(
    image: Image,
    *,
    low: Annotated[float, Range(0, 20, 0.5, unit="%"), "This share of the darkest pixels becomes black."] = 2.0,
    high: Annotated[float, Range(80, 100, 0.5, unit="%"), "Pixels above this share of all become white."] = 98.0,
) -> Image:
    """Stretch the grey levels between two percentiles over the whole range from black to white.

    Helps: pale print, grey paper, under- and overexposed photos.
    Harms: a page of nearly one tone: its grain is stretched as well.
    Colour: one stretch for all three channels, from the percentiles of their luma, so hues stay.
    Source: skimage.exposure.rescale_intensity between numpy percentiles.
    """
    counts = histogram(grey(image)).cumsum()
    floor, ceiling = (_percentile(counts, share) for share in (low, high))
    if ceiling <= floor:
        return left_as_it_was(image, "one level only")
    return cv2.LUT(image, to_uint8((np.arange(256) - floor) / (ceiling - floor) * 255))


def _percentile(cumulated: np.ndarray, share: float) -> float:
    """What numpy.percentile gives, from cumulated counts instead of the pixels."""
    place = (cumulated[-1] - 1) * share / 100
    below, above = (int(np.searchsorted(cumulated, k, side="right")) for k in (np.floor(place), np.ceil(place)))
    return below + (above - below) * (place - np.floor(place))


@register("Brightness", family="tone")
def brightness(
    image: Image,
    *,
    amount: Annotated[int, Range(-128, 128), "Grey levels added to every pixel; below 0 darkens."] = 20,
) -> Image:
    """Add the same number of levels to every pixel.

    Helps: grey paper under a fixed threshold; faint print when darkened.
    Harms: what reaches black or white is lost for all later stages.
    Colour: each channel on its own.
    Source: image + amount, clipped to 0..255.
    """
    return cv2.LUT(image, to_uint8(np.arange(256) + amount))


@register("Contrast", family="tone")
def contrast(
    image: Image,
    *,
    factor: Annotated[float, Range(0.1, 5, 0.1), "Distance from mid-grey is multiplied by it; below 1 flattens."] = 1.5,
) -> Image:
    """Push levels away from mid-grey, or towards it.

    Helps: pale print and washed-out photos.
    Harms: shadows close and faint strokes burn out; auto_contrast looks where the levels are first.
    Colour: each channel on its own.
    Source: (image - 127.5) * factor + 127.5, clipped to 0..255.
    """
    return cv2.LUT(image, to_uint8((np.arange(256) - 127.5) * factor + 127.5))


@register("Gamma", family="tone")
def gamma(
    image: Image,
    *,
    gamma: Annotated[float, Range(0.1, 10, log=True), "Above 1 darkens the middle tones, below 1 lightens them."] = 1.5,
) -> Image:
    """Bend the middle tones and leave black and white where they are.

    Helps: faint strokes (above 1) and shadowed photos (below 1).
    Harms: paper grain darkens with the strokes.
    Colour: each channel on its own.
    Source: skimage.exposure.adjust_gamma.
    """
    return cv2.LUT(image, to_uint8(255 * (np.arange(256) / 255) ** gamma))


@register("Equalise", family="tone")
def equalise(image: Image) -> Image:
    """Spread the grey levels so that each is about as frequent as any other.

    Helps: photos whose text sits in a narrow band of tones.
    Harms: most scans: paper is most of the page, so its grain takes most of the range.
    Colour: one curve for all three channels, from the histogram of their luma.
    Source: skimage.exposure.equalize_hist.
    """
    counts = histogram(grey(image)).cumsum()
    return cv2.LUT(image, to_uint8(counts * (255 / counts[-1])))


@register("Local contrast (CLAHE)", family="tone")
def clahe(
    image: Image,
    *,
    tiles: Annotated[int, Range(1, 32), "The page is cut into so many tiles each way, each with its own contrast."] = 8,
    clip: Annotated[float, Range(0.005, 0.5, 0.005), "How far contrast may rise; high values raise grain too."] = 0.01,
) -> Image:
    """Even out contrast part by part.

    Helps: shadows and uneven light, faint pencil beside dark print.
    Harms: clean scans: paper grain becomes visible and may be read as dots.
    Colour: on the value (HSV), hues stay.
    Source: Zuiderveld 1994, Graphics Gems IV; skimage.exposure.equalize_adapthist, within one level: in float32.
    """
    value = image if image.ndim == 2 else image.max(axis=2)
    if value.min() == value.max():
        return left_as_it_was(image, "one level only")
    adjusted = adapted(value, tiles, clip)
    return adjusted if image.ndim == 2 else colour.with_value(image, value, adjusted)


@register("Flatten light", family="tone")
def flatten(
    image: Image,
    *,
    radius: Annotated[int, Range(5, 200, unit="px"), "Larger than the widest stroke, smaller than the shadows."] = 40,
    method: Annotated[
        Literal["median", "gaussian", "rolling_ball"], "How the paper is guessed; median keeps the edges of shadows."
    ] = "median",
) -> Image:
    """Guess the paper under the ink and divide it out, so that paper becomes white everywhere.

    Helps: shadows, curled pages, stains, yellowed or coloured paper, uneven light of a photo.
    Harms: large dark areas (photos, black headings wider than the radius) are washed out.
    Colour: each channel on its own, so coloured paper turns white.
    Source: page / background; scipy.ndimage.median_filter, skimage.filters.gaussian (sigma of half the radius), or
    skimage.restoration.rolling_ball (Sternberg 1983, doi:10.1109/MC.1983.1654163); beyond 12 px (ball: 5 px) on a
    shrunk page.
    """
    return each_channel(image, lambda channel: divided(channel, background(channel, radius, method)))


@register("Drop colour", family="tone")
def drop_colour(
    image: Image,
    *,
    hue: Annotated[int, Range(0, 355, 5, unit="°"), "On the colour circle: 0 red, 60 yellow, 120 green, 240 blue."] = 0,
    width: Annotated[int, Range(5, 180, 5, unit="°"), "How far a hue may lie from it on either side."] = 30,
    saturation: Annotated[int, Range(5, 100, 5, unit="%"), "Duller pixels stay: grey and black never go."] = 20,
) -> Image:
    """Paint everything of one hue in the colour of the paper.

    Helps: stamps, coloured rules of forms and exercise books, red marks over black print.
    Harms: print of that hue goes with it; black strokes under a stamp may keep a coloured rim.
    Colour: a colour page stays one; a grey page is left as it was.
    Source: hue and saturation of skimage.color.rgb2hsv.
    """
    if image.ndim == 2:
        return left_as_it_was(image, "a grey page has no colour to drop")
    return colour.without_hue(image, hue, width, saturation / 100, paper_colour(image))
