"""What a person may rely on: every word once, in the order a person reads, whatever order the engine found them in."""

from __future__ import annotations

import json
import math

import numpy as np
import plain_order
import pytest
from column_pages import page_of_columns
from hypothesis import given, settings
from hypothesis import strategies as st

from ocrlab.reading import Reading, Word, in_reading_order
from ocrlab.reading.columns import Span, print_height
from ocrlab.reading.margins import lean
from ocrlab.reading.order import _measure


def word(
    text: str, x: float, y: float, width: float | None = None, height: float = 20, confidence: float = 0.9
) -> Word:
    width = len(text) * height * 0.5 if width is None else width
    return Word(text, ((x, y), (x + width, y), (x + width, y + height), (x, y + height)), confidence)


def turned(words: list[Word], degrees: float, boxes_level: bool) -> list[Word]:
    """The page turned about its corner; level boxes as EasyOCR squares them up, or boxes that turn with the text."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    result = []
    for one in words:
        box = tuple((x * cos - y * sin, x * sin + y * cos) for x, y in one.box)
        if boxes_level:
            (left, right), (top, bottom) = ((min(axis), max(axis)) for axis in zip(*box, strict=False))
            box = ((left, top), (right, top), (right, bottom), (left, bottom))
        result.append(Word(one.text, box, one.confidence))
    return result


def rows_of(words: list[Word]) -> list[str]:
    return [" ".join(one.text for one in row) for row in in_reading_order(words)]


def paragraph(x: float, y: float, lines: list[str], pitch: float = 30) -> list[Word]:
    return [word(line, x, y + index * pitch, width=300) for index, line in enumerate(lines)]


boxes = st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 300), st.integers(1, 60))
pages = st.lists(
    st.builds(lambda text, box: word(text, *box), st.text(st.sampled_from("abc "), max_size=4), boxes), max_size=25
)


@st.composite
def large_pages(draw) -> list[Word]:
    """Up to 150 boxes scattered, in a grid or in columns, level or skewed, with tilted boxes or squared-up ones."""
    random = draw(st.randoms(use_true_random=False))
    count, step, jitter = draw(st.integers(1, 150)), draw(st.sampled_from([60, 110, 340])), draw(st.integers(0, 8))
    across = draw(st.integers(1, 8))
    if draw(st.booleans()):
        page = [
            word(str(n), random.randint(0, 900), random.randint(0, 3000), random.randint(1, 300), random.randint(1, 60))
            for n in range(count)
        ]
    else:
        page = [
            word(str(n), n % across * step, n // across * 30 + random.randint(-jitter, jitter), step * 0.85)
            for n in range(count)
        ]
    return turned(page, draw(st.sampled_from([0, 0, -20, -3, 2, 7])), draw(st.booleans()))


@settings(deadline=None)
@given(large_pages(), st.booleans())
def test_a_word_is_looked_for_where_it_can_be_and_the_order_is_that_of_the_plain_definition(
    page, right_to_left
) -> None:
    assert in_reading_order(page, right_to_left) == plain_order.in_reading_order(page, right_to_left)


def test_no_words_make_an_empty_reading() -> None:
    reading = Reading.of([])
    assert (reading.text, reading.words, reading.mean_confidence) == ("", (), None)


def test_words_of_one_row_go_from_left_to_right_and_rows_from_top_to_bottom() -> None:
    page = [word("day", 80, 2), word("night", 0, 40), word("good", 0, 0)]
    assert Reading.of(page).text == "good day\nnight"


@given(pages, st.randoms())
def test_the_order_words_arrive_in_does_not_matter(page: list[Word], random) -> None:
    shuffled = list(page)
    random.shuffle(shuffled)
    assert in_reading_order(shuffled) == in_reading_order(page)


@given(pages)
def test_every_word_is_read_exactly_once(page: list[Word]) -> None:
    key = lambda one: (one.box, one.text)  # noqa: E731
    assert sorted(Reading.of(page).words, key=key) == sorted(page, key=key)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20, unique=True), st.integers(0, 500))
def test_a_single_row_is_read_from_left_to_right(places: list[int], top: int) -> None:
    page = [word(str(place), place * 50, top, width=40) for place in places]
    assert rows_of(page) == [" ".join(map(str, sorted(places)))]


def test_arabic_rows_go_from_right_to_left() -> None:
    page = [word("second", 0, 0), word("first", 200, 0)]
    assert Reading.of(page, right_to_left=True).text == "first second"


RECEIPT = [
    word("COFFEE", 0, 0), word("2", 300, 1), word("7.00", 420, 0),
    word("CAKE", 0, 30), word("1", 300, 31), word("3.50", 420, 29),
    word("BUTTER SPREAD LIGHT", 0, 60), word("1", 300, 61), word("12.90", 410, 60),
    word("TEA", 0, 90), word("4", 300, 91), word("6.40", 420, 90),
    word("TOTAL", 0, 120), word("29.80", 410, 121),
]  # fmt: skip
RECEIPT_TEXT = ["COFFEE 2 7.00", "CAKE 1 3.50", "BUTTER SPREAD LIGHT 1 12.90", "TEA 4 6.40", "TOTAL 29.80"]


def test_an_item_and_its_price_stay_on_one_row() -> None:
    assert rows_of(RECEIPT) == RECEIPT_TEXT


# EasyOCR squares up the boxes of slopes below 0.1, about 5.7 degrees; beyond it they keep their tilt.
@pytest.mark.parametrize("degrees", [-5, -2, 2, 5])
def test_a_skewed_page_of_level_boxes_does_not_mix_its_rows(degrees: float) -> None:
    check_rows_when_turned(degrees, boxes_level=True)


@pytest.mark.parametrize("degrees", [-25, -6, 6, 25])
def test_a_tilted_page_does_not_mix_its_rows(degrees: float) -> None:
    check_rows_when_turned(degrees, boxes_level=False)


def check_rows_when_turned(degrees: float, boxes_level: bool) -> None:
    text = [
        ["the", "quick", "brown", "fox", "jumps"],
        ["over", "the", "lazy", "dog", "again"],
        ["and", "again", "it", "does", "so"],
    ]
    page = [
        word(one, 110 * column, 32 * row, width=100) for row, line in enumerate(text) for column, one in enumerate(line)
    ]
    assert rows_of(turned(page, degrees, boxes_level)) == [" ".join(line) for line in text]


def test_a_page_whose_slope_changes_down_the_page_does_not_mix_its_rows() -> None:
    """A photographed page: rows rise by 12 degrees at the top and run level at the foot."""
    page, expected = [], []
    for row in range(9):
        texts = [f"{name}{row}" for name in "abcde"]
        line = [word(text, 110 * column, 0, width=100) for column, text in enumerate(texts)]
        page += [
            Word(one.text, tuple((x, y + 45 * row) for x, y in one.box), 0.9)
            for one in turned(line, 12 - 1.5 * row, boxes_level=12 - 1.5 * row < 5)
        ]
        expected.append(" ".join(texts))
    assert rows_of(page) == expected


def test_columns_of_running_text_are_read_one_after_the_other_below_their_heading() -> None:
    left, right = [f"left {n}" for n in range(6)], [f"right {n}" for n in range(6)]
    page = [word("THE HEADING OVER BOTH", 0, 0, width=640)]
    page += paragraph(0, 40, left) + paragraph(340, 47, right)  # lines of the two columns do not align
    page += [word("the foot under both", 0, 240, width=640)]
    assert rows_of(page) == ["THE HEADING OVER BOTH", *left, *right, "the foot under both"]


def test_three_columns_are_read_in_turn() -> None:
    columns = [[f"{name}{n}" for n in range(5)] for name in "abc"]
    page = [one for index, lines in enumerate(columns) for one in paragraph(340 * index, 5 * index, lines)]
    assert rows_of(page) == [line for lines in columns for line in lines]


def test_word_gaps_in_line_over_three_rows_are_not_a_gutter() -> None:
    page = [word(f"l{row}", 0, 30 * row, width=200) for row in range(3)]
    page += [word(f"r{row}", 230, 30 * row, width=200) for row in range(3)]
    assert rows_of(page) == ["l0 r0", "l1 r1", "l2 r2"]


def test_a_doubtful_comma_does_not_outweigh_a_sure_line() -> None:
    reading = Reading.of([word("ninety nine letters"[:9], 0, 0, confidence=1.0), word(",", 200, 0, confidence=0.0)])
    assert reading.mean_confidence == pytest.approx(9 / 10)


def test_a_reading_survives_json_even_when_an_engine_gave_numpy_numbers() -> None:
    box = tuple((np.int32(x), np.float64(y)) for x, y in ((0, 0), (9, 0), (9, 4.5), (0, 4.5)))
    reading = Reading.of([Word(np.str_("seven"), box, np.float32(0.5))])
    restored = Reading.from_dict(json.loads(json.dumps(reading.to_dict())))
    assert restored == reading
    assert restored.words[0].box == ((0, 0), (9, 0), (9, 4.5), (0, 4.5))


@given(pages)
def test_every_reading_survives_json(page: list[Word]) -> None:
    reading = Reading.of(page)
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading


@pytest.mark.parametrize("style", ["words", "tall words", "lines", "tall lines"])
@pytest.mark.parametrize("letters", [8, 12, 20, 24, 40])
@pytest.mark.parametrize("columns", [2, 3, 4, 5])
def test_columns_are_read_in_turn_however_narrow_and_however_an_engine_boxes_them(columns, letters, style) -> None:
    for heading, picture in [(False, False), (True, False), (True, True)]:
        page, expected = page_of_columns(columns, letters, style, heading=heading, picture=picture)
        assert rows_of(page) == expected


@pytest.mark.parametrize(
    ("degrees", "squared"), [(-1, True), (0.5, True), (2, True), (3, True), (-3, False), (2, False)]
)
@pytest.mark.parametrize("style", ["words", "tall words", "lines", "tall lines"])
@pytest.mark.parametrize("columns", [2, 3, 5])
def test_columns_of_a_skewed_page_are_read_in_turn(columns, style, degrees, squared) -> None:
    for letters in (8, 12, 24, 40):
        for heading in (False, True):
            page, expected = page_of_columns(columns, letters, style, heading=heading)
            assert rows_of([skewed(word, degrees, squared) for word in page]) == expected


def test_margins_lean_as_the_page_does_and_not_over_level_rows() -> None:
    page, _ = page_of_columns(3, 20, "lines")
    for degrees in (-3, -1, 0, 2):
        leaning = lean(skewed(word, degrees, squared=True) for word in page)
        assert math.degrees(math.atan(leaning)) == pytest.approx(degrees, abs=0.15)
    sheared = [word(one.text, one.box[0][0] - 0.05 * one.box[0][1], one.box[0][1]) for one in page]
    assert lean(sheared) == 0  # a poem, or a picture's perspective
    assert lean(page[:7]) == 0


def skewed(word: Word, degrees: float, squared: bool) -> Word:
    """A word of a page turned by so much, its box turned with it, or squared up as EasyOCR does."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    corners = [(x * cos - y * sin, x * sin + y * cos) for x, y in word.box]
    if squared:
        (left, *_, right), (top, *_, low) = (sorted(axis) for axis in zip(*corners, strict=True))
        corners = [(left, top), (right, top), (right, low), (left, low)]
    return Word(word.text, tuple(corners), word.confidence)


