"""Mean and spread around a pixel: float32 decides most pixels, and every one as the definition in float64 does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import greys, print_page, seeded

from ocrlab.filters import get_filter
from ocrlab.filters.page import surroundings

RULES: dict[str, Callable[..., Any]] = {
    "sauvola": lambda mean, spread, k, _darkest, _widest: mean * (1 + k * (spread / 127.5 - 1)),
    "niblack": lambda mean, spread, k, _darkest, _widest: mean - k * spread,
    "wolf": lambda mean, spread, k, darkest, widest: mean - k * (1 - spread / widest) * (mean - darkest),
    "nick": lambda mean, spread, k, _darkest, _widest: mean + k * np.sqrt(spread * spread + mean * mean),
}
STRENGTHS = {
    "sauvola": [0, 0.01, 0.2, 0.5, 1],
    "niblack": [-1, -0.5, 0, 0.05, 0.6, 1],
    "wolf": [0, 0.01, 0.5, 0.99, 1],
    "nick": [-0.5, -0.15, -0.01, 0],
}


def around(page: np.ndarray, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread in float64 from whole numbers, window by window."""
    wide = np.pad(page.astype(np.int64), window // 2, mode="reflect")

    def sums(values: np.ndarray) -> np.ndarray:
        whole = np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
        rows = whole[window:] - whole[:-window]
        return rows[:, window:] - rows[:, :-window]

    mean, square = sums(wide) / window**2, sums(wide * wide) / window**2
    return mean, np.sqrt(np.maximum(square - mean * mean, 0))


def by_definition(name: str, page: np.ndarray, window: int, k: float) -> np.ndarray:
    mean, spread = around(page, window)
    if name == "wolf" and spread.max() == 0:
        return page
    return np.where(page > RULES[name](mean, spread, k, int(page.min()), spread.max()), 255, 0)


@st.composite
def near_ties(draw: st.DrawFn) -> np.ndarray:
    """Pages on which many a pixel lies at its limit: of one level, of few evenly spaced ones, in columns or squares."""
    rows, columns = np.indices((draw(st.integers(1, 40)), draw(st.integers(1, 40))))
    levels, step = draw(st.integers(1, 4)), draw(st.sampled_from([1, 2, 7, 60]))
    pattern = draw(st.sampled_from(["one level", "columns", "squares", "noise"]))
    marks = {
        "one level": 0 * rows,
        "columns": columns % levels,
        "squares": (rows + columns) % levels,
        "noise": np.random.default_rng(draw(st.integers(0, 9999))).integers(0, levels, rows.shape),
    }[pattern]
    return (draw(st.integers(0, 255 - 3 * step)) + marks * step).astype(np.uint8)


@pytest.mark.parametrize("name", RULES)
@settings(deadline=None, max_examples=200)
@given(page=near_ties() | greys(), window=st.sampled_from([3, 5, 9, 25, 101]), data=st.data())
def test_every_pixel_is_that_of_the_definition_in_float64(name, page, window, data):
    k = data.draw(st.sampled_from(STRENGTHS[name]))
    assert np.array_equal(get_filter(name)(page, window=window, k=k), by_definition(name, page, window, k))


def test_pages_with_ties_are_told_as_the_definition_tells_them():
    # Nine pixels of four levels often have a whole or half spread: the limit is then a level, or misses one by a
    # rounding that float32 cannot tell.
    ties = close = 0
    for seed in range(60):
        page = (100 + np.random.default_rng(seed).integers(0, 4, (40, 40))).astype(np.uint8)
        for k in STRENGTHS["niblack"]:
            mean, spread = around(page, 3)
            gap = np.abs(page - RULES["niblack"](mean, spread, k, 0, 1))
            ties, close = ties + int((gap == 0).sum()), close + int(((gap > 0) & (gap < 1e-6)).sum())
            assert np.array_equal(get_filter("niblack")(page, window=3, k=k), by_definition("niblack", page, 3, k))
    assert ties > 100 and close > 100


@pytest.mark.parametrize("name", RULES)
def test_a_page_of_many_tiles_is_one_page(name, monkeypatch):
    monkeypatch.setattr(surroundings, "PIXELS", 500)
    monkeypatch.setattr(surroundings, "_TILE", 31)
    for page in (seeded((90, 130), 1, soft=True), print_page(100, 200)):
        k = STRENGTHS[name][2]
        assert np.array_equal(get_filter(name)(page, window=15, k=k), by_definition(name, page, 15, k))


@pytest.mark.parametrize("k", [1e-9, 1e-4])
def test_a_limit_just_off_the_level_of_empty_paper_is_seen(k):
    paper = np.full((30, 30), 200, np.uint8)
    paper[0, 0] = 100
    white = surroundings.by_mean_and_spread(paper, 3, lambda mean, spread: mean * (1 - k))
    assert (white[2:, 2:] == 255).all()


def test_sums_beyond_32_bits_are_the_same(monkeypatch):
    strip = seeded((20, 30), 2)
    within = surroundings.mean_and_spread(strip, 5)
    monkeypatch.setattr(surroundings, "_INT32", 1)
    assert all(np.array_equal(a, b) for a, b in zip(within, surroundings.mean_and_spread(strip, 5), strict=True))


@given(near_ties() | greys(), st.sampled_from([3, 9, 41]))
def test_the_largest_spread_is_the_largest_to_the_last_bit(page, window):
    assert surroundings.largest_spread(page, window) == around(page, window)[1].max()


def test_of_windows_with_the_same_variance_the_one_that_rounds_up_counts_wherever_it_lies(monkeypatch):
    monkeypatch.setattr(surroundings, "_TILE", 20)
    for seed in range(20):
        page = seeded((20, 20), seed)
        for both in (np.hstack([page, 255 - page]), np.hstack([255 - page, page])):
            assert surroundings.largest_spread(both, 3) == around(both, 3)[1].max()
