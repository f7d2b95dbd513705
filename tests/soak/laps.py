"""What grows while an app is at work without a pause?"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from browsing import open_files as hand_over
from browsing import radius
from networks import lend_networks
from own_pages import PICTURE, WORDS, files_of
from playwright.sync_api import Page, expect, sync_playwright
from processes import family, megabytes, open_files
from server import Server

FLAGS = ["--no-sandbox", "--disable-gpu"]
PATIENCE = 240_000  # ms
LOOK_SECONDS = 5.0
MOVES = 10  # of the slider in a lap
BATCH = 3  # pages


class Sample(NamedTuple):
    """What the app took at a moment, in seconds from its start."""

    seconds: float
    server_MB: int
    workers_MB: int
    processes: int
    open_files: int


class Watch(threading.Thread):
    """Looks at a server every few seconds, and prints what it sees every minute."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.samples: list[Sample] = []
        self._server, self._ended = server, threading.Event()

    def run(self) -> None:
        print("| minute | server MB | workers MB | processes | open files |\n|--:|--:|--:|--:|--:|", flush=True)
        begun, minutes = time.monotonic(), 0
        while not self._ended.wait(LOOK_SECONDS):
            server, *workers = family(self._server.pid)
            held = megabytes([server]), megabytes(workers), 1 + len(workers), open_files([server, *workers])
            self.samples.append(Sample(time.monotonic() - begun, *held))
            if self.samples[-1].seconds >= 60 * (minutes + 1):
                minutes += 1
                print(f"| {minutes} | {' | '.join(map(str, held))} |", flush=True)

    def end(self) -> list[Sample]:
        self._ended.set()
        self.join()
        return self.samples


def soak(minutes: float) -> tuple[list[Sample], int]:
    """What an app took while a browser used all of it for so long, and how many laps that were."""
    chromium = os.environ.get("OCRLAB_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory(prefix="ocrlab-soak-", ignore_cleanup_errors=True) as home:
        server = Server("app.py", Path(home) / "log.txt", OCRLAB_HOME=home, OCRLAB_WORKERS="1")
        lend_networks(Path(home))
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.set_default_timeout(PATIENCE)
                expect.set_options(timeout=PATIENCE)
                lap(page, server, 0)  # the first loads what everybody needs
                watch, laps, end = Watch(server), 0, time.monotonic() + 60 * minutes
                watch.start()
                while time.monotonic() < end:
                    laps += 1
                    lap(page, server, laps)
                samples = watch.end()
                browser.close()
        finally:
            server.stop()
    return samples, laps


def lap(page: Page, server: Server, number: int) -> None:
    """A visit: a page nobody has read before is opened and turned over, then searched on, then a batch is read."""
    text = f"{WORDS[number % len(WORDS)]} {number}"
    page.goto(f"{server.url}/?engine=tesseract")
    page.locator(".st-key-bar").wait_for()
    hand_over(page, *files_of(text))
    expect(page.get_by_role("combobox", name="Page")).to_have_value(PICTURE)
    page.keyboard.press("Escape")
    for move in range(MOVES):
        radius(page).press("ArrowRight" if move % 4 < 2 else "ArrowLeft")
        page.wait_for_timeout(300)
    _search(page)
    _batch(page, text)


def _search(page: Page) -> None:
    page.get_by_role("link", name="Search").click()
    page.get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name="The page on Tune").click()
    expect(page.get_by_text("With one page nothing can be held out")).to_be_visible()
    page.get_by_role("slider", name="Settings to try, at most").press("Home")
    page.get_by_role("button", name="Start the search").click()
    expect(page.get_by_role("button", name="Start the search")).to_have_count(0)
    page.locator(".ocr-verdict").wait_for()


def _batch(page: Page, text: str) -> None:
    page.get_by_role("link", name="Batch").click()
    files = [file for each in range(BATCH) for file in files_of(f"{text} {each}", f"{each} ")]
    page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(files)
    expect(page.get_by_text(f"{BATCH} pages, {BATCH} of them with a truth")).to_be_visible()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_have_count(0)
    expect(page.locator("[data-testid=stProgress]")).to_have_count(0)
