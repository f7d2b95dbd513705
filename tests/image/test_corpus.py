"""Every format, mode and turn decodes to what another decoder sees; every cut is a picture or one sentence."""

from __future__ import annotations

import io
import re

import cv2
import numpy as np
import pytest
from corpus import COLOURS, CUT, FILES, PICTURE, behind, every_file, frames, profiles, turned
from made import saved, zipped
from PIL import Image as Pillow
from PIL import ImageOps

from ocrlab import datasets
from ocrlab.errors import ImageError
from ocrlab.image import Image, decode, decode_page, page_count
from ocrlab.image.decoding.kinds import kind_of
from tests.fuzz.tally import try_all

TAKEN = {"PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF", "AVIF", "JPEG2000", "MPO", "PDF"}


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
        data = turned(kind, turn)
        image = decode(data)
        assert image.shape[:2] == ((32, 48) if turn < 5 else (48, 32))
        assert np.abs(image.astype(int) - by_pillow(data)).max() <= 1, turn


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_colour_profile_keeps_no_picture_from_opening(kind):
    for icc in profiles():
        data = saved(PICTURE, kind, icc_profile=icc)
        assert np.abs(decode(data).astype(int) - by_pillow(data)).max() <= 1


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "MPO"])
def test_each_frame_is_counted_and_can_be_had(kind):
    data = frames(kind)
    assert page_count(data) == (1 if kind == "MPO" else 3)  # a camera's previews are no pages
    for page in range(page_count(data)):
        assert abs(int(decode_page(data, page).image.mean()) - (10, 120, 240)[page]) <= 2


def test_every_file_of_the_corpus_is_a_picture_or_one_sentence_also_cut_at_every_64th_byte():
    tally = try_all("pictures", every_file())
    assert tally.crashes == []
    assert tally.decoded > 100 and tally.refused > 2000


@pytest.mark.parametrize("kind", CUT)
def test_what_is_cut_short_is_named_and_refused_or_has_its_whole_size(kind):
    whole = FILES[kind, "RGB"]
    for end in range(1, len(whole), max(64, len(whole) // 24 // 64 * 64)):
        try:
            image = decode(whole[:end])
        except ImageError as error:
            assert re.fullmatch(r"image: [^\n]+", str(error)), end
        else:
            assert image.shape[:2] == (32, 48), end


def test_a_file_that_is_two_kinds_at_once_is_what_it_begins_with():
    for rest in behind():
        assert np.array_equal(decode(FILES["PNG", "RGB"] + rest), COLOURS)
        assert decode(FILES["JPEG", "RGB"] + rest).shape == (32, 48, 3)
        assert np.array_equal(decode(FILES["BMP", "RGB"] + rest), COLOURS)


def test_an_archive_within_an_archive_is_no_page_and_is_not_unpacked():
    inner = zipped({"a.png": FILES["PNG", "L"]})
    (entry,) = datasets.archive(zipped({"inner.zip": inner, "inner.png": inner}), "a.zip")
    with pytest.raises(ImageError, match=r"^inner\.png: not a picture this lab can open but a ZIP archive"):
        entry.load()
