"""What a person does on the Tune page, as browser tests say it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

READ = 240_000  # ms a reading may take on a busy two-core machine


def ready(page: Page) -> None:
    """Wait until both readings are done and nothing is old."""
    expect(page.locator("[data-testid=stMetric]").first).to_be_visible(timeout=READ)
    expect(page.locator("[data-testid=stProgress]")).to_have_count(0, timeout=READ)
    expect(page.get_by_text("old", exact=True)).to_have_count(0, timeout=READ)


def radius(page: Page) -> Locator:
    return page.locator("[data-testid=stSidebar]").get_by_role("slider", name="Median radius")
