"""What a PDF reader finds on a page is what was read on it: word by word and line by line, in two readers."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess

import numpy as np
import pypdfium2
import pytest
from laid_out import HEIGHT, WIDTH, laid_out

from ocrlab.delivery import WRITERS, OutputPage
from ocrlab.reading import Reading

LINES = (
    "The qualifying period of the well-known re-",
    "search programme was extended, members qual-",
    "ifying may ask for an incomprehensible grant",
    "a b c of i, no. 12 (34) costs 5,00 - 6.50",
    "self-",
    "evident ... twice -- said O'Neil",
    "the same line",
    "the same line",
)
HEBREW = (
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u05d6\u05d4",
    "\u05d4\u05de\u05d7\u05d9\u05e8 25 \u05e9\u05e7\u05dc",
)
MIXED = (
    "OCR \u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "\u05d6\u05d4 OCR Lab \u05d1\u05e2\u05d1\u05e8\u05d9\u05ea",
    "abc \u05e9\u05dc\u05d5\u05dd def 12",
)
COLUMNS = Reading(laid_out(LINES, 4).rows + laid_out(LINES, 4, left=950).rows)
TILTS = (0, 1, 2, 3, 4, 5, -1, -3, -5, 12)
MARKS = re.compile("[\u202a-\u202c]")  # poppler says with them which way its text goes


def pdf(reading: Reading) -> bytes:
    file = io.BytesIO()
    page = OutputPage("a", np.full((HEIGHT, WIDTH), 255, np.uint8), reading, 200)
    WRITERS["pdf"].write([page], file)
    return file.getvalue()


def by_pdfium(data: bytes) -> list[str]:
    return [line.strip() for line in pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().splitlines()]


def by_poppler(data: bytes, *options: str) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not here: install poppler-utils")
    done = subprocess.run([program, *options, "-", "-"], input=data, capture_output=True, check=True)
    lines = MARKS.sub("", done.stdout.decode()).replace("\f", "").splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


@pytest.mark.parametrize("off", [0, 3])
@pytest.mark.parametrize("level", [False, True], ids=["turned boxes", "level boxes"])
@pytest.mark.parametrize("angle", TILTS)
def test_pdfium_finds_each_line_as_it_was_read_whatever_the_tilt(angle, level, off):
    reading = laid_out(LINES, angle, level=level and abs(angle) <= 5, off=off)
    assert by_pdfium(pdf(reading)) == list(reading.lines)


@pytest.mark.parametrize("lines", [HEBREW, MIXED], ids=["Hebrew", "mixed"])
@pytest.mark.parametrize("angle", [0, 4])
def test_pdfium_finds_words_from_the_right_in_their_order(angle, lines):
    assert by_pdfium(pdf(laid_out(lines, angle))) == list(lines)


def test_pdfium_finds_columns_one_after_the_other():
    assert by_pdfium(pdf(COLUMNS)) == [*LINES, *LINES]


@pytest.mark.parametrize("angle", [0, 1, 2, -2])
def test_poppler_finds_each_line_as_it_was_read_on_a_page_that_is_nearly_level(angle):
    reading = laid_out(LINES, angle)
    assert by_poppler(pdf(reading), "-raw") == list(reading.lines)


@pytest.mark.parametrize("angle", TILTS)
def test_poppler_finds_each_word_whole_and_in_its_place_among_the_others(angle):
    reading = laid_out(LINES, angle)
    data = pdf(reading)
    assert " ".join(by_poppler(data, "-raw")).split() == reading.text.split()
    boxed = re.findall(r"<word[^>]*>(.*?)</word>", "".join(by_poppler(data, "-bbox")))
    assert sorted(map(html.unescape, boxed)) == sorted(reading.text.split())


def test_poppler_finds_words_from_the_right_in_their_order():
    assert by_poppler(pdf(laid_out(HEBREW[:1]))) == [HEBREW[0]]


def test_letters_that_are_bound_to_be_too_many_for_one_file_share_their_widths(monkeypatch):
    monkeypatch.setattr("ocrlab.delivery.pdf_font.MANY", 30)
    reading = laid_out(LINES, off=3)
    assert by_pdfium(pdf(reading)) == list(reading.lines)
