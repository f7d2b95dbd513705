"""Two engines on one page, as a person compares them."""

from __future__ import annotations

import re

from browsing import READ, at_rest, ready
from playwright.sync_api import expect


def test_two_engines_read_one_page_side_by_side(page, app_url):
    page.goto(app_url("app.py"))
    ready(page)  # a reading that arrives moves all below it, also from under a hand that presses just then
    page.get_by_text("Engines side by side").click()
    box = page.locator(".st-key-side-by-side")
    begin = box.get_by_role("button", name="Read with both")
    expect(begin).to_be_visible()
    at_rest(page)
    begin.click()
    expect(box.get_by_text(re.compile(r"RapidOCR without any filter: "))).to_be_visible(timeout=READ)
    expect(box.get_by_role("button", name="Cancel")).to_have_count(0, timeout=READ)
    texts = box.locator(".ocr-text")
    expect(texts).to_have_count(2)
    expect(texts.nth(0)).to_contain_text("Harbour")
    expect(texts.nth(1)).to_contain_text("Winter timetable")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
