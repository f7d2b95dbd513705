"""Sharpness: what blur took can partly be given back, exactly as scikit-image defines it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import channelwise, farthest, greys, pages, print_page, seeded
from scipy import ndimage
from skimage import filters, restoration

from ocrlab.filters import get_filter
from ocrlab.filters.twins.deconvolve import kernel_of

unsharp, deblur = get_filter("unsharp"), get_filter("deblur")
FAR = 300  # px of continued page, beyond the reach of any kernel here


@settings(deadline=None)
@given(pages(), st.integers(2, 40), st.integers(0, 30))
def test_unsharp_is_unsharp_mask_within_one_level(page, radius, amount):

    def mask(channel):  # channel by channel: with a channel axis scikit-image 0.26 mixes rows up
        return filters.unsharp_mask(channel / 255, radius=radius / 10, amount=amount / 10)

    wanted = channelwise(page, mask)
    assert farthest(unsharp(page, radius=radius / 10, amount=amount / 10), wanted * 255) <= 1


def continued(page: np.ndarray) -> np.ndarray:
    return np.pad(page, FAR, mode="edge") / 255


def cut(values: np.ndarray) -> np.ndarray:
    return values[FAR:-FAR, FAR:-FAR] * 255


KERNELS = [("gaussian", 0.5, 0), ("gaussian", 3.0, 0), ("motion", 5.0, 30), ("motion", 9.0, 90)]


@pytest.mark.parametrize(("kernel", "size", "angle"), KERNELS)
@settings(max_examples=4, deadline=None)
@given(page=greys(most=30), steps=st.sampled_from([1, 8, 30]))
def test_richardson_lucy_is_that_of_scikit_image_on_the_continued_page(kernel, size, angle, page, steps):
    page = ndimage.gaussian_filter(page, 1)
    weights = kernel_of(kernel, size, angle)
    wanted = cut(restoration.richardson_lucy(continued(page), weights, num_iter=steps, clip=False))
    ours = deblur(page, kernel=kernel, size=size, angle=angle, steps=steps)
    assert farthest(ours, wanted) <= 1


@pytest.mark.parametrize(("kernel", "size", "angle"), KERNELS)
@settings(max_examples=4, deadline=None)
@given(page=greys(most=30), balance=st.sampled_from([0.1, 0.5, 5.0]))
def test_wiener_is_that_of_scikit_image_on_the_continued_page(kernel, size, angle, page, balance):
    weights = kernel_of(kernel, size, angle)
    wanted = cut(restoration.wiener(continued(page), weights, balance, clip=False))
    ours = deblur(page, method="wiener", kernel=kernel, size=size, angle=angle, balance=balance)
    assert farthest(ours, wanted) <= 1


@pytest.mark.parametrize("method", ["richardson_lucy", "wiener"])
def test_strips_leave_no_seams(method):
    page = ndimage.gaussian_filter(seeded((1100, 300), 3, soft=True), 1.5)
    whole, half = deblur(page, method=method), deblur(page[350:750], method=method)
    assert np.abs(whole[450:650].astype(int) - half[100:300]).max() <= 1


@pytest.mark.parametrize("method", ["richardson_lucy", "wiener"])
def test_a_blurred_page_comes_closer_to_the_sharp_one(method):
    sharp = print_page().astype(float)
    soft = ndimage.gaussian_filter(sharp, 1.5)
    result = deblur(soft.astype(np.uint8), method=method)
    assert np.abs(result - sharp).mean() < 0.95 * np.abs(soft - sharp).mean()


@given(st.sampled_from([0, 30, 45, 90, 135, 175]), st.integers(2, 15))
def test_a_movement_weighs_one_and_points_where_it_is_told(angle, length):
    weights = kernel_of("motion", float(length), angle)
    y, x = np.indices(weights.shape) - weights.shape[0] // 2
    assert weights.sum() == pytest.approx(1)
    assert ((weights * y).sum(), (weights * x).sum()) == pytest.approx((0, 0), abs=1e-6)
    along = x * np.cos(np.deg2rad(angle)) - y * np.sin(np.deg2rad(angle))
    across = x * np.sin(np.deg2rad(angle)) + y * np.cos(np.deg2rad(angle))
    assert (weights * across**2).sum() < 0.3
    if length > 4:
        assert (weights * along**2).sum() > 1
