"""Files: how is a recipe handed on as a file that comes back equal?

ocrlab: 1
recipe: measured
settings:
  - stages:
      - {filter: median, radius: 1, footprint: square}
  - stages: []
measured: {quality: specks, threshold: 0.01, below: 1, above: 0}
learnt: {study: monday, metric: cer, ...}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from ocrlab.diagnose import Qualities
from ocrlab.errors import InputError, PipelineError
from ocrlab.files import read_file
from ocrlab.pipeline import FORMAT, Pipeline
from ocrlab.recipe.learnt import Learnt
from ocrlab.recipe.model import Recipe, Rule
from ocrlab.recipe.yaml_text import flow, loaded
from ocrlab.truth import decode_text
from ocrlab.wording import shown_name

MOST_SETTINGS = 20
_KEYS = ("ocrlab", "recipe", "settings", "measured", "learnt")


def written(recipe: Recipe, learnt: Learnt | None = None) -> str:
    """The recipe as YAML, every value of every setting written; `read_recipe` reads it back equal."""
    lines = [f"# {recipe}", f"ocrlab: {FORMAT}", f"recipe: {recipe.rule}", "settings:"]
    for pipeline in recipe.settings:
        lines.append("  - stages:" if pipeline.stages else "  - stages: []")
        lines += [f"      - {flow(stage.to_dict())}" for stage in pipeline.stages]
    if recipe.rule == "measured":
        rule = recipe.to_dict()
        lines.append(f"measured: {flow({key: rule[key] for key in ('quality', 'threshold', 'below', 'above')})}")
    if learnt is not None:
        lines.append(f"learnt: {flow(learnt.to_dict())}")
    return "\n".join(lines) + "\n"


def is_recipe(text: str) -> bool:
    """Whether a text is meant as a recipe, whole or not, and not as one setting."""
    return re.search(r"^recipe:", text, re.MULTILINE) is not None


def load_recipe(path: str | Path) -> tuple[Recipe, Learnt | None]:
    """The recipe in a file, and what it was learnt on, where that is written there.

    Raises `FileError` or `PipelineError` naming the file.
    """
    name = shown_name(path)
    text = decode_text(read_file(path), name)
    try:
        return read_recipe(text)
    except InputError as error:
        raise type(error)(f"{name}: {str(error).removeprefix('recipe: ')}") from None


def read_recipe(text: str) -> tuple[Recipe, Learnt | None]:
    """The recipe that `written` wrote. Raises `PipelineError` or `ParamError` naming what is wrong."""
    data = _mapping(text)
    if "recipe" not in data and "stages" in data:
        raise PipelineError("recipe: is a pipeline, one setting without a rule; give it as --pipeline")
    if "recipe" not in data:
        raise PipelineError("recipe: is no recipe; it should hold 'ocrlab: 1', 'recipe: RULE' and a list of 'settings'")
    version = data.get("ocrlab")
    if version != FORMAT:
        newer = isinstance(version, int) and version > FORMAT
        raise PipelineError(
            f"recipe: is of format {str(version)[:20]}, this lab reads {FORMAT}; "
            + ("bring OCR Lab up to date, or have the recipe written by this one" if newer else "write it anew")
        )
    if unknown := [str(key) for key in data if key not in _KEYS]:
        raise PipelineError(f"recipe: unknown key {unknown[0][:40]!r}; only {', '.join(_KEYS)} belong here")
    recipe = _recipe(data)
    learnt = data.get("learnt")
    try:
        return recipe, None if learnt is None else Learnt.from_dict(learnt)
    except (KeyError, TypeError, ValueError) as error:
        raise PipelineError(f"recipe: what it was learnt on cannot be read ({error}); remove 'learnt'") from None


def _mapping(text: str) -> Mapping[str, Any]:
    data = loaded(text, "recipe", "a recipe takes a few kilobytes")
    if not isinstance(data, dict):
        raise PipelineError(f"recipe: is no recipe; the file should start with 'ocrlab: {FORMAT}'")
    return data


def _recipe(data: Mapping[str, Any]) -> Recipe:
    rule, settings = data["recipe"], data.get("settings")
    if rule not in get_args(Rule):
        raise PipelineError(f"recipe: its rule must be one of {', '.join(get_args(Rule))}, got {str(rule)[:40]!r}")
    if not isinstance(settings, list) or not 1 <= len(settings) <= MOST_SETTINGS:
        raise PipelineError(f"recipe: needs a list of 1..{MOST_SETTINGS} settings")
    pipelines = tuple(_setting(number, setting) for number, setting in enumerate(settings, 1))
    if rule != "measured":
        return Recipe(pipelines, rule)
    known = [*Qualities.__dataclass_fields__]
    match data.get("measured"):
        case {
            "quality": str(quality),
            "threshold": int() | float() as level,
            "below": int(below),
            "above": int(above),
        }:
            pass
        case _:
            raise PipelineError("recipe: the rule 'measured' needs measured: {quality, threshold, below, above}")
    if quality not in known:
        raise PipelineError(f"recipe: measured quality must be one of {', '.join(known)}, got {quality[:40]!r}")
    for place in (below, above):
        if not 0 <= place < len(pipelines):
            raise PipelineError(f"recipe: names setting {place}, the {len(pipelines)} settings are counted from 0")
    return Recipe(pipelines, rule, quality, float(level), below, above)


def _setting(number: int, setting: object) -> Pipeline:
    try:
        return Pipeline.from_dict({"ocrlab": FORMAT, **setting} if isinstance(setting, dict) else setting)
    except InputError as error:
        raise type(error)(f"recipe: setting {number}: {str(error).removeprefix('pipeline: ')}") from None
