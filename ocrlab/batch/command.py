"""Command: which command line does the same as a batch that somebody put together on the page?"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from ocrlab.batch.output import Output
from ocrlab.batch.pages import SAMPLES, Inputs
from ocrlab.batch.plan import Plan, Setting
from ocrlab.delivery import place
from ocrlab.engines import changed
from ocrlab.export import to_yaml
from ocrlab.home import home
from ocrlab.recipe import written

DRAWN_AT = Inputs(()).dpi


def command(plan: Plan, inputs: Inputs, out: str, formats: Sequence[str]) -> str:
    """To be pasted into a shell; empty where no command does the same.

    Settings that are more than one list of stages are named as files, which are put into the lab's folder.
    """
    if not plan.read:
        return _apply(plan, inputs, out, formats)
    parts = ["ocrlab", "batch", *inputs.places]
    alone = len(plan.choices) == 1 and not plan.choices[0].is_recipe
    for choice in plan.choices:
        parts += _stages(choice) if alone else _file(choice)
    parts += ["--engine", plan.engine] if plan.engine != Plan.engine else []
    parts += [part for pair in changed(plan.engine, plan.settings) for part in ("--engine-set", pair)]
    parts += ["--normalise", plan.normalise] if plan.normalise != Plan.normalise else []
    parts += ["--truth", inputs.truth] if inputs.truth else []
    parts += ["--group-by", inputs.group_by] if inputs.group_by else []
    return shlex.join([*parts, *_drawn(inputs), "--out", out, *_written(formats)])


def _apply(plan: Plan, inputs: Inputs, out: str, formats: Sequence[str]) -> str:
    """A command for each setting: each into a folder of its own, as the batch does it."""
    if SAMPLES in inputs.places:
        return ""  # they are no files
    lines = []
    for number, choice in enumerate(plan.choices):
        parts = ["ocrlab", "apply", *inputs.places, *(_file(choice) if choice.is_recipe else _stages(choice))]
        folder = Output(out).where(plan, number)
        parts += ["--page", "all", *_drawn(inputs), "--out", f"{out}/{folder}" if folder else out, *_written(formats)]
        lines.append(shlex.join(parts))
    return "\n".join(lines)


def _stages(choice: Setting) -> list[str]:
    return [part for stage in choice.recipe.settings[0].stages for part in ("--stage", str(stage))]


def _file(choice: Setting) -> list[str]:
    """The setting as a file that is there: what only this page knows is no file yet."""
    recipe = choice.recipe
    text = written(recipe) if choice.is_recipe else to_yaml(recipe.settings[0])
    name = choice.name.replace("/", "_")
    file: Path = place(home() / "settings", name, ".yaml", lambda file: file.write(text.encode()), lambda path: True)
    return ["--recipe" if choice.is_recipe else "--pipeline", str(file)]


def _drawn(inputs: Inputs) -> list[str]:
    return [] if inputs.dpi == DRAWN_AT else ["--dpi", str(inputs.dpi)]


def _written(formats: Sequence[str]) -> list[str]:
    return ["--write", ",".join(formats)] if formats else []
