"""What a person does on the Tune page, as browser tests say it."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Locator, Page, expect

READ = 240_000  # ms a reading may take on a busy two-core machine


def ready(page: Page) -> None:
    """Wait until both readings are done and nothing is old, nor left over from before the page ran again."""
    at_rest(page)
    expect(page.locator("[data-testid=stMetric]").first).to_be_visible(timeout=READ)
    expect(page.locator("[data-testid=stProgress]")).to_have_count(0, timeout=READ)
    expect(page.get_by_text("old", exact=True)).to_have_count(0, timeout=READ)


def at_rest(page: Page) -> None:
    """Wait until the page has been run to its end; nobody chooses a file sooner."""
    page.locator('.stApp[data-test-script-state="notRunning"]').wait_for(timeout=READ)


def open_files(page: Page, *files: Any) -> None:
    """Hand files to the uploader, as a person does who sees it: once the page and its form are there."""
    at_rest(page)
    page.get_by_role("button", name="Open file", exact=True).click()
    at_rest(page)
    page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(list(files))


def sent_by(page: Page) -> list[float]:
    """When the page sends the server something, from its next visit on; it grows while Playwright waits."""
    moments: list[float] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: moments.append(time.monotonic())))
    return moments


def radius(page: Page) -> Locator:
    return page.locator("[data-testid=stSidebar]").get_by_role("slider", name="Median radius")
