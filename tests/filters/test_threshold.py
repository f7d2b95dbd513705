"""Black and white: every rule draws the line where scikit-image draws it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pictures import greys, pages, picture
from skimage import filters

from ocrlab.filters import get_filter
from ocrlab.filters.notes import collect_notes
from ocrlab.image import grey

RULES = {
    "otsu": filters.threshold_otsu,
    "triangle": filters.threshold_triangle,
    "li": filters.threshold_li,
    "yen": filters.threshold_yen,
    "isodata": filters.threshold_isodata,
    "minimum": filters.threshold_minimum,
}
otsu, threshold, binarise, local = (get_filter(name) for name in ("otsu", "threshold", "binarise", "local"))
sauvola, niblack, hysteresis = (get_filter(name) for name in ("sauvola", "niblack", "hysteresis"))


def white_above(page: np.ndarray, limit: float | np.ndarray) -> np.ndarray:
    return np.where(page > limit, 255, 0)


def agrees(ours: np.ndarray, page: np.ndarray, limit: np.ndarray, slack: float) -> bool:
    """Equal but where the page lies within rounding of its local limit."""
    return bool(((ours == white_above(page, limit)) | (np.abs(page - limit) <= slack)).all())


def written(seed: int) -> np.ndarray:
    """Grey paper with a third of ink, as histograms of scans look."""
    rng = np.random.default_rng(seed)
    page = np.where(rng.random((40, 50)) < 0.3, rng.normal(60, 20, (40, 50)), rng.normal(200, 15, (40, 50)))
    return np.clip(page, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("rule", RULES)
@given(page=greys(least=2) | st.integers(0, 9999).map(written))
def test_each_rule_finds_scikit_images_level(rule, page):
    assume(page.min() < page.max())
    try:
        limit = RULES[rule](page)
    except RuntimeError:  # "minimum" on a page without two peaks
        assert np.array_equal(binarise(page, method=rule), page)
        return
    assert np.array_equal(binarise(page, method=rule), white_above(page, limit))


@given(pages())
def test_otsu_threshold_nought_and_binarise_are_one_and_the_same(page):
    assert np.array_equal(otsu(page), threshold(page, value=0))
    assert np.array_equal(otsu(page), binarise(page))


@given(pages(), st.integers(1, 255))
def test_a_fixed_threshold_turns_what_lies_above_it_white(page, value):
    result = threshold(page, value=value)
    level = grey(page)
    if level.min() < level.max() or value:
        assert np.array_equal(result, white_above(level, value))


def test_a_page_of_one_level_cannot_be_split_and_stays():
    blank = np.full((6, 7), 77, np.uint8)
    for filter_ in (otsu, binarise, hysteresis):
        with collect_notes() as notes:
            assert np.array_equal(filter_(blank), blank)
        assert notes == ["no level splits this page: left as it was"]


def test_where_minimum_finds_no_valley_the_page_turns_grey_and_says_so():
    page = np.stack([np.arange(256, dtype=np.uint8).reshape(16, 16)] * 3, axis=-1)
    with collect_notes() as notes:
        result = binarise(page, method="minimum")
    assert np.array_equal(result, grey(page))
    assert notes == ["no level splits this page: left as it was"]


@settings(deadline=None)
@given(greys(least=12), st.sampled_from([3, 15, 23]), st.integers(-20, 20))
def test_local_is_threshold_local(page, window, offset):
    for method in ("gaussian", "mean", "median"):
        limit = filters.threshold_local(page, window, method=method, offset=offset)
        assert agrees(local(page, method=method, window=window, offset=offset), page, limit, 2e-3), method


@settings(deadline=None)
@given(greys(), st.sampled_from([3, 15, 51]), st.integers(0, 100))
def test_sauvola_is_threshold_sauvola(page, window, hundredths):
    limit = filters.threshold_sauvola(page, window, k=hundredths / 100)
    assert agrees(sauvola(page, window=window, k=hundredths / 100), page, limit, 1e-5)


@settings(deadline=None)
@given(greys(), st.sampled_from([3, 15, 51]), st.integers(-20, 20))
def test_niblack_is_threshold_niblack(page, window, twentieths):
    limit = filters.threshold_niblack(page, window, k=twentieths / 20)
    assert agrees(niblack(page, window=window, k=twentieths / 20), page, limit, 1e-4)


def test_local_rules_read_a_shadowed_line_that_one_level_loses():
    page = np.linspace(240, 60, 120)[None, :].repeat(40, axis=0)
    page[18:21, 10:110:4] *= 0.5
    page = page.astype(np.uint8)
    truth = np.zeros(page.shape, bool)
    truth[18:21, 10:110:4] = True
    for rule in (sauvola(page), local(page)):
        assert ((rule == 0) == truth).mean() > 0.98
    assert ((otsu(page) == 0) == truth).mean() < 0.7


@given(greys(least=2), st.integers(0, 100), st.integers(0, 100))
def test_hysteresis_is_that_of_scikit_image_on_the_ink(page, sure, maybe):
    assume(page.min() < page.max())
    split = int(filters.threshold_otsu(page))
    low, high = max(split - sure, int(page.min())), min(split + maybe, int(page.max()) - 1)
    ink = filters.apply_hysteresis_threshold(-page.astype(int), -high - 1, -low - 1)
    assert np.array_equal(hysteresis(page, sure=sure, maybe=maybe), np.where(ink, 0, 255))


def test_hysteresis_keeps_faint_ink_that_continues_dark_ink_and_drops_what_stands_alone():
    page = picture(
        """
        ...........
        .##.....#..
        ...........
        """,
        ink=130,
        paper=220,
    )
    page[1, 1] = 20
    assert np.argwhere(hysteresis(page, sure=20, maybe=60) == 0).tolist() == [[1, 1], [1, 2]]
