"""Importing: a text that holds a setting comes back. Of which kind is it, and which pipeline or recipe is in it?

Told by content: YAML, a link, the JSON of a run, or a file that the lab exported, by the setting at its head.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ocrlab.errors import PipelineError
from ocrlab.export import setting
from ocrlab.export.command import from_link
from ocrlab.export.pipelines import from_yaml
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe, is_recipe, read_recipe
from ocrlab.wording import counted

MAX_CHARACTERS = 20_000_000  # the runs of a thousand pages; of YAML much less is read
KINDS = (
    "a pipeline or a recipe as YAML, a link of the app's, a line of ocrlab read --json, or a file that the lab exported"
)
_LINK = re.compile(r"(?:https?://|\?)\S*$")


def recipe_from(text: str) -> tuple[Recipe, Learnt | None]:
    """The recipe that a text holds and what it was learnt on; one setting is a recipe of one.

    Raises `PipelineError` or `ParamError` for a text that is no setting of any kind, that is damaged, or that a newer
    lab wrote.
    """
    text = _bare(text)
    if is_recipe(text):
        return read_recipe(text)
    return Recipe((_pipeline(text),)), None


def pipeline_from(text: str) -> Pipeline:
    """The one pipeline that a text holds, whichever of the kinds it is. Raises as `recipe_from` does."""
    recipe, _ = recipe_from(text)
    if recipe.chooses:
        raise PipelineError(
            f"pipeline: is a recipe, which chooses among {counted(len(recipe.settings), 'setting')}; open it where a "
            "recipe is taken, on the command line with --recipe"
        )
    return recipe.settings[0]


def _bare(text: str) -> str:
    """The text without what editors put around it, or, of a file that the lab exported, the YAML at its head."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        raise PipelineError(
            f"pipeline: the text has {len(text):,} characters, at most {MAX_CHARACTERS:,} can be a setting; it is "
            f"{KINDS}"
        )
    text = text.replace("\r\n", "\n")
    return setting.out_of_block(text) if setting.is_marked(text) else text


def _pipeline(text: str) -> Pipeline:
    bare = text.strip()
    if not bare:
        raise PipelineError(f"pipeline: the text is empty; it should be {KINDS}")
    if "?" in bare and _LINK.match(bare):
        return from_link(bare)
    if bare.startswith("{") and (pipeline := _from_json(bare)) is not None:
        return pipeline
    if not re.search(r"^[^\w\n]*(ocrlab|stages)[^\w\n]*:", text, re.MULTILINE):
        raise PipelineError(f"pipeline: this is no setting of the lab's; it should be {KINDS}")
    return from_yaml(text)


def _from_json(text: str) -> Pipeline | None:
    """The pipeline of a run, or of the first of several lines that agree; None for what is no JSON."""
    try:
        lines = _lines_of_json(text)
    except ValueError:
        return None
    except RecursionError:
        raise PipelineError(f"pipeline: the JSON is nested too deep; it should be {KINDS}") from None
    pipelines = {_of_run(line) for line in lines}
    if len(pipelines) > 1:
        raise PipelineError(
            f"pipeline: the runs have {len(pipelines)} different settings; give the line of one of them"
        )
    return pipelines.pop()


def _lines_of_json(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _of_run(run: Any) -> Pipeline:
    if isinstance(run, dict) and isinstance(run.get("pipeline"), dict):
        return Pipeline.from_dict(run["pipeline"])
    if isinstance(run, dict) and isinstance(run.get("best"), dict):
        return Pipeline.from_dict(run["best"])
    return Pipeline.from_dict(run)
