"""The strip on the Tune page: each setting that was read, the way back to it, and any two of them compared."""

from __future__ import annotations

import json

import pytest
from fake_pool import FakeJob, control, html
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.pipeline import Pipeline
from ocrlab.ui.tune import strip


@pytest.fixture
def app(pool) -> AppTest:
    """The page with a median of radius 1 and one of radius 2 read."""
    app = AppTest.from_file(APP, default_timeout=60).run()
    return app.slider[0].set_value(2).run()


def chips(app: AppTest) -> list[dict]:
    (component,) = (c.proto for c in app.get("bidi_component") if c.proto.id.endswith("-tried"))
    return json.loads(component.json)["chips"]


def act(app: AppTest, monkeypatch, kind: str, number: object, name: str = "") -> AppTest:
    """What the component's script sends, as the page's callback gets it, and the run that follows."""
    lab, state = app.session_state["lab"], app.session_state["tune"]
    sent = {strip.KEY: {"act": {"kind": kind, "number": number, "name": name}}}
    with monkeypatch.context() as patched:
        patched.setattr("ocrlab.ui.tune.strip.st.session_state", sent)
        strip._acted(lab, state, state.page)
    return app.run()


def test_each_setting_that_was_read_is_a_chip_with_its_accuracy_behind_the_original(app):
    shown = [(chip["name"].replace("\u2192", "->"), chip["value"], chip["present"]) for chip in chips(app)]
    assert shown == [
        ("Original", "0.0 %", False),
        ("Median radius 1", "100.0 %", False),
        ("Median radius 1 -> 2", "100.0 %", True),
    ]


def test_what_is_not_read_yet_is_no_chip(app, pool, monkeypatch):
    monkeypatch.setattr(pool, "request", lambda *args, **kwargs: FakeJob("running", stage="detecting"))
    app.slider[0].set_value(3).run()
    assert len(chips(app)) == 3 and not any(chip["present"] for chip in chips(app))


def test_a_click_goes_back_to_a_setting_and_undo_takes_that_back(app, monkeypatch):
    area = next(area for area in app.text_area if area.label == "What the page really says")
    area.set_value("boats").run()
    act(app, monkeypatch, "go", 1)
    lab = app.session_state["lab"]
    assert lab.pipeline == Pipeline.of("median radius=1") and lab.truths[lab.truth_key] == "boats"
    assert [chip["present"] for chip in chips(app)] == [False, True, False]
    next(button for button in app.button if button.label == "Undo").click().run()
    assert lab.pipeline == Pipeline.of("median radius=2")


def test_the_present_setting_is_compared_with_any_other_in_picture_numbers_and_texts(app, pool, monkeypatch):
    pool.says["original"] = pool.says["filtered"][:40]
    act(app, monkeypatch, "against", 1)
    page = app.session_state["tune"].page
    assert page.titles == {"original": "A: Median radius 1", "filtered": "B: as set now"}
    assert page.asked["original"].pipeline == Pipeline.of("median radius=1")
    assert page.image("original") is page.asked["original"].filtered
    assert "B against A, on this page" in html(app) and "B rescued" in " ".join(c.value for c in app.caption)
    assert any(m.value.startswith("**A: Median radius 1**") or "A\\: Median" in m.value for m in app.markdown)
    assert not app.exception and not app.error


def test_the_page_without_filters_is_a_press_away_again(app, pool, monkeypatch):
    act(app, monkeypatch, "against", 1)
    next(button for button in app.button if button.label == "Compare with the original").click().run()
    state = app.session_state["tune"]
    assert state.page.rival is None and state.page.asked["original"].pipeline == Pipeline()
    assert "filtered against original" in html(app)


def test_another_picture_is_compared_with_its_own_original(app, monkeypatch):
    act(app, monkeypatch, "against", 1)
    control(app, "selectbox", "source").select("sample:receipt").run()
    assert app.session_state["tune"].page.rival is None and not app.exception


def test_a_setting_is_pinned_and_named(app, monkeypatch):
    act(app, monkeypatch, "pin", 1)
    act(app, monkeypatch, "name", 1, "*good* one")
    assert [(chip["name"], chip["pinned"]) for chip in chips(app)][1] == ("*good* one", True)


@pytest.mark.parametrize("number", [99, -1, "1", None, 1.5])
def test_what_no_chip_can_have_sent_does_nothing(app, monkeypatch, number):
    before = chips(app), app.session_state["lab"].pipeline
    for kind in ("go", "against", "pin", "name", "other"):
        act(app, monkeypatch, kind, number)
    assert (chips(app), app.session_state["lab"].pipeline) == before and not app.exception


def test_without_a_truth_a_chip_has_its_confidence(app):
    next(area for area in app.text_area if area.label == "What the page really says").set_value("").run()
    assert [chip["value"] for chip in chips(app)][1:] == ["90.0 %", "90.0 %"]
    assert not any(chip["best"] for chip in chips(app))
