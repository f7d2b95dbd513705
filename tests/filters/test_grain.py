"""Remove grain: a dark page comes nearer to the clean one than any blur brings it, and no seam shows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from pictures import farthest

from ocrlab.filters import get_filter, spoil
from ocrlab.filters.networks import grain
from ocrlab.image import Image
from ocrlab.samples.typeset import Page

remove_grain, gaussian, grayscale = (get_filter(name) for name in ("remove_grain", "gaussian", "grayscale"))


def printed(width: int = 520) -> Image:
    page = Page(width, margin=20)
    page.paragraph("A median filter can rescue a noisy scan, and it can erase every comma of a clean one: i, l, 1.", 17)
    page.paragraph("The rest is small print, of 12 pixels, which a blur loses first; total 104.50, due 03/11/2024.", 12)
    return page.image


CLEAN = printed()
DARK = spoil.low_light(CLEAN, counts=12, seed=1)


def away(page: Image, from_page: Image) -> float:
    """Root of the mean squared difference, in levels."""
    return float(np.sqrt(np.mean((page.astype(float) - from_page) ** 2)))


def test_print_in_low_light_comes_nearer_to_the_clean_page_than_any_blur_brings_it():
    blurred = min(away(gaussian(DARK, sigma=sigma / 10), CLEAN) for sigma in range(3, 25))
    assert away(remove_grain(DARK, amount=1), CLEAN) < 0.8 * blurred


def test_a_clean_page_stays_nearly_as_it_is():
    assert away(remove_grain(CLEAN, amount=1), CLEAN) < 12


@pytest.mark.parametrize("level", [0, 40, 128, 255])
def test_an_empty_page_stays_empty(level):
    assert farthest(remove_grain(np.full((64, 80), level, np.uint8), amount=1), np.full((64, 80), level)) <= 12


def test_the_rest_is_the_page_itself_blurred_as_asked():
    alone, rest = remove_grain(DARK, amount=1).astype(float), gaussian(DARK, sigma=0.7)
    assert farthest(remove_grain(DARK, amount=0.3, blur=0.7), 0.3 * alone + 0.7 * rest) <= 1  # each of them is rounded
    assert farthest(remove_grain(DARK, amount=0.5, blur=0), (alone + DARK) / 2) <= 1


def test_a_colour_page_is_read_by_the_mean_of_its_channels():
    colours = spoil.low_light(spoil.tint(CLEAN), counts=12, seed=2)
    assert np.array_equal(remove_grain(colours), remove_grain(grayscale(colours, channel="mean")))


def test_tiles_leave_no_seam(monkeypatch):
    whole = remove_grain(DARK)
    monkeypatch.setattr(grain, "_SIDE", 64)
    assert farthest(remove_grain(DARK), whole) <= 1


def test_what_lies_beyond_the_margin_changes_nothing():
    page = np.tile(DARK, (1, 2))[:80].copy()
    other = page.copy()
    other[:, 300 + grain.MARGIN :] = 0
    before, after = remove_grain(page)[:, :300], remove_grain(other)[:, :300]
    assert farthest(after, before) <= 1


def test_pages_filtered_at_the_same_time_do_not_mix():
    pages = [spoil.low_light(CLEAN, counts=12, seed=seed) for seed in range(4)]
    alone = [remove_grain(page) for page in pages]
    with ThreadPoolExecutor(4) as hands:
        together = list(hands.map(remove_grain, pages))
    assert all(np.array_equal(*pair) for pair in zip(alone, together, strict=True))
