"""Proven: which settings have been shown to help on a kind of page, by how much, and where do they harm?

A starting point is the answer of a search: a file in ``proven_files``, with the command that found it and what it was
worth on pages that the search had not seen. One whose interval leaves it open whether it helps is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ocrlab.errors import PipelineError
from ocrlab.pipeline import FORMAT, Pipeline
from ocrlab.recipe.yaml_text import flow, loaded
from ocrlab.wording import counted, percent, points

FOLDER = Path(__file__).parent / "proven_files"
_KEYS = {"ocrlab", "title", "pages", "stages", "command", "engine", "held_out", "clean"}


@dataclass(frozen=True)
class HeldOut:
    """What the setting is worth on so many pages held out: the CER ``before``, without a filter, and ``after`` it, and
    the 95 % interval of the change."""

    before: float
    after: float
    low: float
    high: float
    pages: int

    def __str__(self) -> str:
        return (
            f"CER {percent(self.after)} from {percent(self.before)}, {points(self.after - self.before)} "
            f"({points(self.low).removesuffix(' points')} to {points(self.high)}, 95 %, {counted(self.pages, 'page')} "
            "held out)"
        )


@dataclass(frozen=True)
class StartingPoint:
    """A setting for a kind of page. ``pages`` says which those are, ``command`` repeats the search, ``engine`` read.

    ``clean`` is the CER of clean pages without the setting and under it: what it costs where nothing is wrong.
    """

    name: str
    title: str
    pages: str
    pipeline: Pipeline
    command: str
    engine: str
    held_out: HeldOut
    clean: tuple[float, float]

    @property
    def harm(self) -> str:
        """What it does to pages that have nothing to mend."""
        before, after = self.clean
        if after <= before:
            return f"Clean pages are read as well with it: CER {percent(after)} from {percent(before)}."
        return f"It harms clean pages: CER {percent(after)} from {percent(before)}."


def written_point(point: StartingPoint) -> str:
    """The starting point as YAML; `read_point` reads it back equal."""
    proof = point.held_out
    lines = [
        f"ocrlab: {FORMAT}",
        f"title: {flow(point.title).splitlines()[0]}",
        f"pages: {flow(point.pages).splitlines()[0]}",
        "stages:",
        *(f"  - {flow(stage.to_dict())}" for stage in point.pipeline.stages),
        f"command: {flow(point.command).splitlines()[0]}",
        f"engine: {flow(point.engine).splitlines()[0]}",
        f"held_out: {flow(vars(proof))}",
        f"clean: {flow(dict(zip(('before', 'after'), point.clean, strict=True)))}",
    ]
    return "\n".join(lines) + "\n"


def read_point(text: str, name: str) -> StartingPoint:
    """The starting point that `written_point` wrote.

    Raises `PipelineError` naming what is wrong, and for one whose gain is not proven.
    """
    place = f"starting point {name}"
    data = loaded(text, place, "a starting point takes a kilobyte")
    if not isinstance(data, Mapping) or set(data) != _KEYS:
        raise PipelineError(f"{place}: needs {', '.join(sorted(_KEYS))}, and nothing else")
    try:
        proof = data["held_out"]
        before, after, low, high = (float(proof[key]) for key in ("before", "after", "low", "high"))
        held_out = HeldOut(before, after, low, high, int(proof["pages"]))
        clean = float(data["clean"]["before"]), float(data["clean"]["after"])
    except (KeyError, TypeError, ValueError) as error:
        raise PipelineError(f"{place}: what it is worth cannot be read ({error}); repeat its search") from None
    if held_out.high >= 0:
        raise PipelineError(f"{place}: is not proven to help ({held_out}); it is not listed before it is")
    pipeline = Pipeline.from_dict({"ocrlab": data["ocrlab"], "stages": data["stages"]})
    if pipeline.spoiling.stages or not pipeline.stages:
        raise PipelineError(f"{place}: must hold filters alone, got {pipeline}")
    texts: dict[str, Any] = {key: str(data[key]) for key in ("title", "pages", "command", "engine")}
    return StartingPoint(name=name, pipeline=pipeline, held_out=held_out, clean=clean, **texts)


@cache
def starting_points() -> tuple[StartingPoint, ...]:
    """Every starting point of the lab, by title."""
    read = (read_point(file.read_text("utf-8"), file.stem) for file in FOLDER.glob("*.yaml"))
    return tuple(sorted(read, key=lambda point: point.title))
