from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import TruthError
from ocrlab.truth import read_truth

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


def test_an_empty_file_is_an_empty_truth():
    assert read_truth(b"", "empty.txt") == ""


@pytest.mark.parametrize(
    "data, said",
    [
        (b"Stra\xdfe", r"page\.txt: byte 4 \(0xdf\) is not UTF-8 text; save the file as UTF-8"),
        (codecs.BOM_UTF8 + b"ab\xff", "byte 5"),
        (b"cut \xe2\x82", "byte 4"),
        (codecs.BOM_UTF16_LE + b"a\0b", r"byte 4 .* not UTF-16-LE text"),
        (codecs.BOM_UTF32_LE + "ab".encode("utf-32-le"), "UTF-32 text is not read; save it as UTF-8"),
        ("abc".encode("utf-16-le"), "byte 1 is zero"),
        (b"\x89PNG\r\n\x1a\n", "byte 0 "),
    ],
)
def test_a_truth_that_is_not_text_is_refused_with_the_place(data, said):
    with pytest.raises(TruthError, match=said):
        read_truth(data, "page.txt")
