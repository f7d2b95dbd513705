"""A widget shows a value that lives elsewhere: it stays while a hand moves it, and is a new one when others do."""

from __future__ import annotations

import ast

import pytest
import streamlit as st
from paths import ROOT
from streamlit.testing.v1 import AppTest

from ocrlab.ui import widgets
from ocrlab.ui.widgets import bound


@pytest.fixture
def session(monkeypatch) -> dict[str, object]:
    """What the browser's widgets show, by key."""
    shown: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", shown)
    return shown


def tie(value: object):
    return bound("radius", value, lambda chosen: None)


def test_what_a_hand_has_chosen_leaves_the_widget_as_it_is(session):
    key = tie(1)["key"]
    session[key] = 2  # moved, and stored as 2
    assert tie(2)["key"] == key


def test_a_value_changed_from_elsewhere_makes_a_new_widget_and_the_next_run_keeps_that(session):
    session[tie(1)["key"]] = 1
    renewed = tie(5)["key"]
    assert renewed != "radius"
    assert tie(5)["key"] == renewed
    session[renewed] = 5
    assert tie(5)["key"] == renewed


def test_a_widget_that_was_away_comes_back_at_its_value_whatever_it_showed_last(session):
    session[tie("typed")["key"]] = "typed"
    session.clear()  # as Streamlit forgets what is not on the page
    assert tie("another")["key"] == "radius"


@pytest.mark.parametrize(
    ("shown", "value"), [(0.1 + 0.2, 0.3), (2, 2.0), (["en", "de"], ("en", "de")), ([], ()), (None, None)]
)
def test_a_slider_s_arithmetic_and_a_list_s_type_make_no_difference(session, shown, value):
    session[tie(value)["key"]] = shown
    assert tie(value)["key"] == "radius"


@pytest.mark.parametrize(("shown", "value"), [(0.3, 0.31), (["en"], ("de",)), (None, "otsu"), ("", "Typed")])
def test_another_value_makes_another_widget(session, shown, value):
    session[tie(value)["key"]] = shown
    assert tie(value)["key"] != "radius"


def test_what_a_hand_chooses_is_stored_before_the_page_runs(session):
    stored: list[object] = []
    chosen = bound("radius", 1, stored.append)
    session[chosen["key"]] = 7
    chosen["on_change"]()
    assert stored == [7]


def test_a_widget_that_another_has_taken_the_place_of_is_not_heard(monkeypatch):
    heard: list[object] = []
    state: dict[str, object] = {}
    monkeypatch.setattr("ocrlab.ui.widgets.st.session_state", state)
    tie = bound("radius", 1, heard.append)
    state[tie["key"]] = 2
    tie["on_change"]()
    assert heard == [2]
    after = bound("radius", 1, heard.append)  # an undo has set it back: the widget becomes a new one
    assert after["key"] != tie["key"]
    tie["on_change"]()
    assert heard == [2]
    state[after["key"]] = 3
    after["on_change"]()
    assert heard == [2, 3]


def overtaken() -> None:
    """A page on which a press is overtaken by another run before it has come to the button."""
    import streamlit as st

    from ocrlab.ui.widgets import pressed

    if st.session_state.get("press of go") and "overtaken" not in st.session_state:
        st.session_state.overtaken = True
        st.rerun()
    st.session_state.setdefault("heard", []).append(pressed("Go", "go"))


def test_a_press_is_heard_once_also_where_its_run_was_overtaken():
    app = AppTest.from_function(overtaken).run()
    app.button(key="go").click().run()
    assert not app.exception and app.session_state.overtaken
    assert app.run().session_state.heard == [False, True, False]


def test_a_press_whose_button_does_not_come_back_is_forgotten(monkeypatch):
    app = AppTest.from_function(overtaken).run()
    monkeypatch.setattr(widgets, "PRESS_SECONDS", 0.0)
    assert app.button(key="go").click().run().session_state.heard == [False, False]


def plain_buttons(code: str) -> list[int]:
    """The lines of buttons that only the run of their press would hear."""
    calls = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("button", "form_submit_button")
        and not any(
            given.arg == "on_click" or (given.arg == "disabled" and getattr(given.value, "value", False) is True)
            for given in call.keywords
        )
    ]


def test_no_button_of_the_app_depends_on_the_run_of_its_press():
    files = [*(ROOT / "ocrlab" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    assert {file.name: lines for file in files if (lines := plain_buttons(file.read_text("utf-8")))} == {}
    assert plain_buttons('st.button("a", on_click=go)\nif left.button("b"):\n    go()\n') == [2]
