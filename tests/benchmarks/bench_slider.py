"""What does the Tune page cost beside the least a Streamlit page can do? `python -m tests.benchmarks.bench_slider`

Moves the median slider of the real app and of bare pages (slider, median, `st.image`; once with our fast median, once
with scikit-image's) on the same 2 MP picture, in turn, and prints the milliseconds from the key press to the new
picture on the screen. The app's readings are done first and kept, so that what is timed is the page.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import cv2
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "tests" / "benchmarks")]

from bench_viewer import ARM, FIND_VIEWER, FLAGS, serve  # noqa: E402
from scene import noisy_page  # noqa: E402

ROUNDS = 10
TURNS = 3


def picture(folder: Path) -> Path:
    """The picture that bare_page.py shows, as a file."""
    cv2.imwrite(str(folder / "page.png"), noisy_page(1600, 1250))
    return folder / "page.png"


def presses(page: Page, kind: str, slider) -> list[float]:
    """Milliseconds from a key press to the new picture; the radius goes 1, 2, 1, 2, ..."""
    slider.focus()
    times = []
    for n in range(ROUNDS + 2):
        page.evaluate(ARM, kind)
        page.keyboard.press("ArrowRight" if n % 2 == 0 else "ArrowLeft")
        times.append(page.evaluate("window.answer"))
        time.sleep(0.4)
    return times[2:]


def tune(browser: Browser, url: str, file: Path) -> Page:
    """The Tune page with the picture opened and the readings at radius 1 and 2 done."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(600_000)
    page.add_init_script(FIND_VIEWER)
    page.goto(url)
    page.get_by_role("button", name="Open file").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(file)
    page.get_by_text("1600 x 1250").first.wait_for()
    page.keyboard.press("Escape")
    for key in ("ArrowRight", "ArrowLeft"):
        idle(page)
        sidebar(page).focus()
        page.keyboard.press(key)
    idle(page)
    return page


def bare_page(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(url)
    page.wait_for_selector("[data-testid=stImage] img")
    return page


def sidebar(page: Page):
    return page.locator("[data-testid=stSidebar]").get_by_role("slider", name="Median radius")


def idle(page: Page) -> None:
    time.sleep(2)
    page.wait_for_function("!document.querySelector('[data-testid=stProgress]')")
    time.sleep(1)


def main() -> None:
    os.environ["OCRLAB_HOME"] = tempfile.mkdtemp()
    app, app_url = serve("app.py")
    bare, bare_url = serve("tests/benchmarks/bare_page.py")
    try:
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
            chromium = os.environ.get("OCRLAB_CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            ours = tune(browser, app_url, picture(Path(folder)))
            bares = {"bare page, our median": "", "bare page, scikit-image's median": "?median=plain"}
            pages = {name: bare_page(browser, bare_url + query) for name, query in bares.items()}
            times: dict[str, list[float]] = {**{name: [] for name in bares}, "Tune page": []}
            for _ in range(TURNS):  # in turn, so that a busy moment meets all
                for name, page in pages.items():
                    page.bring_to_front()
                    times[name] += presses(page, "bare", page.get_by_role("slider", name="radius"))
                ours.bring_to_front()
                times["Tune page"] += presses(ours, "viewer", sidebar(ours))
            browser.close()
    finally:
        app.terminate()
        bare.terminate()
    base = statistics.median(times["bare page, our median"])
    print("| slider to picture, 2 MP | median ms | best ms | ratio |\n|---|---|---|---|")
    for name, values in times.items():
        print(
            f"| {name} | {statistics.median(values):.0f} | {min(values):.0f} | {statistics.median(values) / base:.2f} |"
        )


if __name__ == "__main__":
    main()
