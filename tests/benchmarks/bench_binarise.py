"""How fast are the local thresholds beside those of doxapy, the C++ of the Doxa project? Prints a table.

    python -m tests.benchmarks.bench_binarise          # a page of 8.7 megapixels, one thread

Ours and doxapy's in turn on the same page, the best of five rounds each, in megapixels a second, with the share of
pixels in which the two differ (see `tests/filters/test_document_threshold.py` for where and why).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import doxapy
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ocrlab.filters import get_filter
from ocrlab.wording import percent
from tests.benchmarks.bench_filters import SIZES, page

ROUNDS = 5
# Our name and values beside doxapy's algorithm, where it has it, and what that takes for the same.
PAIRS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "sauvola": ({"window": 25, "k": 0.2}, "SAUVOLA", {"window": 25, "k": 0.2}),
    "niblack": ({"window": 25, "k": 0.6}, "NIBLACK", {"window": 25, "k": -0.6}),
    "wolf": ({"window": 41, "k": 0.5}, "WOLF", {"window": 41, "k": 0.5}),
    "nick": ({"window": 25, "k": -0.15}, "NICK", {"window": 25, "k": -0.15}),
    "isauvola": ({"window": 25, "k": 0.2}, "ISAUVOLA", {"window": 25, "k": 0.2}),
    "su": ({"window": 9, "lift": 0}, "SU", {"window": 9, "minN": 9}),
    "gatos": ({"window": 25, "k": 0.2, "letter": 60}, "GATOS", {"window": 25, "k": 0.2, "glyph": 60}),
    "bradley": ({}, "", {}),
}


def doxa(image: np.ndarray, algorithm: str, values: dict[str, Any]) -> np.ndarray:
    work = doxapy.Binarization(getattr(doxapy.Binarization.Algorithms, algorithm))
    work.initialize(image)
    result = np.empty(image.shape, np.uint8)
    work.to_binary(result, values)
    return result


def seconds(*works: Callable[[], Any]) -> list[float]:
    """The best time of each, called in turn so that the machine's other work falls on all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for own, work in zip(times, works, strict=True):
            start = time.perf_counter()
            work()
            own.append(time.perf_counter() - start)
    return [min(own) for own in times]


def row(name: str, image: np.ndarray) -> str:
    """What stands in the table for one of our filters."""
    values, algorithm, given = PAIRS[name]

    def ours() -> np.ndarray:
        return get_filter(name)(image, **values)

    if not algorithm:
        (mine,) = seconds(ours)
        return f"| {name} | {image.size / mine / 1e6:.1f} | not in doxapy | | |"

    def theirs() -> np.ndarray:
        return doxa(image, algorithm, given)

    mine, other = seconds(ours, theirs)
    speeds = f"{image.size / mine / 1e6:.1f} | {image.size / other / 1e6:.1f} | {other / mine:.2f}"
    return f"| {name} | {speeds} | {percent(float((ours() != theirs()).mean()), 3)} |"


def main() -> None:
    cv2.setNumThreads(1)
    image = page(SIZES["8.7 MP"], colour=False)
    print("| filter | ours, MP/s | doxapy, MP/s | ours / doxapy | pixels that differ |\n|---|--:|--:|--:|--:|")
    for name in PAIRS:
        print(row(name, image), flush=True)


if __name__ == "__main__":
    main()
