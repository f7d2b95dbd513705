"""The filter, or the engine? Said in a sentence, of counts that were made by hand."""

from __future__ import annotations

import pytest

from ocrlab.contest import Record, engines_alone, filter_or_engine, this_setting
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate

UNITS = 8


def rates(errors: int, units: int = UNITS) -> list[Rate]:
    """So many errors in each of the pages, of a hundred characters a page."""
    return [Rate(errors, 100)] * units


def uneven(*errors: int) -> list[Rate]:
    return [Rate(count, 100) for count in errors]


def told(*records: Record, mine: str = "EasyOCR", setting: str = "this median", unit: str = "page") -> str:
    return filter_or_engine(records, mine, setting, unit)


def test_an_engine_that_reads_better_unfiltered_than_the_other_filtered_matters_more():
    text = told(Record("EasyOCR", rates(40), rates(6)), Record("RapidOCR", rates(1), rates(2)))
    assert text == (
        "EasyOCR with this median: 6.0 %. RapidOCR without any filter: 1.0 %. "
        "Here the engine matters more than the filter."
    )


def test_a_filter_that_does_more_than_another_engine_matters_more():
    text = told(Record("EasyOCR", rates(40), rates(6)), Record("RapidOCR", rates(30), rates(9)))
    assert text.endswith("Here the filter matters more than the engine.")


def test_the_best_of_both_is_told_where_it_is_neither():
    text = told(Record("EasyOCR", rates(80), rates(6)), Record("RapidOCR", rates(40), rates(5)))
    assert text.endswith("Here the filter matters more than the engine. Best of all: RapidOCR with this median, 5.0 %.")


def test_of_several_other_engines_the_best_unfiltered_one_is_named():
    text = told(
        Record("EasyOCR", rates(40), rates(6)), Record("Tesseract", rates(9), rates(9)), Record("R", *[rates(1)] * 2)
    )
    assert "R without any filter: 1.0 %" in text and "Tesseract" not in text


def test_what_could_be_chance_is_not_told_as_more():
    text = told(
        Record("EasyOCR", rates(40), uneven(0, 9, 0, 9, 0, 9, 0, 9)),
        Record("R", uneven(9, 0, 9, 0, 9, 0, 9, 1), rates(9)),
    )
    assert (
        "Which of both matters more cannot be told: the difference is " in text and "(95 % interval, 8 pages)" in text
    )


def test_few_pages_tell_nothing():
    text = told(Record("EasyOCR", rates(40, 3), rates(6, 3)), Record("R", rates(1, 3), rates(2, 3)))
    assert text.endswith("Which of both matters more cannot be told from 3 pages.")
    text = told(Record("EasyOCR", rates(40, 1), rates(6, 1)), Record("R", rates(1, 1), rates(2, 1)), unit="line")
    assert text.endswith("cannot be told from 1 line.")


def test_a_filter_that_gains_nothing_is_said_to():
    text = told(Record("EasyOCR", rates(8), rates(25)), Record("RapidOCR", rates(1), rates(2)))
    assert text.endswith("Here the filter gains nothing (EasyOCR without it: 8.0 %); the engine does.")
    text = told(Record("EasyOCR", rates(8, 2), rates(25, 2)), Record("RapidOCR", rates(1, 2), rates(2, 2)))
    assert text.endswith("whether the engine does cannot be told from 2 pages.")


def test_where_neither_helps_that_is_said():
    text = told(Record("EasyOCR", rates(1), rates(6)), Record("RapidOCR", rates(3), rates(3)))
    assert text.endswith("Neither reads better here than EasyOCR without any filter (1.0 %).")


@pytest.mark.parametrize(
    "records",
    [
        [Record("EasyOCR", rates(1), rates(2))],
        [Record("RapidOCR", rates(1), rates(2)), Record("Tesseract", rates(1), rates(2))],
        [Record("EasyOCR", [], []), Record("RapidOCR", [], [])],
        [],
    ],
)
def test_where_there_is_nothing_to_compare_nothing_is_said(records):
    assert told(*records) == ""


def test_without_a_filter_there_is_no_such_question_but_still_a_best_engine():
    records = Record("EasyOCR", rates(8), rates(8)), Record("RapidOCR", rates(1), rates(1))
    assert told(*records, setting="") == ""
    assert engines_alone(records, "page") == (
        "RapidOCR reads best without any filter: 1.0 %, against 8.0 % of EasyOCR, on 8 pages "
        "(-7.0 to -7.0 points, 95 % interval)."
    )
    assert engines_alone(records[:1], "page") == ""
    few = [Record("A", rates(8, 2), rates(8, 2)), Record("B", rates(1, 2), rates(1, 2))]
    assert engines_alone(few, "page").endswith("on 2 pages; it could be chance.")
    assert engines_alone([records[0], Record("B", rates(8), [])], "page") == (
        "EasyOCR and B read equally well without any filter: 8.0 %."
    )


def test_a_setting_is_called_by_its_one_filter_or_by_their_number():
    assert this_setting(Pipeline.of("median radius=2")) == "this median"
    assert this_setting(Pipeline.of("median radius=2", "otsu")) == "these filters"
    assert this_setting(Pipeline.of("median enabled=false")) == "" == this_setting(Pipeline())
