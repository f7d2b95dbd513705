"""Find a good setting: one click, a sheet with no filter on it, one to take, another to compare by eye, a way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_pool import FIRST, control
from paths import APP
from search_engine import TRUTH, InPlace, page
from streamlit.testing.v1 import AppTest

from ocrlab.datasets import Sample, builtin
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading
from ocrlab.search.on_page import OnPage
from ocrlab.search.space import Space
from ocrlab.ui.tune.good_setting import summary
from ocrlab.ui.tune.minute import MinuteRunner

SPACE = Space.of(["median? radius=1|2", "otsu|none"])


def ended(truth: str | None = TRUTH, count: int = 20) -> OnPage:
    found = OnPage(Sample("page", page(count), truth), "specks", {}, InPlace(), space=SPACE)
    runner = MinuteRunner(found)
    runner._thread.join()
    assert runner.error is None
    return found


@pytest.fixture
def app(pool, monkeypatch) -> AppTest:
    """Tune with a minute behind it."""
    monkeypatch.setattr("ocrlab.search.on_page.finding._another", lambda engine, settings: None)
    app = AppTest.from_file(APP, default_timeout=60).run()
    minute, found = app.session_state["tune"].minute, ended()
    page = app.session_state["tune"].page
    minute.page = page.key, page.pipeline.spoiling
    minute.runner = MinuteRunner(found)
    minute.runner._thread.join()
    return app.run()


def markdown(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


def test_one_click_begins_on_this_page(pool, monkeypatch):
    begun = []
    monkeypatch.setattr("ocrlab.ui.tune.minute.MinuteRunner.carry_out", lambda self: begun.append(self.on_page.sample))
    app = AppTest.from_file(APP, default_timeout=60).run()
    control(app, "button", "find-setting").click().run()
    assert not app.exception
    assert [sample.digest for sample in begun] == [builtin(FIRST).digest]


def test_the_sheet_says_who_is_best_and_shows_no_filter_among_them(app):
    assert not app.exception
    assert "Median (radius 2 px) reads this page best of 8 settings." in markdown(app)
    assert "No filter" in markdown(app)
    captions = " ".join(caption.value for caption in app.caption)
    assert "CER 0.0 %" in captions and "One page proves little" in captions


def test_a_setting_is_taken_on_a_click(app):
    best = app.session_state["tune"].minute.runner.on_page.ranked[0]
    control(app, "button", f"take-{best.number}").click().run()
    assert app.session_state["lab"].pipeline == best.pipeline
    button = control(app, "button", f"take-{best.number}")
    assert (button.label, button.disabled) == ("On the page", True)


def test_two_at_a_time_are_compared_until_the_order_is_clear(app):
    control(app, "button", "by-eye").click().run()
    looks = 0
    while "Your order" not in markdown(app):
        control(app, "button", "eye-0").click().run()
        looks += 1
        assert looks < 12
    assert f"after {looks} look" in markdown(app)
    control(app, "button", "minute-sheet").click().run()
    assert control(app, "button", "by-eye")


def test_another_page_puts_the_sheet_away(app):
    app.session_state["lab"].look_at("sample:clean-page")
    app.run()
    assert app.session_state["tune"].minute.runner is None
    assert control(app, "button", "find-setting")


def test_it_leads_to_search_with_the_same_space(app):
    control(app, "button", "minute-search").click().run()
    form = app.session_state["search"].form
    assert (form.space, form.ready) == ("ready", "everything sensible")


def test_leave_it_as_it_is_is_an_answer():
    assert summary(ended(count=0)).startswith("Leave it as it is: of ")


def test_where_nothing_could_be_read_the_reason_is_told():
    found = ended()
    found.tried[:] = [replace(found.tried[0], run=None, why="specks: afraid of this page")]
    assert summary(found) == "Nothing could be read: specks: afraid of this page"
    found.tried.clear()
    assert summary(found) == "Nothing was tried."


def test_of_a_page_without_text_there_is_nothing_to_choose():
    found = ended()
    blank = replace(found.tried[0].run, reading=Reading())
    found.tried[:] = [replace(found.tried[0], run=blank)]
    assert summary(found) == "Nothing was read on this page, so there is nothing to choose from."


def test_no_filter_is_the_pipeline_without_a_stage():
    assert ended().tried[0].pipeline == Pipeline()
