"""Ink shape: names say what happens to the ink, pixels are scikit-image's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import channelwise, greys, pages, picture
from skimage import morphology

from ocrlab.filters import get_filter
from ocrlab.filters.notes import collect_notes
from ocrlab.filters.page.strokes import opened

# What each does to the page is the opposite of what it does to the ink.
DEFINITIONS = {
    "thicken": morphology.erosion,
    "thin": morphology.dilation,
    "open": morphology.closing,
    "close": morphology.opening,
    "top_hat": lambda page, brush: 255 - morphology.black_tophat(page, brush),
    "black_hat": lambda page, brush: 255 - morphology.white_tophat(page, brush),
}


@pytest.mark.parametrize("name", DEFINITIONS)
@settings(deadline=None)
@given(page=pages(), radius=st.integers(1, 6), brush=st.sampled_from(["disk", "square"]))
def test_each_is_scikit_images_operation_on_the_ink_pixel_for_pixel(name, page, radius, brush):
    shape = morphology.disk(radius) if brush == "disk" else np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    wanted = channelwise(page, lambda channel: DEFINITIONS[name](channel, shape))
    assert np.array_equal(get_filter(name)(page, radius=radius, brush=brush), wanted)


@given(pages())
def test_radius_nought_changes_nothing(page):
    for name in ("thicken", "thin", "open", "close"):
        assert np.array_equal(get_filter(name)(page, radius=0), page)


def test_thicken_makes_one_pixel_a_cross_and_thin_takes_it_back():
    page = picture(
        """
        .....
        .....
        ..#..
        .....
        .....
        """
    )
    cross = picture(
        """
        .....
        ..#..
        .###.
        ..#..
        .....
        """
    )
    assert np.array_equal(get_filter("thicken")(page), cross)
    assert np.array_equal(get_filter("thin")(cross), page)
    assert np.array_equal(get_filter("dilate")(page), cross)


def test_open_takes_a_hairline_and_close_mends_a_broken_stroke():
    page = picture(
        """
        .........
        ####.####
        ####.####
        ####.####
        .........
        .#######.
        .........
        """
    )
    opened = get_filter("open")(page, brush="square")
    assert (opened[5] == 255).all()
    assert np.array_equal(opened[1:4], page[1:4])
    assert (get_filter("close")(page, brush="square")[1:4] == 0).all()


def test_top_hat_keeps_thin_ink_on_a_dark_band_and_black_hat_shows_light_ink():
    page = np.full((80, 60), 230, np.uint8)
    page[30:] = 90
    page[10:20, 15:17] = 30
    page[50:60, 30:32] = 200
    dark, light = get_filter("top_hat")(page, radius=4), get_filter("black_hat")(page, radius=4)
    assert set(np.unique(dark)) == {55, 255}
    assert np.array_equal(np.argwhere(dark < 255).min(axis=0), [10, 15])
    assert np.array_equal(np.argwhere(light < 255).max(axis=0), [59, 31])
    assert np.count_nonzero(light < 255) == 20


def form() -> np.ndarray:
    """Letters 3 wide and 12 high; one stands across a rule of 2 px; a second rule stands upright."""
    page = np.full((80, 160), 245, np.uint8)
    page[40:42, :] = 60
    page[:, 100:103] = 60
    for left in (20, 40, 60):
        page[10:22, left : left + 3] = 20
    page[34:48, 80:83] = 20
    return page


def test_rules_go_and_the_letters_across_them_stay():
    page = form()
    result = get_filter("remove_lines")(page, length=60)
    letters = np.zeros(page.shape, bool)
    letters[10:22, [20, 21, 22, 40, 41, 42, 60, 61, 62]] = True
    letters[34:48, 80:83] = True
    assert (result[letters] < 70).all()
    assert (result[~letters] == 245).all()


def test_only_the_direction_asked_for_goes():
    page = form()
    level = get_filter("remove_lines")(page, length=60, direction="horizontal")
    assert (level[:39, 100:103] == 60).all()
    assert (level[40:42, :70] == 245).all()
    upright = get_filter("remove_lines")(page, length=60, direction="vertical")
    assert (upright[:38, 100:103] == 245).all()
    assert (upright[40:42, :70] == 60).all()


def test_a_line_thicker_or_shorter_than_asked_stays():
    page = np.full((40, 200), 255, np.uint8)
    page[10:20, 20:180] = 0
    page[30:32, 20:60] = 0
    with collect_notes() as notes:
        assert np.array_equal(get_filter("remove_lines")(page, thickness=6, length=80), page)
    assert notes == ["no rules found: left as it was"]


@given(greys(least=25), st.integers(1, 12), st.integers(1, 12))
def test_opening_by_a_brush_without_a_middle_does_not_move_the_ink(page, height, width):
    ink = page > 60
    covered = np.zeros(ink.shape, bool)
    for y, x in np.argwhere(np.lib.stride_tricks.sliding_window_view(ink, (height, width)).all(axis=(2, 3))):
        covered[y : y + height, x : x + width] = True
    inside = np.s_[height:-height, width:-width]  # at the page's edge the brush may hang over it
    assert np.array_equal(opened(ink.astype(np.uint8) * np.uint8(255), height, width)[inside] > 0, covered[inside])
