"""Rules of the field for damaged documents: the same pixels as Doxa, an independent implementation of their papers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pictures import greys, picture, print_page, seeded
from scipy import signal

from ocrlab.filters import get_filter
from ocrlab.filters.page.contrast import contrast, stroke_width
from ocrlab.filters.page.paper import without_grain

doxapy = pytest.importorskip("doxapy", reason="doxapy has no wheel for this Python")
MARGIN = 140  # px of even paper: beyond the border Doxa cuts its windows off where the lab mirrors the page


def stained(seed: int) -> np.ndarray:
    """Print on stained, grainy paper, with a wide even margin."""
    rng = np.random.default_rng(seed)
    print_ = print_page(120, 260).astype(float)
    paper = seeded((120, 260), seed, soft=True) / 255 * 90 + 130
    page = np.where(print_ < 128, paper * rng.uniform(0.3, 0.7), paper) + rng.normal(0, 6, print_.shape)
    return np.pad(np.clip(page, 0, 255).astype(np.uint8), MARGIN, constant_values=180)


def by_doxa(rule: str, page: np.ndarray, **values: Any) -> np.ndarray:
    work = doxapy.Binarization(getattr(doxapy.Binarization.Algorithms, rule))
    work.initialize(page)
    out = np.empty(page.shape, np.uint8)
    work.to_binary(out, values)
    return out


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999).map(stained), st.sampled_from([3, 15, 41]), st.integers(1, 9))
def test_wolf_and_nick_are_doxas(page, window, tenths):
    ours = get_filter("wolf")(page, window=window, k=tenths / 10)
    assert (ours != by_doxa("WOLF", page, window=window, k=tenths / 10)).mean() < 1e-4
    ours = get_filter("nick")(page, window=window, k=-tenths / 20)
    assert (ours != by_doxa("NICK", page, window=window, k=-tenths / 20)).mean() < 1e-4


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999).map(stained), st.sampled_from([5, 15, 25]))
def test_su_without_its_lift_is_doxas_but_for_edges_just_at_otsus_level(page, window):
    ours = get_filter("su")(page, window=window, lift=0)
    assert (ours != by_doxa("SU", page, window=window, minN=window)).mean() < 5e-3


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999).map(stained), st.sampled_from([15, 25]), st.integers(1, 30))
def test_isauvola_is_doxas_but_for_the_spread_it_takes_for_the_widest(page, window, hundredths):
    # Doxa divides by 128, scikit-image by 127.5, half of the range.
    ours = get_filter("isauvola")(page, window=window, k=hundredths / 100)
    assert (ours != by_doxa("ISAUVOLA", page, window=window, k=hundredths / 100)).mean() < 2e-3


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 9999).map(stained))
def test_gatos_is_doxas_but_for_single_pixels(page):
    ours = get_filter("gatos")(page, window=25, k=0.2, letter=60)
    assert (ours != by_doxa("GATOS", page, window=25, k=0.2, glyph=60)).mean() < 0.01


@given(greys(least=2), st.sampled_from([3, 5, 9]), st.integers(0, 100))
def test_bradley_counts_whole_numbers(page, window, darker):
    assume(min(page.shape) > window // 2)
    wide = np.pad(page, window // 2, mode="reflect")
    result = get_filter("bradley")(page, window=window, darker=darker)
    for y, x in ((0, 0), (page.shape[0] // 2, page.shape[1] // 2), (page.shape[0] - 1, page.shape[1] - 1)):
        mean = Fraction(int(wide[y : y + window, x : x + window].sum()), window * window)
        assert (result[y, x] == 0) == (int(page[y, x]) <= mean * (100 - darker) / 100)


@settings(deadline=None)
@given(greys(least=8))
def test_the_smoothing_of_gatos_is_scipys_wiener_away_from_the_border(page):
    level = page.astype(float)
    wide = np.pad(level, 1, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(wide, (3, 3))
    noise = windows.var(axis=(2, 3)).mean()
    with np.errstate(all="ignore"):
        wanted = signal.wiener(level, 3, noise)[1:-1, 1:-1]
    ours = without_grain(page)[1:-1, 1:-1]
    assert np.all(np.abs(ours - wanted) <= 1.0001)


def test_contrast_is_what_two_levels_differ_for_how_bright_they_are():
    page = picture("......\n......\n...###\n...###\n......\n......", ink=50, paper=200)
    assert contrast(page)[0].tolist() == [0] * 6
    assert contrast(page)[2, 3] == 255 * 150 // 250


def test_the_width_of_strokes_is_told_by_their_edges():
    page = np.full((40, 90), 230, np.uint8)
    for left in range(10, 80, 20):
        page[:, left : left + 6] = 60
        page[:, [left - 1, left + 6]] = 120  # a soft edge has one sharpest pixel
    assert 5 <= stroke_width(contrast(page)) <= 8


@pytest.mark.parametrize("name", ["isauvola", "su", "gatos", "nick", "wolf", "bradley"])
def test_print_on_stained_paper_stays_where_one_level_loses_it(name):
    rng = np.random.default_rng(5)
    ink = np.zeros((200, 400), bool)
    for top in range(30, 180, 25):
        for left in range(20, 370, 12):
            ink[top : top + 10, left : left + 3] = True
    paper = np.linspace(240, 70, 400)[None, :] + np.zeros((200, 1))
    page = np.clip(np.where(ink, paper * 0.45, paper) + rng.normal(0, 2, ink.shape), 0, 255).astype(np.uint8)
    black = get_filter(name)(page) == 0
    assert (ink & ~black).sum() < ink.sum() / 20
    one_level = get_filter("otsu")(page) == 0
    assert ((one_level ^ ink).sum()) > 3 * (black ^ ink).sum()
