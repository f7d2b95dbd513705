"""A page on its head or side is told by its lines, or by a few of its boxes, read once more on the turned page."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlab import orientation
from ocrlab.datasets import builtin
from ocrlab.reading import Reading, Word

PAGE = np.full((100, 200), 255, np.uint8)


def reading(confidence: float, *, tall: bool = False, count: int = 4) -> Reading:
    """Words of five letters under each other, 60 x 12 px, or 12 x 60 where they are tall."""
    width, height = (12, 60) if tall else (60, 12)
    corners = ((10 + 20 * n, 10) if tall else (10, 10 + 20 * n) for n in range(count))
    return Reading(
        tuple(
            (Word("words", ((x, y), (x + width, y), (x + width, y + height), (x, y + height)), confidence),)
            for x, y in corners
        )
    )


@pytest.mark.parametrize(("quarters", "turn"), [*enumerate(["none", "right", "half", "left"])])
def test_the_lines_of_a_page_tell_which_turn_sets_it_upright(quarters, turn):
    assert orientation.seen(np.rot90(builtin("clean-page").image, quarters)) == turn


def test_a_page_without_lines_leaves_it_to_the_reading():
    assert orientation.seen(PAGE) is None


def test_a_page_whose_engine_is_sure_costs_nothing():
    assert orientation.questions(PAGE, reading(0.9)) == ()


def test_a_page_with_too_few_words_to_tell_costs_nothing():
    assert orientation.questions(PAGE, reading(0.1, count=2)) == ()


def test_a_doubtful_page_is_asked_about_its_head_and_tall_boxes_about_either_side():
    assert [question.turn for question in orientation.questions(PAGE, reading(0.3))] == ["half"]
    assert [question.turn for question in orientation.questions(PAGE, reading(0.3, tall=True))] == ["left", "right"]


@pytest.mark.parametrize(("turned", "turn"), [(0.95, "half"), (0.45, None), (0.2, None)])
def test_only_what_is_read_clearly_better_on_the_turned_page_is_said(turned, turn):
    asked = orientation.questions(PAGE, reading(0.3))
    assert orientation.answer(asked, [reading(turned)]) == turn


def test_the_better_side_is_the_one_it_lies_on():
    asked = orientation.questions(PAGE, reading(0.3, tall=True))
    assert orientation.answer(asked, [reading(0.6), reading(0.9)]) == "right"


@pytest.mark.parametrize("turn", orientation.TURNS)
def test_the_boxes_lie_on_the_same_pixels_of_the_turned_page(turn):
    page = PAGE.copy()
    page[10:22, 10:70] = 0
    word = reading(0.3).words[0]
    question = orientation._question(page, (word,), turn)
    ((left, right, top, bottom),) = question.text_boxes.level
    assert not question.image[top:bottom, left:right].any()
    assert (question.image == 0).sum() == (right - left) * (bottom - top)
