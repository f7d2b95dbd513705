"""An engine that reads nothing and does as its settings say; workers import it by name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from ocrlab.engines import Engine, Progress, TextBoxes, effective, register_engine, stop_if
from ocrlab.errors import EngineError
from ocrlab.params import Param, Range, Text, params_of
from ocrlab.reading import Reading, Word


def settings(
    *,
    text: Annotated[str, Text(500), "What it claims to read."] = "quick",
    act: Annotated[Literal["read", "fail", "wait", "hang", "die", "die once", "crash"], "What it does."] = "read",
    note: Annotated[str, Text(500), "A file that counts the readings, one byte each; NAME.go ends a wait."] = "",
    memory: Annotated[int, Range(0, 4000, unit="MB"), "Memory to hold on to."] = 0,
) -> None:
    """Settings of the quick engine."""


class QuickEngine(Engine):
    name = "quick"
    title = "Quick"
    version = "1"
    ballast: ClassVar[list[bytearray]] = []
    warmed = 0

    @property
    def params(self) -> tuple[Param, ...]:
        return params_of(settings)

    def warm_up(self, settings: Mapping[str, object]) -> None:
        while settings["act"] == "wait" and not Path(settings["note"]).exists():
            time.sleep(0.005)
        QuickEngine.warmed += 1

    def detect(self, image, settings, *, cancelled=None) -> TextBoxes:
        return TextBoxes(level=((0, image.shape[1], 0, image.shape[0]),))

    def read(self, image, settings, *, text_boxes=None, progress=None, cancelled=None) -> Reading:
        values = effective(self, settings)
        if values["note"]:
            with open(values["note"], "ab") as file:
                file.write(b".")
        if text_boxes is not None:
            values["text"] = f"{len(text_boxes)} region"
        words = tuple(Word(text, ((0, 0), (9, 0), (9, 9), (0, 9)), 1.0) for text in [values["text"]] if text)
        if values["memory"]:
            self.ballast.append(bytearray(os.urandom(1) * values["memory"] * 1_000_000))
        match values["act"]:
            case "fail":
                raise EngineError("quick: told to fail")
            case "crash":  # as compiled code does that reaches for memory which is not its own
                os.kill(os.getpid(), signal.SIGSEGV)
            case "die":
                os._exit(3)
            case "die once" if Path(values["note"]).stat().st_size == 1:
                os._exit(3)
            case "hang":
                progress(Progress("hanging"))
                time.sleep(600)
            case "wait":
                progress(Progress("recognising", 1, 2, words))
                while not Path(values["note"] + ".go").exists():
                    stop_if(cancelled)
                    time.sleep(0.005)
        return Reading((words,) if words else ())


def pid() -> int:
    return os.getpid()


def warmed() -> int:
    return QuickEngine.warmed


def threads() -> str:
    print("a library that prints must not break the pipe", flush=True)
    return os.environ["OMP_NUM_THREADS"]


def unsendable():
    return lambda: None


ENGINE = register_engine(QuickEngine())
