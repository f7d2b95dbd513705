"""Tesseract: a second engine behind the same protocol, with the same answers to odd pages and settings."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from ocrlab.engines import Engine, TextBoxes, engines, get_engine
from ocrlab.errors import Cancelled, EngineError
from ocrlab.image import encode_png
from ocrlab.reading import Reading


@pytest.fixture(scope="module")
def tesseract() -> Engine:
    engine = engines()["tesseract"]
    reason = engine.available()
    if reason:
        pytest.skip(f"Tesseract cannot run here: {reason}")
    return engine


def page(*lines: str) -> np.ndarray:
    sheet = Pillow.new("L", (640, 40 + 60 * len(lines)), 255)
    draw = ImageDraw.Draw(sheet)
    for row, line in enumerate(lines):
        draw.text((30, 25 + 60 * row), line, fill=0, font=ImageFont.load_default(32))
    return np.asarray(sheet)


def test_a_large_page_is_handed_over_whole_however_slowly_it_is_taken(tesseract, monkeypatch) -> None:
    """More than a pipe holds, with a look at the cancellation before the first byte is taken."""
    from ocrlab.engines import tesseract as module

    monkeypatch.setattr(module, "POLL_SECONDS", 1e-4)
    noisy = np.random.default_rng(0).integers(230, 256, (400, 640), dtype=np.uint8)
    noisy[:100] = np.minimum(noisy[:100], page("slow but whole"))
    looks = iter(range(100_000))  # an end to waiting: more looks than any reading takes
    reading = tesseract.read(noisy, {"segmentation": "block"}, cancelled=lambda: next(looks, None) is None)
    assert "slow but whole" in reading.text


def test_where_it_is_not_installed_it_says_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        EngineError, match="tesseract: the program tesseract is not installed; on Debian: apt install tesseract-ocr"
    ):
        get_engine("tesseract")


def test_it_reads_what_the_program_reads(tesseract: Engine) -> None:
    image = page("Hello World 1234", "the second line")
    expected = subprocess.run(["tesseract", "-", "-"], input=encode_png(image), capture_output=True, check=True).stdout
    reading = tesseract.read(image, {})
    assert reading.lines == tuple(line for line in expected.decode().splitlines() if line.strip()) != ()
    assert reading.lines == ("Hello World 1234", "the second line")
    assert all(0.5 < word.confidence <= 1 for word in reading.words)
    (left, top), _, (right, bottom), _ = reading.words[0].box
    assert 25 <= left < right <= 130 and 20 <= top < bottom <= 70  # "Hello" stands at (30, 25), 32 px high


def test_colour_and_grey_are_read_alike(tesseract: Engine) -> None:
    image = page("Hello World")
    assert tesseract.read(np.repeat(image[:, :, None], 3, axis=2), {}).text == tesseract.read(image, {}).text


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 2), (200, 300), (200, 300, 3)])
def test_a_page_without_text_is_an_empty_reading(tesseract: Engine, shape: tuple[int, ...]) -> None:
    assert tesseract.read(np.full(shape, 255, np.uint8), {}) == Reading()


def test_settings_reach_the_program(tesseract: Engine) -> None:
    image = page("Room 1203")
    assert tesseract.read(image, {"segmentation": "line", "allowlist": "0123456789"}).text.endswith("1203")
    assert "R" not in tesseract.read(image, {"segmentation": "line", "blocklist": "R", "threshold": "sauvola"}).text


def test_given_regions_are_read_and_no_others(tesseract: Engine) -> None:
    image = page("Hello World", "the second line")
    text_boxes = TextBoxes(level=((20, 620, 80, 130),))
    assert tesseract.read(image, {}, text_boxes=text_boxes).text == "the second line"
    assert len(tesseract.detect(image, {})) == 5


def test_a_reading_is_stopped_while_the_program_runs(tesseract: Engine) -> None:
    with pytest.raises(Cancelled):
        tesseract.read(np.tile(page(*["many words on a page"] * 20), (2, 3)), {}, cancelled=lambda: True)


def test_a_language_that_is_not_installed_is_named_with_those_that_are(tesseract: Engine) -> None:
    with pytest.raises(
        EngineError, match=r"tesseract: no weights for cos on this machine; choose .*apt install tesseract-ocr-cos"
    ):
        tesseract.read(page("Salute"), {"languages": "cos"})


def test_a_recogniser_the_weights_do_not_hold_is_one_clear_sentence(tesseract: Engine) -> None:
    with pytest.raises(EngineError, match=r"^tesseract: it could not read the page \([^\n]+\)$"):
        tesseract.read(page("legacy"), {"mode": "legacy"})
