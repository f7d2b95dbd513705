"""White paper is white, whatever the depth of the samples, and what was assumed is said."""

from __future__ import annotations

import io
import itertools

import cv2
import numpy as np
import pytest
import tifffile
from made import saved, tiff, with_chunk
from PIL import Image as Pillow

from ocrlab.image import decode_page

# Of each depth: nothing, a third, two thirds and all of its range, so that eight bits of it are 0, 85, 170 and 255.
THIRDS = [0, 85, 170, 255]
PHOTOMETRIC, BITS, EXTRA, LARGEST = 262, 258, 338, 281
SMALLEST_OF_ANY, LARGEST_OF_ANY = 340, 341
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB = 0, 1, 2


def thirds(bits: int, dtype: str = "u2") -> np.ndarray:
    """One row of four samples."""
    return np.array([[third * (2**bits - 1) / 255 for third in THIRDS]]).round().astype(dtype)


def row(data: bytes) -> list[int]:
    image = decode_page(data).image
    return (image if image.ndim == 2 else image[..., 0])[0].tolist()


@pytest.mark.parametrize(
    ("bits", "photometric", "order"),
    [*itertools.product((2, 4, 6, 8, 10, 12, 14, 16), (WHITE_IS_ZERO, BLACK_IS_ZERO), "<>")],
)
def test_a_grey_tiff_of_any_depth_has_its_white_and_black(bits, photometric, order):
    data = tiff((thirds(bits), {BITS: [bits], PHOTOMETRIC: [photometric]}), order=order)
    assert row(data) == (THIRDS if photometric == BLACK_IS_ZERO else THIRDS[::-1])


@pytest.mark.parametrize(("bits", "order"), [*itertools.product((4, 8, 10, 12, 14, 16), "<>")])
def test_a_colour_tiff_of_any_depth_keeps_its_colours(bits, order):
    colours = np.stack([thirds(bits), thirds(bits)[:, ::-1], thirds(bits)], axis=-1)
    image = decode_page(tiff((colours, {BITS: [bits]}), order=order)).image
    assert image[0].tolist() == [[a, b, a] for a, b in zip(THIRDS, THIRDS[::-1], strict=True)]


@pytest.mark.parametrize(("bits", "colours"), [*itertools.product((8, 12, 16), (1, 3))])
def test_transparency_of_any_depth_is_laid_on_a_ground(bits, colours):
    ink = [0] * colours
    samples = np.array([[[*ink, 0], [*ink, 2**bits - 1]]], "u2")
    photometric = RGB if colours == 3 else BLACK_IS_ZERO
    decoded = decode_page(tiff((samples, {BITS: [bits], EXTRA: [2], PHOTOMETRIC: [photometric]})))
    assert decoded.image[0, :, 0].tolist() == [255, 0]
    assert decoded.notes[-1] == "it is transparent in parts: laid on white"


def test_the_depth_that_the_tags_name_is_said():
    (note,) = decode_page(tiff((thirds(12), {BITS: [12]}))).notes
    assert note == "12 bits a sample, by the file's own tags: levels 0..4095 became 0..255"


@pytest.mark.parametrize("bits", [10, 12, 14])
@pytest.mark.parametrize("photometric", [WHITE_IS_ZERO, BLACK_IS_ZERO])
def test_fewer_bits_in_a_container_of_sixteen_are_told_by_the_largest_sample_value(bits, photometric):
    dark = thirds(bits) // 4  # the values alone would not tell
    data = tiff((dark, {LARGEST: [2**bits - 1], PHOTOMETRIC: [photometric]}))
    decoded = decode_page(data)
    expected = [0, 21, 42, 64]
    if photometric == WHITE_IS_ZERO:
        expected = [255 - level for level in expected]
    assert np.abs(decoded.image[0].astype(int) - expected).max() <= 1
    assert decoded.notes[0].startswith(f"{bits} bits a sample, by the file's own tags")


