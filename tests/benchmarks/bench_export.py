"""Do exported scripts make the lab's pixels, where nothing is installed but what they ask for?

    python -m tests.benchmarks.bench_export               # every filter, as a Markdown table
    python -m tests.benchmarks.bench_export median        # only filters whose name holds "median"

Each filter runs with its defaults over crops of drawn and, where they are there, real pages, in a fresh environment
with the packages that the scripts name at their heads. A row says how many pixels differ from the lab's, over all
pages, and by how many levels at most.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from exported import Apart, Trials
from paths import OPEN_SET

from ocrlab.datasets import builtin, builtin_samples
from ocrlab.filters import Filter, all_filters
from ocrlab.image import decode
from ocrlab.wording import counted

KINDS = ("python", "opencv")
SIDE = 360  # px of a crop: filters that look at whole neighbourhoods take seconds on full pages
REAL = 4  # pages of the open set


def pages() -> dict[str, np.ndarray]:
    drawn = {entry.name: builtin(entry.name).image for entry in builtin_samples()}
    files = sorted(OPEN_SET.glob("*.png"))[: REAL // 2] + sorted(OPEN_SET.glob("*.jpg"))[: REAL // 2]
    real = {file.name: decode(file.read_bytes()) for file in files}
    return {name: _middle(image) for name, image in {**drawn, **real}.items()}


def _middle(image: np.ndarray) -> np.ndarray:
    top, left = (max(0, (length - SIDE) // 2) for length in image.shape[:2])
    return np.ascontiguousarray(image[top : top + SIDE, left : left + SIDE])


def fresh(folder: Path, trials: list[Trials]) -> str:
    """The interpreter of a new environment that has what the scripts name at their heads, and nothing else."""
    scripts = [text for each in trials for text in each.scripts.values()]
    packages = sorted({name for text in scripts for name in re.search(r"pip install (.*)", text)[1].split()})
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    print(f"Installed: {' '.join(packages)}", file=sys.stderr)
    return python


def asked(folder: Path, kind: str, filters: list[Filter], images: dict[str, np.ndarray]) -> Trials:
    folder.mkdir()
    trials = Trials(folder, images, kind)
    for filter_ in filters:
        for page in images:
            trials.add(filter_, {}, page)
    return trials


def rows(trials: Trials) -> dict[str, list[Apart | None]]:
    by_filter: dict[str, list[Apart | None]] = {}
    for stage, _, apart in trials.run():
        by_filter.setdefault(stage.filter, []).append(apart)
    return by_filter


def cell(all_apart: list[Apart | None]) -> str:
    compared = [apart for apart in all_apart if apart is not None]
    pixels = sum(apart.pixels for apart in compared)
    return f"{pixels:,}" + (f" (by {max(apart.levels for apart in compared)})" if pixels else "")


def main() -> None:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    filters = [each for each in all_filters() if each.own is None and wanted in each.name]
    images = pages()
    with tempfile.TemporaryDirectory() as place:
        trials = [asked(Path(place) / kind, kind, filters, images) for kind in KINDS]
        python = fresh(Path(place) / "environment", trials)
        results = []
        for each in trials:
            each.python = python
            results.append(rows(each))
    print(f"{counted(len(filters), 'filter')}, {counted(len(images), 'page')}; pixels that differ from the lab's:\n")
    print(f"| filter | pages | {' | '.join(KINDS)} |\n|---|--:|--:|--:|")
    for filter_ in filters:
        cells = [cell(result[filter_.name]) for result in results]
        print(f"| `{filter_.name}` | {len(images)} | {' | '.join(cells)} |")
    every = [apart for result in results for cells in result.values() for apart in cells]
    total = sum(image.shape[0] * image.shape[1] for image in images.values()) * len(filters) * len(KINDS)
    print(f"\nOf {len(every):,} pages compared {sum(bool(a and a.pixels) for a in every)} differ anywhere; of about")
    print(f"{total:,} pixels {sum(a.pixels for a in every if a):,} do.")


if __name__ == "__main__":
    main()
