"""What leaves the lab: the same pixels, the same words, in the same places."""

from __future__ import annotations

import io
import json

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from paths import ROOT
from PIL import Image as Pillow

from ocrlab.delivery import WRITERS, OutputPage
from ocrlab.errors import InputError
from ocrlab.image import Image
from ocrlab.reading import Reading, Word
from ocrlab.truth import parse_truth

SCHEMAS = ROOT.parent / "shared" / "data" / "schemas"
BLANK = np.full((100, 200), 255, np.uint8)


def word(text: str, left: float, top: float, width: float = 40, height: float = 12, confidence: float = 0.75) -> Word:
    right, bottom = left + width, top + height
    return Word(text, ((left, top), (right, top), (right, bottom), (left, bottom)), confidence)


TWO_LINES = Reading(((word("Alpha", 10, 10), word("<&>\"'", 60, 10)), (word("gamma", 10, 40),)))
ODD = "e\u0301 \u05e9\u05dc\u05d5\u05dd \U0001f600 \u6f22\u5b57"


def written(name: str, *pages: OutputPage) -> bytes:
    file = io.BytesIO()
    WRITERS[name].write(pages, file)
    return file.getvalue()


def page(reading: Reading | None = TWO_LINES, image: Image = BLANK, name: str = "a") -> OutputPage:
    return OutputPage(name, image, reading, 72, "easyocr 1.7.2", "median radius=1")


def pixels(kind: str) -> Image:
    random = np.random.default_rng(1)
    shapes = {"grey": (31, 17), "colour": (31, 17, 3), "black and white": (31, 17)}
    image = random.integers(0, 256, shapes[kind], np.uint8)
    return np.where(image > 127, 255, 0).astype(np.uint8) if kind == "black and white" else image


@pytest.mark.parametrize("kind", ["grey", "colour", "black and white"])
@pytest.mark.parametrize("name", ["png", "tiff"])
def test_a_picture_keeps_each_pixel_and_its_resolution(name, kind):
    image = pixels(kind)
    with Pillow.open(io.BytesIO(written(name, page(None, image)))) as opened:
        assert round(float(opened.info["dpi"][0])) == 72
        assert np.array_equal(np.asarray(opened.convert("RGB" if image.ndim == 3 else "L")), image)


def test_a_tiff_holds_all_pages_and_black_and_white_as_g4():
    data = written("tiff", page(None, pixels("grey")), page(None, pixels("black and white")))
    with Pillow.open(io.BytesIO(data)) as opened:
        assert opened.n_frames == 2
        assert opened.info["compression"] == "tiff_adobe_deflate"
        opened.seek(1)
        assert opened.info["compression"] == "group4"


@pytest.mark.parametrize("kind", ["grey", "colour", "black and white"])
def test_a_pdf_shows_each_pixel(kind):
    image = pixels(kind)
    drawn = pypdfium2.PdfDocument(written("pdf", page(None, image)))[0].render(scale=1).to_numpy()[..., ::-1]
    drawn = drawn if drawn.shape[-1] != 1 else np.repeat(drawn, 3, -1)
    assert np.array_equal(drawn, image if image.ndim == 3 else np.stack([image] * 3, -1))


def extracted(data: bytes) -> list[str]:
    return [each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(data)]


def test_the_text_of_each_page_of_a_pdf_is_its_reading_line_by_line():
    other = Reading(((word("second", 5, 5),),))
    texts = extracted(written("pdf", page(), page(other), page(Reading())))
    assert [[line.split() for line in text.splitlines()] for text in texts] == [
        [["Alpha", "<&>\"'"], ["gamma"]],
        [["second"]],
        [],
    ]


def test_a_word_of_a_pdf_stands_in_its_box():
    text = pypdfium2.PdfDocument(written("pdf", page()))[0].get_textpage()
    boxes = [text.get_charbox(at, loose=True) for at in range(1, 6)]  # behind the glyph that reads nothing
    left, bottom, right, top = boxes[0][0], boxes[0][1], boxes[4][2], boxes[0][3]
    assert (left, 100 - top, right, 100 - bottom) == pytest.approx((10, 10, 50, 22), abs=1)


