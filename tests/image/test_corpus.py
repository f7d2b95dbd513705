"""Every format, mode and turn decodes to what another decoder sees; every cut is a picture or one sentence."""

from __future__ import annotations

import io
import re
import warnings
import zipfile

import cv2
import numpy as np
import pytest
from made import pdf_page, saved
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

from ocrlab import datasets
from ocrlab.errors import ImageError
from ocrlab.image import Image, decode, decode_page, page_count
from ocrlab.image.decoding.kinds import kind_of

# Smooth, so that lossy formats stay close, and different in every corner, so that a turn or a mirror shows.
RAMP = np.add.outer(np.arange(32) * 4, np.arange(48) * 2).astype(np.uint8)
COLOURS = np.stack([RAMP, RAMP[::-1], RAMP[:, ::-1]], axis=-1)
PICTURE = Pillow.fromarray(COLOURS)
TAKEN = {"PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF", "AVIF", "JPEG2000", "MPO", "PDF"}
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16")


def file_of(kind: str, mode: str) -> bytes | None:
    """The picture in that format and mode; None where Pillow does not write it."""
    picture = Pillow.fromarray(RAMP.astype(np.uint16) * 257) if mode == "I;16" else PICTURE.convert(mode)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # formats that Pillow will give up
            return saved(picture, kind)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RuntimeError):
        return None


Pillow.init()
KINDS = sorted(set(Pillow.SAVE) - {"PDF"})
FILES = {(kind, mode): data for kind in KINDS for mode in MODES if (data := file_of(kind, mode))}


def as_colours(image: Image) -> np.ndarray:
    return (image if image.ndim == 3 else np.stack([image] * 3, axis=-1)).astype(int)


def by_pillow(data: bytes) -> np.ndarray:
    picture = ImageOps.exif_transpose(Pillow.open(io.BytesIO(data)))
    if picture.mode == "I;16":
        return as_colours((np.asarray(picture) // 257).astype(np.uint8))
    return np.asarray(picture.convert("RGB")).astype(int)


@pytest.mark.parametrize("kind", sorted(TAKEN - {"PDF"}))
def test_every_mode_that_pillow_writes_decodes_to_what_pillow_sees(kind):
    modes = [mode for known, mode in FILES if known == kind]
    assert {"L", "RGB"} <= set(modes) or kind == "AVIF"
    for mode in modes:
        difference = np.abs(as_colours(decode(FILES[kind, mode])) - by_pillow(FILES[kind, mode]))
        assert difference.max() <= 1, (kind, mode)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "JPEG2000"])
def test_opencv_sees_the_same_picture(kind):
    for mode in ("L", "RGB"):
        other = cv2.imdecode(np.frombuffer(FILES[kind, mode], np.uint8), cv2.IMREAD_COLOR)
        assert np.abs(as_colours(decode(FILES[kind, mode])) - other[..., ::-1].astype(int)).max() <= 3, mode


def test_what_else_pillow_writes_is_refused_in_one_sentence_whatever_the_mode():
    others = {(kind, mode): data for (kind, mode), data in FILES.items() if kind not in TAKEN and kind != "JPEG2000"}
    assert len({kind for kind, _ in others}) > 10
    for data in others.values():
        if kind_of(data).format:  # a format by another name
            continue
        with pytest.raises(ImageError, match=r"^image: not a picture this lab can open[^\n]*; it takes PNG, JPEG, "):
            decode(data)
        with pytest.raises(ImageError):
            page_count(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_all_eight_turns_of_a_camera_are_followed(kind):
    for turn in range(1, 9):
        exif = Pillow.Exif()
        exif[0x0112] = turn
        data = saved(PICTURE, kind, exif=exif)
        image = decode(data)
        assert image.shape[:2] == ((32, 48) if turn < 5 else (48, 32))
        assert np.abs(image.astype(int) - by_pillow(data)).max() <= 1, turn


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_colour_profile_keeps_no_picture_from_opening(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"no profile", profile[:50]):
        data = saved(PICTURE, kind, icc_profile=icc)
        assert np.abs(decode(data).astype(int) - by_pillow(data)).max() <= 1


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "MPO"])
def test_each_frame_is_counted_and_can_be_had(kind):
    frames = [Pillow.fromarray(np.full((16, 16, 3), level, np.uint8)) for level in (10, 120, 240)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    assert page_count(data) == (1 if kind == "MPO" else 3)  # a camera's previews are no pages
    for page in range(page_count(data)):
        assert abs(int(decode_page(data, page).image.mean()) - (10, 120, 240)[page]) <= 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "AVIF", "JPEG2000"])
def test_cut_at_every_sixty_fourth_byte_it_is_a_picture_or_one_sentence(kind):
    whole = FILES[kind, "RGB"]
    for end in range(1, len(whole), max(64, len(whole) // 24 // 64 * 64)):
        try:
            image = decode(whole[:end])
        except ImageError as error:
            assert re.fullmatch(r"image: [^\n]+", str(error)), end
        else:
            assert image.shape[:2] == (32, 48), end


def test_a_file_that_is_two_kinds_at_once_is_what_it_begins_with():
    page = pdf_page(b"0 0 9 9 re f", b"/MediaBox [0 0 72 72]")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("word/document.xml", "<html><script>")
    for behind in (page, archive.getvalue(), b"<html><script>alert(1)</script>", FILES["GIF", "RGB"]):
        assert np.array_equal(decode(FILES["PNG", "RGB"] + behind), COLOURS)
        assert decode(FILES["JPEG", "RGB"] + behind).shape == (32, 48, 3)
        assert np.array_equal(decode(FILES["BMP", "RGB"] + behind), COLOURS)


def test_an_archive_within_an_archive_is_no_page_and_is_not_unpacked():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("a.png", FILES["PNG", "L"])
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as packed:
        packed.writestr("inner.zip", inner.getvalue())
        packed.writestr("inner.png", inner.getvalue())
    (entry,) = datasets.archive(outer.getvalue(), "a.zip")
    with pytest.raises(ImageError, match=r"^inner\.png: not a picture this lab can open but a ZIP archive"):
        entry.load()
