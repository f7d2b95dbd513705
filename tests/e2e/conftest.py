"""A real Chromium on a real server: what every browser test starts from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from server import Server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PATIENCE = 120_000  # milliseconds, for two cores that all other tests keep busy; nothing here waits for its own sake


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's Chromium. Without it the browser tests skip and say so; in CI that is a failure."""
    chromium = os.environ.get("OCRLAB_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        if os.environ.get("CI"):
            pytest.fail("browser tests must run in CI: apt-get install chromium")
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def app_url(browser, tmp_path_factory) -> Iterator[Callable[[str], str]]:
    """Start a Streamlit script (a path from the project's root) once a session; returns its address."""
    servers: dict[str, Server] = {}

    def start(script: str = "app.py") -> str:
        if script not in servers:
            servers[script] = Server(script, tmp_path_factory.mktemp("server") / "log.txt")
            servers[script].start()
        return servers[script].url

    yield start
    for server in servers.values():
        server.stop()


@pytest.fixture
def page(browser) -> Iterator:
    """A fresh browser window, 1280 x 900; a script error on the page fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    yield tab
    context.close()
    assert not faults, faults
