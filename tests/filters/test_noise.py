"""Noise: each fast filter gives the pixels of the definition it stands for, and does to a page what its help says."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import channelwise, farthest, greys, pages, picture, seeded
from scipy import ndimage
from skimage import filters, morphology, restoration
from skimage.filters.rank import median as rank_median

from ocrlab.filters import get_filter, spoil, strips
from ocrlab.filters.twins.median import NETWORK_RADII, SQUARE_NETWORK_RADII

median, adaptive, despeckle = (get_filter(name) for name in ("median", "adaptive_median", "despeckle"))
slow = settings(max_examples=15, deadline=None)


@settings(deadline=None)
@given(pages(), st.integers(0, 15))
def test_the_square_median_is_that_of_scikit_image_pixel_for_pixel(page, radius):
    window = np.ones((2 * radius + 1, 2 * radius + 1))
    wanted = channelwise(page, lambda channel: filters.median(channel, window, mode="nearest"))
    assert np.array_equal(median(page, radius=radius), wanted)


@settings(deadline=None, max_examples=60)
@given(pages(most=70), st.integers(1, 15))
def test_the_disk_median_is_that_of_scikit_image_pixel_for_pixel(page, radius):
    wanted = channelwise(page, lambda channel: rank_median(channel.copy(), morphology.disk(radius)))
    assert np.array_equal(median(page, radius=radius, footprint="disk"), wanted)


@pytest.mark.parametrize("radius", SQUARE_NETWORK_RADII)
def test_every_network_of_the_square_median_is_exact_over_several_strips(radius):
    page = seeded((350, 700), radius)
    assert np.array_equal(median(page, radius=radius), cv2.medianBlur(page, 2 * radius + 1))


@pytest.mark.parametrize("radius", NETWORK_RADII)
def test_every_network_of_the_disk_median_is_exact_over_several_strips(radius):
    page = seeded((250, 700), radius)
    wanted = rank_median(page.copy(), morphology.disk(radius))
    assert np.array_equal(median(page, radius=radius, footprint="disk"), wanted)


def test_the_disk_median_is_exact_where_bands_of_histograms_meet():
    page = seeded((700, 60), 1)
    wanted = rank_median(page.copy(), morphology.disk(9))
    assert np.array_equal(median(page, radius=9, footprint="disk"), wanted)


def test_a_median_removes_a_speck_and_a_hairline_but_keeps_a_block():
    page = picture(
        """
        .............
        .#..#........
        ....#....####
        ....#....####
        ....#....####
        .............
        """
    )
    left = picture(
        """
        .............
        .............
        ..........###
        .........####
        ..........###
        .............
        """
    )
    assert np.array_equal(median(page), left)


def hwang_and_haddad(page: np.ndarray, most: int) -> np.ndarray:
    """The published filter, one pixel at a time; the largest window's median replaces an impulse left undecided."""
    wide = np.pad(page, most, mode="edge").astype(int)
    out = page.copy()
    for y, x in np.ndindex(*page.shape):
        for radius in range(1, most + 1):
            window = wide[y + most - radius : y + most + radius + 1, x + most - radius : x + most + radius + 1]
            least, middle, highest = window.min(), int(np.median(window)), window.max()
            if least < middle < highest or radius == most:
                if not least < page[y, x] < highest:
                    out[y, x] = middle
                break
    return out


@slow
@given(greys(most=16), st.integers(1, 4))
def test_without_support_the_adaptive_median_is_the_published_filter(page, most):
    assert np.array_equal(adaptive(page, max_radius=most, support=0), hwang_and_haddad(page, most))


@slow
@given(greys(most=16), st.integers(1, 4), st.integers(1, 8))
def test_support_only_ever_keeps_pixels(page, most, support):
    published, ours = hwang_and_haddad(page, most), adaptive(page, max_radius=most, support=support)
    assert ((ours == published) | (ours == page)).all()


def test_the_adaptive_median_keeps_strokes_of_two_pixels_that_a_median_of_its_window_eats():
    page = np.full((30, 30), 230, np.uint8)
    page[5:25, 10:12] = 30
    page[15, 20] = 0  # a speck
    result = adaptive(page)
    assert (result[5:25, 10:12] == 30).all()
    assert result[15, 20] == 230
    assert (median(page, radius=3)[5:25, 10:12] == 230).all()


