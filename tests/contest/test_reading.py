"""Pages read by several engines, both ways: the same pages for all, and what is left out is named."""

from __future__ import annotations

import pytest
import search_engine
from search_engine import InPlace, entry

from ocrlab.contest import Contender, named, read_all
from ocrlab.datasets import Entry, Sample
from ocrlab.engines import effective
from ocrlab.errors import EngineError, InputError, ParamError
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate

MEDIAN = Pipeline.of("median radius=1")
SPECKS = Contender("Specks", "specks", effective(search_engine.ENGINE, {}))
HASTY = Contender("Specks draft", "specks", effective(search_engine.ENGINE, {"speed": "draft", "hasty": True}))


def test_each_page_is_read_by_each_engine_without_and_with_the_filter():
    outcome = read_all([entry("a", 5), entry("b", 7, height=61)], [SPECKS, HASTY], MEDIAN, InPlace())
    first, second = outcome.records
    assert first.plain == (Rate(5, 52), Rate(7, 52)) and first.filtered == (Rate(0, 52), Rate(0, 52))
    assert second.plain == (Rate(7, 52), Rate(9, 52)) and second.filtered == (Rate(2, 52), Rate(2, 52))
    assert (first.title, second.title, outcome.pages, outcome.left_out) == ("Specks", "Specks draft", 2, ())
    assert first.by_filter.value == pytest.approx(-12 / 104) and first.seconds == pytest.approx((0.02, 0.02))


def test_a_page_that_one_of_them_cannot_read_is_left_out_for_all_and_named():
    afraid = Contender("Afraid", "specks", effective(search_engine.ENGINE, {"fear": 61}))
    no_truth = Entry("c", lambda: Sample("c", search_engine.page(3)))
    outcome = read_all([entry("a", 5), entry("b", 7, height=61), no_truth], [SPECKS, afraid], MEDIAN, InPlace())
    assert {len(record.plain) for record in outcome.records} == {1}
    assert outcome.left_out == (
        "b: specks: afraid of this page",
        "c: has no truth; put NAME.gt.txt beside it",
    )


def test_where_no_page_is_left_the_reason_is_said():
    with pytest.raises(InputError, match=r"not one page can be compared, 1 left out; the first: c: has no truth"):
        read_all([Entry("c", lambda: Sample("c", search_engine.page(3)))], [SPECKS], MEDIAN, InPlace())


def test_engines_are_named_with_their_speed_and_read_in_the_languages_of_the_pages():
    easyocr, rapidocr = named(["easyocr:draft", "rapidocr"], "de,en")
    assert (easyocr.title, easyocr.settings["speed"], easyocr.settings["languages"]) == (
        "EasyOCR draft",
        "draft",
        ("de", "en"),
    )
    assert (rapidocr.title, rapidocr.settings["languages"]) == ("RapidOCR", ("de", "en"))


@pytest.mark.parametrize(
    ("names", "languages", "message"),
    [
        (["easyocr", "easyocr"], None, "names one twice"),
        (["easyocr:quick"], None, "has no speed 'quick'; it has exact, fast, draft, stock"),
        (["rapidocr:draft"], None, "has no speed 'draft'; it has one only, leave the speed out"),
        (["rapidocr"], "ru", "it cannot read Russian"),
    ],
)
def test_what_cannot_be_is_refused(names, languages, message):
    with pytest.raises((ParamError, EngineError), match=message):
        named(names, languages)
