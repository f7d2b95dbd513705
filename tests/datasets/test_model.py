"""A page with its truth comes out of the bytes of a file, or one sentence says which file is at fault."""

from __future__ import annotations

import numpy as np
import pytest
from made import tiff_pages

from ocrlab import datasets
from ocrlab.errors import ImageError, TruthError
from ocrlab.image import encode_png

PIXELS = np.arange(12, dtype=np.uint8).reshape(3, 4)
PNG = encode_png(PIXELS)


def test_samples_are_equal_when_name_pixels_and_truth_are():
    page = datasets.Sample("a", PIXELS, "x")
    assert page == datasets.Sample("a", PIXELS.copy(), "x", title="other words") and len({page, page}) == 1
    assert page != datasets.Sample("a", PIXELS, None) and page != datasets.Sample("a", PIXELS + 1, "x") and page != "a"
    assert not page.image.flags.writeable


def test_a_sample_of_bytes_takes_its_truth_as_text_or_as_the_bytes_of_a_file():
    assert datasets.sample(PNG, "a.png", truth=b"\xef\xbb\xbfA\r\nB").truth == "A\nB"
    page = datasets.sample(PNG, "a.png", truth="A")
    assert (page.name, page.truth, page.image.tolist()) == ("a.png", "A", PIXELS.tolist())
    assert datasets.sample(tiff_pages(1, 2), "t.tif", page=1).image[0, 0] == 2


def test_one_page_of_several_takes_its_part_of_a_truth_with_form_feeds():
    data = tiff_pages(1, 2)
    assert datasets.sample(data, "t.tif", truth="first\fsecond", page=1).truth == "second"
    assert datasets.sample(data, "t.tif", truth="of this page", page=1).truth == "of this page"
    with pytest.raises(TruthError, match=r"^the truth of t\.tif: has 3 pages of text for 2 pages"):
        datasets.sample(data, "t.tif", truth="a\fb\fc")


@pytest.mark.parametrize(
    ("data", "truth", "error", "message"),
    [
        (b"", None, ImageError, "x.png: the file is empty"),
        (b"hello", None, ImageError, "x.png: not a picture"),
        (PNG[:40], None, ImageError, "x.png: "),
        (PNG, b"\xff\x41", TruthError, "the truth of x.png: byte 0"),
    ],
)
def test_a_bad_file_is_refused_by_its_name(data, truth, error, message):
    with pytest.raises(error, match=f"^{message}"):
        datasets.sample(data, "x.png", truth=truth)
