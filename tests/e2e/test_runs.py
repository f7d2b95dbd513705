"""Runs in a browser: two of them selected in the table and compared, one noted, deleted, and had back."""

from __future__ import annotations

import pytest
from browsing import READ, radius, ready
from playwright.sync_api import Page, expect

ROW, HEAD = 44, 38  # px of the table, which is drawn on a canvas


@pytest.fixture
def runs(page, app_url) -> Page:
    """The page Runs, after one setting and the page without filters were read."""
    page.goto(app_url("app.py"))
    ready(page)
    expect(radius(page)).to_have_value("1")
    expect(page.locator(".chip.present")).to_be_visible(timeout=READ)
    page.get_by_role("link", name="Runs").click()
    expect(page.get_by_text("2 runs. Select one")).to_be_visible()
    return page


def choose(page: Page, row: int) -> None:
    """Tick the box at the left end of a row."""
    page.get_by_test_id("stDataFrame").click(position={"x": 12, "y": HEAD + ROW * row + ROW // 2})


def test_two_runs_are_compared_and_one_is_noted_deleted_and_had_back(runs):
    choose(runs, 0)
    expect(runs.get_by_role("button", name="Open on Tune")).to_be_visible()
    runs.get_by_role("textbox", name="Note").fill("<b>keep</b> *this*")
    runs.get_by_role("button", name="Save name, tag and note").click()
    choose(runs, 1)
    expect(runs.get_by_text("What differs")).to_be_visible()
    expect(runs.locator(".viewer")).to_be_visible()
    choose(runs, 1)
    expect(runs.get_by_role("textbox", name="Note")).to_have_value("<b>keep</b> *this*")
    runs.get_by_role("button", name="Delete", exact=True).click()
    expect(runs.get_by_text("1 run deleted.")).to_be_visible()
    runs.get_by_role("button", name="Undo", exact=True).click()
    expect(runs.get_by_text("2 runs. Select one")).to_be_visible()
