from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import TruthError
from ocrlab.truth import pages_of, parse_truth, read_truth

# A reader sees a line end whatever the machine it was typed on; a zero byte is no text.
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"))


@pytest.mark.parametrize(
    "data",
    [
        "Größe – 3 €\n".encode(),
        codecs.BOM_UTF8 + "Größe – 3 €\n".encode(),
        codecs.BOM_UTF16_LE + "Größe – 3 €\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Größe – 3 €\r\n".encode("utf-16-be"),
    ],
)
def test_a_truth_reads_the_same_in_every_encoding_it_may_have(data):
    assert read_truth(data, "page.gt.txt") == "Größe – 3 €\n"


@given(PLAIN)
def test_what_was_written_is_read(text):
    assert read_truth(text.encode(), "a.txt") == text
    assert read_truth(text.encode("utf-8-sig"), "a.txt") == text
    assert read_truth(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), "a.txt") == text


@pytest.mark.parametrize("data", [b"", b" \n\f\n", codecs.BOM_UTF8])
def test_an_empty_file_is_a_blank_page_and_says_so(data):
    truth = parse_truth(data, "blank.gt.txt")
    assert truth.text.strip() == ""
    assert truth.notes == (
        "blank.gt.txt: holds no text, so the page counts as blank and whatever is read on it is an error",
    )


def test_what_was_read_may_be_nothing():
    assert parse_truth(b"", "read.txt", may_be_blank=True).notes == ()
    assert parse_truth(b"<html><div class='ocr_page'/></html>", "read.hocr", may_be_blank=True).text == ""


@pytest.mark.parametrize(
    ("text", "count", "pages"),
    [
        ("a", 1, ["a"]),
        ("a\n\f\n", 1, ["a"]),
        ("a\f", 1, ["a"]),
        ("a\f\f \f", 1, ["a"]),
        ("\fa\f", 1, ["a"]),
        ("a\n\fb\n\f", 2, ["a", "b"]),
        ("a\n\f\n\f\n", 2, ["a", ""]),
        ("\fb", 2, ["", "b"]),
        ("a\fb", 1, ["a", "b"]),
        ("a\fb", 3, ["a", "b"]),
        ("\f", 1, [""]),
    ],
)
def test_a_form_feed_too_many_is_no_page(text, count, pages):
    assert pages_of(text, count) == pages


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"Stra\xdfe", r"page\.txt: byte 4 \(0xdf\) is not UTF-8 text; save the file as UTF-8"),
        (codecs.BOM_UTF8 + b"ab\xff", "byte 5"),
        (b"cut \xe2\x82", "byte 4"),
        (codecs.BOM_UTF16_LE + b"a\0b", r"byte 4 .* not UTF-16-LE text"),
        (codecs.BOM_UTF32_LE + "ab".encode("utf-32-le"), "UTF-32 text is not read; save it as UTF-8"),
        ("abc".encode("utf-16-le"), "byte 1 is zero"),
        (b"\x89PNG\r\n\x1a\n", "is a PNG, not a text; save the text it holds as plain text"),
        (b"{\\rtf1 text}", "is an RTF document, not a text; save the text it holds as plain text"),
        (b"%PDF-1.7\nno more", "is a PDF, not a text; save the text it holds"),
        (b"%!PS-Adobe-3.0\n", "is a PostScript document, not a text"),
        (b"PK\x03\x04....word/document.xml", "is a Word document, not a text"),
        (b"<TEI xmlns='http://www.tei-c.org/ns/1.0'/>", "<tei> is no truth the lab reads"),
        (b"<annotation><object/><name>a</name></annotation>\n", "<annotation> is no truth the lab reads"),
    ],
)
def test_a_truth_that_is_not_text_is_refused_with_the_place(data, reason):
    with pytest.raises(TruthError, match=reason):
        read_truth(data, "page.txt")


@pytest.mark.parametrize("text", ['{"text": "Hello"}', '[{"text": "Hello"}]', '{"a": 1}\n{"a": 2}\n', "[[1, 2], [3]]"])
def test_json_is_refused_by_its_name_and_otherwise_scored_with_a_note(text):
    with pytest.raises(TruthError, match=r"page\.json: is JSON, in which no truth is read here; save the text alone"):
        read_truth(text.encode(), "page.json")
    truth = parse_truth(text.encode(), "page.gt.txt")
    assert truth.text.strip() == text.strip()
    [note] = truth.notes
    assert "is JSON and scored as it stands" in note


@pytest.mark.parametrize("text", ["[1] See above.", "[1]", '["Hello"]', "{sic}", "[", "[" * 5000, "PDF-files, FORM 2"])
def test_a_text_in_brackets_is_a_text(text):
    assert parse_truth(text.encode(), "page.gt.txt").notes == ()


@pytest.mark.parametrize("before", ["", '1,2,30,40,"a"\n'], ids=["first", "second"])
def test_a_line_of_a_million_numbers_is_no_row_of_boxes(before):
    truth = parse_truth((before + "1," * 900_000 + "x").encode(), "page.txt")
    assert truth.text.endswith("1,x") and all(line.box is None for line in truth.lines)
