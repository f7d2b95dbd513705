"""What do the measures say of clean pages and of spoilt ones, and how often does the first hint help?

    OCRLAB_OPEN_SET=folder python -m tests.benchmarks.bench_diagnose
    python -m tests.benchmarks.bench_diagnose --hints 8 --engine rapidocr

Three tables: each measure (median, and lowest to highest) on the pages as they are and at five grades of its fault; the
slant of turned pages beside jdeskew, where that is installed; with ``--hints`` the CER of so many pages without a
filter and under the first hint, as they are and spoilt in each way. Readings go into the lab's cache (OCRLAB_HOME).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np

from ocrlab.datasets import Sample, dataset
from ocrlab.diagnose import diagnose, hints
from ocrlab.engines import draft_settings, get_engine
from ocrlab.filters import spoil
from ocrlab.image import Image, grey
from ocrlab.pipeline import Pipeline
from ocrlab.run import perform
from ocrlab.scoring import Rate

FOLDER = Path(os.environ.get("OCRLAB_OPEN_SET", Path(__file__).resolve().parents[3] / "shared" / "data" / "open"))
ANGLES = (-12.0, -7.5, -3.2, -1.1, -0.4, 0.3, 0.9, 2.6, 5.0, 9.7, 13.3)


@dataclass(frozen=True)
class Fault:
    """A way to spoil a page: in which grades for its measure, and in which one for the hints."""

    spoil: Callable[[Image, float], Image]
    grades: tuple[float, ...]
    typical: float


def curled(image: Image, height: float) -> Image:
    rows, columns = image.shape[:2]
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    across = 2 * x / (columns - 1) - 1
    down = y + np.float32(height) * (1 - across**2)
    return cv2.remap(image, x, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


FAULTS: dict[str, Fault] = {
    "impulses": Fault(lambda i, g: spoil.salt_and_pepper(i, share=g, seed=1), (0.01, 0.03, 0.08, 0.15, 0.3), 0.12),
    "grain": Fault(lambda i, g: spoil.low_light(i, counts=g, seed=1), (400, 100, 40, 15, 6), 15),
    "blocks": Fault(lambda i, g: spoil.heavy_jpeg(i, quality=int(g)), (60, 35, 20, 12, 6), 6),
    "blur": Fault(lambda i, g: spoil.blur(i, sigma=g), (0.5, 1, 1.5, 2, 2.5), 2),
    "contrast": Fault(lambda i, g: spoil.low_contrast(i, share=g), (0.8, 0.6, 0.4, 0.25, 0.12), 0.12),
    "light": Fault(lambda i, g: spoil.uneven_light(i, strength=g), (0.1, 0.2, 0.4, 0.6, 0.8), 0.8),
    "skew": Fault(lambda i, g: spoil.skew(i, angle=g), (0.5, 1, 3, 6, 12), 5),
    "letters": Fault(lambda i, g: spoil.small_print(i, factor=g), (0.9, 0.75, 0.6, 0.5, 0.4), 0.5),
    "curl": Fault(curled, (4, 8, 12, 20, 30), 12),
    "negative": Fault(lambda i, _: (255 - i).astype(np.uint8), (1,), 1),
}


def measures(pages: list[Sample]) -> None:
    print(f"\nMeasures on {len(pages)} pages: median (lowest to highest, pages that say nothing)")
    start = time.perf_counter()
    clean = [diagnose(page.image) for page in pages]
    seconds = (time.perf_counter() - start) / len(pages)
    megapixels = sum(page.image.shape[0] * page.image.shape[1] for page in pages) / len(pages) / 1e6
    print(f"{seconds:.2f} s a page of {megapixels:.1f} MP on the average")
    for finding in clean[0].findings:
        name = finding.measure.name
        print(f"{name:>10} as it is  {_spread([each[name].value for each in clean])}")
        fault = FAULTS.get(name)
        for grade in fault.grades if fault else ():
            values = [diagnose(fault.spoil(page.image, grade))[name].value for page in pages] if fault else []
            print(f"{'':>10} {grade:>8g}  {_spread(values)}")


def _spread(values: list[float | None]) -> str:
    told = [value for value in values if value is not None]
    if not told:
        return "nothing to say"
    silent = f", {len(values) - len(told)} silent" if len(told) < len(values) else ""
    return f"{statistics.median(told):8.2f}  ({min(told):.2f} to {max(told):.2f}{silent})"


def slant(pages: list[Sample]) -> None:
    """Only pages that are straight themselves tell an error."""
    straight = [page for page in pages if diagnose(page.image)["skew"].value == 0]
    methods: dict[str, Callable[[Image], float | None]] = {"ours": lambda image: diagnose(image)["skew"].value}
    try:
        from jdeskew.estimator import get_angle

        methods["jdeskew"] = lambda image: -float(get_angle(grey(image), angle_max=15))
    except ImportError:
        print("\njdeskew is not installed: ours alone")
    print(f"\nSlant of {len(straight)} straight pages turned by {len(ANGLES)} angles each")
    for name, method in methods.items():
        errors, start = [], time.perf_counter()
        for page in straight:
            for angle in ANGLES:
                told = method(spoil.skew(page.image, angle=angle))
                errors.append(abs(angle - told) if told is not None else 45.0)
        seconds = (time.perf_counter() - start) / max(1, len(errors))
        share = sum(error <= 0.1 for error in errors) / max(1, len(errors))
        print(f"{name:>8}: {100 * share:.1f} % within 0.1 degrees, worst {max(errors):.2f}, {seconds:.3f} s a page")


def first_hints(pages: list[Sample], engine: str) -> None:
    print(f"\nFirst hint, {len(pages)} pages read by {engine}: CER without, with; pages lower, same, higher")
    settings = draft_settings(get_engine(engine))
    totals = [0, 0, 0]
    as_is = Fault(lambda image, _: image, (), 0)
    for name, fault in {"as it is": as_is, **FAULTS}.items():
        before: list[Rate] = []
        after: list[Rate] = []
        for page in pages:
            spoilt = replace(page, image=fault.spoil(page.image, fault.typical))
            first = next(iter(hints(diagnose(spoilt.image))), None)
            pipeline = first.applied(Pipeline()) if first else Pipeline()
            for rates, setting in ((before, Pipeline()), (after, pipeline)):
                score = perform(spoilt, setting, engine, settings).score
                assert score is not None, "a page of the open set has its truth"
                rates.append(score["cer"])
        signs = [(b.errors > a.errors) - (b.errors < a.errors) for b, a in zip(before, after, strict=True)]
        counts = [signs.count(1), signs.count(0), signs.count(-1)]
        if fault is not as_is:
            totals = [total + count for total, count in zip(totals, counts, strict=True)]
        was, now = Rate.total(before).rate, Rate.total(after).rate
        print(f"{name:>10}  {100 * was:5.1f} %  {100 * now:5.1f} %   {counts}", flush=True)
    print(f"   spoilt: {totals}, lower or same in {100 * (totals[0] + totals[1]) / max(1, sum(totals)):.0f} %")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    asked.add_argument("--pages", type=int, default=12, help="so many pages to measure, spread over the folder")
    asked.add_argument("--hints", type=int, default=0, help="so many pages to read")
    asked.add_argument("--engine", default="rapidocr")
    given = asked.parse_args()
    entries = [entry for entry in dataset(given.folder) if entry.has_truth]
    pages = [entry.load() for entry in entries[:: -(-len(entries) // given.pages)]]
    measures(pages)
    slant([entry.load() for entry in entries])
    if given.hints:
        small = sorted((entry.load() for entry in entries), key=lambda page: page.image.size)
        first_hints(small[:: -(-len(small) // given.hints)], given.engine)


if __name__ == "__main__":
    main()
