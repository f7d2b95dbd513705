"""A truth that is large is read in a process of its own; one that never ends costs nobody but its owner."""

from __future__ import annotations

import threading

import pytest
from apart_work import HANG

from ocrlab import apart
from ocrlab.errors import TruthError
from ocrlab.truth import Truth, gate, parse_truth
from ocrlab.truth.formats import parse
from ocrlab.truth.written import read_written, write_truth

LINES = 1200
ROWS = "".join(
    f"{10 * (at % 40)},{20 * (at // 40)},{10 * (at % 40) + 9},{20 * (at // 40) + 15},w{at}\n" for at in range(LINES)
)
BOXES = ROWS + "1,1,9,9,###\n" + "\n" * gate.MAX_BYTES_HERE
HOCR = (
    "<html><body><div class='ocr_page'>"
    + "".join(
        f"<span class='ocr_line' title='bbox 0 {at * 20} 90 {at * 20 + 18}'><span class='ocrx_word' "
        f"title='bbox 0 {at * 20} 40 {at * 20 + 18}'>W&#xf6;rt{at}</span> b</span>"
        for at in range(LINES)
    )
    + "</div></body></html>"
)
PLAIN = "Zeile\n\f" * 12_000


@pytest.mark.parametrize(("text", "name"), [(BOXES, "a.txt"), (HOCR, "a.hocr"), (PLAIN, "a.gt.txt")])
def test_a_large_truth_reads_as_it_would_here(text, name, monkeypatch):
    data = text.encode()
    assert len(data) > gate.MAX_BYTES_HERE
    monkeypatch.setattr(gate, "parse", None)
    assert parse_truth(data, name) == parse(data, name)


def test_a_small_truth_starts_no_process(monkeypatch):
    monkeypatch.setattr(apart, "call", None)
    assert parse_truth(b"x" * gate.MAX_BYTES_HERE, "a.txt").text == "x" * gate.MAX_BYTES_HERE


def test_what_is_wrong_with_a_large_truth_is_said_in_the_same_sentence():
    data = b"<alto>" + b"<a/>" * gate.MAX_BYTES_HERE
    with pytest.raises(TruthError) as here:
        parse(data, "a.xml")
    with pytest.raises(TruthError) as there:
        parse_truth(data, "a.xml")
    assert str(here.value) == str(there.value)


def test_a_truth_that_hangs_is_stopped_with_one_sentence_while_others_read_theirs(monkeypatch):
    monkeypatch.setattr(gate, "PARSE", HANG)
    monkeypatch.setenv(apart.SECONDS_NAME, "1")
    refused: list[str] = []

    def hang() -> None:
        try:
            parse_truth(b" " * (gate.MAX_BYTES_HERE + 1), "slow.txt")
        except TruthError as error:
            refused.append(str(error))

    other = threading.Thread(target=hang)
    other.start()
    assert parse_truth(b"1,2,30,2,30,9,1,9,word", "quick.txt").text == "word" and other.is_alive()
    other.join()
    assert refused == [
        "slow.txt: took longer than 1 s (OCRLAB_DECODE_SECONDS) to be opened and was stopped; "
        "give the truth of one page"
    ]
    assert apart.busy() == 0


def test_a_truth_is_written_for_the_way_back_without_loss():
    box = ((1.5, 2.0), (30.0, 2.0), (30.0, 9.0), (1.0, 9.0))
    truth = Truth.of([[[("a", box), ("\ud800 ü", None)]], [], [[("b\x85", box)]]])
    truth = Truth(truth.text, truth.lines, (box,), ("a note",), truth.lines[1:])
    assert read_written(write_truth(truth)) == truth


@pytest.mark.parametrize("written", [b"", b"[]", b"{}", b'{"text": 1}', b'{"text": "", "lines": [[0, 1, 0, [[1]]]]}'])
def test_what_is_no_truth_is_not_taken_for_one(written):
    with pytest.raises((ValueError, TypeError, KeyError)):
        read_written(written)
