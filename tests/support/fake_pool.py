"""A pool whose readings come at once, so that only the pages are tested."""

from __future__ import annotations

from concurrent.futures import Future
from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from ocrlab.datasets import builtin, builtin_samples
from ocrlab.engines import Progress, effective, get_engine
from ocrlab.reading import Reading, Word

FIRST = builtin_samples()[0].name
BOX = ((5, 5), (90, 5), (90, 30), (5, 30))


class Pool:
    """Reads every original as nothing and every filtered page as its truth, unless it is told what to say."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict]] = []
        self.original = builtin(FIRST).digest
        self.says = {"original": "", "filtered": builtin(FIRST).truth}

    def warm_up(self, engine: str, settings: object) -> None: ...

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        self.asked.append((slot, effective(get_engine(engine), settings)))
        text = self.says[slot]
        future: Future = Future()
        future.set_result(Reading.of([Word(" ".join(text.split()), BOX, 0.9)]) if text else Reading())
        return SimpleNamespace(
            state="done",
            finished=True,
            seconds=0.5,
            error=None,
            result=future.result,
            progress=Progress("done"),
            place=None,
        )


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))
