"""Work that outlives its server: in a real browser, with a real cookie, over kill -9 and a restart."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browsing import open_files, radius
from PIL import Image
from playwright.sync_api import Page, expect
from server import Server

TEXT = "what <b>it</b> says & more"


@pytest.fixture
def server(browser, tmp_path: Path) -> Iterator[Server]:
    started = Server("app.py", tmp_path / "log.txt", OCRLAB_HOME=str(tmp_path))
    started.start()
    yield started
    started.stop()


def photo() -> dict[str, object]:
    file = io.BytesIO()
    Image.fromarray(np.full((60, 300), 200, np.uint8)).save(file, "PNG")
    return {"name": "photo <b>.png", "mimeType": "image/png", "buffer": file.getvalue()}


def shown(page: Page) -> str:
    """Which page is looked at."""
    return page.get_by_role("combobox", name="Page").input_value()


def open_form(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_kill_of_the_server_loses_nothing_and_another_browser_sees_nothing_of_it(page, browser, server):
    page.goto(server.url)
    open_files(page, photo())
    expect(page.get_by_role("button", name="Close file")).to_be_visible()
    open_form(page, "Ground truth")
    page.get_by_role("textbox", name="What the page really says").fill(TEXT)
    page.keyboard.press("Escape")
    radius(page).press("ArrowRight")
    page.wait_for_url(lambda url: "radius%3D2" in url and "work=" in url)
    (cookie,) = (cookie for cookie in page.context.cookies() if cookie["name"] == "ocrlab_work")
    assert cookie["sameSite"] == "Strict" and cookie["value"] not in page.url

    server.kill()
    server.start()
    page.reload()
    expect(page.get_by_role("button", name="Close file")).to_be_visible()
    assert shown(page) == "photo <b>.png"
    expect(radius(page)).to_have_value("2")
    open_form(page, "Ground truth")
    expect(page.get_by_role("textbox", name="What the page really says")).to_have_value(TEXT)

    stranger = browser.new_context().new_page()
    stranger.goto(page.url)
    expect(stranger.get_by_text("names work that is not kept for this browser")).to_be_visible()
    expect(radius(stranger)).to_have_value("2")  # the setting is in the link
    expect(stranger.get_by_role("button", name="Close file")).to_have_count(0)
    open_form(stranger, "Recent")
    expect(stranger.get_by_text("Nothing yet.")).to_be_visible()
    assert "photo" not in stranger.content()
    stranger.context.close()


def test_a_browser_that_refuses_the_cookie_is_told_once_there_is_something_to_lose(browser, server):
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(document, 'cookie', { get: () => '', set() {} })")
    page = context.new_page()
    page.goto(server.url)
    warning = page.get_by_text("Your browser refuses the cookie")
    expect(radius(page)).to_have_value("1")
    expect(warning).to_have_count(0)
    radius(page).press("ArrowRight")
    expect(warning).to_be_visible()
    context.close()


def test_on_search_too_a_reload_keeps_what_lies_on_tune(page, server):
    page.goto(server.url)
    open_files(page, photo())
    expect(page.get_by_role("button", name="Close file")).to_be_visible()
    page.get_by_role("link", name="Search").click()
    page.wait_for_url("**/search?*work=*")
    page.reload()
    page.get_by_role("link", name="Tune").click()
    expect(page.get_by_role("button", name="Close file")).to_be_visible()
    assert shown(page) == "photo <b>.png"
