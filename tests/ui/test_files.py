"""Files a person opens: told apart, closed again, each with its own truth; and the form closes once they are open."""

from __future__ import annotations

import numpy as np
import pytest
from fake_pool import Pool, control
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.image import encode_png

LIGHT, DARK = (encode_png(np.full((40, 60), level, np.uint8)) for level in (200, 90))


@pytest.fixture
def app(monkeypatch) -> AppTest:
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    return AppTest.from_file(APP, default_timeout=60).run()


def open_file(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    return app.file_uploader[0].set_value([(name, data, "") for name, data in files]).run()


def listed(app: AppTest) -> list[str]:
    return [
        option for option in control(app, "selectbox", "source").options if "scan" in option.lower() and "." in option
    ]


def test_two_files_of_one_name_are_told_apart_in_the_list(app):
    open_file(app, ("scan.png", LIGHT))
    assert listed(app) == ["scan.png"]
    open_file(app, ("scan.png", DARK))
    assert listed(app) == ["scan.png (1)", "scan.png (2)"]
    assert app.session_state["tune"].page.sample.image[0, 0] == 90


def test_a_file_that_is_closed_is_forgotten_with_its_truth_and_the_one_before_it_is_there(app):
    open_file(app, ("scan.png", LIGHT), ("scan.gt.txt", b"light"))
    open_file(app, ("other.scan.png", DARK))
    lab = app.session_state["lab"]
    next(area for area in app.text_area if area.label == "What the page really says").set_value("dark").run()
    assert sorted(lab.truths.values()) == ["dark", "light"]
    app.button(key="close-file").click().run()
    assert listed(app) == ["scan.png"] and list(lab.truths.values()) == ["light"]
    assert app.session_state["tune"].page.sample.truth == "light"
    app.button(key="close-file").click().run()
    assert not listed(app) and not lab.truths and not lab.uploads
    assert not app.exception and not [button for button in app.button if button.key == "close-file"]


def test_the_form_is_closed_once_a_file_is_open(app):
    app.session_state["open-file-0"] = True
    app.run()
    open_file(app, ("scan.png", LIGHT))
    keys = [popover.proto.popover.label for popover in app.get("popover")]
    assert "Open file" in keys and not app.session_state["open-file-1"]


def test_the_same_file_opened_twice_is_one(app):
    open_file(app, ("scan.png", LIGHT))
    open_file(app, ("scan again.png", LIGHT))
    assert listed(app) == ["scan again.png"]
