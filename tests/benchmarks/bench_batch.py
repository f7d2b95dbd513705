"""What does a batch cost beside a plain loop of stock EasyOCR, in time and memory, and what does a kill cost it?

    python -m tests.benchmarks.bench_batch --pages 500 --lines 5 --stock 40 --workers 2 --parts speed,workers,kills

Small pages are drawn, each with other words, 480 px wide up to five lines and 640 px above. The fewer lines a page has,
the more of its seconds are what every page costs: opening, diagnosing, writing. ``speed`` is the batch command at draft
speed beside a loop of readtext, both with their start, and the memory of the batch with its workers after 50 pages and
after all; ``workers`` two of one thread each beside one; ``kills`` ends the command five times with SIGKILL and then
looks at what is there. Networks that this machine has prepared before are taken from its OCRLAB_HOME.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import easyocr_en_models
from PIL import Image, ImageDraw, ImageFont

from ocrlab.batch import Batch, Inputs, Plan
from ocrlab.store import Readings, Store
from ocrlab.workers import local_pool

sys.path.append(str(Path(__file__).parents[1] / "support"))

from networks import lend_networks
from processes import memory_of

WORDS = (
    *("paper", "light", "signal", "letter", "window", "garden", "number", "street"),
    *("winter", "copper", "silver", "harbour", "engine", "market"),
)
LINE_HEIGHT, EARLY, KILLS = 48, 50, 5  # px, pages, times
STOCK = """
import sys, time, pathlib, easyocr_en_models, numpy, PIL.Image
from ocrlab.engines.easyocr.weights import import_easyocr
easyocr = import_easyocr()  # as it is, also where torchvision's compiled part does not fit
start = time.perf_counter()
weights = easyocr_en_models.model_dir()
reader = easyocr.Reader(["en"], gpu=False, model_storage_directory=weights, download_enabled=False, verbose=False)
files = sorted(pathlib.Path(sys.argv[1]).glob("*.png"))[: int(sys.argv[2])]
loaded = time.perf_counter()
for file in files:
    text = "\\n".join(reader.readtext(numpy.array(PIL.Image.open(file)), detail=0))
    file.with_suffix(".stock").write_text(text)
print(loaded - start, time.perf_counter() - loaded)
"""


def draw(folder: Path, count: int, height: int) -> Path:
    """So many pages of ``height`` lines of a few words, no two alike."""
    folder.mkdir()
    width, words = (480, 3) if height <= 5 else (640, 5)
    font, random_ = ImageFont.load_default(size=26), random.Random(0)
    for number in range(count):
        lines = [f"{number}", *(" ".join(random_.choices(WORDS, k=words)) for _ in range(height - 1))]
        page = Image.new("L", (width, height * LINE_HEIGHT), 250)
        ImageDraw.Draw(page).multiline_text((20, 16), "\n".join(lines), 20, font, spacing=14)
        page.save(folder / f"{number:04}.png")
        (folder / f"{number:04}.gt.txt").write_text("\n".join(lines))
    return folder


def start(pages: Path, out: Path, home: Path, workers: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ocrlab", "batch", str(pages), "--engine-set", "speed=draft", "--json"]
    environment = os.environ | {"OCRLAB_HOME": str(home), "OCRLAB_WORKERS": str(workers)}
    command += ["--out", str(out), "--write", "text,png"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)


def rows_of(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def speed_and_memory(pages: Path, count: int, stock: int, workers: int, home: Path) -> Iterator[str]:
    began, early, late, first = time.perf_counter(), 0, 0, 0.0
    process = start(pages, home / "out", home, workers)
    for number, row in enumerate(rows_of(process), 1):
        first = first or time.perf_counter()
        if number == min(EARLY, count // 2):
            early = memory_of(process.pid)
        if number == count:
            late = memory_of(process.pid)
        if "settings" in row:
            [totals] = row["settings"]
    process.wait()
    whole = time.perf_counter() - began
    done = subprocess.run(
        [sys.executable, "-c", STOCK, str(pages), str(stock)], capture_output=True, text=True, check=True
    )
    loading, reading = map(float, done.stdout.split())
    ours, theirs = count / whole, count / (loading + reading / stock * count)
    yield f"batch, draft        {ours:6.2f} pages/s with its start, CER {100 * totals['micro']['cer']['rate']:.1f} %"
    yield f"stock loop          {theirs:6.2f} pages/s with its start (from {stock} pages)"
    yield f"ratio               {ours / theirs:6.2f} times"
    grown = f"{early} MB after {min(EARLY, count // 2)} pages, {late} MB after {count}"
    yield f"memory              {grown}: {late / early - 1:+.1%}"


def workers(pages: Path, count: int, home: Path) -> Iterator[str]:
    seconds = []
    plan = Plan.of([], "easyocr", {"speed": "draft"})
    for number in (1, 2):
        store = Store(home / f"workers-{number}.sqlite3")
        with local_pool(number, threads=1, readings=Readings()) as pool:
            pool.warm_up(plan.engine, plan.settings)
            warm = Batch(plan, Inputs.of([str(pages)]).pages()[: 2 * number], None, pool, store, name="warm")
            warm.run()
            some = Inputs.of([str(pages)]).pages()[2 * number :][:count]
            began = time.perf_counter()
            Batch(plan, some, None, pool, store, name="timed").run()
            seconds.append((time.perf_counter() - began) / len(some))
    yield f"two workers         {seconds[0] / seconds[1]:6.2f} times one (a thread each)"


def kills(pages: Path, count: int, workers: int, home: Path) -> Iterator[str]:
    out, told, twice = home / "killed", {}, 0
    for kill in range(KILLS + 1):
        process = start(pages, out, home, workers)
        for number, row in enumerate(rows_of(process), 1):
            if "page" not in row:
                continue
            before = told.setdefault(row["page"], row["seconds"]["read"])
            twice += before != row["seconds"]["read"]
            if kill < KILLS and number >= count * (kill + 1) // (KILLS + 1):
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
    files = sorted(path.name for path in out.rglob("*"))
    texts = [name for name in files if name.endswith(".txt")]
    half = [name for name in files if name.endswith(".half")]
    whole = sum(_is_whole(path) for path in out.glob("*.png"))
    yield f"killed {KILLS} times      {len(told)} of {count} pages, {twice} read twice"
    yield f"                    {len(texts)} texts, {whole} whole pictures, {len(half)} half-written files"


def _is_whole(path: Path) -> bool:
    with Image.open(path) as picture:
        picture.load()
    return True


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--pages", type=int, default=500)
    given.add_argument("--lines", type=int, default=5, help="of a page")
    given.add_argument("--stock", type=int, default=40, help="pages that the stock loop reads")
    given.add_argument("--workers", type=int, default=2, help="of the batch beside the stock loop, and when killed")
    given.add_argument("--parts", default="speed,workers,kills")
    args = given.parse_args()
    assert Path(easyocr_en_models.model_dir()).is_dir()
    with tempfile.TemporaryDirectory(prefix="ocrlab-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        lend_networks(home)
        os.environ["OCRLAB_HOME"] = folder
        pages = draw(home / "pages", args.pages, args.lines)
        parts = {
            "speed": lambda: speed_and_memory(pages, args.pages, min(args.stock, args.pages), args.workers, home),
            "workers": lambda: workers(pages, min(60, args.pages // 2), home),
            "kills": lambda: kills(pages, args.pages, args.workers, home),
        }
        for part in args.parts.split(","):
            for line in parts[part]():
                print(line, flush=True)


if __name__ == "__main__":
    main()
