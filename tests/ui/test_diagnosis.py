"""The page's faults stand on one line; a hint is followed, judged and taken back, and a page on its side is turned."""

from __future__ import annotations

import pytest
from fake_pool import FIRST, control, html
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.datasets import builtin
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline

TRUTH = builtin(FIRST).truth
MEDIAN, HINT = Pipeline.of("median radius=1"), Pipeline.of("remove_impulses")


@pytest.fixture
def app(pool) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["diagnosis"] = True
    return app


def without_truth(app: AppTest) -> AppTest:
    app.run()
    lab = app.session_state["lab"]
    lab.truths[lab.truth_key] = ""
    return app.run()


def follow(app: AppTest) -> AppTest:
    return control(app, "button", "hint-impulses").click().run()


def test_the_line_names_the_faults_and_the_letters(app):
    app.run()
    assert not app.exception
    assert "Impulse noise 8.4 %, letters 16 px" in [box.label for box in app.expander]
    assert "Letters <b>16 px</b>" in html(app) and "How high small letters" in html(app)


def test_the_resolution_stands_with_the_measures_where_the_file_states_it(app):
    app.run()
    assert "dpi" not in html(app)
    app.file_uploader[0].set_value([("scan.png", encode_png(builtin(FIRST).image, dpi=300), "")]).run()
    assert "Resolution <b>300 dpi</b>" in html(app) and not app.exception


def test_a_closed_diagnosis_is_the_line_alone(pool):
    app = AppTest.from_file(APP, default_timeout=60).run()
    assert "Impulse noise 8.4 %, letters 16 px" in [box.label for box in app.expander]
    assert '<div class="ocr-measures">' not in html(app)


def test_a_hint_goes_to_its_place_and_is_then_in_use(app):
    follow(app.run())
    assert app.session_state["lab"].pipeline == HINT
    button = control(app, "button", "hint-impulses")
    assert (button.label, button.disabled) == ("In use", True)


def test_a_hint_that_helped_is_told_with_both_rates(app, pool):
    pool.says["filtered"] = TRUTH[: len(TRUTH) // 2]
    app.run()
    pool.says["filtered"] = TRUTH
    follow(app)
    (told,) = [message.value for message in app.success]
    assert told.startswith("Remove salt and pepper helped: CER 0.0 % from ")


def test_a_hint_that_did_harm_says_so_and_is_taken_back(app, pool):
    app.run()
    pool.says["filtered"] = TRUTH[: len(TRUTH) // 2]
    follow(app)
    assert any(message.value.startswith("Remove salt and pepper did not help") for message in app.warning)
    control(app, "button", "take-hint-back").click().run()
    assert app.session_state["lab"].pipeline == MEDIAN
    assert not any("did not help" in message.value for message in app.warning)


def test_without_a_truth_the_proxy_is_named(app, pool):
    pool.says["filtered"] = "a few letters"
    without_truth(app)
    pool.says["filtered"] = "more than a few letters"
    follow(app)
    (told,) = [message.value for message in app.success]
    assert told.startswith("Remove salt and pepper seems to help: the engine is sure of about 21 letters, from 12")
    assert "no accuracy, only how sure the engine is" in told


def test_a_hint_that_changed_nothing_can_be_taken_back_too(app, pool):
    app.run()
    follow(app)
    assert any("changed nothing in the number of errors" in message.value for message in app.info)
    assert control(app, "button", "take-hint-back")


def test_a_hand_on_the_filters_ends_the_trial(app, pool):
    follow(app.run())
    control(app, "button", "take-hint-back")
    app.session_state["lab"].add("otsu")
    app.run()
    assert not [button for button in app.button if button.key == "take-hint-back"]


def test_a_page_that_is_read_on_its_side_is_told_and_a_click_turns_it(pool):
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["stage"] = "quarter_turn direction=left"
    app.run()
    sentence = "The page seems to lie on its side; a quarter turn to the right sets it upright"
    assert any(sentence in warning.value.replace("\\", "") for warning in app.warning)
    control(app, "button", "turn-it").click().run()
    turns = Pipeline.of("quarter_turn direction=right", "quarter_turn direction=left")
    assert app.session_state["lab"].pipeline == turns
    assert "turn-it" not in [button.key for button in app.button]
