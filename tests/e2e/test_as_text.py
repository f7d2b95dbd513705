"""Text from outside in a real browser: nothing is loaded from elsewhere, no link is shown, every letter is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from browsing import open_files, ready
from playwright.sync_api import Locator, Page, expect

from ocrlab.datasets import builtin
from ocrlab.image import encode_png

HOSTILE = (
    "![x](http://elsewhere.example/a.png) [y](http://elsewhere.example) https://elsewhere.example "
    "www.elsewhere.example me@elsewhere.example <img src=http://elsewhere.example/b.png> <b>b</b> **bold** _slant_ "
    "`code` ~~gone~~ $x^2$ :red[red] :blue-badge[badge] :material/bolt: :material_bolt: :streamlit: :smile: "
    "a -> b -- c >= d &amp; \\*"
)
NAME = "![x](www.elsewhere.example) me@elsewhere.example **b** $x^2$ :red[red] :smile: <b>"  # of a file
STYLED = "a, img, .katex, em, code, del, b, [role=img], [class*=stMarkdownColored], .stMarkdownBadge"
LIVE = f"{STYLED}, strong"  # where the app itself writes nothing bold


@pytest.fixture
def asked(page: Page) -> Iterator[list[str]]:
    """Every address the browser asks for while the test lasts; none of them may lie elsewhere."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    yield addresses
    assert addresses
    assert [url for url in addresses if urlsplit(url).hostname not in ("localhost", None, "")] == []


def is_plain(place: Locator, text: str) -> None:
    """The text stands there letter for letter, and nothing in it is anything but text."""
    expect(place).to_contain_text(text)
    assert place.locator(LIVE).evaluate_all("all => all.map(one => one.outerHTML)") == []


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("stage", f"median radius={HOSTILE}", "https://elsewhere.example"),
        ("set", f"decoder={HOSTILE}", "![x](http://"),
        ("sample", HOSTILE, HOSTILE),
        ("normalise", HOSTILE, "![x](http://"),
    ],
)
def test_a_crafted_link_is_refused_in_plain_text(page, asked, app_url, key, value, shown):
    page.goto(f"{app_url('app.py')}/?{urlencode({key: value})}")
    alert = page.locator("[data-testid=stAlert]").first
    expect(alert).to_be_visible()
    words = alert.inner_text()
    is_plain(alert, "This link cannot be opened as it is.")
    assert "elsewhere" in words or shown in words


def test_a_crafted_link_to_a_search_is_refused_in_plain_text(page, asked, app_url):
    page.goto(f"{app_url('app.py')}/search?{urlencode({'study': HOSTILE})}")
    is_plain(page.locator("[data-testid=stAlert]").first, "![x](http://elsewhere.example/a.png)")


def test_names_and_truths_of_files_are_shown_as_they_are(page, asked, app_url, tmp_path):
    page.goto(app_url("app.py"))
    ready(page)
    picture, no_picture = tmp_path / f"{NAME}.png", tmp_path / f"{NAME} broken.png"
    picture.write_bytes(encode_png(builtin("noisy-scan").image[:120]))
    no_picture.write_bytes(b"no picture")
    (tmp_path / f"{NAME}.gt.txt").write_text(HOSTILE, encoding="utf-8")
    (tmp_path / f"{NAME} other.hocr").write_text("<html>", encoding="utf-8")
    open_files(page, *sorted(tmp_path.iterdir()))
    alert = page.locator("[data-testid=stAlert]").filter(has_text="was not opened")
    expect(alert).to_be_visible()
    is_plain(alert, f"{NAME} broken.png")
    ready(page)
    text = page.locator(".ocr-text").first
    expect(text).to_contain_text("elsewhere.example")  # of the truth, marked as missed
    assert text.locator("a, img, b, .katex").count() == 0
    page.get_by_role("tab", name="Rescued and lost").click()
    page.get_by_role("tab", name="By line").click()
    assert page.locator("a[href*=elsewhere], img[src*=elsewhere], .katex").count() == 0