def test_letters_of_any_script_are_in_a_pdf_without_a_font_for_them():
    data = written("pdf", page(Reading(((word("\u6f22\u5b57 \U0001f600 \u00e9", 10, 10, 150),),))))
    assert extracted(data)[0].split() == ["\u6f22\u5b57", "\U0001f600", "\u00e9"]
    assert len(data) < 10_000


def test_hebrew_arabic_and_tilted_words_are_extracted_as_they_were_read():
    hebrew = (word("\u05e9\u05dc\u05d5\u05dd", 150, 10), word("\u05e2\u05d5\u05dc\u05dd", 100, 10))
    arabic = (word("\u0633\u0644\u0627\u0645", 100, 30),)
    tilted = Word("Tilted", ((10, 60), (90, 76), (87, 91), (7, 75)), 1.0)
    texts = extracted(written("pdf", page(Reading((hebrew, arabic, (tilted,))))))
    assert texts[0].split() == [each.text for each in (*hebrew, *arabic, tilted)]


@pytest.mark.parametrize("name", ["pdf", "hocr", "alto", "page"])
def test_no_page_makes_no_file(name):
    with pytest.raises(InputError, match=f"{name}: "):
        written(name)


@pytest.mark.parametrize("name", ["hocr", "alto", "page"])
def test_our_own_reader_reads_words_boxes_and_order_back(name):
    truth = parse_truth(written(name, page()), f"a{WRITERS[name].ending}")
    assert truth.text.split("\n") == ["Alpha <&>\"'", "gamma"]
    assert [(each.text, each.box) for each in truth.words] == [(each.text, each.box) for each in TWO_LINES.words]


def schema(name: str) -> etree.XMLSchema:
    path = SCHEMAS / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside this checkout")
    root = etree.fromstring(path.read_bytes())
    for element in root.xpath("//*[contains(@namespace, 'xlink') or starts-with(@ref, 'xlink:')]"):
        element.getparent().remove(element)  # imported by address, and no test goes there
    return etree.XMLSchema(root)


@pytest.mark.parametrize("reading", [TWO_LINES, Reading(), Reading(((word(ODD, 0, 0),),)), None])
@pytest.mark.parametrize(("name", "file"), [("alto", "alto-4-4.xsd"), ("page", "pagecontent-2019-07-15.xsd")])
def test_what_is_written_is_valid_against_the_published_schema(name, file, reading):
    schema(file).assertValid(etree.fromstring(written(name, page(reading, np.zeros((1, 1), np.uint8)))))


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
CORNERS = st.tuples(*[st.tuples(st.floats(-5, 250), st.floats(-5, 250))] * 4)


@settings(max_examples=50)
@given(st.lists(st.lists(st.builds(Word, TEXTS, CORNERS, st.floats(0, 1)), min_size=1, max_size=3), max_size=3))
def test_any_text_and_any_box_gives_files_that_can_be_parsed(rows):
    odd = page(Reading(tuple(map(tuple, rows))))
    for name in ("hocr", "alto", "page"):
        etree.fromstring(written(name, odd))
    pypdfium2.PdfDocument(written("pdf", odd)).close()
    assert json.loads(written("json", odd))["name"] == "a"


def test_what_xml_cannot_hold_becomes_the_replacement_character():
    data = written("hocr", page(Reading(((word("a\x00b", 0, 0),),))))
    assert parse_truth(data, "a.hocr").text == "a\ufffdb"


def test_confidence_engine_and_pipeline_are_carried():
    for name, confidence in (("hocr", "x_wconf 75"), ("alto", 'WC="0.7500"'), ("page", 'conf="0.7500"')):
        text = written(name, page()).decode()
        assert all(part in text for part in (confidence, "easyocr 1.7.2", "median radius=1")), name
