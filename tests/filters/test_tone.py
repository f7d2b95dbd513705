"""Tone: what each curve, channel and background does, counted by hand or held to scikit-image."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import channelwise, farthest, greys, pages, seeded
from PIL import Image as Pillow
from scipy import ndimage
from skimage import color, exposure, filters, restoration

from ocrlab.filters import get_filter
from ocrlab.filters.notes import collect_notes
from ocrlab.image import grey

grayscale, invert, clahe, flatten = (get_filter(name) for name in ("grayscale", "invert", "clahe", "flatten"))


@given(pages())
def test_luma_is_what_pillow_converts_to(page):
    assert np.array_equal(grayscale(page), np.asarray(Pillow.fromarray(page).convert("L")))


@given(pages())
def test_lightness_is_that_of_cielab(page):
    if page.ndim == 3:
        assert farthest(grayscale(page, channel="lightness"), color.rgb2lab(page)[..., 0] * 2.55) <= 1


@given(pages())
def test_the_mean_weighs_all_channels_alike(page):
    if page.ndim == 3:
        assert np.array_equal(grayscale(page, channel="mean"), np.rint(page.mean(axis=2)))


def test_a_grey_page_stays_as_it_is_whatever_the_channel():
    page = seeded((5, 6), 1)
    for channel in ("luma", "lightness", "mean", "red", "least_ink"):
        assert np.array_equal(grayscale(page, channel=channel), page)


def test_a_red_stamp_vanishes_in_the_channel_with_the_least_ink():
    page = np.full((4, 6, 3), 255, np.uint8)
    page[1, 1:5] = (230, 20, 20)
    page[2, 2] = 0
    with collect_notes() as notes:
        result = grayscale(page, channel="least_ink")
    assert notes == ["took the red channel"]
    assert result[1].min() == 230
    assert result[2, 2] == 0
    assert np.array_equal(result, grayscale(page, channel="red"))


@given(pages())
def test_inverting_twice_changes_nothing(page):
    assert np.array_equal(invert(invert(page)), page)
    assert np.array_equal(invert(page), 255 - page)


def test_only_light_on_dark_is_inverted_when_asked_so():
    dark_on_light = np.full((5, 5), 240, np.uint8)
    dark_on_light[2, 1:4] = 10
    for page, expected in ((dark_on_light, dark_on_light), (255 - dark_on_light, dark_on_light)):
        assert np.array_equal(invert(page, when="light_on_dark"), expected)
    blank = np.full((5, 5), 7, np.uint8)
    assert np.array_equal(invert(blank, when="light_on_dark"), blank)


@given(greys(least=2), st.integers(0, 40), st.integers(160, 200))
def test_auto_contrast_is_rescale_intensity_between_percentiles(page, low, high):
    floor, ceiling = np.percentile(page, (low / 2, high / 2))
    if ceiling > floor:
        wanted = exposure.rescale_intensity(page.astype(float), in_range=(floor, ceiling), out_range=(0, 255))
        # numpy interpolates percentiles in another order, which tips a tie between two levels now and then.
        assert farthest(get_filter("auto_contrast")(page, low=low / 2, high=high / 2), wanted) <= 1


def test_auto_contrast_stretches_the_used_levels_to_black_and_white():
    page = np.array([[100, 120, 140, 150]], np.uint8)
    assert get_filter("auto_contrast")(page, low=0, high=100).tolist() == [[0, 102, 204, 255]]


@given(pages(), st.integers(-128, 128))
def test_brightness_adds_levels_and_stops_at_black_and_white(page, amount):
    assert np.array_equal(get_filter("brightness")(page, amount=amount), np.clip(page.astype(int) + amount, 0, 255))


def test_contrast_pushes_levels_away_from_mid_grey():
    page = np.array([[0, 100, 127, 128, 155, 255]], np.uint8)
    assert get_filter("contrast")(page, factor=2).tolist() == [[0, 72, 126, 128, 182, 255]]
    assert np.array_equal(get_filter("contrast")(page, factor=1), page)


@given(pages(), st.sampled_from([0.1, 0.5, 1.0, 2.2, 10.0]))
def test_gamma_is_adjust_gamma(page, gamma):
    assert farthest(get_filter("gamma")(page, gamma=gamma), exposure.adjust_gamma(page / 255, gamma) * 255) == 0


@given(greys(least=2))
def test_equalise_is_equalize_hist(page):
    if page.min() < page.max():
        assert farthest(get_filter("equalise")(page), exposure.equalize_hist(page) * 255) <= 1


@settings(max_examples=25, deadline=None)
@given(greys(least=2, most=70), st.sampled_from([1, 3, 8, 32]), st.sampled_from([0.005, 0.01, 0.1, 0.5]))
def test_clahe_is_equalize_adapthist_within_one_level(page, tiles, clip):
    if page.min() < page.max():
        kernel = tuple(max(1, side // tiles) for side in page.shape)
        wanted = exposure.equalize_adapthist(page, kernel_size=kernel, clip_limit=clip) * 255
        assert farthest(clahe(page, tiles=tiles, clip=clip), wanted) <= 1


def test_clahe_of_a_colour_page_is_that_of_its_value_within_one_level():
    page = seeded((60, 80, 3), 4)
    wanted = exposure.equalize_adapthist(page, kernel_size=(7, 10), clip_limit=0.01) * 255
    assert farthest(clahe(page), wanted) <= 1


def test_a_page_of_one_level_has_no_contrast_to_raise():
    blank = np.full((9, 9), 90, np.uint8)
    for name in ("auto_contrast", "clahe"):
        with collect_notes() as notes:
            assert np.array_equal(get_filter(name)(blank), blank)
        assert notes == ["one level only: left as it was"]


@settings(deadline=None)
@given(pages(least=2), st.integers(5, 12))
def test_flatten_divides_by_the_median_around(page, radius):
    def divided(channel):
        paper = ndimage.median_filter(channel, 2 * radius + 1, mode="nearest").astype(float)
        return np.divide(channel * 255.0, paper, out=np.zeros(channel.shape), where=paper > 0)

    assert farthest(flatten(page, radius=radius), channelwise(page, divided)) == 0


def test_flatten_divides_by_the_gaussian_around_within_rounding():
    page = np.maximum(seeded((50, 60), 2, soft=True), 60)
    paper = np.rint(filters.gaussian(page, sigma=5, mode="nearest", preserve_range=True))
    assert farthest(flatten(page, radius=10, method="gaussian"), page * 255.0 / paper) <= 5


def test_flatten_divides_by_the_rolling_ball_below():
    page = np.maximum(seeded((30, 30), 3, soft=True), 60)
    paper = np.rint(255 - restoration.rolling_ball(255.0 - page, radius=5))
    assert farthest(flatten(page, radius=5, method="rolling_ball"), page * 255.0 / paper) == 0


@pytest.mark.parametrize("method", ["median", "gaussian", "rolling_ball"])
def test_a_shadow_goes_and_the_text_in_it_stays(method):
    shadow = np.linspace(250, 90, 300)[None, :].repeat(200, axis=0)
    page = shadow.copy()
    page[50:150:20, 20:280] = shadow[50:150:20, 20:280] * 0.3
    result = flatten(page.astype(np.uint8), method=method).astype(int)
    assert result[60:62].min() > 200
    assert result[50, 25:275].max() < 120


def test_only_the_hue_asked_for_is_dropped():
    page = np.full((3, 8, 3), 250, np.uint8)
    page[1, 1:3] = (200, 20, 30)  # red
    page[1, 3:5] = (20, 30, 200)  # blue
    page[1, 5:7] = 15  # black print has no hue
    result = get_filter("drop_colour")(page)
    assert (result[1, 1:3] == 250).all()
    assert np.array_equal(result[1, 3:], page[1, 3:])
    assert (get_filter("drop_colour")(page, hue=240)[1, 3:5] == 250).all()


@given(st.integers(0, 71), st.integers(1, 36), st.integers(1, 20), st.integers(0, 1000))
def test_drop_colour_judges_by_the_hue_and_saturation_of_rgb2hsv(hue, width, saturation, seed):
    page = seeded((8, 8, 3), seed)
    hsv = color.rgb2hsv(page)
    away = np.abs((hsv[..., 0] * 360 - hue * 5 + 180) % 360 - 180)
    gone = (away <= width * 5) & (hsv[..., 1] >= saturation * 0.05)
    sure = (np.abs(away - width * 5) > 1e-3) & (np.abs(hsv[..., 1] - saturation * 0.05) > 1e-5)
    result = get_filter("drop_colour")(page, hue=hue * 5, width=width * 5, saturation=saturation * 5)
    assert np.array_equal(result[~gone & sure], page[~gone & sure])
    assert len(np.unique(result[gone & sure], axis=0)) <= 1


@given(pages())
def test_luma_of_the_registry_is_one_byte_a_pixel(page):
    assert grey(page).shape == page.shape[:2]
