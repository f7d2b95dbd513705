"""Written setting: how do a setting and a truth become JSON, and how do they come back where something is withdrawn?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from ocrlab.engines import get_engine
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Box
from ocrlab.text import DEFAULT_NORMALISATION, normalisation
from ocrlab.truth import Truth, TruthLine
from ocrlab.ui import link
from ocrlab.ui.lab import ENGINE, START
from ocrlab.ui.tune.setting import Setting, frozen
from ocrlab.ui.tune.tuned import SIDES

Part = TypeVar("Part")


class Attempt(Protocol):
    """Makes a part of what is read, or takes what stands for it where the lab has no such thing any more."""

    def __call__(self, make: Callable[[], Part], otherwise: Part) -> Part: ...


def setting_object(setting: Setting) -> dict[str, Any]:
    """What a setting says beside its crop and its truths, every value written out."""
    return {
        "pipeline": setting.pipeline.to_dict(),
        "engine": setting.engine,
        "engines": {name: dict(values) for name, values in setting.engines},
        "normalise": setting.normalise,
        "dpi": setting.dpi,
        "lock_to": setting.lock_to,
    }


def setting_from(data: Mapping[str, Any], attempt: Attempt) -> Setting:
    """The setting that `setting_object` wrote."""
    engines: dict[str, dict[str, object]] = {
        str(name): attempt(partial(_values, str(name), values), {}) for name, values in data["engines"].items()
    }
    return Setting(
        pipeline=attempt(lambda: Pipeline.from_dict(data["pipeline"]), START),
        engine=attempt(lambda: get_engine(str(data["engine"])).name, ENGINE),
        engines=tuple((name, frozen(values)) for name, values in sorted(engines.items()) if values),
        normalise=attempt(lambda: normalisation(str(data["normalise"])).name, DEFAULT_NORMALISATION),
        dpi=int(data["dpi"]),
        lock_to=next((side for side in SIDES if side == data["lock_to"]), None),
    )


def four(crop: list[int]) -> tuple[int, int, int, int]:
    """A crop, or a region, out of its list."""
    left, top, width, height = (int(number) for number in crop)
    return left, top, width, height


def _values(engine: str, values: Mapping[str, object]) -> dict[str, object]:
    return link.changed(get_engine(engine), values)


def truth_object(truth: Truth) -> dict[str, Any]:
    return {
        "text": truth.text,
        "lines": [[line.text, line.box, line.start, line.page] for line in truth.lines],
        "ignored": truth.ignored,
        "notes": truth.notes,
        "words": [[word.text, word.box, word.start, word.page] for word in truth.words],
    }


def truth_from(data: Mapping[str, Any]) -> Truth:
    """The truth that `truth_object` wrote."""
    return Truth(
        str(data["text"]),
        tuple(_line(*line) for line in data["lines"]),
        tuple(box_from(box) for box in data["ignored"]),
        tuple(str(note) for note in data["notes"]),
        tuple(_line(*word) for word in data["words"]),
    )


def _line(text: str, box: list[list[float]] | None, start: int, page: int) -> TruthLine:
    return TruthLine(text, box_from(box) if box else None, start, page)


def box_from(corners: list[list[float]]) -> Box:
    """A box out of its four corners."""
    first, second, third, fourth = ((x, y) for x, y in corners)
    return first, second, third, fourth
