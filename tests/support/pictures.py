"""Small pictures for the rooms' tests: drawn by hand where answers are counted, random where a rule must hold."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ocrlab.image import Image


def picture(text: str, ink: int = 0, paper: int = 255) -> Image:
    """A page from rows of ``.`` (paper) and ``#`` (ink)."""
    rows = [line.strip() for line in text.strip().splitlines()]
    return np.array([[ink if mark == "#" else paper for mark in row] for row in rows], np.uint8)


def seeded(shape: tuple[int, ...], seed: int, soft: bool = False) -> Image:
    """Random pixels; soft ones change slowly from one to the next, as those of a photo do."""
    rng = np.random.default_rng(seed)
    if not soft:
        return rng.integers(0, 256, shape, dtype=np.uint8)
    coarse = rng.integers(0, 256, (shape[0] // 4 + 2, shape[1] // 4 + 2, *shape[2:])).astype(float)
    fine = np.repeat(np.repeat(coarse, 4, axis=0), 4, axis=1)[: shape[0], : shape[1]]
    return np.clip(fine * 0.8 + rng.normal(25, 12, shape), 0, 255).astype(np.uint8)


@st.composite
def greys(draw, least: int = 1, most: int = 40) -> Image:
    """Grey pages of any small size: noise, soft, bilevel, few levels."""
    shape = (draw(st.integers(least, most)), draw(st.integers(least, most)))
    page = seeded(shape, draw(st.integers(0, 2**32 - 1)), soft=draw(st.booleans()))
    step = draw(st.sampled_from([1, 1, 50, 128]))
    return (page // step * step).astype(np.uint8)


@st.composite
def pages(draw, least: int = 1, most: int = 40) -> Image:
    """Grey or colour pages."""
    grey = draw(greys(least, most))
    if draw(st.booleans()):
        return grey
    return seeded((*grey.shape, 3), draw(st.integers(0, 2**32 - 1)), soft=draw(st.booleans()))


tiny = hnp.arrays(np.uint8, st.tuples(st.integers(1, 6), st.integers(1, 6)))


def farthest(ours: Image, definition: np.ndarray) -> int:
    """The largest difference in grey levels from a definition computed in 0..255 and rounded here."""
    return int(np.abs(ours.astype(int) - np.clip(np.rint(definition), 0, 255)).max())


def channelwise(image: Image, work) -> np.ndarray:
    if image.ndim == 2:
        return work(image)
    return np.stack([work(image[..., i]) for i in range(3)], axis=-1)


def print_page(height: int = 220, width: int = 520, line: int = 24, letter: int = 10) -> Image:
    """White paper with rows of letter-like blocks in words, some taller: enough to find skew, size and curve."""
    page = np.full((height, width), 255, np.uint8)
    rng = np.random.default_rng(7)
    for foot in range(line + 10, height - 12, line):
        x = 14
        while x < width - 20:
            for _ in range(int(rng.integers(2, 8))):
                tall = letter + (5 if rng.random() < 0.25 else 0)
                page[foot - tall : foot, x : x + 7] = 20
                page[foot - tall + 3 : foot - 3, x + 3 : x + 5] = 255
                x += 9
                if x >= width - 20:
                    break
            x += 9
    return page
