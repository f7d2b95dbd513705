"""Declaration: what does a plain function declare, once it is registered as a filter?

Its keyword parameters become the `Param`s (see `ocrlab.params`), its docstring becomes the help, and a function that
does not belong to the lab carries its own source file and digest along. Everything wrong is refused here, at import.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ocrlab.errors import DeclarationError, OcrLabError, PipelineError
from ocrlab.filters.own import OwnFilter, line_in, origin_of
from ocrlab.image import Image, check, freeze
from ocrlab.params import Param, params_of, resolve
from ocrlab.wording import listed

Family = Literal["spoil", "tone", "noise", "threshold", "morphology", "geometry", "sharpen"]
FAMILIES: dict[Family, str] = {
    "spoil": "Spoilt on purpose",
    "tone": "Tone and colour",
    "noise": "Noise",
    "threshold": "Black and white",
    "morphology": "Ink shape",
    "geometry": "Geometry",
    "sharpen": "Sharpness",
}
SECTIONS = ("Helps", "Harms", "Colour", "Source")
RESERVED = ("enabled", "region", "filter")  # words a stage uses for itself
RESERVED_NAMES = ("none", "order")  # words that mean something else where a search space is written


@dataclass(frozen=True)
class Filter:
    """A registered filter: the function, its declaration, its help, and where it comes from unless it is the lab's."""

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
    own: OwnFilter | None = None

    @property
    def spoils(self) -> bool:
        """Whether it makes a page worse on purpose: such a stage comes before all others, and nothing proposes one."""
        return self.family == "spoil"

    def __call__(self, image: Image, **values: object) -> Image:
        """Apply with checked values; the input is left as it was and the result cannot be written to.

        Raises `ParamError` for values outside the declaration, `ImageError` for an array that is no Image, and
        `PipelineError`, with file and line, for whatever goes wrong inside an own filter.
        """
        frozen = freeze(check(image, self.name))
        result = check(self._run(frozen, self.resolve(values)), self.name)
        if not self.moves and result.shape[:2] != frozen.shape[:2]:
            raise PipelineError(f"{self.name}: changes the size of the page, so it must be declared with moves=True")
        if result.flags.owndata and result.flags.c_contiguous:
            # Made by the filter and known to nobody else: closed for good, so its digest can be remembered.
            result.flags.writeable = False
            return result
        return freeze(result)

    def _run(self, image: Image, values: Mapping[str, Any]) -> Image:
        if self.own is None:
            return self.function(image, **values)
        try:
            return self.function(image, **values)
        except (OcrLabError, MemoryError):
            raise
        except Exception as error:
            line = line_in(self.own.source, error)
            where = self.own.source + (f", line {line}" if line else "")
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise PipelineError(
                f"{self.name}: failed in {where} ({reason}); correct the filter or remove it"
            ) from error

    def resolve(self, values: Mapping[str, object]) -> dict[str, Any]:
        return resolve(self.params, values, self.name)


def declared(
    function: Callable[..., Image], title: str, family: Family, *, moves: bool, bends: bool, slow: bool
) -> Filter:
    """The filter that a function declares; raises `DeclarationError` naming what it lacks."""
    if not inspect.isfunction(inspect.unwrap(function)):
        raise DeclarationError(f"{title}: register decorates a plain function, not {type(function).__name__}")
    name = function.__name__
    if family not in FAMILIES:
        raise DeclarationError(f"{name}: family must be {listed(FAMILIES, 'or')}, got {family!r}")
    _check_signature(name, function)
    params = params_of(function)
    for param in params:
        if param.kind not in ("number", "choice", "flag"):
            raise DeclarationError(f"{name}: a filter's parameter is a number, a choice or a flag, not {param.kind}")
        if param.name in RESERVED:
            raise DeclarationError(f"{name}: the parameter name {param.name} is reserved for the stage")
    summary, sections = _read_doc(name, inspect.getdoc(function) or "")
    own = origin_of(function)
    return Filter(name, title, family, function, params, summary, sections, moves or bends, slow, bends, own)


def _check_signature(name: str, function: Callable[..., Image]) -> None:
    """One positional parameter, the image; a value before the * would get no slider, and nobody would notice."""
    parameters = inspect.signature(function).parameters.values()
    positional = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    open_ended = [p.name for p in parameters if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if len(positional) != 1 or open_ended:
        given = ", ".join([*positional, *open_ended]) or "none"
        raise DeclarationError(
            f"{name}: must take the image alone before a * and its values after it, got {given}; "
            f"write def {name}(image, *, radius=...)"
        )


def _read_doc(name: str, doc: str) -> tuple[str, dict[str, str]]:
    parts = re.split(rf"^({'|'.join(SECTIONS)}): ", doc, flags=re.MULTILINE)
    sections = {head: " ".join(body.split()) for head, body in zip(parts[1::2], parts[2::2], strict=True)}
    missing = [head for head in SECTIONS if head not in sections]
    if missing or not parts[0].strip():
        raise DeclarationError(f"{name}: its docstring needs a summary and {', '.join(missing or SECTIONS)}")
    return " ".join(parts[0].split()), sections
