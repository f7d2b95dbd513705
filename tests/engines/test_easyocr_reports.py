"""What EasyOCR's users report, open for years: mended around it where that can be, and said in the settings' help."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocrlab.engines import Engine, engines


@pytest.fixture(scope="module")
def easyocr() -> Engine:
    engine = engines()["easyocr"]
    if reason := engine.available():
        pytest.skip(f"EasyOCR cannot run here: {reason}")
    return engine


def strip(text: str, width: int = 420, size: int = 32) -> Image.Image:
    sheet = Image.new("L", (width, 80), 255)
    ImageDraw.Draw(sheet).text((20, 20), text, 0, ImageFont.load_default(size))
    return sheet


def read(easyocr: Engine, sheet: Image.Image, **settings: object) -> str:
    return easyocr.read(np.asarray(sheet), {"speed": "exact", **settings}).text


def test_figures_stay_apart_although_the_allowlist_holds_no_space(easyocr):
    sheet = strip("12 345 67 890")
    assert read(easyocr, sheet, allowlist="0123456789") == "12 345 67 890"
    assert read(easyocr, sheet, allowlist="0123456789", speed="stock") == "1234567890", "as EasyOCR itself does"


def test_a_decimal_point_that_is_allowed_is_read(easyocr):
    assert read(easyocr, strip("3.14"), allowlist="0123456789.") == "3.14"


def test_single_digits_that_are_lost_come_back_with_the_settings_that_the_help_names(easyocr):
    sheet = Image.new("L", (640, 260), 255)
    for number in range(12):
        place = 40 + 150 * (number % 4), 30 + 80 * (number // 4)
        ImageDraw.Draw(sheet).text(place, str(number % 10), 0, ImageFont.load_default(32))
    lost = read(easyocr, sheet).split()
    read_now = read(easyocr, sheet, text_threshold=0.3, low_text=0.3, min_size=5).split()
    assert len(lost) <= 6 and len(read_now) >= 10
    (param,) = (param for param in easyocr.params if param.name == "text_threshold")
    assert "0.3 for low_text and a min_size of 5" in param.help


def test_words_on_their_side_are_read_turned_also_as_paragraphs(easyocr):
    """EasyOCR's own call ends in an IndexError where both are asked for."""
    sheet, word = Image.new("L", (300, 460), 255), strip("EUROPEAN", 240)
    sheet.paste(word, (30, 10))
    sheet.paste(word.rotate(90, expand=True), (20, 150))
    sheet.paste(word.rotate(270, expand=True), (190, 150))
    assert read(easyocr, sheet).split().count("EUROPEAN") == 1
    for paragraph in (False, True):
        words = read(easyocr, sheet, rotation=("90", "270"), paragraph=paragraph).split()
        assert words.count("EUROPEAN") == 3
