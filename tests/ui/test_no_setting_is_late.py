"""Every control of the Tune page, moved once: the reading that this very run asks for has its value."""

from __future__ import annotations

from typing import Any

import pytest
from fake_pool import control
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.engines import engines
from ocrlab.params import Param
from ocrlab.pipeline import Pipeline

KINDS = {"number": ("slider", "select_slider"), "choice": ("segmented_control", "selectbox"), "flag": ("toggle",),
         "text": ("text_input",), "several": ("multiselect",)}  # fmt: skip


def another(param: Param, options: list[Any]) -> Any:
    """A value that is not the default."""
    match param.kind:
        case "number":
            return next(end for end in (param.range.high, param.range.low) if end != param.default)
        case "flag":
            return not param.default
        case "text":
            return "abc"
        case "several":
            return [name for name in param.choices if name not in param.default][:1]
    return next(choice for choice in options if choice != param.default)


def widget(app: AppTest, param: Param, name: str) -> Any:
    for kind in KINDS[param.kind]:
        if any((w.key or "").split("~")[0] == name for w in app.get(kind)):
            return control(app, kind, name)
    raise AssertionError(f"{name} has no control")


@pytest.mark.parametrize("engine", ["easyocr", "tesseract"])
def test_every_setting_of_an_engine_is_in_the_readings_that_are_asked_for_at_once(pool, monkeypatch, engine):
    monkeypatch.setattr(engines()[engine], "available", lambda settings=None: None)
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["engine"] = engine
    app.session_state["recognition"] = True
    app.run()
    for param in engines()[engine].params:
        value = another(param, list(param.choices))
        pool.asked.clear()
        widget(app, param, f"{engine}:{param.name}").set_value(value).run()
        assert not app.exception and not app.error, param.name
        expected = tuple(value) if param.kind == "several" else value
        assert [(slot, settings[param.name]) for slot, settings in pool.asked] == [
            ("original", expected),
            ("filtered", expected),
        ], param.name


def test_another_engine_reads_both_sides_at_once(pool, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(engines()["tesseract"], "available", lambda settings=None: None)
    request = pool.request
    monkeypatch.setattr(
        pool, "request", lambda image, engine, *a, **k: asked.append(engine) or request(image, engine, *a, **k)
    )
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["recognition"] = True
    app.run()
    asked.clear()
    control(app, "selectbox", "engine").select("tesseract").run()
    assert asked == ["tesseract", "tesseract"] and not app.exception


@pytest.mark.parametrize("name", ["median", "gaussian", "bilateral", "grayscale", "niblack", "scale", "drop_colour"])
def test_every_control_of_a_filter_is_in_the_page_that_is_read_at_once(pool, name):
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["stage"] = [str(Pipeline.of(name).stages[0])]
    app.run()
    lab, state = app.session_state["lab"], app.session_state["tune"]
    for param in lab.rows[0].stage.declaration.params:
        value = another(param, list(param.choices))
        widget(app, param, f"{lab.rows[0].uid}:{param.name}").set_value(value).run()
        assert not app.exception, param.name
        assert state.page.pipeline.stages[0].settings[param.name] == value, param.name
        assert state.readings["filtered"].asked.key == state.page.asked["filtered"].key, param.name


def test_a_stage_that_is_switched_off_is_not_in_what_is_read(pool):
    app = AppTest.from_file(APP, default_timeout=60).run()
    lab, state = app.session_state["lab"], app.session_state["tune"]
    pool.asked.clear()
    control(app, "toggle", f"{lab.rows[0].uid}:enabled").set_value(False).run()
    assert state.page.image("filtered") is state.page.sample.image and [slot for slot, _ in pool.asked] == ["filtered"]


def test_a_truth_that_is_typed_scores_the_readings_of_this_very_run(pool):
    app = AppTest.from_file(APP, default_timeout=60).run()
    area = next(area for area in app.text_area if area.label == "What the page really says")
    pool.asked.clear()
    area.set_value("ABCDE").run()
    scores = {
        side: run.score["cer"].length for side, run in app.session_state["tune"].known("white space").pair.runs.items()
    }
    assert scores == {"original": 5, "filtered": 5} and not pool.asked
