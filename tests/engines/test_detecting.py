"""Text is searched for at the size that its letters need, and is found where it stands on the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from ocrlab.engines.easyocr.detecting import detected
from ocrlab.engines.registry import effective, get_engine
from ocrlab.filters.page.letters import letters, small_letter_height

TEXT = "nine seven oxen\nroam near a warm\nsea as rain comes"


@dataclass
class Detector:
    """Stands in the place of EasyOCR's reader: one level box and one tilted box round all ink that it is shown."""

    pages: list[np.ndarray] = field(default_factory=list)
    wanted: list[dict[str, Any]] = field(default_factory=list)

    def detect(self, page: np.ndarray, reformat: bool, **wanted: Any) -> tuple[list[Any], list[Any]]:
        self.pages.append(page)
        self.wanted.append(wanted)
        rows, columns = np.nonzero(page[..., 0] < 128)
        if not len(rows):
            return [[]], [[]]
        left, right, top, bottom = columns.min(), columns.max() + 1, rows.min(), rows.max() + 1
        return [[[left, right, top, bottom]]], [[[[left, top], [right, top], [right, bottom], [left, bottom]]]]


def text_page(size: int, text: str = TEXT) -> np.ndarray:
    page = Pillow.new("L", (size * 12, size * 5), 255)
    ImageDraw.Draw(page).multiline_text((size, size), text, 0, ImageFont.load_default(size=size))
    return np.asarray(page)


def wanted(**changed: Any) -> dict[str, Any]:
    from ocrlab.engines.easyocr.settings import DETECTOR_SETTINGS

    values = effective(get_engine("easyocr"), changed)
    return {name: values[name] for name in DETECTOR_SETTINGS}


@pytest.mark.parametrize("speed", ["fast", "draft"])
def test_large_letters_are_searched_for_on_a_smaller_page_and_found_where_they_stand(speed):
    page, detector = text_page(90), Detector()
    [whole] = Detector().detect(page[..., None], False)[0][0]
    boxes = detected(detector, page, wanted(), speed)
    [small] = detector.pages
    height = small_letter_height(letters(page))
    assert height and small.shape[0] == round(page.shape[0] * 14 / height) < page.shape[0] / 2
    assert small_letter_height(letters(small)) == pytest.approx(14, abs=1)
    [level], [tilted] = boxes.level, boxes.tilted
    assert level == pytest.approx(whole, abs=height / 14 + 1)
    assert [tilted[0][0], tilted[2][0], tilted[0][1], tilted[2][1]] == pytest.approx(level, abs=1)


def test_whoever_enlarges_the_page_for_the_search_has_letters_searched_for_that_are_as_much_larger():
    page = text_page(90)
    usual, enlarged, beyond = Detector(), Detector(), Detector()
    detected(usual, page, wanted(), "draft")
    detected(enlarged, page, wanted(mag_ratio=2), "draft")
    detected(beyond, page, wanted(mag_ratio=4, letter_height=40), "draft")
    assert enlarged.pages[0].shape[1] == pytest.approx(2 * usual.pages[0].shape[1], abs=1)
    assert beyond.pages[0].shape == (*page.shape, 3) and beyond.wanted[0]["mag_ratio"] == 4


@pytest.mark.parametrize("speed", ["exact", "stock"])
def test_other_speeds_search_the_page_as_easyocr_does(speed):
    page, detector = text_page(90), Detector()
    detected(detector, page, wanted(), speed)
    assert detector.pages[0].shape == (*page.shape, 3)
    assert "letter_height" not in detector.wanted[0] and detector.wanted[0]["min_size"] == 20


@pytest.mark.parametrize(
    ("page", "changed"),
    [
        (text_page(16), {}),
        (text_page(90), {"letter_height": 0}),
        (text_page(90), {"mag_ratio": 0.5, "letter_height": 40}),
        (text_page(90, ""), {}),
        (text_page(90, "a few"), {}),
    ],
    ids=["small letters", "not asked for", "smaller already", "blank", "too few letters"],
)
def test_a_page_is_searched_as_it_is_where_nothing_says_it_may_shrink(page, changed):
    detector = Detector()
    detected(detector, page, wanted(**changed), "draft")
    assert detector.pages[0].shape == (*page.shape, 3)
    assert detector.wanted[0]["mag_ratio"] == changed.get("mag_ratio", 1.0)


def test_the_smallest_box_is_measured_on_the_page_and_not_on_the_smaller_one():
    page, detector = text_page(90), Detector()
    detected(detector, page, wanted(min_size=30), "draft")
    share = detector.pages[0].shape[0] / page.shape[0]
    assert detector.wanted[0]["min_size"] == pytest.approx(30 * share, rel=0.05)
    assert detector.wanted[0]["canvas_size"] == max(detector.pages[0].shape)


def test_a_small_line_among_large_ones_keeps_the_page_large():
    large, small = text_page(60), text_page(20, "\n".join([TEXT] * 3))
    page = np.full((len(large) + 4 * len(small), large.shape[1]), 255, np.uint8)
    page[: len(large)] = large
    page[len(large) : len(large) + len(small), : small.shape[1]] = small
    alone, together = Detector(), Detector()
    detected(alone, large, wanted(), "draft")
    detected(together, page, wanted(), "draft")
    assert alone.pages[0].shape[1] < large.shape[1] / 1.5
    assert together.pages[0].shape[1] > 0.9 * page.shape[1]
