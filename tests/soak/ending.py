"""What stays of an app that is ended by a signal while it reads?"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

from networks import lend_networks
from playwright.sync_api import Browser, expect, sync_playwright
from processes import at_home_in
from server import Server

FLAGS = ["--no-sandbox", "--disable-gpu"]
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)
WAIT_SECONDS = 15
PATIENCE = 120_000  # ms
# EasyOCR, the engine that a visitor gets, is still loading: the worker is as deaf as it ever is.
BUSY = "Reading both sides"


def left_behind(by: signal.Signals) -> tuple[int, dict[int, str]]:
    """How many processes an app has that reads, and which of them are still there some seconds after the signal."""
    chromium = os.environ.get("OCRLAB_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        ended = end_while_it_reads(browser, by)
        browser.close()
    return ended


def end_while_it_reads(browser: Browser, by: signal.Signals) -> tuple[int, dict[int, str]]:
    """The same in a browser that is there; what is left at the end is killed."""
    with tempfile.TemporaryDirectory(prefix="ocrlab-ending-", ignore_cleanup_errors=True) as home:
        server = Server("app.py", Path(home) / "log.txt", OCRLAB_HOME=home, OCRLAB_WORKERS="1")
        lend_networks(Path(home))
        server.start()
        page = browser.new_context().new_page()
        page.goto(server.url)
        expect(page.get_by_text(BUSY)).to_be_visible(timeout=PATIENCE)
        before = at_home_in(home)
        server.signal(by)
        end = time.monotonic() + WAIT_SECONDS
        while at_home_in(home) and time.monotonic() < end:
            time.sleep(0.1)
        left = at_home_in(home)
        for process in left:
            os.kill(process, signal.SIGKILL)
        server.kill()  # it has ended; here that is taken note of
        page.context.close()
    return len(before), left
