"""Does a median help on real pages, and which one? Mean CER on a folder of pages, as they are and with noise added.

    OCRLAB_OPEN_SET=folder python -m tests.benchmarks.table_open_set
    python -m tests.benchmarks.table_open_set --images 6 --engine-set speed=exact

Every page is read untouched, with a median of radius 1, with an adaptive median, and with that median after scaling by
2; as it is, and with 5 % and 15 % salt-and-pepper. Readings go into the lab's cache (OCRLAB_HOME), so a run that was
stopped goes on where it was, and one that ended prints its table at once. Pages are images with NAME.gt.txt beside.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ocrlab.datasets import Sample, dataset
from ocrlab.filters.spoil import salt_and_pepper
from ocrlab.pipeline import Pipeline
from ocrlab.run import perform
from ocrlab.scoring import Rate

FOLDER = Path(os.environ.get("OCRLAB_OPEN_SET", Path(__file__).resolve().parents[3] / "shared" / "data" / "open"))
PIPELINES = {
    "untouched": Pipeline(),
    "median radius 1": Pipeline.of("median radius=1"),
    "adaptive_median": Pipeline.of("adaptive_median"),
    "remove_impulses": Pipeline.of("remove_impulses"),
    "scale 2, median radius 1": Pipeline.of("scale factor=2", "median radius=1"),
}
SHARES = (0.0, 0.05, 0.15)
SEED = 1


def noisy(sample: Sample, share: float) -> Sample:
    image = salt_and_pepper(sample.image, share=share, seed=SEED) if share else sample.image
    return Sample(sample.name, image, sample.truth, group=sample.group)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    asked.add_argument("--images", type=int, default=0, help="only so many pages, spread over the folder")
    asked.add_argument("--engine-set", action="append", default=[], metavar="KEY=VALUE")
    given = asked.parse_args()
    settings = dict(pair.split("=", 1) for pair in given.engine_set)
    entries = [entry for entry in dataset(given.folder) if entry.has_truth]
    if given.images:
        entries = entries[:: -(-len(entries) // given.images)]

    rates: dict[tuple[str, float], list[Rate]] = {(name, share): [] for name in PIPELINES for share in SHARES}
    start = time.perf_counter()
    for number, entry in enumerate(entries, 1):
        page = entry.load()
        for share in SHARES:
            sample = noisy(page, share)
            for name, pipeline in PIPELINES.items():
                run = perform(sample, pipeline, settings=settings)
                rates[name, share].append(run.score["cer"])
        spent = time.perf_counter() - start
        print(f"{number} of {len(entries)}: {entry.name} ({spent:.0f} s so far)", file=sys.stderr, flush=True)

    shown = ["as they are" if not share else f"{share:.0%} salt-and-pepper" for share in SHARES]
    print(f"Mean CER a page over {len(entries)} pages (in brackets: all errors over all characters)\n")
    print("| filter | " + " | ".join(shown) + " |\n|---|" + "--:|" * len(SHARES))
    for name in PIPELINES:
        cells = []
        for share in SHARES:
            found = rates[name, share]
            cells.append(f"{statistics.mean(rate.rate for rate in found):.3f} ({Rate.total(found).rate:.3f})")
        print(f"| {name} | " + " | ".join(cells) + " |")
    best = [min(rates[name, share][k].rate for name in PIPELINES) for share in SHARES for k in range(len(entries))]
    parts = [statistics.mean(best[k * len(entries) : (k + 1) * len(entries)]) for k in range(len(SHARES))]
    print("| the best of these page by page | " + " | ".join(f"{part:.3f}" for part in parts) + " |")


if __name__ == "__main__":
    main()