def test_a_largest_value_that_is_no_depth_is_white():
    assert row(tiff((np.array([[0, 1000, 3000]], "u2"), {LARGEST: [3000]}))) == [0, 85, 255]
    assert row(tiff((np.array([[0, 100, 200]], "u1"), {LARGEST: [200]}))) == [0, 100, 200], "eight bits are as they are"


def test_fewer_bits_in_a_container_of_eight_are_told_by_the_largest_sample_value():
    for photometric, expected in ((BLACK_IS_ZERO, THIRDS), (WHITE_IS_ZERO, THIRDS[::-1])):
        decoded = decode_page(tiff((thirds(4, "u1"), {LARGEST: [15], PHOTOMETRIC: [photometric]})))
        assert decoded.image[0].tolist() == expected and decoded.notes[0].startswith("4 bits a sample")


@pytest.mark.parametrize("largest", [65535, 100])
def test_a_largest_value_that_says_nothing_or_is_wrong_is_passed_over(largest):
    assert row(tiff((thirds(12), {LARGEST: [largest]}))) == THIRDS


@pytest.mark.parametrize(("bits", "dtype"), [(8, "u2"), (10, "u2"), (12, "u2"), (14, "u2"), (12, "i2"), (16, "u4")])
def test_where_no_tag_helps_the_smallest_depth_that_holds_the_values_is_taken_and_said(bits, dtype):
    decoded = decode_page(tiff((thirds(bits, dtype), {})))
    assert decoded.image[0].tolist() == THIRDS
    assert decoded.notes[0].startswith(f"{bits} bits a sample, the smallest depth that holds its values")


@pytest.mark.parametrize("dtype", ["u1", "u2", "u4"])
def test_a_full_container_is_nothing_to_speak_of(dtype):
    assert decode_page(tiff((thirds(np.dtype(dtype).itemsize * 8, dtype), {}))).notes == ()


def test_colours_of_twelve_bits_in_sixteen_are_no_black_page():
    colours = np.stack([thirds(12)] * 3, axis=-1)
    for data in (tiff((colours, {})), cv2.imencode(".png", colours)[1].tobytes()):
        decoded = decode_page(data)
        assert decoded.image[0, :, 1].tolist() == THIRDS and "12 bits a sample" in decoded.notes[0]


@pytest.mark.parametrize("compression", [1, 5, 8, 32773, 32946])
def test_deep_colours_are_read_in_every_compression(compression):
    colours = np.stack([thirds(16), thirds(16)[:, ::-1], thirds(16)], axis=-1)
    stored = cv2.imencode(".tif", colours[..., ::-1], [cv2.IMWRITE_TIFF_COMPRESSION, compression])[1].tobytes()
    assert decode_page(stored).image[0, :, 1].tolist() == THIRDS[::-1]


def test_planes_one_after_the_other_are_put_together():
    planes = np.stack([thirds(16), thirds(16)[:, ::-1], thirds(16)])
    file = io.BytesIO()
    tifffile.imwrite(file, planes, photometric="rgb", planarconfig="separate")
    assert decode_page(file.getvalue()).image[0, :, 1].tolist() == THIRDS[::-1]


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
@pytest.mark.parametrize(("high", "white"), [(1.0, 1.0), (1.04, 1.0), (255.0, 255.0), (4095.0, 4095.0), (3.0, 255.0)])
def test_floats_end_at_the_next_customary_white(dtype, high, white):
    values = np.array([[0, high / 2, high]], dtype)
    file = io.BytesIO()
    tifffile.imwrite(file, values)
    expected = [min(255, round(float(value) * 255 / white)) for value in values[0]]
    assert np.abs(np.array(row(file.getvalue())) - expected).max() <= 1


def test_floats_below_nought_run_from_minus_one_or_from_the_lowest():
    assert row(tiff((np.array([[-1, 0, 1]], "f4"), {}))) == [0, 128, 255]
    decoded = decode_page(tiff((np.array([[-60, 0, 40]], "f4"), {})))
    assert decoded.image[0].tolist() == [0, 153, 255] and "levels -60..40 became 0..255" in decoded.notes[0]


