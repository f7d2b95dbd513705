"""Setting: how does a pipeline or recipe stand at the head of a file that is no YAML, so that the lab reads it back?

Between two marks, each line behind a ``#``: Python, shell scripts and plugins all take that for a comment.
"""

from __future__ import annotations

from ocrlab.errors import PipelineError
from ocrlab.export.pipelines import to_yaml
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe, written

BEGIN = "# --- the setting; OCR Lab opens this file again by these lines ---"
END = "# --- end of the setting ---"


def block(setting: Pipeline | Recipe, learnt: Learnt | None = None) -> str:
    """The setting as a comment of several lines; ``learnt`` says what a recipe was learnt on."""
    text = written(setting, learnt) if isinstance(setting, Recipe) else to_yaml(setting)
    lines = [f"# {line}".rstrip() for line in text.splitlines()]
    return "\n".join([BEGIN, *lines, END])


def is_marked(text: str) -> bool:
    """Whether a text has a setting at its head, whole or not."""
    return BEGIN in text


def out_of_block(text: str) -> str:
    """The YAML in a marked text; raises `PipelineError` where its marks are damaged."""
    _, begins, rest = f"\n{text}".partition(f"\n{BEGIN}\n")
    inside, ends, _ = f"\n{rest}\n".partition(f"\n{END}\n")
    if not begins or not ends:
        raise PipelineError(
            "pipeline: the setting at the head of the script has no end; it runs from "
            f"{BEGIN[2:]!r} to {END[2:]!r}, each line behind a #"
        )
    return "".join(f"{line.removeprefix('# ' if line[:2] == '# ' else '#')}\n" for line in inside.split("\n")[1:])
