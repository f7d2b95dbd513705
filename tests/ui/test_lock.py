"""Locked text boxes on the Tune page: the same boxes on both sides, said plainly, and never those of another page."""

from __future__ import annotations

import numpy as np
import pytest
from fake_pool import FIRST, FakeJob, Pool, control, html
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.crops import Part
from ocrlab.datasets import Sample, builtin
from ocrlab.engines import TextBoxes, get_engine
from ocrlab.image import digest, freeze
from ocrlab.pipeline import Pipeline
from ocrlab.ui.tune import tuned

BOXES = TextBoxes(level=((10, 90, 20, 40), (10, 120, 60, 84)), tilted=(((5, 100), (60, 103), (60, 120), (5, 117)),))


class Finder(Pool):
    """Finds three boxes on whatever page, at once or when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once = True
        self.searched: list[FakeJob] = []
        self.boxes: dict[str, TextBoxes | None] = {}

    def detect(self, image, engine, settings, owner):
        job = FakeJob("running", stage="detecting")
        job.image, job.settings = image, settings
        self.searched.append(job)
        if self.at_once:
            job.end(result=BOXES)
        return job

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        self.boxes[slot] = text_boxes
        return super().request(image, engine, settings, owner, slot, text_boxes)


@pytest.fixture
def pool(monkeypatch) -> Finder:
    made = Finder()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: made)
    return made


@pytest.fixture
def app(pool) -> AppTest:
    return AppTest.from_file(APP, default_timeout=60).run()


def lock(app: AppTest, choice: str) -> AppTest:
    return control(app, "segmented_control", "lock").set_value(choice).run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def said(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown if "Text boxes locked" in element.value)


def test_unlocked_text_is_found_on_each_side_and_nothing_is_said(app, pool):
    assert pool.boxes == {"original": None, "filtered": None} and not pool.searched
    assert not said(app)


def test_locked_both_sides_are_read_in_the_boxes_of_the_original_and_the_page_says_so(app, pool):
    lock(app, "original")
    assert [digest(job.image) for job in pool.searched] == [builtin(FIRST).digest]
    assert pool.boxes == {"original": BOXES, "filtered": BOXES}
    assert "3 boxes found on the original are read on both sides; finding text is not being tested." in said(app)
    assert not app.exception and not app.error


def test_a_locked_slider_reads_the_same_boxes_without_a_search(app, pool):
    lock(app, "original")
    pool.asked.clear()
    app.slider[0].set_value(3).run()
    assert [slot for slot, _ in pool.asked] == ["filtered"] and pool.boxes["filtered"] == BOXES
    assert len(pool.searched) == 1 and said(app)


def test_a_stage_that_scales_the_page_takes_the_boxes_along(app, pool):
    lock(app, "original")
    control(app, "selectbox", "add").select("scale").run()
    assert pool.boxes["filtered"] == BOXES.moved([[2, 0, 0], [0, 2, 0]])
    assert pool.boxes["filtered"].level[0] == (20, 180, 40, 80)
    assert pool.boxes["original"] == BOXES


def test_locked_to_the_filtered_page_its_boxes_are_taken_back_to_the_original(app, pool):
    control(app, "selectbox", "add").select("scale").run()
    lock(app, "filtered")
    assert pool.searched[0].image.shape[0] == 2 * builtin(FIRST).image.shape[0]
    assert pool.boxes == {"filtered": BOXES, "original": BOXES.moved([[0.5, 0, 0], [0, 0.5, 0]])}


def test_a_lock_to_the_filtered_page_stays_as_it_was_until_found_again(app, pool):
    lock(app, "filtered")
    app.slider[0].set_value(3).run()
    assert len(pool.searched) == 1 and "3 boxes of an earlier filtered page are read" in said(app)
    press(app, "Find again")
    assert len(pool.searched) == 2 and "found on the filtered page" in said(app)
    assert np.array_equal(pool.searched[1].image, Pipeline.of("median radius=3").apply(builtin(FIRST).image))


def test_a_bent_page_is_refused_by_the_name_of_the_stage_and_the_original_still_read(app, pool, monkeypatch):
    from ocrlab.filters import geometry
    from ocrlab.filters.page.bend import Bend

    monkeypatch.setattr(geometry, "bend_of", lambda image: Bend(np.full(8, 3.0), 9.0))
    lock(app, "original")
    control(app, "selectbox", "add").select("dewarp").run()
    assert [error.value for error in app.error] == [
        "locked text boxes: Dewarp moved the text in a way that boxes found before cannot follow; "
        "switch it off, or unlock the text boxes"
    ]
    assert "Better by 100 points" in html(app)
    old = [element.value for element in app.markdown if ":gray-badge[old]" in element.value]
    assert [text.startswith("**Filtered text**") for text in old] == [True]
    assert "read on the original only" in said(app) and "both sides" not in said(app)
    press(app, "Unlock")
    assert not app.error and pool.boxes["filtered"] is None


def test_a_bent_page_cannot_be_locked_to_and_nothing_is_read_in_its_name(app, pool, monkeypatch):
    from ocrlab.filters import geometry
    from ocrlab.filters.page.bend import Bend

    monkeypatch.setattr(geometry, "bend_of", lambda image: Bend(np.full(8, 3.0), 9.0))
    control(app, "selectbox", "add").select("dewarp").run()
    pool.boxes.clear()
    lock(app, "filtered")
    assert [error.value.startswith("locked text boxes: Dewarp moved the text") for error in app.error] == [True]
    assert "No boxes were found on the filtered page yet." in said(app) and not pool.boxes and not pool.searched


def test_another_page_has_its_boxes_found_anew(app, pool):
    lock(app, "original")
    control(app, "selectbox", "source").select("sample:receipt").run()
    assert len(pool.searched) == 2 and digest(pool.searched[1].image) == builtin("receipt").digest
    assert said(app)


def test_another_crop_to_read_has_its_boxes_found_anew_inside_it(app, pool):
    lock(app, "original")
    lab = app.session_state["lab"]
    lab.set_crop((30, 40, 200, 100))
    app.run()
    assert pool.searched[1].image.shape[:2] == (100, 200)
    assert pool.boxes == {"original": BOXES, "filtered": BOXES}
    control(app, "selectbox", "add").select("pad").run()
    assert pool.boxes["filtered"] == BOXES  # crop and boxes have both gone with the margin


def test_a_setting_of_the_engine_finds_the_boxes_again_on_the_same_pixels(app, pool):
    lock(app, "filtered")
    app.slider[0].set_value(3).run()
    app.session_state["lab"].settings = {"text_threshold": 0.5}
    app.run()
    first, second = pool.searched
    assert second.image is first.image and second.settings["text_threshold"] == 0.5


def test_unlocked_again_text_is_found_on_each_side(app, pool):
    lock(app, "original")
    press(app, "Unlock")
    assert pool.boxes == {"original": None, "filtered": None} and not said(app)
    assert control(app, "segmented_control", "lock").value == "off"


def test_while_boxes_are_found_old_texts_stay_and_the_search_can_be_cancelled(app, pool):
    pool.at_once = False
    pool.boxes.clear()
    lock(app, "original")
    assert "Text is being found on the original first." in said(app) and not pool.boxes
    assert "Better by 100 points" in html(app) and not app.exception
    app.slider[0].set_value(2).run()
    assert len(pool.searched) == 1 and not pool.boxes  # a moved slider does not begin the search again

    press(app, "Cancel")
    app.run()
    assert "No boxes were found on the original yet." in said(app) and not pool.boxes
    assert any("Reading stopped" in caption.value for caption in app.caption)

    pool.at_once = True
    press(app, "Read again")
    assert len(pool.searched) == 2 and pool.boxes == {"original": BOXES, "filtered": BOXES}


def test_a_search_that_ends_between_two_looks_is_followed_by_the_readings(app, pool):
    pool.at_once = False
    lock(app, "original")
    pool.searched[0].end(result=BOXES)
    app.run()
    assert pool.boxes == {"original": BOXES, "filtered": BOXES} and "3 boxes" in said(app)


def test_a_search_that_failed_is_said_and_not_repeated_by_itself(app, pool):
    pool.at_once = False
    lock(app, "original")
    pool.searched[0].end("failed", error="easyocr: the weights are damaged")
    app.run()
    app.slider[0].set_value(2).run()
    assert [error.value for error in app.error] == ["Original: easyocr: the weights are damaged"]
    assert len(pool.searched) == 1


def test_a_page_without_text_says_so(app, pool):
    pool.at_once = False
    lock(app, "original")
    pool.searched[0].end(result=TextBoxes())
    app.run()
    assert "No text was found on the original: there is nothing to read on either side." in said(app)


def test_an_engine_that_finds_and_reads_in_one_step_is_not_locked_and_says_why(app, pool, monkeypatch):
    lock(app, "original")
    monkeypatch.setattr(type(get_engine("easyocr")), "one_step", True, raising=False)
    app.run()
    switch = control(app, "segmented_control", "lock")
    assert switch.disabled and switch.value == "off" and not said(app)
    assert any("finds and reads text in one step" in caption.value for caption in app.caption)
    assert pool.boxes == {"original": None, "filtered": None}


def part(
    pipeline: str, crop: tuple[int, int, int, int], side: str = "filtered", page: np.ndarray | None = None
) -> Part:
    """What is read of a side of a page of which only a crop is read."""
    if page is None:
        page = np.arange(200 * 300, dtype=np.uint32).reshape(200, 300).astype(np.uint8)
    stages = Pipeline.of(*pipeline.split(" | "))
    return tuned.tune(Sample("page", freeze(page)), stages, "easyocr", {}, crop).asked[side].part


@pytest.mark.parametrize(
    ("pipeline", "shape", "corner"),
    [
        ("invert", (40, 50), (20, 30)),
        ("scale factor=2", (80, 100), (40, 60)),
        ("pad margin=7", (40, 50), (27, 37)),
        ("quarter_turn direction=left", (50, 40), (30, 230)),
        ("quarter_turn direction=half | scale factor=0.5", (20, 25), (115, 65)),
    ],
)
def test_the_crop_to_read_goes_with_the_text(pipeline, shape, corner):
    filtered = part(pipeline, (20, 30, 50, 40))
    assert (filtered.image.shape, filtered.corner) == (shape, corner)
    assert part(pipeline, (20, 30, 50, 40), "original").corner == (20, 30)


def test_a_crop_that_a_stage_has_cut_off_leaves_a_pixel_to_read_and_no_error():
    page = np.full((200, 300), 255, np.uint8)
    page[80:120, 60:240:9] = 0
    page[:40] = 3
    assert Pipeline.of("trim most=45").apply(freeze(page)).shape[0] == 160
    assert part("trim most=45", (10, 0, 30, 20), page=page).image.size >= 1
