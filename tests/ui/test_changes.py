"""What differs between two settings, in the few words that a button or a chip has room for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocrlab.pipeline import Pipeline
from ocrlab.truth import Truth
from ocrlab.ui.tune.changes import changes, of_reading, short
from ocrlab.ui.tune.setting import Setting


def told(before: Setting, after: Setting) -> str:
    return short(changes(before, after)).replace("\u2192", "->").replace("\u2212", "-")


def of(*stages: str) -> Setting:
    return Setting(Pipeline.of(*stages))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (of("median radius=1"), of("median radius=1"), ""),
        (of("median radius=1"), of("median radius=2"), "Median radius 1 -> 2"),
        (of("median"), of("median footprint=disk"), "Median footprint square -> disk"),
        (of("median"), of("median enabled=false"), "Median off"),
        (of("median enabled=false"), of("median"), "Median on"),
        (of("median"), of("median region=1,2,30,40"), "Median 30 x 40 px only"),
        (of("median region=1,2,30,40"), of("median"), "Median on the whole page"),
        (of(), of("median radius=3"), "+ Median radius 3"),
        (of(), of("otsu"), "+ Otsu"),
        (of("median", "otsu"), of("median"), "- Otsu"),
        (of("median", "otsu"), of("otsu", "median"), "Otsu moved"),
        (of("median radius=1", "otsu"), of("otsu", "median radius=2"), "Otsu moved, Median radius 1 -> 2"),
        (of("median radius=1", "median radius=2"), of("median radius=1"), "- Median"),
        (of("median", "otsu", "grayscale"), of(), "- Median, - Otsu and 1 more"),
    ],
)
def test_filters_are_told_by_what_differs_alone(before, after, words):
    assert told(before, after) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"engine": "tesseract"}, "EasyOCR -> Tesseract"),
        ({"engines": (("easyocr", (("decoder", "beamsearch"),)),)}, "decoder greedy -> beamsearch"),
        ({"engines": (("tesseract", (("page_layout", "line"),)),)}, ""),
        ({"crop": (1, 2, 30, 40)}, "crop 30 x 40 px"),
        ({"dpi": 300}, "200 -> 300 dpi"),
        ({"lock_to": "original"}, "boxes locked to original"),
        ({"normalise": "as is"}, "normalisation as is"),
        ({"truth": "Seven boats"}, "ground truth"),
        ({"truth": "Seven boats", "crop": (1, 2, 30, 40)}, "crop 30 x 40 px, ground truth"),
    ],
)
def test_everything_else_on_the_page_is_told_too(change, words):
    assert told(of("median"), replace(of("median"), **change)) == words


def test_what_a_reading_does_not_depend_on_is_no_part_of_its_name():
    after = replace(of("median"), truth="a", boxed_truth=Truth.plain("a"), normalise="as is")
    assert of_reading(of("median"), after) == []


def test_only_a_number_slides():
    assert [change.slides for change in changes(of("median radius=1"), of("median radius=2"))] == [True]
    assert [change.slides for change in changes(of("median"), of("median footprint=disk"))] == [False]
