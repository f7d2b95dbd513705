"""Which filters are there, and what does each one declare about itself?

`register` turns a plain function into a `Filter`: its keyword parameters become the declaration (see `ocrlab.params`),
its docstring becomes the help. Nothing else lists filters: the catalogue, the controls, the command line, the search
space and the contract tests all walk this registry.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from ocrlab.errors import DeclarationError, PipelineError
from ocrlab.image import Image, check, freeze
from ocrlab.params import Param, params_of, resolve

Family = Literal["tone", "noise", "threshold", "morphology", "geometry", "sharpen"]
FAMILIES: dict[Family, str] = {
    "tone": "Tone and colour",
    "noise": "Noise",
    "threshold": "Black and white",
    "morphology": "Ink shape",
    "geometry": "Geometry",
    "sharpen": "Sharpness",
}
SECTIONS = ("Helps", "Harms", "Colour", "Source")
RESERVED = ("enabled", "region", "filter")  # words a stage uses for itself

_filters: dict[str, Filter] = {}
_aliases: dict[str, str] = {}


@dataclass(frozen=True)
class Filter:
    """A registered filter: the function, its declaration and its help."""

    name: str
    title: str
    family: Family
    function: Callable[..., Image]
    params: tuple[Param, ...]
    summary: str
    sections: Mapping[str, str]
    moves: bool
    slow: bool
    bends: bool = False

    def __call__(self, image: Image, **values: object) -> Image:
        """Apply with checked values; the input is left as it was and the result cannot be written to.

        Raises `ParamError` for values outside the declaration and `ImageError` for an array that is no Image.
        """
        frozen = freeze(check(image, self.name))
        result = check(self.function(frozen, **self.resolve(values)), self.name)
        if result.flags.owndata and result.flags.c_contiguous:
            # Made by the filter and known to nobody else: closed for good, so its digest can be remembered.
            result.flags.writeable = False
            return result
        return freeze(result)

    def resolve(self, values: Mapping[str, object]) -> dict[str, Any]:
        return resolve(self.params, values, self.name)


def register(
    title: str,
    *,
    family: Family,
    moves: bool = False,
    bends: bool = False,
    slow: bool = False,
    aliases: tuple[str, ...] = (),
) -> Callable[[Callable[..., Image]], Callable[..., Image]]:
    """Declare the function below as a filter under its own name.

    ``moves`` marks a filter that changes where pixels are (it refuses a region and tells its `move`), ``bends`` one
    that moves them as no matrix can say, ``slow`` one that may take seconds, ``aliases`` are names it once had or is
    known by: read, never written. Raises `DeclarationError` for a name taken twice or a docstring without its sections.
    """

    def declare(function: Callable[..., Image]) -> Callable[..., Image]:
        name = function.__name__
        for taken in (name, *aliases):
            if taken in _filters or taken in _aliases:
                raise DeclarationError(f"{name}: the name {taken} is taken by another filter")
        params = params_of(function)
        for param in params:
            if param.kind not in ("number", "choice", "flag"):
                raise DeclarationError(
                    f"{name}: a filter's parameter is a number, a choice or a flag, not {param.kind}"
                )
            if param.name in RESERVED:
                raise DeclarationError(f"{name}: the parameter name {param.name} is reserved for the stage")
        summary, sections = _read_doc(name, inspect.getdoc(function) or "")
        _filters[name] = Filter(name, title, family, function, params, summary, sections, moves or bends, slow, bends)
        _aliases.update(dict.fromkeys(aliases, name))
        return function

    return declare


def _read_doc(name: str, doc: str) -> tuple[str, dict[str, str]]:
    parts = re.split(rf"^({'|'.join(SECTIONS)}): ", doc, flags=re.MULTILINE)
    sections = {head: " ".join(body.split()) for head, body in zip(parts[1::2], parts[2::2], strict=True)}
    missing = [head for head in SECTIONS if head not in sections]
    if missing or not parts[0].strip():
        raise DeclarationError(f"{name}: its docstring needs a summary and {', '.join(missing or SECTIONS)}")
    return " ".join(parts[0].split()), sections


def get_filter(name: str) -> Filter:
    """The filter of that name or alias; raises `PipelineError` with the nearest name there is."""
    found = _filters.get(_aliases.get(name, name))
    if found is None:
        near = get_close_matches(name, [*_filters, *_aliases], n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_filters)}"
        raise PipelineError(f"pipeline: there is no filter {name!r}; {hint}")
    return found


def all_filters() -> tuple[Filter, ...]:
    """Every filter, family by family in catalogue order, in the order declared within a family."""
    order = list(FAMILIES)
    return tuple(sorted(_filters.values(), key=lambda f: order.index(f.family)))
