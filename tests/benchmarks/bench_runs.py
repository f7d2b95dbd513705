"""Ten thousand runs: how soon does the page Runs open, filter and sort, beside one without a run, and how large is the
database? And do two processes that write at once lose anything?

    python -m tests.benchmarks.bench_runs
"""

from __future__ import annotations

import hashlib
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "support")]


from server import Server  # noqa: E402

from ocrlab.datasets import builtin, builtin_samples  # noqa: E402
from ocrlab.delivery.thumbnails import thumbnail  # noqa: E402
from ocrlab.pipeline import Pipeline  # noqa: E402
from ocrlab.reading import Reading, Word  # noqa: E402
from ocrlab.run import Run  # noqa: E402
from ocrlab.runs import Source, stored_run  # noqa: E402
from ocrlab.scoring import Rate, Score  # noqa: E402
from ocrlab.store import RunFilter, Store, StoredRun  # noqa: E402
from ocrlab.ui.work.visitor import COOKIE  # noqa: E402

KEY = "A" * 43
OWNER = hashlib.sha256(KEY.encode()).hexdigest()
COUNT, WRITERS, EACH, TIMES = 10_000, 2, 2000, 5
WORDS = ("boat", "sails", "quay", "ferry", "weekdays", "passengers", "travel", "ticket", "room", "deck", "monthly")
CHROMIUM = "/usr/bin/chromium"


def a_run(number: int, chance: random.Random) -> StoredRun:
    """A run of a page of eighty words, misread in a few places: no two are alike."""
    sample = builtin(chance.choice(builtin_samples()).name)
    words = [_misread(chance.choice(WORDS), chance) for _ in range(80)]
    boxes = [(chance.randrange(900), 20 * row, chance.random()) for row in range(80)]
    rows = [
        Word(word, ((x, y), (x + 60, y), (x + 60, y + 16), (x, y + 16)), sure)
        for word, (x, y, sure) in zip(words, boxes, strict=True)
    ]
    reading = Reading(tuple(tuple(rows[at : at + 8]) for at in range(0, 80, 8)))
    pipeline = Pipeline.of(f"median radius={number % 15}", f"gamma gamma={1 + number % 20 / 10:g}", "otsu")
    rates = Score({"cer": Rate(chance.randrange(200), 400), "wer": Rate(chance.randrange(80), 80)})
    run = Run(
        sample.name, sample.digest, pipeline, "tesseract", "5.5.2", {"language": "eng", "psm": number % 13},
        f"{number:064x}", reading, rates,
    )  # fmt: skip
    small = sample.image[::4, ::4] if sample.image.ndim == 2 else sample.image[::4, ::4, 0]
    noise = np.random.default_rng(number).integers(0, 12, small.shape, dtype=np.uint8)
    return stored_run(run, sample, Source(sample=sample.name), "white space", thumbnail(np.maximum(small, 40) - noise))


def _misread(word: str, chance: random.Random) -> str:
    return word if chance.random() < 0.8 else word[:-1] + chance.choice("aeilo")


def fill(path: Path, start: int, count: int) -> None:
    store, chance = Store(path), random.Random(start)
    for first in range(start, start + count, 20):
        store.put_runs(OWNER, [a_run(number, chance) for number in range(first, min(first + 20, start + count))])
    store.close()


def write_one_by_one(path: Path, gate, start: int) -> None:
    chance = random.Random(start)
    runs = [a_run(number, chance) for number in range(start, start + 40)]
    store = Store(path)
    gate.wait()
    for number in range(EACH):
        run = runs[number % len(runs)]
        store.put_runs(OWNER, [StoredRun(**{**run.__dict__, "id": f"{start + number:064x}"})])
    store.close()


def at_once(folder: Path) -> None:
    path, gate = folder / "at-once.sqlite3", multiprocessing.Barrier(WRITERS)
    started = [
        multiprocessing.Process(target=write_one_by_one, args=(path, gate, 1_000_000 * number))
        for number in range(WRITERS)
    ]
    start = time.perf_counter()
    [process.start() for process in started]
    [process.join() for process in started]
    there = Store(path).runs(OWNER, RunFilter())[0]
    print(f"{WRITERS} processes, {EACH:,} runs each: {there:,} there, {time.perf_counter() - start:.0f} s")


def seconds(tab, act, shown: str) -> float:
    """From an act to the text that only its outcome shows."""
    start = time.perf_counter()
    act()
    tab.wait_for_function("text => document.body.innerText.includes(text)", arg=shown, polling=10)
    return time.perf_counter() - start


def first_row(tab, act, image: str) -> float:
    """From an act to the table whose first row is of this image or setting."""
    start = time.perf_counter()
    act()
    row = "text => document.querySelector('[data-testid=stDataFrame] tbody tr')?.innerText.includes(text)"
    tab.wait_for_function(row, arg=image, polling=10)
    return time.perf_counter() - start


def in_browser(browser, home: Path) -> dict[str, float]:
    """Medians for one database: opened from another page, and where it holds runs filtered and sorted."""
    server = Server("app.py", home / "log.txt", OCRLAB_HOME=str(home))
    server.start()
    try:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": COOKIE, "value": KEY, "url": server.url}])
        tab = context.new_page()
        tab.goto(f"{server.url}/guide")
        tab.get_by_role("link", name="Runs").wait_for()
        times: dict[str, list[float]] = {"open": [], "filter": [], "sort": []}
        there = f"{COUNT:,} runs." if (home / "full").exists() else "No run is kept yet"
        for _ in range(TIMES):
            times["open"].append(seconds(tab, tab.get_by_role("link", name="Runs").click, there))
            if (home / "full").exists():
                _filter_and_sort(tab, times)
            tab.get_by_role("link", name="Guide").click()
            tab.wait_for_timeout(3000)
        context.close()
        return {name: statistics.median(values) for name, values in times.items() if values}
    finally:
        server.stop()


def _filter_and_sort(tab, times: dict[str, list[float]]) -> None:
    field = tab.get_by_label("Find")
    field.fill("radius=7")
    times["filter"].append(seconds(tab, lambda: field.press("Enter"), f"{len(range(7, COUNT, 15)):,} runs."))
    field.fill("")
    seconds(tab, lambda: field.press("Enter"), f"{COUNT:,} runs.")
    for order, name in (("By filters", "median radius=0 "), ("Newest first", "")):
        tab.get_by_label("Order", exact=False).last.click()
        choose = tab.get_by_role("option", name=order).click
        if name:
            times["sort"].append(first_row(tab, choose, name))
        else:
            choose()
            tab.wait_for_timeout(1500)


def main() -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        at_once(Path(folder))
        full, empty = Path(folder) / "ten-thousand", Path(folder) / "empty"
        for home in (full, empty):
            home.mkdir()
        fill(full / "lab.sqlite3", 0, COUNT)
        (full / "full").touch()
        print(f"{COUNT:,} runs: {(full / 'lab.sqlite3').stat().st_size / 1e6:.1f} MB")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        without, with_runs = in_browser(browser, empty), in_browser(browser, full)
        print(f"median seconds    without runs {COUNT:>8,} runs")
        for name, value in with_runs.items():
            before = f"{without[name]:.2f}" if name in without else "-"
            print(f"{name:<17} {before:>12} {value:>13.2f}")
        browser.close()


if __name__ == "__main__":
    main()
