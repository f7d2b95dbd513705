"""How fast does the picture follow the slider? `python -m tests.benchmarks.bench_viewer`

Prints (a) slider to new picture, in turn on a bare Streamlit page and on a page with the viewer, both drawing the same
median of 2 MP, and their ratio; (b) previews a second while the viewer's own slider is dragged; (c) frames a second
while an 8.7 MP page is panned, and whether panning and zooming fetched anything.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 12
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

# From the next key press on, waits until another picture is drawn; `window.answer` becomes the milliseconds between.
ARM = """
(kind) => {
  const find = () => {
    if (kind === 'viewer') {
      const { settled, filtered } = window.theViewer().dataset;
      return settled === 'true' ? filtered : null;
    }
    const image = document.querySelector('[data-testid=stImage] img');
    return image?.complete ? image.src : null;
  };
  const before = find();
  window.answer = new Promise((done) => {
    window.addEventListener('keydown', () => {
      const start = performance.now();
      const look = () => {
        const now = find();
        if (!now || now === before) return requestAnimationFrame(look);
        // A bare image says "complete" before it is decoded; nobody sees it before that.
        const image = document.querySelector('[data-testid=stImage] img');
        const drawn = kind === 'viewer' ? Promise.resolve() : image.decode();
        drawn.finally(() => requestAnimationFrame(() => done(performance.now() - start)));
      };
      look();
    }, { once: true, capture: true });
  });
}
"""
FIND_VIEWER = """
window.theViewer = () => {
  const walk = (root) => {
    const here = root.querySelector('.viewer');
    if (here) return here;
    for (const node of root.querySelectorAll('*')) {
      const deep = node.shadowRoot && walk(node.shadowRoot);
      if (deep) return deep;
    }
    return null;
  };
  return window.knownViewer?.isConnected ? window.knownViewer : (window.knownViewer = walk(document));
};
"""


def serve(script: str) -> tuple[subprocess.Popen, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'support'}"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
            return process, url
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{script} did not start")


def slider_to_picture(page: Page, kind: str) -> list[float]:
    """Milliseconds from a key press on the page's slider to the new picture; radius goes 1, 2, 1, 2, ..."""
    page.get_by_role("slider", name="radius").first.focus()
    times = []
    for n in range(ROUNDS + 2):
        page.evaluate(ARM, kind)
        page.keyboard.press("ArrowRight" if n % 2 == 0 else "ArrowLeft")
        times.append(page.evaluate("window.answer"))
        time.sleep(0.25)
    return times[2:]


def previews(page: Page, seconds: float = 4) -> float:
    """Pictures drawn a second while the viewer's slider goes to and fro over radius 0, 1 and 2."""
    page.evaluate("""() => {
      window.drawn = 0;
      let last = window.theViewer().dataset.seq;
      new MutationObserver(() => {
        const now = window.theViewer().dataset.seq;
        if (now !== last) { window.drawn += 1; last = now; }
      }).observe(window.theViewer(), { attributes: true, attributeFilter: ['data-seq'] });
    }""")
    box = page.locator(".live input[type=range]").bounding_box()
    at = lambda radius: box["x"] + 8 + (box["width"] - 16) * radius / 15  # noqa: E731
    page.mouse.move(at(0), box["y"] + box["height"] / 2)
    page.mouse.down()
    start, n = time.monotonic(), 0
    while (spent := time.monotonic() - start) < seconds:
        page.mouse.move(at((0, 1, 2, 1)[n % 4]), box["y"] + box["height"] / 2)
        n += 1
        time.sleep(0.03)
    rate = page.evaluate("window.drawn") / spent
    page.mouse.up()
    return rate


def panning(page: Page) -> tuple[float, int]:
    """Frames a second while dragging the picture at 100 %, and how many requests that and a zoom made."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.locator(".zoom button", has_text="100").click()
    box = page.locator(".canvas").first.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate("""() => {
      window.frames_ = 0; window.since_ = performance.now();
      const count = () => { window.frames_ += 1; requestAnimationFrame(count); };
      requestAnimationFrame(count);
    }""")
    page.mouse.move(*middle)
    page.mouse.down()
    start, n = time.monotonic(), 0
    while time.monotonic() - start < 2:
        page.mouse.move(middle[0] + (n * 7) % 200 - 100, middle[1] + (n * 5) % 160 - 80)
        n += 1
    rate = page.evaluate("1000 * window.frames_ / (performance.now() - window.since_)")
    page.mouse.up()
    for _ in range(5):
        page.mouse.wheel(0, 200)
    time.sleep(0.3)
    return rate, len([url for url in requests if "/media/" in url])


def main() -> None:
    viewer, viewer_url = serve("tests/support/viewer_page.py")
    bare, bare_url = serve("tests/benchmarks/bare_page.py")
    try:
        with sync_playwright() as playwright:
            chromium = os.environ.get("OCRLAB_CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            results: dict[str, list[float]] = {"bare": [], "viewer": []}
            for _ in range(2):  # in turn, so that a busy moment meets both
                for kind, url, ready in (
                    ("bare", bare_url, "[data-testid=stImage] img"),
                    ("viewer", f"{viewer_url}/?words=0&live=0", ".viewer[data-state=ready]"),
                ):
                    page = browser.new_page(viewport={"width": 1280, "height": 900})
                    page.add_init_script(FIND_VIEWER)
                    page.goto(url)
                    page.wait_for_selector(ready)
                    time.sleep(1)
                    results[kind] += slider_to_picture(page, kind)
                    page.close()
            medians = {kind: statistics.median(times) for kind, times in results.items()}
            for kind, value in medians.items():
                print(f"slider to picture, 2 MP, {kind:6}: median {value:.0f} ms (best {min(results[kind]):.0f})")
            print(f"ratio: {medians['viewer'] / medians['bare']:.2f}")

            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.add_init_script(FIND_VIEWER)
            page.goto(f"{viewer_url}/?words=0")
            page.wait_for_selector(".viewer[data-state=ready]")
            time.sleep(1)
            print(f"previews a second while dragging, 2 MP: {previews(page):.1f}")
            page.goto(f"{viewer_url}/?words=0&size=2480x3508")
            page.wait_for_selector(".viewer[data-state=ready]")
            time.sleep(1)
            print(f"previews a second while dragging, 8.7 MP: {previews(page):.1f}")
            page.wait_for_selector(".viewer[data-settled=true]")
            time.sleep(1)
            rate, fetched = panning(page)
            print(f"frames a second while panning 8.7 MP at 100 %: {rate:.0f}; fetched by it and a zoom: {fetched}")
            browser.close()
    finally:
        for process in (viewer, bare):
            process.terminate()


if __name__ == "__main__":
    main()
