"""A file is what its bytes say, and a refusal says what that is."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from made import HEIC, saved, sheets
from PIL import Image as Pillow
from PIL import features

from ocrlab.errors import ImageError
from ocrlab.image import EXTENSIONS, decode, decode_page, is_image, page_count
from ocrlab.image.decoding.kinds import HEAD_BYTES, kind_of

GREY = Pillow.fromarray(np.full((20, 30), 200, np.uint8))


def packed(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


FOREIGN = [
    (packed("[Content_Types].xml", "word/document.xml"), "a Word document"),
    (packed("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
    (packed("[Content_Types].xml", "ppt/presentation.xml"), "a PowerPoint presentation"),
    (packed("a.png"), "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office document (doc, xls or ppt)"),
    (b"{\\rtf1 Hello}", "an RTF document"),
    (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "an MP4 film"),
    (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", "an MP4 film"),
    (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "a QuickTime film"),
    (b"RIFF\0\0\0\0AVI LIST", "an AVI film"),
    (b"RIFF\0\0\0\0WAVEfmt ", "a WAV recording"),
    (b"\x1a\x45\xdf\xa3" + bytes(50), "a Matroska or WebM film"),
    (b"ID3\x04" + bytes(50), "an MP3 recording"),
    (b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
    (b"<svg></svg>", "an SVG drawing"),
    (b"<!DOCTYPE html>\n<html></html>", "a web page"),
    (b"<?xml version='1.0'?><alto/>", "an XML file"),
    (b"just a text, and no picture", "plain text"),
    ("ein Text über Größe".encode("utf-16"), "plain text"),
    (b"8BPS\0\x01", "a Photoshop picture"),
    (b"AT&TFORM\0\0\0\0DJVU", "a DjVu document"),
    (b"%!PS-Adobe-3.0", "a PostScript document"),
    (b"\xff\x0a\x00", "a JPEG XL picture"),
    (b"P5\n2 2\n255\n\0\0\0\0", "a Netpbm picture"),
    (bytes(128) + b"DICM", "a DICOM picture"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"\x7fELF\x02", "a program"),
    (bytes(300), "nothing but zero bytes"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "a Git LFS pointer, not the file itself"),
    (b"\x89PNG\r\n\x1a\n", "a damaged PNG"),
]


@pytest.mark.parametrize(("data", "name"), FOREIGN, ids=[name for _, name in FOREIGN])
def test_a_refusal_names_what_the_file_is(data, name):
    for call in (decode, page_count):
        with pytest.raises(ImageError) as caught:
            call(data)
        assert str(caught.value) == (
            f"image: not a picture this lab can open but {name}; it takes PNG, JPEG, TIFF, BMP, WebP, GIF, HEIC, AVIF, "
            "JPEG 2000 and PDF"
        )


def test_what_nothing_tells_is_refused_without_a_guess():
    with pytest.raises(ImageError, match=r"^image: not a picture this lab can open; it takes PNG"):
        decode(b"\x01\x02\x03\x04\x05")


OPENED = {kind: saved(GREY, kind) for kind in ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF", "AVIF", "JPEG2000", "PDF")}


@pytest.mark.parametrize("kind", OPENED)
def test_a_picture_is_opened_by_its_bytes(kind):
    assert kind_of(OPENED[kind][:HEAD_BYTES]).format == kind and is_image(OPENED[kind][:HEAD_BYTES])
    image = decode(OPENED[kind], dpi=72)
    assert image.shape[:2] == (20, 30) and np.abs(image.astype(int) - 200).max() <= 4


def test_pillow_brings_the_plugins_that_the_lab_counts_on():
    assert all(features.check(name) for name in ("avif", "jpg_2000", "webp", "libtiff"))


def test_a_heic_is_opened_by_its_bytes():
    pytest.importorskip("pi_heif")
    image = decode(HEIC)
    assert image.shape == (64, 64, 3) and page_count(HEIC) == 1
    assert image[:, :28].max() < 30 and image[:, 36:].min() > 225


def test_without_its_package_a_heic_is_refused_as_what_it_is(tmp_path, monkeypatch):
    from ocrlab import apart

    (tmp_path / "pi_heif.py").write_text("raise ImportError")
    monkeypatch.syspath_prepend(str(tmp_path))
    apart.close()  # the next process looks for packages anew
    try:
        with pytest.raises(ImageError, match=r"^image: a HEIC, for which the package pi-heif is missing; install it"):
            decode(HEIC)
    finally:
        apart.close()


def test_the_head_of_a_picture_counts_before_a_pdf_mark_behind_it():
    assert kind_of(b"\xff\xd8\xff\xe1 %PDF-1.4").format == "JPEG"
    assert kind_of(b"\n\n%PDF-1.4").format == "PDF"


def test_a_text_that_begins_like_a_bitmap_is_no_bitmap():
    assert kind_of(b"BMW is a maker of cars").name == "plain text"


def test_a_camera_jpeg_with_its_preview_is_one_page():
    data = saved(GREY, "MPO", save_all=True, append_images=[GREY.resize((15, 10))])
    assert b"MPF\0" in data and page_count(data) == 1
    assert decode_page(data).pages == 1 and decode(data).shape == (20, 30)


def test_every_extension_is_in_lower_case_and_named_once():
    assert [*dict.fromkeys(name.lower() for name in EXTENSIONS)] == [*EXTENSIONS]


def test_frames_of_an_animation_may_be_pages_and_stay_so():
    others = [Pillow.new("L", (30, 20), level) for level in (100, 0)]
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        assert page_count(saved(GREY, kind, save_all=True, append_images=others)) == 3


def test_two_pages_of_a_pdf_are_counted():
    assert page_count(sheets((72, 72), (72, 72))) == 2
