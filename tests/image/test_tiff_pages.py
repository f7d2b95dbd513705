"""A page is a page; its smaller copies are not."""

from __future__ import annotations

import io

import numpy as np
import pytest
import tifffile
from made import saved, tiff
from PIL import Image as Pillow

from ocrlab.errors import ImageError
from ocrlab.image import decode, page_count
from ocrlab.image.decoding import tiff_pages

SUBFILE, OLD_SUBFILE = 254, 255
REDUCED, MASK, OLD_REDUCED = 1, 4, 2


def picture(level: int, side: int = 8) -> np.ndarray:
    return np.full((side, side), level, np.uint8)


def test_smaller_copies_are_no_pages():
    copies = [(picture(9, side), {SUBFILE: [REDUCED]}) for side in (4, 2, 1)]
    data = tiff((picture(7), {}), *copies)
    assert page_count(data) == 1 and decode(data).tolist() == picture(7).tolist()


def test_each_page_keeps_its_place_among_copies_and_masks():
    data = tiff(
        (picture(1, 2), {SUBFILE: [REDUCED]}),
        (picture(2), {SUBFILE: [2]}),
        (picture(3, 2), {SUBFILE: [REDUCED | 2]}),
        (picture(4), {}),
        (picture(5), {SUBFILE: [MASK]}),
        (picture(6, 2), {OLD_SUBFILE: [OLD_REDUCED]}),
        (picture(7), {OLD_SUBFILE: [3]}),
    )
    assert page_count(data) == 3
    assert [int(decode(data, page)[0, 0]) for page in range(3)] == [2, 4, 7]


def test_copies_below_a_page_are_no_pages():
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        writer.write(picture(7, 64), subifds=2)
        for side in (32, 16):
            writer.write(picture(9, side), subfiletype=1)
        writer.write(picture(8, 64))
    assert page_count(file.getvalue()) == 2
    assert [int(decode(file.getvalue(), page)[0, 0]) for page in (0, 1)] == [7, 8]


def test_where_a_camera_puts_the_picture_below_its_preview_the_picture_is_the_page():
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        writer.write(picture(9, 16), subifds=1, subfiletype=1)
        writer.write(picture(7, 64))
    assert page_count(file.getvalue()) == 1 and decode(file.getvalue()).shape == (64, 64)


def test_a_file_of_nothing_but_copies_gives_the_largest():
    data = tiff(*((picture(level, side), {SUBFILE: [REDUCED]}) for level, side in ((1, 2), (2, 8), (3, 4))))
    assert page_count(data) == 1 and decode(data).tolist() == picture(2).tolist()


def test_a_page_of_unknown_samples_does_not_hide_the_others():
    odd = (np.zeros((2, 2), "u8"), {258: [40]})
    data = tiff(odd, (picture(7), {}))
    assert page_count(data) == 2 and decode(data, 1).tolist() == picture(7).tolist()
    with pytest.raises(ImageError):
        decode(data, 0)


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("order", "<>")
def test_both_orders_of_bytes_and_both_sizes_of_files_are_walked(big, order):
    file = io.BytesIO()
    with tifffile.TiffWriter(file, bigtiff=big, byteorder=order) as writer:
        for level in (3, 5):
            writer.write(picture(level), extratags=[(274, 3, 1, 3, True)])
            writer.write(picture(9, 4), subfiletype=1)
    data = file.getvalue()
    assert page_count(data) == 2 and [int(decode(data, page)[0, 0]) for page in (0, 1)] == [3, 5]


def test_a_chain_that_bites_its_tail_ends():
    data = bytearray(tiff((picture(7), {}), (picture(8), {})))
    first = int.from_bytes(data[4:8], "little")
    data[-4:] = first.to_bytes(4, "little")
    assert page_count(bytes(data)) == 2


def test_a_chain_that_never_ends_is_counted_up_to_the_limit(monkeypatch):
    monkeypatch.setattr(tiff_pages, "MAX_PAGES", 3)
    data = saved(Pillow.new("L", (2, 2)), "TIFF", save_all=True, append_images=[Pillow.new("L", (2, 2))] * 5)
    assert page_count(data) == 3


@pytest.mark.parametrize("data", [b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff", b"II+\0\x08\0\0\0"])
def test_a_tiff_without_a_directory_is_one_clear_sentence(data):
    for call in (decode, page_count):
        with pytest.raises(ImageError, match=r"^image: the TIFF is damaged"):
            call(data)


def test_what_a_camera_saw_before_it_made_colours_of_it_is_refused_as_that():
    with pytest.raises(
        ImageError, match=r"^image: a TIFF with such samples \(PhotometricInterpretation 32803\) is not read"
    ):
        decode(tiff((picture(7), {262: [32803]})))