def test_what_is_no_number_does_not_blacken_the_others():
    assert row(tiff((np.array([[np.nan, np.inf, -np.inf, 0.5, 1]], "f4"), {}))) == [0, 255, 0, 128, 255]


def test_signed_samples_run_from_the_lowest_to_the_highest():
    assert row(tiff((np.array([[-32768, 0, 32767]], "i2"), {}))) == [0, 128, 255]
    assert row(tiff((np.array([[-128, 0, 127]], "i1"), {}))) == [0, 128, 255]


def test_black_and_white_that_the_tags_name_count_before_the_values():
    tags = {SMALLEST_OF_ANY: [-10.0], LARGEST_OF_ANY: [10.0]}
    decoded = decode_page(tiff((np.array([[-10, 0, 5]], "f4"), tags)))
    assert decoded.image[0].tolist() == [0, 128, 191]
    assert decoded.notes == ("levels -10..10 became 0..255, by the file's own tags",)


def test_a_black_page_stays_black():
    assert row(tiff((np.zeros((1, 3), "u2"), {}))) == [0, 0, 0]
    assert row(tiff((np.zeros((1, 3), "f4"), {}))) == [0, 0, 0]


def test_a_png_that_says_how_many_bits_count_is_believed_where_its_values_allow():
    twelve = with_chunk(saved(thirds(12) // 4), b"sBIT", b"\x0c")
    decoded = decode_page(twelve)
    assert decoded.image[0].tolist() == [0, 21, 42, 64] and "by the file's own tags" in decoded.notes[0]
    spread = with_chunk(
        saved(thirds(16)), b"sBIT", b"\x0c"
    )  # as the specification has it: already spread over all bits
    assert row(spread) == THIRDS and decode_page(spread).notes == ()
    four = with_chunk(saved(np.array([[0, 5, 10, 15]], np.uint8)), b"sBIT", b"\x04")
    assert row(four) == THIRDS


def test_a_deep_png_without_a_word_is_taken_by_its_values():
    decoded = decode_page(saved(thirds(12)))
    assert decoded.image[0].tolist() == THIRDS and "12 bits a sample" in decoded.notes[0]


def test_a_deep_grey_png_may_have_a_transparent_level():
    data = with_chunk(saved(np.array([[7, 0, 65535]], np.uint16)), b"tRNS", b"\x00\x07")
    assert row(data) == [255, 0, 255]


@pytest.mark.parametrize("bits", [2, 4, 8, 12, 16])
def test_a_jpeg_2000_of_any_depth_has_its_white_and_black(bits):
    """A lossless codestream with another depth in its header; samples are stored around the middle of their range."""
    size = 8 if bits <= 8 else 16
    shift = (1 << size - 1) - (1 << bits - 1)  # the decoder takes half of the old range away and adds half of the new
    samples = np.tile(thirds(bits, "i4") + shift, (16, 4)).astype(f"u{size // 8}")
    data = bytearray(saved(samples, "JPEG2000", no_jp2=True))
    data[data.index(b"\xff\x4f\xff\x51") + 42] = bits - 1
    assert row(bytes(data))[:4] == THIRDS


def test_a_picture_of_a_depth_that_no_one_reads_is_refused_in_one_sentence():
    with pytest.raises(Exception, match=r"^image: a TIFF with such samples is not read; save it with 8 or 16 bits"):
        decode_page(tiff((np.zeros((2, 2), "u8"), {BITS: [40]})))


def test_deep_samples_are_turned_as_their_tag_says():
    samples = np.array([[0, 65535], [65535, 65535], [65535, 65535]], "u2")  # the dark corner lies top left
    turned = decode_page(tiff((samples, {274: [6]}))).image
    assert turned.tolist() == np.rot90(samples >> 8, -1).tolist()
    packed = decode_page(tiff((samples >> 4, {274: [6], BITS: [12]}))).image
    assert packed.tolist() == turned.tolist()


def test_a_grey_picture_of_thirty_two_bits_from_another_format_is_scaled_too():
    assert row(saved(Pillow.fromarray(thirds(12, "i4")), "TIFF")) == THIRDS