def test_a_study_and_its_folder_are_shown_by_their_names_as_they_are(page, asked, app_url, tmp_path):
    name = NAME[:60].strip()
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / f"{NAME}.png").write_bytes(encode_png(builtin("noisy-scan").image[:80]))
    (folder / f"{NAME}.gt.txt").write_text("Harbour Line Ferries", encoding="utf-8")
    page.goto(f"{app_url('app.py')}/search")
    page.get_by_label("Data set").click()
    page.get_by_role("option", name="A folder").click()
    field = page.get_by_role("textbox", name="Folder on the machine the lab runs on")
    field.fill(str(folder))
    field.press("Enter")
    expect(page.get_by_text("1 page, 1 of them with a truth")).to_be_visible()
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("textbox", name="Name", exact=True).press("Enter")
    page.get_by_role("button", name="Start the search").click()
    heading = page.locator("h2").filter(has_text=name)
    expect(heading.first).to_be_visible()
    is_plain(heading.first, name)
    listed = page.locator("[class*=st-key-studies] button").filter(has_text=name)
    expect(listed.first).to_be_visible()
    assert listed.locator(LIVE).filter(has_text=re.compile("elsewhere|red|x")).count() == 0
    stop = page.get_by_role("button", name="Stop")
    if stop.count():
        stop.first.click()
    page.get_by_role("button", name="New search").click()
    assert page.locator("a[href*=elsewhere], img[src*=elsewhere], .katex").count() == 0


GALLERY = """
import streamlit as st
from ocrlab.ui.plain import as_text
TEXT = as_text({text!r})
for say in (st.error, st.warning, st.info, st.success, st.caption, st.markdown, st.write):
    say(TEXT)
    say("**" + TEXT + "** :small[" + TEXT + "]")
st.subheader(TEXT, anchor=False)
st.button(TEXT, key="b", help=TEXT)
st.toggle(TEXT, help=TEXT)
st.checkbox(TEXT)
st.text_input(TEXT, help=TEXT)
st.slider(TEXT, 0, 9, 3, format="%d " + TEXT)
st.select_slider(TEXT + " ", [1, 2], format_func=lambda _: TEXT)
st.selectbox(TEXT, ["one"])
st.multiselect(TEXT, ["one"])
st.radio(TEXT, ["one"], format_func=lambda _: TEXT, captions=[TEXT])
st.pills(TEXT, ["one"], format_func=lambda _: TEXT)
st.segmented_control(TEXT, ["one"], format_func=lambda _: TEXT)
st.metric(TEXT, TEXT, TEXT, delta_description=TEXT)
st.progress(0.5, TEXT)
st.table([{{"cell": TEXT}}])
st.popover(TEXT)
st.expander("**" + TEXT + "**").write("-")
st.tabs([TEXT])
st.download_button(TEXT + " ", b"")
st.file_uploader(TEXT)
st.toast(TEXT)
st.html("<p id=end>end</p>")
"""


def test_every_kind_of_place_shows_it_letter_for_letter(page, asked, app_url, tmp_path):
    script: Path = tmp_path / "gallery.py"
    script.write_text(GALLERY.format(text=HOSTILE), encoding="utf-8")
    page.goto(app_url(str(script)))
    expect(page.locator("#end")).to_be_visible()
    texts = page.locator("[data-testid=stMarkdownContainer]").filter(has_text="elsewhere")
    expect(page.locator("[data-testid=stAlert]")).to_have_count(8)
    assert texts.count() > 40
    for content in texts.evaluate_all("all => all.map(one => one.textContent)"):
        assert HOSTILE in content
    assert texts.locator(STYLED).evaluate_all("all => all.map(one => one.outerHTML)") == []
    page.locator("[data-testid=stTooltipIcon]").first.hover()
    is_plain(page.get_by_role("tooltip").first, HOSTILE)
