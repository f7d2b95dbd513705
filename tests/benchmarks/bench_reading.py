"""How much faster is each speed than stock EasyOCR, and what does it cost in accuracy?

    python -m tests.benchmarks.bench_reading --images 20 --ways stock,plain,exact,draft,locked-exact
    python -m tests.benchmarks.bench_reading --memory 300

Every page is read by every way in turn, so that a busy machine is busy for all of them. Stock is EasyOCR's own
``readtext``. "Plain" is the same without EasyOCR's quantised recogniser: what `exact` must agree with line by line.
CPU seconds count all cores; CER is case folded. What an engine takes in memory alone is in ``bench_start.py``. Pages
come from the folder OCRLAB_OPEN_SET (images with NAME.gt.txt beside them).
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

os.environ["OCRLAB_CACHE"] = "off"

import numpy as np

from ocrlab.engines import TextBoxes, get_engine
from ocrlab.engines.easyocr import engine as easyocr
from ocrlab.engines.easyocr.networks import bfloat16_here
from ocrlab.engines.easyocr.weights import load_reader
from ocrlab.image import decode
from ocrlab.reading import Reading, Word
from ocrlab.readings import reading_key
from ocrlab.scoring import score
from ocrlab.store import Readings, Store
from ocrlab.workers.child import resident_memory

FOLDER = Path(os.environ.get("OCRLAB_OPEN_SET", Path(__file__).resolve().parents[3] / "shared" / "data" / "open"))


def cpu_seconds() -> float:
    """Of this process and of the programs it has run."""
    return sum(os.times()[:4])


def forget() -> None:
    """What was found for one way must not help another."""
    for name in ("easyocr", "rapidocr"):
        get_engine(name)._detections.clear()


class Way:
    """One way to read: its seconds, CPU seconds, errors and lines, page by page."""

    def __init__(self, name: str, read: Callable[[np.ndarray], Reading]) -> None:
        self.name, self.read = name, read
        self.seconds: list[float] = []
        self.cpu: list[float] = []
        self.cer: list[float] = []
        self.lines: list[tuple[str, ...]] = []

    def measure(self, image: np.ndarray, truth: str) -> None:
        forget()
        wall, cpu = time.perf_counter(), cpu_seconds()
        reading = self.read(image)
        self.seconds.append(time.perf_counter() - wall)
        self.cpu.append(cpu_seconds() - cpu)
        cer = score(truth.casefold(), reading.text.casefold())["cer"]
        self.cer.append(cer.errors / max(1, cer.length))
        self.lines.append(reading.lines)

    def agreement(self, other: Way) -> float:
        same = sum(len(set(mine) & set(theirs)) for mine, theirs in zip(self.lines, other.lines, strict=True))
        return same / max(1, sum(len(set(theirs)) for theirs in other.lines))


def pages(count: int) -> list[tuple[str, np.ndarray, str]]:
    found = []
    for path in sorted(FOLDER.iterdir()):
        truth = path.with_name(path.stem + ".gt.txt")
        if path.suffix in (".png", ".jpg") and truth.exists():
            found.append((path.name, decode(path.read_bytes()), truth.read_text(encoding="utf-8")))
    step = max(1, len(found) / count)
    return [found[int(index * step)] for index in range(min(count, len(found)))]


def stock_way(name: str, quantize: bool) -> Way:
    reader = load_reader(("en",), quantize=quantize)

    def read(image: np.ndarray) -> Reading:
        found = reader.readtext(image[:, :, ::-1] if image.ndim == 3 else image)
        return Reading.of(Word(text, tuple((x, y) for x, y in box), sure) for box, text, sure in found if text.strip())

    return Way(name, read)


def compare(count: int, names: list[str]) -> None:
    engine = get_engine("easyocr")
    easyocr.MAX_READERS = len(names)  # or each page would be read by networks loaded for it anew
    regions: dict[int, TextBoxes] = {}

    def way(name: str) -> Way:
        if name in ("stock", "plain"):
            return stock_way(name, quantize=name == "stock")
        if name in ("rapidocr", "tesseract"):
            other = get_engine(name)
            other.warm_up({})
            return Way(name, lambda image: other.read(image, {}))
        speed = name.removeprefix("locked-")
        engine.warm_up({"speed": speed})
        if speed != name:
            return Way(name, lambda image: engine.read(image, {"speed": speed}, text_boxes=regions[id(image)]))
        return Way(name, lambda image: engine.read(image, {"speed": speed}))

    ways = [way(name) for name in names]
    locked = next((name.removeprefix("locked-") for name in names if name.startswith("locked-")), None)
    for name, image, truth in pages(count):
        if locked:
            regions[id(image)] = engine.detect(image, {"speed": locked})
        for way in ways:
            way.measure(image, truth)
        print(f"  {name:34}", *(f"{way.name} {way.seconds[-1]:.1f}s {way.cer[-1]:.3f};" for way in ways), flush=True)
    first = ways[0]
    plain = next((way for way in ways if way.name == "plain"), None)
    hardware = "yes" if bfloat16_here() else "no, fast finds text in 8-bit integers"
    print(f"\n{len(first.cer)} pages; bfloat16 in hardware: {hardware}")
    heads = f"{'CPU s':>9}{'ratio':>8}{'mean CER':>10}{'lines as ' + first.name:>16}{'as plain':>10}"
    print(f"{'':14}{'seconds':>9}{'ratio':>8}{heads}")
    for way in ways:
        print(
            f"{way.name:14}{sum(way.seconds):9.1f}{sum(first.seconds) / sum(way.seconds):7.1f}x"
            f"{sum(way.cpu):9.1f}{sum(first.cpu) / sum(way.cpu):7.1f}x"
            f"{statistics.mean(way.cer):10.4f}{way.agreement(first):16.1%}"
            + (f"{way.agreement(plain):10.1%}" if plain else "")
        )
    print(f"resident memory with all of these loaded: {resident_memory() / 1e6:.0f} MB")


def cached() -> None:
    engine = get_engine("easyocr")
    _, image, _ = max(pages(40), key=lambda page: page[1].size)
    reading = Reading.of(Word(f"word {n}", ((0, n), (9, n), (9, n + 1), (0, n + 1)), 0.5) for n in range(0, 800, 4))
    with tempfile.TemporaryDirectory() as folder:
        key = reading_key(image, engine, {})
        Readings(Store(Path(folder) / "lab.sqlite3")).put(key, reading, 1.0)
        fresh = Readings(Store(Path(folder) / "lab.sqlite3"))
        assert fresh.get("another") is None  # the file is open
        start = time.perf_counter()
        assert fresh.get(key) is not None
        took = 1000 * (time.perf_counter() - start)
        print(f"cached, {image.shape[1]} x {image.shape[0]} px, from disk: {took:.1f} ms")


def memory(reads: int) -> None:
    """Resident memory of one worker process over many pages, unrecycled."""
    from ocrlab.workers import local_pool

    some = pages(40)
    with local_pool(recycle_after=reads + 10) as pool:
        worker, at = pool.workers[0], {}
        for index in range(1, reads + 1):
            _, image, _ = some[index % len(some)]
            crop = image[: min(image.shape[0], 420 + 32 * (index % 7)), : min(image.shape[1], 640)]
            pool.request(np.ascontiguousarray(crop), "easyocr", {}).result()
            if index in (10, 50) or index % 50 == 0:
                at[index] = (worker.process.first_memory + worker.process.grown) / 1e6
                print(f"  after {index:4} reads: {at[index]:7.0f} MB", flush=True)
    print(f"growth from 50 to {reads}: {at[reads] / at[50] - 1:+.1%}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=20)
    parser.add_argument("--ways", default="stock,plain,exact,fast,draft,locked-exact,locked-draft,rapidocr,tesseract")
    parser.add_argument("--memory", type=int, default=0, help="read this many pages in one worker instead")
    asked = parser.parse_args()
    if asked.memory:
        memory(asked.memory)
    else:
        cached()
        compare(asked.images, asked.ways.split(","))
