"""Undo and redo on the Tune page: every control's step is taken back, and made again."""

from __future__ import annotations

import numpy as np
import pytest
from fake_pool import Pool, control
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.image import encode_png
from ocrlab.ui.tune.setting import setting_of

SCAN = encode_png(np.full((40, 60), 200, np.uint8))


@pytest.fixture
def app(monkeypatch) -> AppTest:
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    monkeypatch.setattr("ocrlab.ui.tune.history.SETTLING_SECONDS", 0.0)  # a test's hand is faster than a person's
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["recognition"] = True
    return app.run()


def now(app: AppTest):
    return setting_of(app.session_state["lab"], app.session_state["tune"])


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def radius(app: AppTest, value: int) -> None:
    control(app, "slider", f"{app.session_state['lab'].rows[0].uid}:radius").set_value(value).run()


def switch_off(app: AppTest) -> None:
    control(app, "toggle", f"{app.session_state['lab'].rows[0].uid}:enabled").set_value(False).run()


def crop(app: AppTest) -> None:
    app.session_state["lab"].set_crop((5, 5, 40, 30))
    app.run()


def type_truth(app: AppTest) -> None:
    next(area for area in app.text_area if area.label == "What the page really says").set_value("ABC").run()


STEPS = {
    "a value": lambda app: radius(app, 4),
    "a filter more": lambda app: control(app, "selectbox", "add").select("otsu").run(),
    "a filter less": lambda app: press(app, "Remove Median"),
    "off": switch_off,
    "everything reset": lambda app: press(app, "Reset all"),
    "a crop": crop,
    "a truth": type_truth,
    "the engine": lambda app: control(app, "selectbox", "easyocr:decoder").select("beamsearch").run(),
    "the lock": lambda app: control(app, "segmented_control", "lock").set_value("original").run(),
    "what counts": lambda app: control(app, "button_group", "folds").set_value(["case"]).run(),
}


def test_each_step_is_taken_back_and_made_again(app, monkeypatch):
    monkeypatch.setattr("ocrlab.ui.tune.asking.unsuited", lambda engine: None)
    monkeypatch.setattr("ocrlab.ui.tune.state.TuneState.hold_lock", lambda *_: None)
    gone_through = [now(app)]
    radius(app, 7)
    gone_through.append(now(app))
    for name, step in STEPS.items():
        step(app)
        assert now(app) != gone_through[-1], name
        assert not app.exception, name
        gone_through.append(now(app))
    for setting in reversed(gone_through[:-1]):
        press(app, "Undo")
        assert now(app) == setting and not app.exception
    assert next(button for button in app.button if button.label == "Undo").disabled
    for setting in gone_through[1:]:
        press(app, "Redo")
        assert now(app) == setting and not app.exception
    assert next(button for button in app.button if button.label == "Redo").disabled


def test_the_controls_show_what_was_taken_back(app):
    radius(app, 7)
    press(app, "Undo")
    assert app.slider[0].value == 1 and app.query_params["stage"] == "median radius=1 footprint=square"
    press(app, "Redo")
    assert app.slider[0].value == 7


def test_a_stage_that_comes_back_is_the_row_it_was(app):
    uid = app.session_state["lab"].rows[0].uid
    press(app, "Remove Median")
    press(app, "Undo")
    assert [row.uid for row in app.session_state["lab"].rows] == [uid]


def test_each_picture_has_a_history_of_its_own(app):
    radius(app, 2)
    control(app, "selectbox", "source").select("sample:receipt").run()
    assert next(button for button in app.button if button.label == "Undo").disabled
    radius(app, 5)
    press(app, "Undo")
    assert app.slider[0].value == 2


def test_what_was_changed_beside_another_picture_is_one_step_of_this_one(app):
    first = app.session_state["lab"].source
    radius(app, 2)
    control(app, "selectbox", "source").select("sample:receipt").run()
    radius(app, 5)
    control(app, "selectbox", "source").select(first).run()
    assert app.slider[0].value == 5
    press(app, "Undo")
    assert app.slider[0].value == 2
    press(app, "Undo")
    assert app.slider[0].value == 1


def test_the_history_of_a_file_goes_when_it_is_closed(app):
    app.file_uploader[0].set_value([("scan.png", SCAN, "image/png")]).run()
    assert len(app.session_state["tune"].histories) == 2
    press(app, "Close file")
    assert len(app.session_state["tune"].histories) == 1


def test_a_button_says_what_it_would_take_back(app):
    radius(app, 3)
    undo = next(button for button in app.button if button.label == "Undo")
    assert undo.help == "Undo: Median radius 1 \u2192 3 (Ctrl+Z)"
