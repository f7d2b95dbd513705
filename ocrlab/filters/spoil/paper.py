"""Paper: what do bad ink, and paper that was used, folded, stained or printed on both sides, do to a page?"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from ocrlab.filters.registry import register
from ocrlab.filters.spoil.parts import Floats, Seed, cloud, darkness_of, floats, times, to_bytes
from ocrlab.image import Image
from ocrlab.params import Range

Level = Annotated[int, Range(0, 255, unit="levels"), "What white becomes in this channel."]
_ABSORBED = np.array([0.35, 0.6, 1.0])  # of red, green and blue light, by a brown stain
_GREY = np.array([0.299, 0.587, 0.114])


@register("Poor print", family="spoil")
def poor_print(
    image: Image,
    *,
    wear: Annotated[float, Range(0, 1, 0.05), "Chance of a pixel right at the edge of a stroke to change sides."] = 0.5,
    fading: Annotated[float, Range(0, 1, 0.05), "How much of its darkness ink may lose, in blotches."] = 0.4,
    specks: Annotated[float, Range(0, 0.1, 0.001), "Share of the page that specks of dirt fall on."] = 0.002,
    seed: Seed = 0,
) -> Image:
    """Print the page with a tired ribbon: strokes break, ink fades in blotches, specks of dirt lie around.

    Pixels beside the edge of a stroke change sides with a probability that falls with the squared distance from the
    edge; then the ink is thinned by a soft random cloud; last, specks one to three pixels wide fall on the page.

    Helps: to try closing, thickening and despeckling.
    Harms: thin strokes, which break; a median breaks them further.
    Colour: ink and paper keep the page's darkest and brightest colour.
    Source: edges: Kanungo, Haralick and Baird, Global and local document degradation models, ICDAR 1993,
    doi:10.1109/ICDAR.1993.395633; cloud and specks are a plain model.
    """
    from scipy import ndimage

    rng = np.random.default_rng(seed)
    size = image.shape[:2]
    page = floats(image)
    paper, ink = page.max(axis=(0, 1)), page.min(axis=(0, 1))
    darkness = darkness_of(page)

    is_ink = darkness > 0.5
    if is_ink.any() and not is_ink.all():
        distance = ndimage.distance_transform_edt(is_ink) + ndimage.distance_transform_edt(~is_ink)
        flipped = rng.random(size) < wear * np.exp(-1.5 * (distance - 1.0) ** 2)
        darkness = np.where(flipped, 1.0 - darkness, darkness)
    darkness = ndimage.gaussian_filter(darkness, 0.5)  # ink creeps into the paper: no razor-sharp single pixels
    darkness *= 1.0 - fading * cloud(size, scale=9.0, rng=rng)

    dirt = rng.random(size)
    dirty = ndimage.binary_dilation(dirt < specks / 3) | (dirt > 1 - specks * 2 / 3)
    clean = np.where(dirty, 0.25, 1.0)
    if page.ndim == 3:
        darkness, clean = darkness[..., None], clean[..., None]
    return to_bytes((paper + (ink - paper) * darkness) * clean)


@register("Paper texture", family="spoil")
def paper_texture(
    image: Image,
    *,
    strength: Annotated[
        float, Range(0, 0.5, 0.01), "The largest share of the light that grain and clouds take."
    ] = 0.06,
    seed: Seed = 0,
) -> Image:
    """Print on real paper: fibres and age darken it in fine grain and soft clouds.

    Helps: to try flattening and binarisation.
    Harms: little; strong texture is taken for dots and commas.
    Colour: all channels alike.
    Source: a plain model: fine grain and soft clouds, half of the darkness each.
    """
    rng = np.random.default_rng(seed)
    size = image.shape[:2]
    loss = strength * (0.5 * cloud(size, scale=0.8, rng=rng) + 0.5 * cloud(size, scale=25.0, rng=rng))
    return times(image, 1.0 - loss)


@register("Coloured paper", family="spoil")
def tint(image: Image, *, red: Level = 250, green: Level = 240, blue: Level = 215) -> Image:
    """Print on coloured paper: white becomes that colour, black stays black.

    Helps: to try dropping a colour and greyscale by another channel.
    Harms: the contrast, where the paper is dark.
    Colour: the result is RGB.
    Source: a plain model: the paper reflects a share of each channel.
    """
    page = floats(image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2))
    return to_bytes(page * (np.asarray((red, green, blue), np.float32) / 255.0))


@register("Stains", family="spoil")
def stains(
    image: Image,
    *,
    number: Annotated[int, Range(1, 20), "How many stains lie on the page; they may overlap."] = 3,
    size: Annotated[
        float, Range(0.02, 0.5, 0.01), "Radius of the largest, as a share of the page's shorter side."
    ] = 0.2,
    darkness: Annotated[float, Range(0, 0.95, 0.05), "How much light the rim of a stain takes at most."] = 0.5,
    seed: Seed = 0,
) -> Image:
    """Spill coffee on the page: brown blotches with a dark rim.

    Helps: to try flattening, local thresholds and dropping a colour.
    Harms: a threshold for the whole page; the rim is taken for a stroke.
    Colour: brown on a colour page, grey on a grey one.
    Source: the rim: Deegan et al., Capillary flow as the cause of ring stains from dried liquid drops, Nature 389,
    1997, doi:10.1038/39827; shape and colour are a plain model.
    """
    rng = np.random.default_rng(seed)
    height, width = image.shape[:2]
    density = np.zeros((height, width), np.float32)
    for _ in range(number):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        radius = max(2.0, size * min(height, width) * rng.uniform(0.5, 1.0))
        waves = rng.normal(0.0, 0.06, (2, 4))
        _add_stain(density, x, y, radius, waves)
    absorbed = _ABSORBED if image.ndim == 3 else float(_ABSORBED @ _GREY)
    depth = -np.log1p(-darkness) * np.minimum(density, 1.0)
    return to_bytes(floats(image) * np.exp(-np.multiply.outer(depth, absorbed)))


def _add_stain(density: Floats, x: float, y: float, radius: float, waves: Floats) -> None:
    """Put one more stain down, with a wavy outline: thin inside, thick at the rim."""
    reach = radius * 1.6
    top, left = max(0, int(y - reach)), max(0, int(x - reach))
    part = density[top : int(y + reach) + 1, left : int(x + reach) + 1]
    rows, columns = np.indices(part.shape)
    down, right = rows + top - y, columns + left - x
    turn = np.arctan2(down, right)
    outline = 1.0 + sum(a * np.cos(k * turn) + b * np.sin(k * turn) for k, (a, b) in enumerate(waves.T, 2))
    place = np.hypot(down, right) / (radius * np.clip(outline, 0.5, 1.5))
    rim = np.exp(-(((place - 0.96) / 0.04) ** 2))
    inside = 1.0 / (1.0 + np.exp(np.clip((place - 1.0) / 0.02, -40, 40)))
    part += 0.35 * inside + 0.65 * rim


@register("Fold lines", family="spoil")
def fold_lines(
    image: Image,
    *,
    folds: Annotated[int, Range(1, 8), "How often the paper was folded, across and along in turn."] = 2,
    width: Annotated[int, Range(1, 30, unit="px"), "Width of a crease."] = 4,
    shade: Annotated[float, Range(0, 0.9, 0.05), "How much darker the one side of a crease is."] = 0.35,
    wear: Annotated[float, Range(0, 1, 0.05), "How much of the ink has rubbed off on it."] = 0.6,
    seed: Seed = 0,
) -> Image:
    """Fold the paper and lay it flat again: along each crease ink has rubbed off, and one side lies in its own shade.

    Helps: to try flattening, and removing lines.
    Harms: the words that a crease runs through; its shade is taken for a ruled line.
    Colour: all channels alike; where ink has gone, the page's brightest colour shows.
    Source: a plain model: a crease is a ridge whose one side looks away from the light.
    """
    rng = np.random.default_rng(seed)
    page = floats(image)
    paper = page.max(axis=(0, 1))
    for fold in range(folds):
        axis, times_folded = fold % 2, fold // 2 + 1
        length = image.shape[axis]
        at = length * (times_folded / (folds // 2 + 2 - fold % 2) + rng.uniform(-0.02, 0.02))
        away = (np.arange(length) - at) / width
        bare = wear * np.exp(-(away**2))
        light = 1.0 - shade * np.exp(-((away - 0.7) ** 2)) + 0.3 * shade * np.exp(-((away + 0.7) ** 2))
        shape = [1] * page.ndim
        shape[axis] = length
        page = (page + (paper - page) * bare.reshape(shape)) * light.reshape(shape)
    return to_bytes(page)


@register("Bleed-through", family="spoil")
def bleed_through(
    image: Image,
    *,
    strength: Annotated[float, Range(0, 0.9, 0.05), "How dark the print of the back shows."] = 0.3,
    blurred: Annotated[float, Range(0, 10, 0.1, unit="px"), "How far its ink has spread in the paper."] = 1.5,
    offset: Annotated[int, Range(-200, 200, unit="px"), "How much lower the lines of the back lie."] = 13,
) -> Image:
    """Let the print of the back show through thin paper: the page's own text, mirrored, lower and softer.

    Helps: to try binarisation, which has to tell two inks apart by their darkness.
    Harms: reading between the lines: letters of the back are read as text.
    Colour: all channels alike.
    Source: a plain model: light that passes the paper twice is lost where the back is printed.
    """
    from scipy import ndimage

    back = np.roll(darkness_of(floats(image))[:, ::-1], offset, axis=0)
    return times(image, 1.0 - strength * ndimage.gaussian_filter(back, blurred, mode="nearest"))
