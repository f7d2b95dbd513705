"""A stranger's file harms nobody but the one who opened it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from made import pdf_page, saved, sheets, stream
from paths import ROOT
from PIL import Image as Pillow

from ocrlab import apart
from ocrlab.errors import ImageError
from ocrlab.image import decode, decode_page, page_count
from ocrlab.image.decoding import gate, sandbox
from ocrlab.image.decoding.kinds import kind_of
from ocrlab.image.decoding.pictures import decode_picture


def long_content() -> bytes:
    """A content stream of 100 MB, in a file of 250 kB."""
    return pdf_page(b"0 0 m 600 700 l S\n" * (100_000_000 // 18), b"/MediaBox [0 0 612 792]")


def nested_forms() -> bytes:
    """Forms that draw the next one ten times each, twelve levels deep."""
    levels = [
        stream(
            b"/F Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /F %d 0 R >> >>"
            % (6 + level),
        )
        for level in range(11)
    ]
    last = stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]")
    page = b"/MediaBox [0 0 612 792] /Resources << /XObject << /F 5 0 R >> >>"
    return pdf_page(b"/F Do " * 10, page, *levels, last)


def tiny_tiles() -> bytes:
    """A pattern whose cells repeat every hundredth of a point."""
    tile = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 10 10] /XStep 0.01 /YStep 0.01"
    page = b"/MediaBox [0 0 612 792] /Resources << /Pattern << /P 5 0 R >> >>"
    return pdf_page(b"/Pattern cs /P scn 0 0 612 792 re f", page, stream(b"0 0 5 5 re f", tile + b" /Resources << >>"))


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setenv(apart.SECONDS_NAME, "1.5")


@pytest.mark.parametrize("make", [long_content, nested_forms, tiny_tiles])
def test_a_page_that_never_ends_is_stopped_with_one_sentence(make, impatient):
    with pytest.raises(ImageError) as caught:
        decode(make())
    assert str(caught.value) == (
        "image: took longer than 1.5 s (OCRLAB_DECODE_SECONDS) to be opened and was stopped; print it to a new PDF, or "
        "save its pages as pictures, and open those"
    )


def test_others_notice_nothing_while_one_hangs(monkeypatch):
    monkeypatch.setenv(apart.SECONDS_NAME, "30")
    sheet, hanging = sheets((72, 72)), nested_forms()
    decode(sheet)
    refused: list[str] = []

    def hang() -> None:
        try:
            decode(hanging)
        except ImageError as error:
            refused.append(str(error))

    other = threading.Thread(target=hang)
    other.start()
    while not apart.busy():
        time.sleep(0.01)
    pages = [decode(sheet).shape for _ in range(5)]
    counted = page_count(sheet)
    assert other.is_alive() and pages == [(200, 200, 3)] * 5 and counted == 1
    apart.close(busy=True)  # rather than wait for its time to run out
    other.join()
    assert len(refused) == 1


def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_is_opened(monkeypatch):
    page = sheets((2000, 2000))
    monkeypatch.setenv(apart.MEMORY_NAME, "0.05")
    with pytest.raises(ImageError, match=r"memory.*; print it to a new PDF, or save its pages as pictures"):
        decode(page, dpi=300)
    assert decode(sheets((72, 72)), dpi=72).shape == (72, 72, 3)


def test_what_comes_back_is_what_was_decoded_there():
    picture = Pillow.fromarray(np.random.default_rng(0).integers(0, 256, (50, 40, 3), np.uint8))
    for kind in ("TIFF", "WEBP", "GIF", "AVIF", "JPEG2000"):
        data = saved(picture, kind)
        here, there = decode_picture(data, kind_of(data), 0), sandbox.decode_apart(data, 0, 200)
        assert np.array_equal(here.image, there.image) and (here.notes, here.pages) == (there.notes, there.pages)
        assert not there.image.flags.writeable


def test_plain_pictures_are_decoded_here_and_all_else_apart(monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("not here")

    page = Pillow.new("L", (8, 8), 7)
    monkeypatch.setattr(gate, "decode_apart", refuse)
    for kind in ("PNG", "JPEG", "BMP"):
        decode(saved(page, kind))
    for data in (sheets((72, 72)), *(saved(page, kind) for kind in ("TIFF", "GIF", "WEBP", "AVIF", "JPEG2000"))):
        with pytest.raises(AssertionError):
            decode_page(data)


def test_importing_the_lab_loads_no_decoder():
    names = ("pypdfium2", "tifffile", "pi_heif")
    code = f"import sys, ocrlab.image; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
