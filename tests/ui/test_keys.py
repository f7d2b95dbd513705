"""One table of keys: every key in it does something on Tune, and every key that does something is in it."""

from __future__ import annotations

import re

from fake_pool import FakeJob
from made import tiff_pages
from paths import APP, ROOT
from streamlit.testing.v1 import AppTest

from ocrlab.ui.tune.keys import KEYS

VIEWER = (ROOT / "ocrlab/ui/viewer/browser/parts/keys.js").read_text("utf-8")
STRIP = (ROOT / "ocrlab/ui/tune/strip.js").read_text("utf-8")
# Not told apart in the table: "=" is "+" without Shift, and the arrows are those of any picture.
UNTOLD = {"=", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"}


def of_the_viewer() -> set[str]:
    modes = re.findall(r"(\w): \"", re.search(r"MODE_KEYS = \{(.*?)\}", VIEWER)[1])
    actions = re.findall(r"^ {4}\"?([^\s\"]+?)\"?: \(\) =>", VIEWER, re.MULTILINE)
    return {*modes, *actions} - UNTOLD


def shortcuts(app: AppTest) -> set[str]:
    return {button.proto.shortcut for button in app.button if button.proto.shortcut}


def test_no_key_is_told_twice():
    assert len({key.key for key in KEYS}) == len(KEYS)


def test_the_table_holds_the_keys_of_pictures_strip_and_buttons_and_no_others(pool, monkeypatch):
    app = AppTest.from_file(APP, default_timeout=60).run()
    pressed = shortcuts(app)
    app.file_uploader[0].set_value([("pages.tiff", tiff_pages(9, 99, 200), "image/tiff")]).run()
    pressed |= shortcuts(app)
    monkeypatch.setattr(pool, "request", lambda *args, **kwargs: FakeJob("failed", error="easyocr: broken"))
    app.button(key="turn-chevron_right").click().run()
    pressed |= shortcuts(app)
    strip = set(re.findall(r"(\w): \"(?:pin|against)\"", STRIP))
    told = {key.key.lower().replace("esc", "escape") for key in KEYS}
    assert told - {"shift+e"} == pressed | {key.lower() for key in of_the_viewer()} | strip


def test_a_page_of_a_document_is_turned_by_a_button_to_its_ends(pool):
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.file_uploader[0].set_value([("pages.tiff", tiff_pages(9, 99), "image/tiff")]).run()
    assert app.button(key="turn-chevron_left").disabled
    app.button(key="turn-chevron_right").click().run()
    assert app.session_state["lab"].page == 1 and app.button(key="turn-chevron_right").disabled
    app.button(key="turn-chevron_left").click().run()
    assert app.session_state["lab"].page == 0 and not app.exception
