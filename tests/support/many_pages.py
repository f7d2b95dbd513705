"""A batch over pages that the specks engine reads, without worker processes."""

from __future__ import annotations

from pathlib import Path

from search_engine import TRUTH, InPlace, page

from ocrlab.batch import Batch, Inputs, Output, Plan, Setting
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.store import Store

MEDIAN = Setting.of("median", Pipeline.of("median radius=1"))


class Pool(InPlace):
    """A pool with so many workers, none of which is a process."""

    def __init__(self, workers: int = 1) -> None:
        super().__init__()
        self.workers = (None,) * workers

    def __enter__(self):
        return self

    def __exit__(self, *_): ...

    def warm_up(self, engine, settings): ...

    def abandon(self): ...


def scans(folder: Path, count: int = 4, truths: bool = True) -> Path:
    """A folder of pages with 5 lone specks and more, each with its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.png").write_bytes(encode_png(page(5 + number, height=60 + number)))
        if truths:
            (folder / f"{number}.gt.txt").write_text(TRUTH)
    return folder


def batch_of(folder: Path, out: Path, formats: str = "text", *choices: Setting, pool=None, **rest) -> Batch:
    plan = Plan.of(choices, "specks", rest.pop("settings", {}))
    store = Store(folder.parent / "lab.sqlite3")
    inputs = Inputs.of([str(folder)])
    output = Output(out, formats.split(","))
    return Batch(plan, inputs.pages(), output, pool or Pool(), store, inputs=inputs, **rest)


def tree(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
