"""Where a truth says where its lines stand, each is shown there, with how well it was read; and page and text agree."""

from __future__ import annotations

import numpy as np

from ocrlab.errors import PipelineError
from ocrlab.image import freeze
from ocrlab.moves import IDENTITY, Matrix
from ocrlab.pipeline import Pipeline, Step
from ocrlab.reading import Reading, Word
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.truth import Truth
from ocrlab.ui.lab import Lab
from ocrlab.ui.tune import sources, truth_lines
from ocrlab.ui.tune.truth_lines import TruthMarks


def box(x: int, y: int, width: int, height: int = 10):
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


TRUTH = Truth.of(
    [[[("one two", box(10, 10, 70))], [("three", box(10, 30, 50))], [("four", None)], [("five", box(10, 70, 40))]]]
)
READ = Reading(
    (
        (Word("one", box(10, 10, 30), 0.9), Word("twa", box(50, 10, 30), 0.9)),
        (Word("three four", box(10, 30, 90), 0.9),),
    )
)


def shown(*stages: str) -> dict[str, TruthMarks]:
    page = freeze(np.full((100, 120), 255, np.uint8))
    steps = Pipeline.of(*stages).trace(page)
    return truth_lines.of_both(
        TRUTH, {"original": (), "filtered": steps}, {"original": READ, "filtered": READ}, DEFAULT_NORMALISATION
    )


def test_each_boxed_line_says_what_was_read_in_it_and_how_much_of_it_is_right():
    marks = shown()["original"].marks
    assert [(mark.text, mark.expected, round(mark.confidence, 2), mark.right) for mark in marks] == [
        ("one two", "one twa", 0.88, False),
        ("three", "three", 1.0, True),
        ("five", "", 0.0, False),
    ]


def test_a_line_and_the_words_read_in_it_select_each_other():
    lines = shown()
    assert [truth_lines.word_of(lines["original"], index) for index in range(3)] == [0, 2, None]
    assert [truth_lines.selected(lines, ("original", word)) for word in range(3)] == [
        ("original", 0),
        ("original", 0),
        ("original", 1),
    ]
    assert truth_lines.selected(lines, None) is None


def test_the_boxes_follow_the_page_where_a_filter_moves_it():
    moved = shown("scale factor=2")
    assert moved["original"].marks[0].box == box(10, 10, 70)
    assert np.allclose(moved["filtered"].marks[0].box, box(20, 20, 140, 20))


def test_on_a_page_that_was_bent_as_no_one_can_say_only_the_original_has_boxes(monkeypatch):
    def lost(steps: tuple[Step, ...]) -> Matrix:
        if steps:
            raise PipelineError("locked text boxes: Dewarp moved the text")
        return IDENTITY

    monkeypatch.setattr(truth_lines, "move_of", lost)
    marks = shown("median")
    assert len(marks["original"].marks) == 3 and not marks["filtered"].marks


def test_a_truth_has_its_boxes_until_another_is_typed():
    lab = Lab()
    assert sources.boxed_truth(lab) is None
    sources.set_truth(lab, lab.truth_key, TRUTH)
    assert sources.boxed_truth(lab) is TRUTH
    sources.type_truth(lab, lab.truth_key, "typed")
    assert sources.boxed_truth(lab) is None
