"""A spoiled page is spoiled in the way its name says, and the same way every time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.filters import spoil, spoiling_filters

WHITE = np.full((200, 200), 255, np.uint8)
STROKE = WHITE.copy()
STROKE[90:110, 20:180] = 0

FAULTS = spoiling_filters()
SEEDED = [fault for fault in FAULTS if any(param.name == "seed" for param in fault.params)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("shape", [(1, 1), (37, 53), (37, 53, 3)], ids=str)
def test_every_fault_returns_an_image_and_leaves_the_page_alone(fault, shape):
    page = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    before = page.copy()
    spoiled = fault(page)
    assert np.array_equal(page, before)
    assert spoiled.dtype == np.uint8 and not spoiled.flags.writeable
    assert spoiled.ndim == (3 if fault.name == "tint" else page.ndim)
    assert np.array_equal(spoiled, fault(page))


@pytest.mark.parametrize("fault", SEEDED, ids=lambda fault: fault.name)
def test_another_seed_draws_other_noise(fault):
    assert not np.array_equal(fault(STROKE, seed=1), fault(STROKE, seed=2))


def test_low_light_keeps_the_mean_of_white_and_the_grain_of_its_counts():
    # Far from white no pixel is clipped: on half grey the mean is half grey, and the spread is that of Poisson counts,
    # sqrt(50) of 100, in quadrature with the read noise.
    grey = np.full((400, 400), 128, np.uint8)
    dim = spoil.low_light(grey, counts=100, read_noise=5).astype(float)
    electrons = 100 * 128 / 255
    assert dim.mean() == pytest.approx(128, abs=0.5)
    assert dim.std() == pytest.approx(np.sqrt(electrons + 25) * 2.55, rel=0.02)


def test_low_light_without_light_to_spare_stays_dark():
    dim = spoil.low_light(np.full((400, 400), 255, np.uint8), counts=50, read_noise=0, brightness=0.5)
    assert dim.mean() == pytest.approx(127.5, abs=0.5)


def test_low_light_leaves_black_black_where_nothing_is_read_out():
    assert not spoil.low_light(np.zeros((20, 20), np.uint8), counts=12, read_noise=0).any()


@given(share=st.floats(0, 1), seed=st.integers(0, 5))
def test_salt_and_pepper_hits_its_share_in_equal_parts_and_nothing_else(share, seed):
    grey = np.full((300, 300), 100, np.uint8)
    hit = spoil.salt_and_pepper(grey, share=share, seed=seed)
    assert set(np.unique(hit)) <= {0, 100, 255}
    for colour in (0, 255):
        assert (hit == colour).mean() == pytest.approx(share / 2, abs=0.01)


def test_salt_and_pepper_hits_all_channels_of_a_pixel_at_once():
    hit = spoil.salt_and_pepper(np.full((100, 100, 3), 100, np.uint8), share=0.3)
    assert ((hit == hit[..., :1]).all(axis=2)).all()


def test_poor_print_breaks_only_the_edge_of_a_stroke():
    worn = spoil.poor_print(STROKE, wear=1, fading=0, specks=0)
    assert (worn[98:102, 40:160] == 0).all(), "the middle of a 20 pixel stroke stays black"
    assert (worn[:70] == 255).all(), "paper far from any stroke stays white"
    assert ((worn[88:92, 40:160] > 60) & (worn[88:92, 40:160] < 200)).any(), "its edge is frayed"


def test_poor_print_fades_ink_but_never_paper():
    faded = spoil.poor_print(STROKE, wear=0, fading=0.8, specks=0)
    assert (faded[:70] == 255).all()
    core = faded[95:105, 40:160]
    assert core.max() > 80 and np.ptp(core) > 40, "in blotches, not evenly"


def test_poor_print_drops_specks_on_blank_paper():
    dirty = spoil.poor_print(WHITE, wear=1, fading=0, specks=0.01)
    assert 0.01 < (dirty < 128).mean() < 0.04
    assert (spoil.poor_print(WHITE, wear=1, fading=1, specks=0) == 255).all()


def test_heavy_jpeg_rings_around_a_stroke_more_at_a_lower_quality():
    def harm(quality):
        return np.abs(spoil.heavy_jpeg(STROKE, quality=quality).astype(int) - STROKE).mean()

    assert harm(5) > harm(30) > harm(95) >= 0


def test_small_print_halves_the_page_by_averaging():
    page = np.array([[0, 100, 10, 10], [100, 200, 10, 10]], np.uint8)
    assert spoil.small_print(page, factor=0.5).tolist() == [[100, 10]]


def test_blur_never_mixes_colours_or_leaves_an_even_page():
    red = np.zeros((40, 40, 3), np.uint8)
    red[..., 0] = 200
    assert np.array_equal(spoil.blur(red, sigma=3), red)


def test_motion_blur_smears_upright_strokes_and_spares_level_ones():
    assert np.array_equal(spoil.motion_blur(STROKE, length=9)[:, 60:140], STROKE[:, 60:140])
    upright = STROKE.T
    assert not np.array_equal(spoil.motion_blur(upright, length=9)[60:140], upright[60:140])


def test_uneven_light_falls_from_full_to_its_strength():
    lit = spoil.uneven_light(WHITE, strength=0.5, angle=0)
    assert lit[:, 0].tolist() == [255] * 200 and lit[0, -1] == 128
    assert (np.diff(lit[0].astype(int)) <= 0).all()


def test_low_contrast_keeps_the_mean_and_squeezes_the_rest():
    pale = spoil.low_contrast(STROKE, share=0.25)
    assert pale.mean() == pytest.approx(STROKE.mean(), abs=1)
    assert np.ptp(pale) == pytest.approx(255 / 4, abs=1)


def test_paper_is_darkened_by_no_more_than_its_strength():
    assert spoil.paper_texture(WHITE, strength=0.1).min() >= 229
    assert spoil.paper_texture(WHITE, strength=0.1).std() > 1


def test_tinted_paper_takes_its_colour_and_ink_stays_black():
    tinted = spoil.tint(STROKE, red=250, green=240, blue=215)
    assert tinted[0, 0].tolist() == [250, 240, 215] and tinted[100, 100].tolist() == [0, 0, 0]


def test_a_skewed_page_grows_and_loses_nothing():
    skewed = spoil.skew(STROKE, angle=5)
    assert skewed.shape > STROKE.shape
    assert (skewed < 128).sum() == pytest.approx((STROKE < 128).sum(), rel=0.02)
    assert (skewed[0, 0], skewed[-1, -1]) == (255, 255)


def test_a_shadow_lies_on_its_side_only_and_has_a_soft_edge():
    shaded = spoil.cast_shadow(WHITE, strength=0.4, cover=0.5, softness=0.1, angle=0)
    assert (shaded[:, :88] == 255).all() and (shaded[:, 112:] == 153).all()
    assert 153 < shaded[0, 100] < 255


def test_a_stain_is_darkest_at_its_rim_brown_on_colour_and_never_lightens():
    dirty = spoil.stains(np.stack([WHITE] * 3, axis=-1), number=1, size=0.4, darkness=0.8, seed=2)
    red, _, blue = (dirty[..., channel].astype(int) for channel in range(3))
    assert (blue <= red).all() and (blue < red).any()
    assert blue.min() == pytest.approx(255 * 0.2, abs=12), "the rim takes what the slider says"
    inside = blue[blue < 250]
    assert np.median(inside) > 100, "most of it is a thin film"
    assert (spoil.stains(STROKE, darkness=0.5) <= STROKE).all()


def test_a_crease_rubs_ink_off_and_shades_one_side_of_it():
    creased = spoil.fold_lines(WHITE, folds=1, width=4, shade=0.5, wear=0)
    assert 100 < creased.min() < 150 and (creased[:60] == 255).all()
    ink = np.zeros((200, 200), np.uint8)
    ink[0, 0] = 255
    worn = spoil.fold_lines(ink, folds=1, width=4, shade=0, wear=1)
    assert worn.max() == 255 and (worn[:60, 1:] == 0).all()


def test_the_print_of_the_back_shows_mirrored_and_lower():
    mark = WHITE.copy()
    mark[50:60, 20:40] = 0
    seen = spoil.bleed_through(mark, strength=0.4, blurred=0, offset=30)
    assert (seen[80:90, 160:180] == 153).all()
    assert (seen != mark).sum() == 200, "and nothing else changes"


def test_curled_lines_rise_towards_the_spine_and_the_far_side_lies_where_it_was_less_the_rise():
    curled = spoil.curl(STROKE, depth=0.1)
    assert curled.shape == (220, 200)
    middle = [np.flatnonzero(curled[:, column] < 128).mean() for column in (25, 100, 175)]
    assert middle == sorted(middle) and middle[2] == pytest.approx(99.5 + 20, abs=1)
