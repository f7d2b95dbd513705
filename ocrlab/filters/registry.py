"""Which filters are there, and what does each one declare about itself?

`register` turns a plain function into a `Filter`: its keyword parameters become the declaration (see `ocrlab.params`),
its docstring becomes the help. Nothing else lists filters: the catalogue, the controls, the command line, the search
space and the contract tests all walk this registry.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

import numpy as np

from ocrlab.errors import DeclarationError, PipelineError
from ocrlab.image import Image, check, freeze
from ocrlab.params import Param, params_of, resolve

Room = Literal["tone", "noise", "threshold", "morphology", "geometry", "sharpen"]
ROOMS: dict[Room, str] = {
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
_notes: ContextVar[list[str] | None] = ContextVar("notes", default=None)

Matrix = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]
STILL: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_moves: ContextVar[list[Matrix] | None] = ContextVar("moves", default=None)


@dataclass(frozen=True)
class Filter:
    """A registered filter: the function, its declaration and its help."""

    name: str
    title: str
    room: Room
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
    room: Room,
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
        _filters[name] = Filter(name, title, room, function, params, summary, sections, moves or bends, slow, bends)
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
    """Every filter, room by room in catalogue order, in the order declared within a room."""
    order = list(ROOMS)
    return tuple(sorted(_filters.values(), key=lambda f: order.index(f.room)))


def say(text: str) -> None:
    """Called by a filter to tell what it found ("turned by 1.4 degrees"); shown beside its stage."""
    notes = _notes.get()
    if notes is not None:
        notes.append(text)


@contextmanager
def _collecting(told: ContextVar[list[Any] | None]) -> Iterator[list[Any]]:
    found: list[Any] = []
    token = told.set(found)
    try:
        yield found
    finally:
        told.reset(token)


def listening() -> AbstractContextManager[list[str]]:
    """Collect what filters `say` while they run in this thread."""
    return _collecting(_notes)


def move(matrix: Sequence[Sequence[float]]) -> None:
    """Called by a filter that moves pixels: the matrix (2 or 3 rows of 3) takes a point of the page to its new place.

    Points are measured from the page's top left corner, so the middle of the first pixel is at (0.5, 0.5).
    """
    moves = _moves.get()
    if moves is not None:
        rows = [tuple(float(number) for number in row) for row in matrix]
        moves.append((rows[0], rows[1], rows[2] if len(rows) > 2 else STILL[2]))


def following() -> AbstractContextManager[list[Matrix]]:
    """Collect how filters `move` pixels while they run in this thread."""
    return _collecting(_moves)


def grey(image: Image) -> Image:
    """Luma of an RGB image (ITU-R BT.601, rounded to the nearest level); a grey image is returned as it is."""
    if image.ndim == 2:
        return image
    # Integer arithmetic in 1/65536: exact. A few rows at a time, so that wide integers of a page are never held.
    out = np.empty(image.shape[:2], np.uint8)
    rows = max(1, (1 << 17) // image.shape[1])
    for top in range(0, len(image), rows):
        part = image[top : top + rows]
        red, green, blue = (part[..., i].astype(np.uint32) for i in range(3))
        out[top : top + rows] = (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16
    return out


def each_channel(image: Image, work: Callable[[Image], Image]) -> Image:
    """Apply ``work`` to a grey image, or to red, green and blue apart."""
    if image.ndim == 2:
        return work(image)
    return np.stack([work(np.ascontiguousarray(image[..., i])) for i in range(3)], axis=-1)
