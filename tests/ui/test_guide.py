"""The Guide teaches with numbers that were just measured, and explains every number and every filter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_pool import FakeJob, Pool, control, html
from paths import APP
from streamlit.runtime.caching import clear_session_resource_cache
from streamlit.testing.v1 import AppTest

from ocrlab.errors import EngineError
from ocrlab.filters import all_filters
from ocrlab.lesson import SCENARIOS
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading, Word
from ocrlab.scoring import METRICS

BOX = ((5, 5), (90, 5), (90, 30), (5, 30))


class Class(Pool):
    """Reads every setting of the lesson as its page's truth, but for what it is told to say."""

    held = False

    def read(self, slot: str) -> Reading:
        if not slot.startswith("lesson "):
            return super().read(slot)
        text = self.says.get(slot.removeprefix("lesson "), SCENARIOS["low-light"].draw().truth)
        return Reading.of([Word(text, BOX, 0.9)])

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        job = super().request(image, engine, settings, owner, slot, text_boxes)
        return FakeJob("running") if self.held and slot.startswith("lesson ") else job


@pytest.fixture
def pool(monkeypatch) -> Iterator[Class]:
    made = Class()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: made)
    yield made


@pytest.fixture
def app(pool) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60).run()
    return app.switch_page("pages/guide.py").run()


def section(app: AppTest, name: str) -> AppTest:
    return control(app, "segmented_control", "guide-section").set_value(name).run()


def markdown(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


def lessons(pool: Class) -> list[str]:
    return [slot.removeprefix("lesson ") for slot, _ in pool.asked if slot.startswith("lesson ")]


def test_the_lesson_stands_there_read_with_its_verdict(app, pool):
    assert not app.exception and not app.error
    assert lessons(pool)[:2] == ["none", "median 1"] and len(set(lessons(pool))) == len(lessons(pool)) == 9
    assert "Here it makes no difference" in html(app)
    assert len(app.get("vega_lite_chart")) == 2


def test_a_median_that_harms_is_said_to_harm_although_it_is_advised(app, pool):
    pool.says["median 1"] = "gibberish"
    next(s for s in app.select_slider if s.label == "Light on the page").set_value(4).run()
    assert "Here it harms, whatever is advised" in html(app)
    assert "**Lost, " in markdown(app) and "**Rescued:** nothing" in markdown(app)


def test_a_slider_has_only_that_read_which_it_changes(app, pool):
    pool.asked.clear()
    next(s for s in app.select_slider if s.label == "Median radius").set_value(2).run()
    assert lessons(pool) == ["after auto_contrast", "after otsu"], "the curve has read the median itself"


def test_what_is_being_read_can_be_stopped_and_gone_on_with(app, pool):
    pool.held = True
    next(s for s in app.select_slider if s.label == "Light on the page").set_value(4).run()
    assert app.session_state["guide"].is_reading
    app.button(key="lesson-stop").click().run()
    assert not app.session_state["guide"].is_reading
    pool.held = False
    app.button(key="lesson-on").click().run()
    assert not app.exception and "CER" in html(app)
    assert not any(button.key == "lesson-on" for button in app.button)


def test_a_lesson_that_was_left_half_read_is_read_on_when_it_is_looked_at_again(app, pool):
    pool.held = True
    next(s for s in app.select_slider if s.label == "Light on the page").set_value(4).run()
    section(app, "The numbers")
    assert not app.session_state["guide"].is_reading
    pool.held = False
    section(app, "The lesson")
    assert not any(button.key == "lesson-on" for button in app.button) and "CER" in html(app)


def test_a_closed_window_has_nothing_more_read_for_the_lesson(app, pool):
    pool.held = True
    next(s for s in app.select_slider if s.label == "Light on the page").set_value(4).run()
    guide = app.session_state["guide"]
    assert guide.is_reading
    clear_session_resource_cache("test session id")
    assert not guide.is_reading


def test_an_engine_that_fails_is_told_in_a_sentence(app, pool, monkeypatch):
    def fails(*args: object, **more: object) -> FakeJob:
        return FakeJob("failed", error=EngineError("easyocr: no memory is left"))

    monkeypatch.setattr(pool, "request", fails)
    next(s for s in app.select_slider if s.label == "Light on the page").set_value(4).run()
    assert not app.exception and "no memory is left" in app.error[0].value


def test_the_best_setting_of_the_lesson_can_be_tried_on_tune(app, pool):
    pool.says["none"] = "gibberish"
    next(s for s in app.select_slider if s.label == "Light on the page").set_value(4).run()
    app.button(key="lesson-tune").click().run()
    assert app.session_state["lab"].pipeline == Pipeline.of("median radius=1")


def test_every_number_is_explained_and_five_characters_are_counted(app):
    section(app, "The numbers")
    assert not app.exception
    assert all(metric.title in markdown(app) for metric in METRICS.values())
    assert "2 errors in 5 characters, 40.0 %" in markdown(app)


def test_every_filter_is_shown_before_and_after(app):
    section(app, "The filters")
    names = [filter_.name for filter_ in all_filters()]
    assert sorted(app.radio[0].options) == sorted(filter_.title for filter_ in all_filters())
    for name in names:
        app.session_state["guide"].choose_filter(name)
        app.run()
        assert not app.exception and not app.error, name
        assert "ms on this machine just now" in " ".join(caption.value for caption in app.caption), name


def test_a_filter_of_the_catalogue_can_be_tried_on_tune(app):
    section(app, "The filters")
    app.session_state["guide"].choose_filter("sauvola")
    app.run()
    app.button(key="guide-try").click().run()
    assert app.session_state["lab"].pipeline == Pipeline.of("sauvola")
