"""A colour profile or a text as large as you like keeps no PNG from opening."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from made import chunk, saved, with_chunk

from ocrlab.image import decode
from ocrlab.image.decoding import png

PIXELS = np.arange(12, dtype=np.uint8).reshape(3, 4)
PLAIN = saved(PIXELS)
LARGE = zlib.compress(bytes(3_000_000))
KEYWORD = b"XML:com.adobe.xmp"
SIDEWAYS = b'<x xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"iCCP", b"profile\0\0" + LARGE),
        (b"zTXt", b"Comment\0\0" + LARGE),
        (b"iTXt", b"Comment\0\1\0\0\0" + LARGE),
        (b"iTXt", KEYWORD + b"\0\1\0\0\0" + LARGE),
        (b"tEXt", b"Comment\0" + b"x" * 3_000_000),
        (b"zTXt", b"Raw profile type exif\0\0" + LARGE),
        (b"zTXt", b"Comment\0\0damaged"),
        (b"iCCP", b"no profile at all"),
    ],
    ids=lambda value: repr(value[:20]),
)
@pytest.mark.parametrize("behind", [False, True])
def test_what_the_lab_does_not_use_keeps_no_picture_from_opening(kind, body, behind):
    # Behind the pixels Pillow reads the chunks only once these are unpacked.
    data = PLAIN[:-12] + chunk(kind, body) + PLAIN[-12:] if behind else with_chunk(PLAIN, kind, body)
    assert decode(data).tolist() == PIXELS.tolist()


def test_many_texts_that_are_large_together_do_not_either():
    data = PLAIN
    for _ in range(80):
        data = with_chunk(data, b"zTXt", KEYWORD + b"\0\0" + zlib.compress(bytes(900_000)))
    assert decode(data).tolist() == PIXELS.tolist()


def test_a_picture_with_nothing_to_leave_out_is_the_same_bytes():
    assert png.trimmed(PLAIN) is PLAIN


def test_the_turn_of_a_camera_in_a_text_of_a_reasonable_size_is_followed():
    data = with_chunk(PLAIN, b"iTXt", KEYWORD + b"\0\0\0\0\0" + SIDEWAYS)
    assert decode(data).tolist() == np.rot90(PIXELS, -1).tolist()


def test_a_picture_that_was_cut_short_is_not_made_whole():
    with pytest.raises(Exception, match=r"^image: .*damaged"):
        decode(with_chunk(saved(np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)), b"iCCP", b"x")[:2000])


def test_frames_or_very_many_chunks_are_not_decoded_in_this_process(monkeypatch):
    assert png.is_plain(PLAIN)
    assert not png.is_plain(with_chunk(PLAIN, b"acTL", bytes(8)))
    monkeypatch.setattr(png, "MANY_CHUNKS", 3)
    many = PLAIN
    for _ in range(5):
        many = with_chunk(many, b"vpAg", b"")
    assert not png.is_plain(many) and decode(many).tolist() == PIXELS.tolist()
