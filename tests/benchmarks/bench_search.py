"""What does a search cost and find, against trying everything with stock EasyOCR? Prints a table.

python -m tests.benchmarks.bench_search FOLDER [--trials 60] [--minutes 60] [--pages N] [--conditions clean,specks,dark]

FOLDER holds images with NAME.gt.txt beside each. Each condition is a search of its own, in a fresh home, so that
nothing is known beforehand; after its share of the minutes a search proves what it has. The naive loop is not run: it
is trials times pages at the seconds that stock EasyOCR takes for a page, measured on three of them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ocrlab import datasets, engines
from ocrlab.datasets import Entry, Sample
from ocrlab.filters import spoil
from ocrlab.image import Image, digest
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate
from ocrlab.search import CURATED, Pages, Plan, Study, Summary, Trial
from ocrlab.search.proving.words import trial_line
from ocrlab.store import Store
from ocrlab.wording import percent
from ocrlab.workers import WorkerPool, local_pool

MEDIAN = Pipeline.of("median radius=1")


def seed_of(image: Image) -> int:
    return int(digest(image)[:8], 16)


CONDITIONS: dict[str, tuple[Callable[[Image], Image], tuple[str, ...]]] = {
    "clean": (lambda image: image, CURATED["everything sensible"].vary),
    "specks": (lambda image: spoil.salt_and_pepper(image, share=0.15, seed=seed_of(image)), CURATED["denoise"].vary),
    "dark": (
        lambda image: spoil.low_light(image, counts=12, read_noise=1.0, seed=seed_of(image)),
        CURATED["low light"].vary,
    ),
}


def spoiled(entry: Entry, spoil: Callable[[Image], Image]) -> Entry:
    def load() -> Sample:
        sample = entry.load()
        return replace(sample, image=spoil(sample.image))

    return replace(entry, load=load)


def stock_seconds(entries: list[Entry], pool: WorkerPool) -> float:
    """Seconds stock EasyOCR takes for a page, the model being loaded."""
    stock = {"speed": "stock"}
    pool.submit(engines.read, "easyocr", entries[0].load().image[:64, :256].copy(), stock).result()
    few = entries[:: max(1, len(entries) // 3)][:3]
    start = time.perf_counter()
    for entry in few:
        pool.submit(engines.read, "easyocr", entry.load().image, stock).result()
    return (time.perf_counter() - start) / len(few)


def search(
    entries: list[Entry], vary: tuple[str, ...], trials: int, minutes: float, pool: WorkerPool, home: Path
) -> tuple[Summary, float]:
    plan = Plan.of(vary, current=MEDIAN, trials=trials)
    pages = Pages.of(entries, need_truth=True, hold_out=0.3, seed=0)
    store = Store(home / "lab.sqlite3")

    def watch(trial: Trial) -> None:
        print(trial_line(trial, "cer"), flush=True)

    study = Study(plan, pages, pool, store, workers=len(pool.workers), watch=watch)
    timer = threading.Timer(60 * minutes, study.finish)
    timer.daemon = True
    timer.start()
    start = time.perf_counter()
    summary = study.run()
    timer.cancel()
    return summary, time.perf_counter() - start


def row(name: str, summary: Summary, wall: float, stock: float) -> str:
    proved, recipe = summary.proved, summary.recipe
    naive = summary.readings_naive * stock

    def shown(rate: Rate) -> str:
        return percent(rate.rate)

    gain = proved.gain
    read, all_of = summary.readings, summary.readings_naive
    return " | ".join(
        [
            f"{name:6}",
            f"{summary.trials:3} trials",
            f"{summary.searched.pages}+{proved.pages} pages",
            f"{read} of {all_of} readings ({percent(read / all_of, 0)})",
            f"{wall:.0f} s of {naive:.0f} s ({naive / wall:.1f} times)",
            f"no filter {shown(proved.no_filter)}",
            f"median 1 {shown(proved.current)}",
            f"best {shown(proved.best)} ({100 * gain.low:+.1f} to {100 * gain.high:+.1f} points, {gain.verdict})",
            f"auto {shown(recipe.chosen)}",
            f"bound {shown(recipe.best_per_page)}",
            str(summary.best),
        ]
    )


def scaling(entries: list[Entry], home: Path) -> str:
    """How much faster are two workers of one thread each than one?"""
    times = []
    for workers in (1, 2):
        with local_pool(workers, threads=1) as pool:
            settings = Plan.of(["median radius=0..1"]).settings
            warm = [pool.submit(engines.warm_up, "easyocr", settings) for _ in range(workers)]
            [one.result() for one in warm]
            start = time.perf_counter()
            jobs = [pool.submit(engines.read, "easyocr", entry.load().image, settings) for entry in entries]
            [job.result() for job in jobs]
            times.append(time.perf_counter() - start)
    return f"{len(entries)} pages: one worker {times[0]:.1f} s, two {times[1]:.1f} s ({times[0] / times[1]:.2f} times)"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("folder")
    given.add_argument("--trials", type=int, default=60)
    given.add_argument("--minutes", type=float, default=60, help="for all conditions together")
    given.add_argument("--pages", type=int, default=None)
    given.add_argument("--match", default="", help="only pages whose name begins so")
    given.add_argument("--conditions", default="clean,specks,dark")
    given.add_argument("--workers", type=int, default=1)
    given.add_argument("--scaling", action="store_true", help="only compare two workers with one")
    args = given.parse_args()
    # Readings of earlier runs must not help; the networks are taken from where they are.
    networks = Path(os.environ.get("OCRLAB_HOME") or Path.home() / ".ocrlab")
    with tempfile.TemporaryDirectory(prefix="ocrlab-bench-") as folder:
        home = Path(folder)
        for kept in ("networks", "easyocr"):
            if (networks / kept).is_dir():
                (home / kept).symlink_to(networks / kept)
        os.environ["OCRLAB_HOME"] = folder
        entries = [entry for entry in datasets.dataset(args.folder) if entry.name.startswith(args.match)][: args.pages]
        if args.scaling:
            print(scaling(entries, home))
            return
        rows = []
        with local_pool(args.workers) as pool:
            stock = stock_seconds(entries, pool)
            print(f"stock EasyOCR: {stock:.1f} s a page", flush=True)
            names = args.conditions.split(",")
            for name in names:
                spoil, vary = CONDITIONS[name]
                print(f"\n{name}", flush=True)
                pages = [spoiled(entry, spoil) for entry in entries]
                summary, wall = search(pages, vary, args.trials, args.minutes / len(names), pool, home)
                rows.append(row(name, summary, wall, stock))
                print(rows[-1], flush=True)
        print("\n" + "\n".join(rows))


if __name__ == "__main__":
    main()