def test_a_level_box_is_level_wherever_it_stands() -> None:
    """Rounding must not tilt a box that stands a fraction of a pixel off: a tilted one counts for more."""
    assert {_measure(word("abc", 0.1 * n, 0.7 * n, 100.1, 19.9).box)[2] for n in range(99)} == {0}


def test_the_height_of_the_print_is_told_from_its_letters_whatever_margin_a_box_has() -> None:
    for style in ("words", "tall words", "lines", "tall lines"):
        page, _ = page_of_columns(2, 30, style)
        spans = [
            Span(x, right, y, low - y, y, y, 0, letters=len(one.text), small=True)
            for one in page
            for (x, y), _, (right, low), _ in [one.box]
        ]
        assert print_height(spans) == pytest.approx(18)


PRICES = ["7.00", "3.50", "12.90", "6.40", "29.80"]


@pytest.mark.parametrize("item", ["COFFEE", "Coffee", "coffee with milk", "a very long name of a thing to eat"])
@pytest.mark.parametrize("tall", [0, 6])
def test_a_price_is_no_line_of_prose_whatever_stands_beside_it(item, tall) -> None:
    page = [word(item, 0, 40 * row - tall, width=10 * len(item), height=20 + 2 * tall) for row in range(5)]
    page += [word(price, 420, 40 * row - tall, width=45, height=20 + 2 * tall) for row, price in enumerate(PRICES)]
    assert rows_of(page) == [f"{item} {price}" for price in PRICES]


def test_labels_and_their_values_stay_on_one_row() -> None:
    form = [("Name", "Ann Miller"), ("Street", "Harbour Lane 4"), ("Town", "Whitby"), ("Born", "3 May 1962")]
    page = [word(label, 0, 40 * row) for row, (label, _) in enumerate(form)]
    page += [word(value, 160, 40 * row) for row, (_, value) in enumerate(form)]
    assert rows_of(page) == [f"{label} {value}" for label, value in form]
