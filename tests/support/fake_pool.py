"""A pool whose readings come at once, so that only the pages are tested."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from ocrlab.datasets import builtin, builtin_samples
from ocrlab.engines import Progress, effective, get_engine
from ocrlab.reading import Reading, Word

FIRST = builtin_samples()[0].name
BOX = ((5, 5), (90, 5), (90, 30), (5, 30))


class FakeJob:
    """A job that has ended, or one that a test ends when it likes."""

    def __init__(self, state: str = "done", result: Any = None, error: object = None, stage: str = "") -> None:
        self.state, self.error, self.seconds, self.cached, self.place = state, error, 0.5, False, None
        self.progress = Progress(stage or state)
        self._result = result

    @property
    def finished(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    def result(self) -> Any:
        return self._result

    def end(self, state: str = "done", result: Any = None, error: object = None) -> None:
        if not self.finished:
            self.state, self._result, self.error = state, result, error

    def cancel(self) -> None:
        self.end("cancelled")


class Pool:
    """Reads every original as nothing and every filtered page as its truth, unless it is told what to say."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict]] = []
        self.original = builtin(FIRST).digest
        self.has_read = True
        self.says = {"original": "", "filtered": builtin(FIRST).truth}

    def warm_up(self, engine: str, settings: object) -> None: ...

    def knows(self, key: str) -> bool:
        return self.has_read

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        self.asked.append((slot, effective(get_engine(engine), settings)))
        return FakeJob(result=self.read(slot))

    def read(self, slot: str) -> Reading:
        text = self.says[slot] if slot in self.says else self.says[slot.split()[0]]
        return Reading.of([Word(" ".join(text.split()), BOX, 0.9)]) if text else Reading()


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def control(app: AppTest, kind: str, name: str) -> Any:
    """The widget of that name, under whichever key it now goes; see `ocrlab.ui.widgets`."""
    (found,) = (w for w in app.get(kind) if w.key == name or (w.key or "").startswith(f"{name}~"))
    return found
