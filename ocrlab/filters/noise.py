"""Noise: which specks and grain can go without taking the strokes along?"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

import cv2
import numpy as np

from ocrlab.filters.networks import grain
from ocrlab.filters.page.strokes import without_pinholes, without_specks
from ocrlab.filters.registry import register
from ocrlab.filters.strips import by_strips
from ocrlab.filters.twins import colour, denoise
from ocrlab.filters.twins.gaussian import blur, reach
from ocrlab.filters.twins.median import disk_median, square_median
from ocrlab.filters.twins.wavelet import denoised
from ocrlab.image import Image, each_channel, grey
from ocrlab.params import Range

_ALIKE = 40  # levels: neighbours on one stroke of a scan are about this much alike


@register("Median", family="noise")
def median(
    image: Image,
    *,
    radius: Annotated[int, Range(0, 15, unit="px"), "1 looks at 3 x 3 pixels, 2 at 5 x 5; 0 changes nothing."] = 1,
    footprint: Annotated[Literal["square", "disk"], "A disk keeps corners round and thin strokes longer."] = "square",
) -> Image:
    """Replace each pixel by the median of its neighbourhood.

    Helps: salt-and-pepper specks, sensor noise of low light, ringing around letters of a heavy JPEG.
    Harms: strokes thinner than half the window vanish: commas, full stops, i and l, small print.
    Colour: each channel on its own.
    Source: skimage.filters.median (square, mode="nearest"), skimage.filters.rank.median (disk).
    """
    if radius == 0:
        return image
    if footprint == "square":
        return square_median(image, radius)
    return each_channel(image, lambda channel: disk_median(channel, radius))


@register("Adaptive median", family="noise")
def adaptive_median(
    image: Image,
    *,
    max_radius: Annotated[int, Range(1, 7, unit="px"), "The window grows up to this while it sees only impulses."] = 3,
    support: Annotated[
        int, Range(0, 8), "A pixel stays when so many of its 8 neighbours are like it; 0 is the filter as published."
    ] = 3,
) -> Image:
    """Replace only impulses: pixels that are the darkest or brightest around and stand nearly alone.

    Where the median of the window is itself an extreme the window grows. A pixel that is no extreme of its window
    keeps its value, and so does one on a stroke: at least ``support`` neighbours lie within 40 levels of it.

    Helps: salt-and-pepper noise of 5 to 30 %, dust, dead pixels; thin strokes survive where a median eats them.
    Harms: lone dots smaller than the support asks for go; soft noise stays.
    Colour: each channel on its own.
    Source: Hwang and Haddad 1995, doi:10.1109/83.370679 (support 0); the support is our own addition.
    """

    def work(strip: Image) -> Image:
        return _adaptive(strip, max_radius, support)

    return each_channel(image, lambda channel: by_strips(channel, max_radius, work, pixels=1 << 16))


def _adaptive(channel: Image, max_radius: int, support: int) -> Image:
    out = channel.copy()
    waiting = _supported(channel) < support if support else np.ones(channel.shape, bool)
    for radius in range(1, max_radius + 1):
        if not waiting.any():
            break
        brush = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
        middle = cv2.medianBlur(channel, 2 * radius + 1)
        least, most = cv2.erode(channel, brush), cv2.dilate(channel, brush)
        impulse = (channel <= least) | (channel >= most)
        # In the largest window the median is taken even if it is an extreme itself.
        decided = waiting & (((middle > least) & (middle < most)) | (radius == max_radius))
        np.copyto(out, middle, where=decided & impulse)
        waiting &= ~decided
    return out


def _supported(channel: Image) -> Image:
    """How many of a pixel's 8 neighbours are like it (the page's edge is continued outwards)."""
    wide = cv2.copyMakeBorder(channel, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    height, width = channel.shape
    count = np.zeros_like(channel)
    for dy, dx in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)):
        count += cv2.absdiff(wide[dy : dy + height, dx : dx + width], channel) <= _ALIKE
    return count


@register("Remove salt and pepper", family="noise")
def remove_impulses(
    image: Image,
    *,
    support: Annotated[
        int, Range(1, 9), "A black or white pixel stays when so many of its 8 neighbours are the same; 9 keeps none."
    ] = 4,
    tolerance: Annotated[int, Range(0, 60, unit="levels"), "How far from black or white still counts as pure."] = 0,
    max_radius: Annotated[int, Range(1, 7, unit="px"), "How far away sound neighbours are looked for."] = 3,
) -> Image:
    """Replace lone pixels of pure black or white by what the sound pixels nearest to them show.

    No other pixel changes, and replaced ones take no part: the mean of the sound ones, by Gaussian weights, comes from
    the smallest window that holds any. A page that is black and white itself keeps what has enough support.

    Helps: salt-and-pepper noise of 5 to 30 %: the strokes come out as they were, commas and thin letters included.
    Harms: lone dots of a black-and-white page; grain and specks that are not pure (raise the tolerance) stay.
    Colour: each channel on its own.
    Source: the switching filter of Esakkirajan et al. 2011, doi:10.1109/LSP.2011.2122333, with a weighted mean for its
    trimmed median; the support is our own addition.
    """

    def work(strip: Image) -> np.ndarray:
        return _without_impulses(strip, support, tolerance, max_radius)

    return each_channel(image, lambda channel: by_strips(channel, max_radius + 1, work, pixels=1 << 16))


def _without_impulses(channel: Image, support: int, tolerance: int, max_radius: int) -> np.ndarray:
    lone = np.zeros(channel.shape, bool)
    for pure in (channel <= tolerance, channel >= 255 - tolerance):
        same = cv2.boxFilter(pure.view(np.uint8), -1, (3, 3), normalize=False, borderType=cv2.BORDER_REPLICATE)
        lone |= pure & (same <= support)  # the pixel itself is counted too
    if not lone.any():
        return channel
    sound = (~lone).astype(np.float32)
    levels = sound * channel
    out = channel.astype(np.float32)
    for radius in range(1, max_radius + 1):
        blurred = partial(
            cv2.GaussianBlur,
            ksize=(2 * radius + 1, 2 * radius + 1),
            sigmaX=radius / 2,
            borderType=cv2.BORDER_REPLICATE,
        )
        weight = blurred(sound)
        reached = lone & (weight > 1e-6)
        out[reached] = blurred(levels)[reached] / weight[reached]
        lone &= ~reached
        if not lone.any():
            break
    return out


@register("Gaussian blur", family="noise")
def gaussian(
    image: Image,
    *,
    sigma: Annotated[float, Range(0, 10, 0.1, unit="px"), "Width of the blur, which reaches 4 times as far."] = 1.0,
) -> Image:
    """Blur the page evenly.

    Helps: fine grain of low light, the dots of halftone print, before thresholding.
    Harms: thin strokes fade and close letters run together.
    Colour: each channel on its own.
    Source: skimage.filters.gaussian (mode="nearest"), within one level: sums are kept in float32.
    """
    return by_strips(image, reach(sigma), lambda strip: blur(strip, sigma)) if sigma else image


@register("Bilateral", family="noise")
def bilateral(
    image: Image,
    *,
    window: Annotated[int, Range(3, 31, 2, unit="px"), "Diameter of the round neighbourhood."] = 9,
    sigma_colour: Annotated[int, Range(5, 150, 5), "How many levels apart two pixels may be and still be mixed."] = 40,
    sigma_space: Annotated[float, Range(0.5, 15, 0.5, unit="px"), "How fast weight falls with distance."] = 3.0,
) -> Image:
    """Average each pixel with neighbours of about its own level, so that edges stay.

    Helps: grain of low light while strokes stay crisp; JPEG ringing.
    Harms: faint strokes melt into the paper; salt-and-pepper stays, being unlike its neighbours.
    Colour: colours are compared as one, by the sum of their differences.
    Source: Tomasi and Manduchi 1998, doi:10.1109/ICCV.1998.710815; cv2.bilateralFilter. Not
    skimage.restoration.denoise_bilateral, whose weights (0.26) lie beside the middle of the window.
    """
    return cv2.bilateralFilter(image, window, sigma_colour, sigma_space, borderType=cv2.BORDER_REPLICATE)


@register("Non-local means", family="noise", slow=True)
def nl_means(
    image: Image,
    *,
    strength: Annotated[int, Range(1, 100), "Levels; about 0.8 times the noise's standard deviation is a start."] = 20,
    patch: Annotated[int, Range(3, 9, 2, unit="px"), "Side of the patches compared."] = 5,
    distance: Annotated[
        int, Range(1, 12, unit="px"), "How far away similar patches are looked for; costs its square."
    ] = 5,
) -> Image:
    """Average each pixel with others whose surroundings look alike.

    Helps: grain of low light and of film, where it keeps strokes better than any blur.
    Harms: fine texture and faint strokes below the strength; takes seconds.
    Colour: colours are compared as one.
    Source: Buades, Coll and Morel 2005, doi:10.1109/CVPR.2005.38; skimage.restoration.denoise_nl_means
    (fast_mode=True), within one level: sums are kept in float32.
    """
    return denoise.nl_means(image, strength, patch, distance)


@register("Total variation", family="noise", slow=True)
def total_variation(
    image: Image,
    *,
    weight: Annotated[float, Range(0.01, 1, 0.01), "Higher values flatten more."] = 0.1,
    steps: Annotated[int, Range(5, 100, 5), "Steps of the iteration; more come closer to the exact answer."] = 30,
) -> Image:
    """Find the flattest page close to the given one: patches of even tone with sharp edges.

    Helps: grain and blotches on large print, before a threshold.
    Harms: thin strokes lose contrast; small print is washed out.
    Colour: each channel on its own.
    Source: Chambolle 2004, doi:10.1023/B:JMIV.0000011325.36760.1e; skimage.restoration.denoise_tv_chambolle
    (eps=0, max_num_iter=steps), within one level: in float32.
    """
    return denoise.total_variation(image, weight, steps)


@register("Wavelet", family="noise")
def wavelet(
    image: Image,
    *,
    strength: Annotated[float, Range(0.2, 5, 0.1, unit="x"), "The noise found is multiplied by it."] = 1.0,
    base: Annotated[Literal["haar", "db2", "sym4"], "Haar keeps edges hard, sym4 is smoothest."] = "db2",
    method: Annotated[Literal["bayes", "visu"], "bayes fits each scale of detail, visu removes all noise."] = "bayes",
) -> Image:
    """Measure the noise in the finest details and take that much off the details of every scale.

    Helps: even grain of scanners and sensors, without a radius to choose.
    Harms: visu blurs small print; wide ripples appear beside bold strokes.
    Colour: each channel on its own.
    Source: Chang, Yu and Vetterli 2000, doi:10.1109/83.862633 (bayes); Donoho and Johnstone 1994,
    doi:10.1093/biomet/81.3.425 (visu); skimage.restoration.denoise_wavelet, within one level: in float32.
    """
    return each_channel(image, lambda channel: denoised(channel, base, method, strength))


@register("Remove grain", family="noise", slow=True)
def remove_grain(
    image: Image,
    *,
    amount: Annotated[
        float, Range(0.1, 1, 0.1, unit="x"), "The network's share of the result; the rest is the page, blurred."
    ] = 0.5,
    blur: Annotated[float, Range(0, 3, 0.1, unit="px"), "Width of the blur of that rest; 0 leaves its grain."] = 0.7,
) -> Image:
    """Remove the grain of low light with a small neural network.

    The network was trained on lines of print drawn with such grain, and judged by how well EasyOCR's recogniser could
    read the result. Mixing its page half and half with a slightly blurred one reads better than either alone.

    Helps: print photographed in low light, down to about ten photo-electrons a pixel, where every blur costs strokes.
    Harms: it guesses, and a wrong guess looks as crisp as a right one; it never saw handwriting or non-Latin scripts.
    Colour: turns the page grey, by the mean of the channels, in which grain is least.
    Source: our own, `ocrlab.training`; the shape of the network is the U-Net of Ronneberger, Fischer and Brox 2015,
    doi:10.1007/978-3-319-24574-4_28.
    """
    page = colour.mean(image)
    return cv2.addWeighted(grain.without_grain(page), amount, gaussian(page, sigma=blur), 1 - amount, 0)


@register("Despeckle", family="noise")
def despeckle(
    image: Image,
    *,
    area: Annotated[int, Range(1, 200, unit="px²"), "Parts of at most so many pixels go; a full stop has 4 to 30."] = 3,
    which: Annotated[
        Literal["specks", "pinholes", "both"], "Specks of ink on paper, holes of paper in ink, or both."
    ] = "both",
) -> Image:
    """Remove specks of ink and pinholes in strokes below an area, and leave everything larger untouched.

    Helps: dust, salt-and-pepper on bilevel scans, photocopies, holes in a tired ribbon's strokes.
    Harms: full stops, dots of i and j and thin accents, when the area exceeds theirs.
    Colour: parts are found on the luma by Otsu's level; gaps take the mean colour around them.
    Source: skimage.morphology.remove_small_objects and remove_small_holes (connectivity 2) of the ink.
    """
    if which != "pinholes":
        image = without_specks(image, grey(image), area)
    return image if which == "specks" else without_pinholes(image, grey(image), area)
