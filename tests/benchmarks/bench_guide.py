"""How long until each live number of the Guide's lesson stands? Prints a table.

    python -m tests.benchmarks.bench_guide                # EasyOCR's draft, on a machine that has read before
    python -m tests.benchmarks.bench_guide RapidOCR

A real browser moves the radius, and then the fault, of each scenario. Timed is from the key press to the verdict on
the median, and to the last of the numbers: the curve over the radius, the other filters, what follows the median.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from browsing import at_rest  # noqa: E402
from server import Server  # noqa: E402

from ocrlab.lesson import SCENARIOS  # noqa: E402
from ocrlab.ui.guide.state import READERS  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu"]
BEGIN_SECONDS = 10  # within which the page says that it reads; what was read before never says so
PATIENCE = 300_000  # ms
HEAD = "| scenario | moved | verdict after, s | all numbers after, s |\n|---|---|--:|--:|"


def timed(page: Page, slider: str, key: str) -> tuple[float, float]:
    """Seconds from a key on a slider to the verdict, and to the last number."""
    handle = page.get_by_role("slider", name=slider)
    handle.focus()
    progress, verdict = page.locator("[data-testid=stProgress]"), page.locator(".ocr-verdict")
    begun = time.monotonic()
    page.keyboard.press(key)
    progress.first.wait_for(timeout=1000 * BEGIN_SECONDS)
    at_rest(page)  # what stood there before is gone
    verdict.first.wait_for(timeout=PATIENCE)
    stands = time.monotonic() - begun
    progress.first.wait_for(state="detached", timeout=PATIENCE)
    return stands, time.monotonic() - begun


def rows(page: Page) -> None:
    for scenario in SCENARIOS.values():
        page.get_by_role("radio", name=scenario.title).or_(
            page.get_by_role("button", name=scenario.title)
        ).first.click()
        settle(page)
        less = "ArrowRight" if scenario.fault.start == scenario.fault.amounts[0] else "ArrowLeft"
        for moved, key in (("Median radius", "ArrowRight"), (scenario.fault.title, less)):
            try:
                stands, done = timed(page, moved, key)
                print(f"| {scenario.title} | {moved} | {stands:.1f} | {done:.1f} |", flush=True)
            except Exception as error:
                print(f"| {scenario.title} | {moved} | {str(error).splitlines()[0]} | |", flush=True)
            settle(page)


def settle(page: Page) -> None:
    page.wait_for_timeout(1500)
    page.locator("[data-testid=stProgress]").first.wait_for(state="detached", timeout=PATIENCE)
    at_rest(page)


def main() -> None:
    reader = sys.argv[1] if len(sys.argv) > 1 else next(iter(READERS))
    chromium = os.environ.get("OCRLAB_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory(prefix="ocrlab-guide-", ignore_cleanup_errors=True) as home:
        server = Server("app.py", Path(home) / "log.txt", OCRLAB_CACHE="off")
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.set_default_timeout(PATIENCE)
                page.goto(f"{server.url}/guide")
                page.locator("[data-testid=stProgress]").first.wait_for()
                page.get_by_role("combobox", name="Read by").click()
                page.get_by_role("option", name=reader).click()
                settle(page)
                print(f"{reader}\n\n{HEAD}", flush=True)
                rows(page)
                browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