impulses = get_filter("remove_impulses")


@slow
@given(greys(most=20), st.integers(1, 9), st.integers(0, 60), st.integers(1, 4))
def test_removing_impulses_changes_no_pixel_but_black_and_white_ones_of_little_support(page, support, tolerance, most):
    result = impulses(page, support=support, tolerance=tolerance, max_radius=most)
    changed = result != page
    wide = np.pad(page.astype(int), 1, mode="edge")
    for y, x in zip(*np.nonzero(changed), strict=True):
        around = wide[y : y + 3, x : x + 3]
        alike = around <= tolerance if page[y, x] <= tolerance else around >= 255 - tolerance
        assert min(int(page[y, x]), 255 - int(page[y, x])) <= tolerance
        assert alike.sum() - 1 < support


def test_an_impulse_becomes_what_its_sound_neighbours_show_and_other_impulses_have_no_say():
    page = np.full((9, 9), 200, np.uint8)
    page[4, 3:6] = 0, 255, 0
    assert (impulses(page) == 200).all()


def test_salt_and_pepper_goes_and_every_grey_stroke_of_one_pixel_stays_as_it_was():
    page = np.full((60, 60), 220, np.uint8)
    page[10:50, 30] = 40
    noisy = spoil.salt_and_pepper(page, share=0.1, seed=3)
    result = impulses(noisy)
    sound = noisy == page
    assert np.array_equal(result[sound], page[sound])
    assert not np.isin(result, (0, 255)).any()
    assert np.abs(result.astype(int) - page).mean() < np.abs(median(noisy).astype(int) - page).mean() / 2


def test_a_black_and_white_page_without_specks_keeps_every_stroke_of_two_pixels():
    page = np.full((40, 40), 255, np.uint8)
    page[10:30, 10:12] = page[20:22, 10:30] = 0
    assert np.array_equal(impulses(page, support=3), page)


@slow
@given(pages(), st.integers(0, 50))
def test_gaussian_is_that_of_scikit_image_within_one_level(page, tenths):
    sigma = tenths / 10
    wanted = filters.gaussian(
        page, sigma=sigma, mode="nearest", preserve_range=True, channel_axis=-1 if page.ndim == 3 else None
    )
    assert farthest(get_filter("gaussian")(page, sigma=sigma), wanted) <= 1


def test_strips_leave_no_seams():
    page = seeded((900, 500), 9, soft=True)
    wanted = filters.gaussian(page, sigma=3, mode="nearest", preserve_range=True)
    assert farthest(get_filter("gaussian")(page, sigma=3), wanted) <= 1
    assert page.size > strips._PIXELS  # so there was more than one strip


def tomasi_and_manduchi(page: np.ndarray, window: int, sigma_colour: float, sigma_space: float) -> np.ndarray:
    half = window // 2
    stacked = np.atleast_3d(page).astype(float)
    wide = np.pad(stacked, ((half, half), (half, half), (0, 0)), mode="edge")
    total, weights = np.zeros_like(stacked), np.zeros((*page.shape[:2], 1))
    for dy in range(-half, half + 1):
        for dx in range(-half, half + 1):
            if dy * dy + dx * dx <= half * half:
                other = wide[half + dy : half + dy + page.shape[0], half + dx : half + dx + page.shape[1]]
                apart = np.abs(other - stacked).sum(axis=2, keepdims=True)
                weight = np.exp(-0.5 * (apart / sigma_colour) ** 2 - 0.5 * (dy * dy + dx * dx) / sigma_space**2)
                total, weights = total + weight * other, weights + weight
    return (total / weights).reshape(page.shape)


@slow
@given(pages(most=20), st.sampled_from([3, 5, 9]), st.sampled_from([10, 40, 150]), st.sampled_from([1.0, 3.0]))
def test_bilateral_is_the_weighted_mean_it_is_defined_as_within_one_level(page, window, colour, space):
    ours = get_filter("bilateral")(page, window=window, sigma_colour=colour, sigma_space=space)
    assert farthest(ours, tomasi_and_manduchi(page, window, colour, space)) <= 1


