"""YAML: how do settings stand in a file, a value a line, and how is what somebody wrote there taken in?"""

from __future__ import annotations

import json
from typing import Any

import yaml

from ocrlab import apart
from ocrlab.errors import PipelineError
from ocrlab.pipeline import FORMAT

MAX_CHARACTERS = 1_000_000
MAX_CHARACTERS_HERE = 50_000  # the worst that was made of so many takes half a second
LOAD = "ocrlab.recipe.yaml_inside:load"
MAX_VALUES = 20_000  # a recipe of fifty settings has some two thousand
MAX_VALUE_CHARACTERS = 10_000  # of one value: taking a number of a million digits for one takes minutes


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]  # PyYAML has no types
    """Writes a value that stands in two places twice, because `_Loader` takes no references."""

    def ignore_aliases(self, data: object) -> bool:
        return True


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """PyYAML's loader of plain values, within limits: a few lines that refer to each other can hold billions."""

    values = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise PipelineError("refers from one place to another (*); write it out")
        self.values += 1
        if self.values > MAX_VALUES:
            raise PipelineError(f"holds more than {MAX_VALUES:,} values")
        node = super().compose_node(parent, index)
        if isinstance(node, yaml.ScalarNode) and len(node.value) > MAX_VALUE_CHARACTERS:
            raise PipelineError(f"holds a value of over {MAX_VALUE_CHARACTERS:,} characters")
        return node


def flow(value: object) -> str:
    """A value on one line."""
    return yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True
    ).strip()


def loaded(text: str, kind: str, usual: str) -> Any:
    """What a file of this ``kind`` holds; ``usual`` says how large one is.

    Raises `PipelineError` for a text that is too long, no YAML, or YAML that only somebody who means harm writes.
    """
    if len(text) > MAX_CHARACTERS:
        raise PipelineError(f"{kind}: the file is over 1 MB; {usual}")
    return (_loaded_apart if len(text) > MAX_CHARACTERS_HERE else loaded_here)(text, kind, usual)


def loaded_here(text: str, kind: str, usual: str) -> Any:
    """The same in this process, however long it takes."""
    try:
        return yaml.load(text, _Loader)
    except PipelineError as error:
        raise PipelineError(f"{kind}: the file {error}; {usual}") from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise PipelineError(f"{kind}: the file is not YAML{where}; it should start with 'ocrlab: {FORMAT}'") from None


def _loaded_apart(text: str, kind: str, usual: str) -> Any:
    """The same in a process of its own: a megabyte keeps PyYAML busy for seconds, and nobody else could go on."""
    try:
        return json.loads(
            apart.call(LOAD, text.encode("utf-8", "surrogatepass"), kind=kind, usual=usual).body.tobytes()
        )
    except (apart.StoppedError, apart.FaultError, apart.UnavailableError, ValueError) as error:
        raise PipelineError(f"{kind}: the file cannot be read ({error}); {usual}") from None
