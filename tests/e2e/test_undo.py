"""Undo by key, and the browser's Back: as a person expects them, in fields and beside them."""

from __future__ import annotations

import re

from browsing import at_rest, radius
from playwright.sync_api import Page, expect


def shows(page: Page, value: str) -> None:
    """Wait for the slider of that value: the one it takes the place of stays until the run has ended."""
    expect(radius(page).and_(page.locator(f"[aria-valuetext='{value} px']"))).to_be_visible()
    expect(radius(page)).to_have_count(1)


def raise_radius(page: Page) -> None:
    """One step of the slider: two would be one step or two, as fast as the machine is."""
    shows(page, "1")
    radius(page).focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("radius%3D2"))
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    at_rest(page)


def test_the_keys_take_a_step_back_and_make_it_again(page, app_url):
    page.goto(app_url("app.py"))
    raise_radius(page)
    page.keyboard.press("Control+z")
    expect(page).to_have_url(re.compile("radius%3D1"))
    shows(page, "1")
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()
    page.keyboard.press("Control+Shift+Z")
    expect(page).to_have_url(re.compile("radius%3D2"))


def test_in_a_field_the_key_takes_back_what_was_typed_there_alone(page, app_url):
    page.goto(app_url("app.py"))
    raise_radius(page)
    page.get_by_role("button", name="Ground truth").click()
    field = page.get_by_role("textbox", name="What the page really says")
    expect(field).not_to_have_value("")
    before = field.input_value()
    field.focus()
    page.keyboard.insert_text("boats")
    expect(field).not_to_have_value(before)
    page.keyboard.press("Control+z")
    expect(field).to_have_value(before)
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page).to_have_url(re.compile("radius%3D2"))


def test_back_leads_to_the_page_before_and_not_through_settings(page, app_url):
    page.goto(app_url("app.py") + "/guide")
    expect(page.get_by_role("heading", name="Guide")).to_be_visible()
    page.get_by_role("link", name="Tune").click()
    shows(page, "1")
    entries = page.evaluate("history.length")
    raise_radius(page)
    assert page.evaluate("history.length") == entries
    page.go_back()
    expect(page.get_by_role("heading", name="Guide")).to_be_visible()
    page.go_forward()
    shows(page, "2")
