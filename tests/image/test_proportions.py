"""Letters keep their proportions where the pixels of a file are not square."""

from __future__ import annotations

import numpy as np
import pytest
from made import saved, tiff, with_chunk
from PIL import Image as Pillow

from ocrlab.image import decode_page
from ocrlab.image.decoding import proportions

ACROSS, DOWN, UNIT, TURN = 282, 283, 296, 274
PAGE = Pillow.fromarray(np.full((100, 200), 255, np.uint8))


@pytest.mark.parametrize(
    ("resolution", "shape"),
    [
        ((204, 98), (208, 200)),
        ((204, 196), (104, 200)),
        ((200, 100), (200, 200)),
        ((204, 391), (100, 383)),
        ((300, 300), (100, 200)),
        ((300, 299), (100, 200)),
    ],
)
def test_the_coarser_axis_of_a_fax_is_enlarged(resolution, shape):
    fax = PAGE.convert("1")
    data = saved(fax, "TIFF", dpi=resolution, compression="group4")
    assert decode_page(data).image.shape == shape


def test_a_ratio_without_a_unit_counts_as_well():
    samples = np.full((10, 10), 255, np.uint8)
    assert decode_page(tiff((samples, {ACROSS: [2.0], DOWN: [1.0], UNIT: [1]}))).image.shape == (20, 10)
    assert decode_page(with_chunk(saved(samples), b"pHYs", bytes([0, 0, 0, 2, 0, 0, 0, 1, 0]))).image.shape == (20, 10)
    jpeg = bytearray(saved(PAGE, "JPEG"))
    at = jpeg.index(b"JFIF") + 7
    jpeg[at : at + 5] = bytes([0, 0, 2, 0, 1])
    assert decode_page(bytes(jpeg)).image.shape == (200, 200)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF"])
def test_every_format_that_has_resolutions_is_asked(kind):
    assert decode_page(saved(PAGE, kind, dpi=(200, 100))).image.shape[:2] == (200, 200)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF"])
def test_the_resolution_is_told_in_dots_an_inch(kind):
    assert decode_page(saved(PAGE, kind, dpi=(300, 300))).dpi == pytest.approx(300, abs=0.1)
    assert decode_page(saved(PAGE, kind, dpi=(204, 98))).dpi == pytest.approx(204, abs=0.1), "the finer axis is kept"


def test_a_resolution_without_a_unit_or_none_at_all_is_not_made_up():
    samples = np.full((10, 10), 255, np.uint8)
    assert decode_page(tiff((samples, {ACROSS: [300], DOWN: [300], UNIT: [1]}))).dpi is None
    assert decode_page(tiff((samples, {ACROSS: [100], DOWN: [100], UNIT: [3]}))).dpi == pytest.approx(254)
    assert [decode_page(saved(PAGE, kind)).dpi for kind in ("PNG", "TIFF")] == [None, None]
    assert decode_page(saved(PAGE, "TIFF", dpi=(72, 1))).dpi is None


def test_what_was_done_is_said():
    (note,) = decode_page(saved(PAGE.convert("1"), "TIFF", dpi=(204, 98))).notes
    assert note == (
        "its pixels are not square (204 dots across to 98 down): made 2.08 times as high, so that letters keep their "
        "proportions"
    )


def test_a_page_lying_on_its_side_is_turned_with_its_resolutions():
    data = tiff((np.full((10, 30), 255, np.uint8), {ACROSS: [200], DOWN: [100], TURN: [6]}))
    assert decode_page(data).image.shape == (30, 20)


def test_resolutions_that_cannot_be_meant_are_passed_over_and_said():
    decoded = decode_page(saved(PAGE, "TIFF", dpi=(72, 1)))
    assert decoded.image.shape == (100, 200) and "cannot be meant" in decoded.notes[0]
    assert decode_page(tiff((np.zeros((4, 4), np.uint8), {ACROSS: [0], DOWN: [300]}))).notes == ()


def test_a_page_too_large_to_be_made_square_stays_as_it_is_and_says_so(monkeypatch):
    monkeypatch.setattr(proportions, "MAX_PIXELS", 30_000)
    picture, note = proportions.squared(PAGE, (200, 100))
    assert picture is PAGE and "too large to be made so" in note