@slow
@given(pages(least=2, most=30), st.sampled_from([5, 20, 60]), st.sampled_from([3, 5, 7]), st.integers(1, 5))
def test_nl_means_is_that_of_scikit_image_within_one_level(page, strength, patch, distance):
    wanted = restoration.denoise_nl_means(
        page / 255,
        patch_size=patch,
        patch_distance=distance,
        h=strength / 255,
        fast_mode=True,
        channel_axis=-1 if page.ndim == 3 else None,
    )
    ours = get_filter("nl_means")(page, strength=strength, patch=patch, distance=distance)
    assert farthest(ours, wanted * 255) <= 1


@slow
@given(pages(most=60), st.sampled_from([0.02, 0.1, 0.5]), st.sampled_from([5, 30, 60]))
def test_total_variation_is_that_of_scikit_image_within_one_level(page, weight, steps):
    wanted = restoration.denoise_tv_chambolle(
        page / 255, weight=weight, eps=0, max_num_iter=steps, channel_axis=-1 if page.ndim == 3 else None
    )
    assert farthest(get_filter("total_variation")(page, weight=weight, steps=steps), wanted * 255) <= 1


def test_total_variation_leaves_no_seams():
    page = seeded((700, 400), 5, soft=True)
    wanted = restoration.denoise_tv_chambolle(page / 255, weight=0.1, eps=0, max_num_iter=30)
    assert farthest(get_filter("total_variation")(page), wanted * 255) <= 1


@slow
@given(st.integers(0, 9999), st.sampled_from(["haar", "db2", "sym4"]), st.sampled_from(["bayes", "visu"]))
def test_wavelet_is_that_of_scikit_image_within_one_level(seed, base, method):
    rng = np.random.default_rng(seed)
    page = seeded((int(rng.integers(24, 400)), int(rng.integers(24, 400))), seed, soft=True)
    wanted = restoration.denoise_wavelet(
        page / 255, wavelet=base, method={"bayes": "BayesShrink", "visu": "VisuShrink"}[method], rescale_sigma=False
    )
    assert farthest(get_filter("wavelet")(page, base=base, method=method), wanted * 255) <= 1


@given(greys(least=3), st.integers(1, 30))
def test_on_a_bilevel_page_despeckle_is_remove_small_objects_and_holes(page, area):
    page = np.where(page > 127, 255, 0).astype(np.uint8)
    if page.min() == page.max():
        return
    without = morphology.remove_small_objects(page == 0, max_size=area, connectivity=2)
    if (without == (page == 0)).all() or without.any():
        assert np.array_equal(despeckle(page, area=area, which="specks"), np.where(without, 0, 255))
    filled = morphology.remove_small_holes(page == 0, max_size=area, connectivity=2)
    if not filled.all():
        assert np.array_equal(despeckle(page, area=area, which="pinholes"), np.where(filled, 0, 255))


def test_despeckle_takes_the_small_parts_and_their_grey_rim_only():
    page = np.full((20, 30), 240, np.uint8)
    page[4:14, 4:8] = 20  # a stroke
    page[8, 20] = 30  # a speck with a scanned rim
    page[7:10, 19] = page[7:10, 21] = page[7, 20] = page[9, 20] = 190
    page[9, 5] = 230  # a pinhole in the stroke
    result = despeckle(page, area=3)
    assert (result[7:10, 19:22] == 240).all()
    assert (result[4:14, 4:8] == 20).all()
    assert np.count_nonzero(result != page) == 10


def test_a_colour_page_keeps_its_paper_colour_where_a_speck_was():
    page = np.full((20, 20, 3), (250, 240, 200), np.uint8)
    page[3:12, 3:6] = 10
    page[15, 15] = 0
    assert despeckle(page)[15, 15].tolist() == [250, 240, 200]


def test_scipy_and_opencv_agree_on_what_a_median_is():
    page = seeded((40, 50), 3)
    for radius in (1, 2, 3, 8):
        assert np.array_equal(
            cv2.medianBlur(page, 2 * radius + 1), ndimage.median_filter(page, 2 * radius + 1, mode="nearest")
        )
