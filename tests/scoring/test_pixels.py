"""A binarisation is judged by its pixels: counted by hand, and as Doxa counts."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import picture

from ocrlab.errors import InputError
from ocrlab.scoring.pixels import pixel_score

TRUE = picture(
    """
    ..........
    .########.
    .########.
    .########.
    ..........
    ..........
    ..........
    ..........
    """
)


def test_a_page_that_is_right_has_no_wrong_pixel_and_no_limit_to_its_psnr():
    score = pixel_score(TRUE, TRUE)
    assert (score.wrong, score.f_measure, score.pseudo_f_measure, score.drd) == (0, 1, 1, 0)
    assert math.isinf(score.psnr) and score.to_dict()["psnr"] is None


def test_ink_lost_and_ink_too_much_are_counted():
    page = TRUE.copy()
    page[1, 1:7] = 255  # 6 of 24 lost
    page[6, 0:6] = 0  # 6 too many
    score = pixel_score(page, TRUE)
    assert (score.wrong, score.pixels, score.f_measure) == (12, 80, Fraction(18, 24))
    assert score.psnr == pytest.approx(10 * math.log10(80 / 12))


def test_a_stroke_worn_thin_loses_less_than_a_broken_one():
    thin, broken = TRUE.copy(), TRUE.copy()
    thin[[1, 3], 1:9] = 255  # its middle stays
    broken[1:4, 3:8] = 255
    assert pixel_score(thin, TRUE).f_measure < pixel_score(broken, TRUE).f_measure
    assert pixel_score(thin, TRUE).pseudo_f_measure > Fraction(9, 10) > pixel_score(broken, TRUE).pseudo_f_measure


def test_a_wrong_pixel_far_from_all_ink_disturbs_most():
    near, far = TRUE.copy(), TRUE.copy()
    near[4, 4] = 0
    far[6, 4] = 0
    assert 0 < pixel_score(near, TRUE).drd < pixel_score(far, TRUE).drd < 1


def test_without_an_edge_in_the_true_page_there_is_nothing_to_measure_disturbance_by():
    blank = np.full((8, 8), 255, np.uint8)
    page = blank.copy()
    page[0, 0] = 0
    assert pixel_score(page, blank).drd is None
    assert pixel_score(page, blank).f_measure == 0


@given(st.integers(0, 9999), st.integers(8, 40), st.integers(8, 40), st.floats(0.005, 0.2))
def test_the_numbers_are_doxas(seed, height, width, share):
    doxapy = pytest.importorskip("doxapy", reason="doxapy has no wheel for this Python")
    rng = np.random.default_rng(seed)
    truth = np.full((height, width), 255, np.uint8)
    truth[2:6, 1:7] = 0
    wrong = rng.random(truth.shape) < share
    wrong[4, 4] = True
    page = np.where(wrong, 255 - truth, truth).astype(np.uint8)
    score, theirs = pixel_score(page, truth), doxapy.calculate_performance(truth, page)
    assert float(score.f_measure) * 100 == pytest.approx(theirs["fm"], nan_ok=True)
    assert score.psnr == pytest.approx(theirs["psnr"])
    assert score.drd == pytest.approx(theirs["drdm"], rel=1e-5)


def test_grey_and_other_sizes_are_refused_by_name():
    with pytest.raises(InputError, match=r"scan\.png: is not black and white; binarise it first"):
        pixel_score(np.full((3, 3), 9, np.uint8), TRUE[:3, :3], ("scan.png", "true.png"))
    with pytest.raises(InputError, match=r"scan\.png: is 3 x 3 px, true\.png is 10 x 8 px; only pages of one size"):
        pixel_score(TRUE[:3, :3], TRUE, ("scan.png", "true.png"))
