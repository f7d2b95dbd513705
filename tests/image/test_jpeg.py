"""A JPEG that lacks only its end mark is whole; one that was cut short in the picture is refused."""

from __future__ import annotations

import numpy as np
import pytest
from made import saved
from PIL import Image as Pillow

from ocrlab.errors import ImageError
from ocrlab.image import decode, decode_page
from ocrlab.image.decoding import jpeg

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 56, 3), np.uint8)
KINDS = {
    "baseline": saved(PIXELS, "JPEG", quality=90),
    "grey": saved(PIXELS[..., 0], "JPEG", quality=60),
    "progressive": saved(PIXELS, "JPEG", quality=90, progressive=True),
    "restarts": saved(PIXELS, "JPEG", quality=90, restart_marker_blocks=2),
    "CMYK": saved(Pillow.fromarray(PIXELS).convert("CMYK"), "JPEG"),
}
NOTE = "the file lacks its end mark, but no line of the picture is missing"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [1, 2])
def test_without_its_end_mark_it_opens_whole_and_says_so(kind, missing):
    decoded = decode_page(KINDS[kind][:-missing])
    assert np.array_equal(decoded.image, decode(KINDS[kind])) and decoded.notes == (NOTE,)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [8, 30, 200, 1000])
def test_cut_short_in_the_picture_it_is_refused(kind, missing):
    with pytest.raises(ImageError, match=r"^image: the file is damaged or cut short"):
        decode(KINDS[kind][:-missing])


def test_a_progressive_file_that_ends_between_two_scans_is_refused():
    data = KINDS["progressive"]
    last = data.rindex(b"\xff\xda")
    before = data.rindex(b"\xff\xc4", 0, last)  # the table that belongs to the last scan
    with pytest.raises(ImageError, match=r"^image: the file is damaged or cut short"):
        decode(data[:before])


def test_a_whole_file_is_nothing_to_speak_of():
    assert all(decode_page(data).notes == () for data in KINDS.values())


def test_bytes_behind_the_end_do_no_harm():
    assert decode_page(KINDS["baseline"] + bytes(500)).notes == ()


def test_very_many_scans_or_segments_are_not_decoded_in_this_process():
    data = KINDS["baseline"]
    assert all(jpeg.is_plain(whole) for whole in KINDS.values())
    comments = data[:2] + b"\xff\xfe\x00\x02" * (jpeg.MANY_SEGMENTS + 1) + data[2:]
    padding = data[:2] + b"\xff" * 5000 + data[2:]
    scans = data[:-2] + b"\xff\xda" * (jpeg.MANY_SCANS + 1) + data[-2:]
    assert not any(map(jpeg.is_plain, (comments, padding, scans)))
    assert np.array_equal(decode(comments), decode(data))


@pytest.mark.parametrize(
    ("frame", "precision", "what"),
    [(0xC1, 12, "a JPEG of 12 bits a sample"), (0xC3, 8, "a lossless JPEG")],
)
def test_a_kind_of_jpeg_that_is_not_read_is_not_called_damaged(frame, precision, what):
    data = bytearray(KINDS["baseline"])
    at = data.index(b"\xff\xc0")
    data[at + 1], data[at + 4] = frame, precision
    with pytest.raises(ImageError, match=rf"^image: {what} is not read; save it as PNG, or as a usual JPEG"):
        decode(bytes(data))


def test_a_damaged_exif_block_keeps_no_picture_from_opening():
    data = saved(PIXELS, "JPEG", exif=b"Exif\0\0neither order of bytes")
    assert decode(data).shape == PIXELS.shape
