"""Untrusted bytes become one kind of picture, or one clear sentence."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from made import pdf, saved, sheets
from PIL import Image as Pillow
from PIL import ImageDraw

from ocrlab.errors import ImageError
from ocrlab.image import MAX_PIXELS, check, decode, digest, encode_png, freeze, page_count

GREY = np.arange(0, 240, 10, dtype=np.uint8).reshape(4, 6)
SIDE = st.integers(1, 9)
STARTS = [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n", b"II*\x00", b"GIF89a", b"BM"]
NO_IMAGES = [
    None,
    [[1]],
    np.zeros((2, 2)),
    np.zeros((2, 2, 4), np.uint8),
    np.zeros((0, 5), np.uint8),
    np.zeros(3, np.uint8),
]
COLOUR = np.stack([GREY, 255 - GREY, np.full_like(GREY, 77)], axis=-1)


def refusal(data: bytes, **options) -> str:
    with pytest.raises(ImageError) as caught:
        decode(data, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_a_grey_picture_comes_back_pixel_for_pixel(kind):
    image = decode(saved(GREY, kind))
    assert np.array_equal(image if image.ndim == 2 else image[..., 0], GREY)


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("TIFF", {}), ("BMP", {}), ("WEBP", {"lossless": True})])
def test_a_colour_picture_comes_back_in_red_green_blue(kind, options):
    assert np.array_equal(decode(saved(COLOUR, kind, **options)), COLOUR)


def test_a_jpeg_keeps_its_size_and_nearly_its_colours():
    flat = np.full((16, 16, 3), (200, 30, 90), np.uint8)
    assert np.abs(decode(saved(flat, "JPEG", quality=95)).astype(int) - flat).max() <= 4


def test_a_photo_taken_sideways_is_turned_as_its_exif_says():
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera lay on its side: turn clockwise by 90 degrees to see it upright
    assert np.array_equal(decode(saved(COLOUR, "PNG", exif=exif)), np.rot90(COLOUR, -1))


def test_transparency_lies_on_white_paper():
    see_through = np.zeros((1, 3, 4), np.uint8)
    see_through[0, :, 3] = (0, 128, 255)
    assert decode(saved(see_through)).tolist() == [[[255] * 3, [127] * 3, [0] * 3]]


def test_a_transparent_palette_entry_is_white_paper():
    picture = Pillow.new("P", (2, 1))
    picture.putpalette([10, 20, 30, 200, 100, 50])
    picture.putpixel((1, 0), 1)
    assert decode(saved(picture, transparency=0)).tolist() == [[[255, 255, 255], [200, 100, 50]]]


def test_sixteen_bits_become_eight_by_scaling():
    assert decode(saved(np.array([[0, 257, 32768, 65535]], np.uint16))).tolist() == [[0, 1, 128, 255]]


def test_a_float_tiff_between_nought_and_one_is_scaled():
    assert decode(saved(np.array([[0.0, 0.5, 1.0]], np.float32), "TIFF")).tolist() == [[0, 128, 255]]


def test_cmyk_becomes_red_green_blue():
    no_ink = Pillow.new("CMYK", (2, 2), (0, 0, 0, 0))
    assert decode(saved(no_ink, "TIFF")).tolist() == [[[255] * 3] * 2] * 2


def test_black_and_white_becomes_grey():
    assert decode(saved(Pillow.fromarray(np.array([[True, False]])))).tolist() == [[255, 0]]


def test_every_page_of_a_tiff_and_frame_of_a_gif_can_be_had():
    pages = [Pillow.fromarray(np.full((3, 3), value, np.uint8)) for value in (0, 100, 200)]
    for kind in ("TIFF", "GIF"):
        data = saved(pages[0], kind, save_all=True, append_images=pages[1:])
        assert page_count(data) == 3
        assert [int(decode(data, page).flat[0]) for page in range(3)] == [0, 100, 200]
        assert refusal(data, page=3) == "image: there is no page 4; the file has 3"


def test_the_pages_of_a_tiff_may_differ_in_size():
    data = saved(Pillow.new("L", (2, 3)), "TIFF", save_all=True, append_images=[Pillow.new("L", (7, 5))])
    assert decode(data, 1).shape == (5, 7)


def test_a_pdf_page_is_drawn_at_the_dpi_asked_for():
    data = sheets((72, 144), (36, 36))
    assert page_count(data) == 2
    assert decode(data, dpi=100).shape == (200, 100, 3)
    assert decode(data, page=1, dpi=200).shape == (100, 100, 3)
    assert decode(data).min() == 255


def test_a_picture_inside_a_pdf_keeps_its_colours_in_order():
    data = saved(Pillow.new("RGB", (50, 50), (200, 30, 90)), "PDF", resolution=72)
    assert np.abs(decode(data, dpi=72)[25, 25].astype(int) - (200, 30, 90)).max() <= 4


def test_a_pdf_page_that_is_not_there_is_named():
    assert refusal(sheets((72, 72)), page=1) == "image: there is no page 2; the file has 1"


def test_a_pdf_page_larger_than_the_limit_is_refused_before_it_is_drawn():
    assert "megapixels" in refusal(sheets((14400, 14400)), dpi=600)


@pytest.mark.parametrize("dpi", [0, 49, 601])
def test_a_dpi_outside_the_range_is_refused(dpi):
    assert refusal(sheets((72, 72)), dpi=dpi) == f"image: dpi must be 50..600, got {dpi}"


def test_an_encrypted_pdf_asks_for_a_copy_without_password():
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32)
    data = pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] >>",
        lock,
        trailer=b"/Encrypt 4 0 R /ID [<00> <00>]",
    )
    assert "encrypted" in refusal(data)


def test_a_pdf_without_pages_is_refused():
    assert refusal(pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")) == (
        "image: the PDF has no pages; choose another one"
    )


def test_a_damaged_pdf_is_refused():
    assert "damaged" in refusal(b"%PDF-1.7\nnothing that belongs here")


def test_no_bytes_are_refused():
    assert refusal(b"") == "image: the file is empty (0 bytes); choose another one"


@pytest.mark.parametrize("data", [b"just a text", b"\x00" * 100, b"<svg></svg>", saved(GREY)[:8]])
def test_what_is_no_picture_is_refused_with_what_is_taken(data):
    assert "it takes PNG, JPEG, TIFF, BMP, WebP, GIF, HEIC, AVIF, JPEG 2000 and PDF" in refusal(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF"])
def test_a_file_cut_short_is_refused(kind):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), dtype=np.uint8)
    data = saved(noise, kind)
    assert any(words in refusal(data[: len(data) // 2]) for words in ("damaged", "not a picture"))


def test_a_bomb_of_a_png_is_refused_without_being_unpacked():
    header = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    body = b"IDAT" + zlib.compress(b"\x00" * 100)
    data += struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    assert "megapixels; scale it down or crop it first" in refusal(data)


def test_a_picture_just_over_the_limit_is_named_with_its_size():
    width = MAX_PIXELS // 10_000 + 1
    assert refusal(saved(Pillow.new("1", (width, 10_000)))) == (
        "image: 10001 x 10000 is over 100 megapixels; scale it down or crop it first"
    )


@given(st.binary(max_size=300), st.sampled_from(STARTS))
def test_random_bytes_give_a_picture_or_one_clear_error(data, start):
    try:
        check(decode(start + data))
    except ImageError as error:
        assert str(error).startswith("image: ")


@given(hnp.arrays(np.uint8, st.tuples(SIDE, SIDE) | st.tuples(SIDE, SIDE, st.just(3))))
def test_what_is_saved_is_what_is_loaded(image):
    for fast in (True, False):
        assert np.array_equal(decode(encode_png(image, fast=fast)), image)


def test_a_decoded_picture_cannot_be_written_to():
    with pytest.raises(ValueError):
        decode(saved(GREY))[0, 0] = 1


def test_freezing_leaves_the_given_array_writable():
    mine = GREY.copy()
    freeze(mine)
    mine[0, 0] = 9


def test_a_digest_tells_shape_and_pixels_apart_but_not_memory_order():
    assert digest(GREY) == digest(np.asfortranarray(GREY)) == digest(GREY.copy())
    assert len({digest(GREY), digest(GREY.reshape(6, 4)), digest(GREY + 1), digest(COLOUR)}) == 4


@pytest.mark.parametrize("wrong", NO_IMAGES)
def test_what_is_no_image_is_refused_by_place(wrong):
    with pytest.raises(ImageError, match=r"^median: an image is"):
        check(wrong, "median")


def test_a_drawn_page_survives_a_round_trip_through_pdf_in_place():
    page = Pillow.new("RGB", (100, 60), "white")
    ImageDraw.Draw(page).rectangle((10, 20, 39, 29), fill="black")
    image = decode(saved(page, "PDF", resolution=72), dpi=72)
    assert image.shape == (60, 100, 3)
    assert image[22:28, 12:38].max() < 30
    assert image[40:, :].min() > 225


def test_a_remembered_digest_is_never_of_other_pixels():
    own = np.zeros((4, 4), np.uint8)
    shut = freeze(own)
    before = digest(shut)
    own[0, 0] = 1
    assert digest(shut) != before

    for value in range(50):  # arrays die and their numbers are given out again
        page = np.full((4, 4), value, np.uint8)
        page.flags.writeable = False
        assert digest(page) == digest(page) == digest(np.full((4, 4), value, np.uint8))
        del page
