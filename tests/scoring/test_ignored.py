"""What stands in boxes marked "do not count" takes part in neither errors nor length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.reading import Reading, Word
from ocrlab.scoring import score, share_inside, text_without_ignored, without_ignored
from ocrlab.truth import parse_truth


def upright(left, top, right, bottom):
    return ((left, top), (right, top), (right, bottom), (left, bottom))


UNIT = upright(0, 0, 10, 10)
COORDINATE = st.floats(-50, 50).map(lambda number: round(number, 3))


@pytest.mark.parametrize(
    ("other", "share"),
    [
        (UNIT, 1),
        (upright(0, 0, 5, 10), 0.5),
        (upright(5, 5, 99, 99), 0.25),
        (upright(20, 0, 25, 10), 0),
        (upright(-5, -5, 50, 50), 1),
        (tuple(reversed(upright(0, 0, 5, 10))), 0.5),
        (((0, 5), (5, 0), (10, 5), (5, 10)), 0.5),
        (upright(3, 3, 3, 3), 0),
    ],
)
def test_the_share_of_a_box_inside_another_is_that_of_its_area(other, share):
    assert share_inside(UNIT, [other]) == pytest.approx(share)
    assert share_inside(tuple(reversed(UNIT)), [other]) == pytest.approx(share)


def test_shares_add_up_and_a_box_without_an_area_lies_inside_none():
    assert share_inside(UNIT, [upright(0, 0, 3, 10), upright(7, 0, 10, 10)]) == pytest.approx(0.6)
    assert share_inside(UNIT, [UNIT, UNIT]) == 1
    assert share_inside(upright(3, 3, 3, 9), [UNIT]) == 0
    assert share_inside(UNIT, []) == 0


@given(
    st.tuples(COORDINATE, COORDINATE, COORDINATE, COORDINATE), st.tuples(COORDINATE, COORDINATE, COORDINATE, COORDINATE)
)
def test_upright_boxes_share_what_their_edges_say(first, second):
    def edges(numbers):
        (left, right), (top, bottom) = sorted(numbers[::2]), sorted(numbers[1::2])
        return left, top, right, bottom

    box, other = edges(first), edges(second)
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    shared = max(0, width) * max(0, height) / area if area > 1e-3 else 0
    if area > 1e-3:
        assert share_inside(upright(*box), [upright(*other)]) == pytest.approx(shared, abs=1e-6)


def reading(*rows):
    return Reading(tuple(tuple(Word(text, upright(*box), 0.9) for text, box in row) for row in rows))


PAGE = reading(
    [("Paid", (0, 0, 40, 20)), ("in", (50, 0, 70, 20)), ("fu11", (80, 0, 120, 20))],
    [("illegible", (0, 40, 90, 60))],
)


def test_words_mostly_inside_are_left_out_and_empty_rows_with_them():
    assert without_ignored(PAGE, [upright(0, 38, 100, 62)]).text == "Paid in fu11"
    assert without_ignored(PAGE, [upright(65, 0, 130, 60)]).text == "Paid in\nillegible", "25 of its 90 px lie inside"
    assert without_ignored(PAGE, []) is PAGE


def test_they_count_neither_as_errors_nor_in_the_length():
    truth = parse_truth(
        b"0,0,40,0,40,20,0,20,Paid\n50,0,70,0,70,20,50,20,in\n80,0,120,0,120,20,80,20,full\n0,38,95,38,95,62,0,62,###\n",
        "gt_1.txt",
    )
    result = score(truth.text, without_ignored(PAGE, truth.ignored).text)
    assert (result["cer"].errors, result["cer"].length) == (2, 12), "l for 1, twice"


ROWS = "0,0,40,0,40,20,0,20,Paid\n0,40,90,40,90,60,0,60,illegible\n"
HOCR = (
    "<html><div class='ocr_page'><span class='ocr_line' title='bbox 0 0 200 20'>"
    "<span class='ocrx_word' title='bbox 0 0 40 20'>Paid</span> "
    "<span class='ocrx_word' title='bbox 50 0 190 20'>illegible</span></span></div></html>"
)


@pytest.mark.parametrize(
    ("file", "boxes", "text"),
    [
        (ROWS, [upright(0, 40, 90, 60)], "Paid"),
        (HOCR, [upright(45, 0, 200, 20)], "Paid"),
        (HOCR.replace("bbox 0 0 40 20", ""), [upright(45, 0, 200, 20)], "Paid"),
        (HOCR.replace("ocrx_word", "x_word"), [upright(45, 0, 200, 20)], ""),
        ("Paid\nillegible", [upright(0, 0, 999, 999)], "Paid\nillegible"),
        (ROWS, [], "Paid\nillegible"),
    ],
)
def test_a_reading_that_came_as_a_file_loses_what_stands_inside(file, boxes, text):
    assert text_without_ignored(parse_truth(file.encode(), "read.txt"), boxes).strip() == text
