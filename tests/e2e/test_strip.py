"""The strip and the keys in a browser: back to a setting, two of them as A and B, and typed letters stay letters."""

from __future__ import annotations

import re

import pytest
from browsing import READ, radius, ready
from playwright.sync_api import Page, expect


@pytest.fixture
def tuned(page, app_url) -> Page:
    """A median of radius 1 and one of radius 2 were read."""
    page.goto(app_url("app.py"))
    ready(page)
    expect(page.locator(".chip.present .name")).to_have_text("Median radius 1", timeout=READ)
    radius(page).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".chip.present .name")).to_have_text("Median radius 1 \u2192 2", timeout=READ)
    return page


def test_a_chip_leads_back_to_its_setting(tuned):
    tuned.locator(".chip").nth(1).locator(".go").click()
    expect(tuned).to_have_url(re.compile("radius%3D1"))
    expect(tuned.locator(".chip.present .name")).to_have_text("Median radius 1")
    expect(radius(tuned)).to_have_value("1")


def test_two_settings_stand_side_by_side_and_the_original_comes_back(tuned):
    viewer = tuned.locator(".viewer")
    original = viewer.get_attribute("data-original")
    tuned.locator(".chip").nth(1).get_by_role("button", name="Compare with this").click()
    expect(tuned.get_by_text("B, as set now, is compared with A: Median radius 1.")).to_be_visible()
    expect(viewer).not_to_have_attribute("data-original", original)
    expect(tuned.get_by_role("status").first).to_contain_text("B against A")
    tuned.get_by_role("button", name="Compare with the original").first.click()
    expect(viewer).to_have_attribute("data-original", original)


def test_keys_work_from_a_slider_and_never_from_a_field(tuned):
    radius(tuned).focus()
    tuned.keyboard.press("a")
    expect(tuned.locator(".st-key-compared")).to_be_visible()
    tuned.keyboard.press("e")
    expect(tuned.locator(".viewer")).to_have_attribute("data-marked", re.compile("filtered:"))
    tuned.get_by_role("button", name="Ground truth").click()
    field = tuned.get_by_role("textbox", name="What the page really says")
    field.fill("")
    tuned.keyboard.type("take boats")
    expect(field).to_have_value("take boats")
    expect(tuned.locator(".st-key-compared")).to_be_visible()
    expect(tuned.locator(".chip .tool[aria-label^=Pinned]")).to_have_count(0)
