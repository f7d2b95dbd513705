"""An engine that reads how noisy a picture is: quick, exact, better or worse with a filter; workers know it by name.

Each dark pixel that stands alone between light ones costs one letter of the truth; a page blurred or wiped out too far
costs all. So the best setting, and its score, can be known beforehand.
"""

from __future__ import annotations

import os
import signal
import time
import zlib
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Literal

import numpy as np

from ocrlab.datasets import Entry, Sample
from ocrlab.engines import Engine, Speed, TextBoxes, effective, get_engine, register_engine, stop_if
from ocrlab.errors import EngineError
from ocrlab.image import grey
from ocrlab.params import Param, Range, Text, params_of
from ocrlab.reading import Reading, Word
from ocrlab.search import Pages, Plan, Study
from ocrlab.store import Store

TRUTH = "abcdefghijklmnopqrstuvwxyz" * 2


def settings(
    *,
    speed: Annotated[Literal["exact", "draft"], "Draft reads the same."] = "exact",
    note: Annotated[str, Text(500), "A file that tells the readings, a line each: which pixels."] = "",
    wait: Annotated[int, Range(0, 1000, unit="ms"), "How long a page takes."] = 0,
    fear: Annotated[int, Range(0, 500, unit="px"), "A page of this height cannot be read; 0 for none."] = 0,
    deadly: Annotated[int, Range(0, 500, unit="px"), "A page of this height ends whoever reads it; 0 for none."] = 0,
    mine: Annotated[str, Text(500), "A file: whoever finds it removes it and ends."] = "",
    hasty: Annotated[bool, "At draft speed a page wiped out costs one letter, and any other two too many."] = False,
) -> None:
    """Settings of the specks engine."""


class SpecksEngine(Engine):
    name = "specks"
    title = "Specks"
    version = "1"

    @property
    def params(self) -> tuple[Param, ...]:
        return params_of(settings)

    def speeds(self) -> tuple[Speed, ...]:
        return Speed("exact", {"speed": "exact"}), Speed("draft", {"speed": "draft"}, draft=True)

    def detect(self, image, settings, *, cancelled=None) -> TextBoxes:
        return TextBoxes(level=((0, image.shape[1], 0, image.shape[0]),))

    def read(self, image, settings, *, text_boxes=None, progress=None, cancelled=None) -> Reading:
        values = effective(self, settings)
        if values["fear"] and image.shape[0] == values["fear"]:
            raise EngineError("specks: afraid of this page")
        if values["deadly"] and image.shape[0] == values["deadly"]:
            os.kill(os.getpid(), signal.SIGKILL)
        if values["mine"] and Path(values["mine"]).exists():
            Path(values["mine"]).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        if values["wait"]:
            time.sleep(values["wait"] / 1000)
        stop_if(cancelled)
        if values["note"]:
            with open(values["note"], "a") as file:
                file.write(f"{zlib.crc32(image.tobytes()):08x}\n")
        wrong = min(specks(image), len(TRUTH))
        if values["hasty"] and values["speed"] == "draft":
            wrong = 1 if wrong == len(TRUTH) else wrong + 2
        text = "#" * wrong + TRUTH[wrong:]
        return Reading(((Word(text, ((0, 0), (9, 0), (9, 9), (0, 9)), 1 - wrong / len(TRUTH)),),))


def noted(note: str | Path) -> list[str]:
    """What was read so far, one entry a reading."""
    return Path(note).read_text().split() if Path(note).exists() else []


def specks(image) -> int:
    """Dark pixels alone among light ones; all the letters where no stroke is left."""
    dark = grey(image) < 128
    if dark.sum() < 20:
        return len(TRUTH)
    padded = np.pad(dark, 1)
    around = sum(
        padded[1 + y : padded.shape[0] - 1 + y, 1 + x : padded.shape[1] - 1 + x]
        for y in (-1, 0, 1)
        for x in (-1, 0, 1)
        if (y, x) != (0, 0)
    )
    return int((dark & (around == 0)).sum())


def page(count: int, *, stroke: int = 9, height: int = 60):
    """White paper with a stroke so many px thick and ``count`` lone specks."""
    image = np.full((height, 120), 255, np.uint8)
    image[4 : 4 + stroke, 4:116] = 0
    places = [(y, x) for y in range(22, height - 2, 4) for x in range(4, 116, 4)]
    for y, x in places[:count]:
        image[y, x] = 0
    image.flags.writeable = False
    return image


def pid() -> int:
    return os.getpid()


ENGINE = register_engine(SpecksEngine())


def entry(name: str, count: int, group: str = "", **shape: int) -> Entry:
    """A page of the data set with so many lone specks."""
    sample = Sample(name, page(count, **shape), TRUTH, group=group)
    return Entry(name, lambda: sample, group=group, has_truth=True)


def dataset(noisy: int = 8, fine: int = 0) -> list[Entry]:
    """Pages with 5 specks and more, which a median of radius 1 clears; and fine ones, whose strokes it wipes out."""
    pages = [entry(f"noisy/{i}", 5 + i, "noisy", height=60 + i) for i in range(noisy)]
    return pages + [entry(f"fine/{i}", 0, "fine", stroke=1, height=60 + i) for i in range(fine)]


class InPlace:
    """A pool without processes: what is asked for is there at once, unless the lab's cache holds it already."""

    def __init__(self) -> None:
        self.asked = 0

    def knows(self, key: str) -> bool:
        return True

    def request(self, image, engine, settings, owner="", slot=None, text_boxes=None):
        self.asked += 1
        future: Future = Future()
        try:
            future.set_result(get_engine(engine).read(image, settings, text_boxes=text_boxes))
        except EngineError as error:
            future.set_exception(error)
        return SimpleNamespace(
            future=future, result=future.result, seconds=0.01, cached=False, place=None, finished=True, state="done",
            error=future.exception(), cancel=lambda: None,
        )  # fmt: skip

    def detect(self, image, engine, settings, owner=""):
        future: Future = Future()
        future.set_result(ENGINE.detect(image, settings))
        return SimpleNamespace(future=future, result=future.result, seconds=0.01)


def pages_of(entries: list[Entry], hold_out: float = 0.3, **rest) -> Pages:
    return Pages.of(entries, **{"need_truth": True, "hold_out": hold_out, "seed": 0} | rest)


def plan_of(*vary: str, **rest) -> Plan:
    return Plan.of(vary or ("median radius=0..12:2",), **{"engine": "specks", "sampler": "grid", "trials": None} | rest)


def study_of(store: Store, plan: Plan | None = None, pages: Pages | None = None, pool=None, **rest) -> Study:
    return Study(plan or plan_of(), pages or pages_of(dataset(10)), pool or InPlace(), store, **rest)


def outcome(study: Study) -> list[dict]:
    """Its trials, but for the time they took."""
    return [trial.to_dict() | {"seconds_per_page": 0} for trial in study.trials]
