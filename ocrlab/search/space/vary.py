"""Vary: what may vary, as a person writes it?

One text for each place in the pipeline:

    median radius=0..3                      a range, on the parameter's own grid
    gaussian sigma=0.5..2:0.5               a range with a coarser step
    median radius=1|2 footprint=square|disk   lists
    median? radius=1..3                     the stage on or off
    otsu|sauvola|none window=15..51         one of several, or nothing; a parameter belongs to whoever has it,
    median|gaussian median.radius=1..3      or to the one it names
    order median otsu                       the order of two stages

Ranges, steps and units come from the filters' declarations. What is not varied keeps the value of the pipeline the
space is built round, or the default.
"""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from typing import Any

from ocrlab.errors import ParamError
from ocrlab.filters import Filter, get_filter
from ocrlab.params import Param
from ocrlab.pipeline import Stage
from ocrlab.search.space.dimensions import NONE, ORDERS, Dimension, Option, Slot


class Written:
    """One text, split into the filters it names and the parameters it varies."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            head, *self.pairs = shlex.split(text)
        except ValueError:
            raise ParamError(f"vary: cannot read {text[:80]!r}; write it as: median radius=0..3") from None
        self.optional = head.endswith("?")
        names = head.removesuffix("?").split("|")
        self.optional |= NONE in names
        self._declared = [get_filter(name) for name in names if name != NONE]
        self.filters = [filter_.name for filter_ in self._declared]
        if spoils := next((filter_.name for filter_ in self._declared if filter_.spoils), None):
            raise ParamError(
                f"vary: {spoils} spoils the page on purpose, and what is spoilt least reads best; give it as a "
                "stage that the search starts from (--stage), and vary filters"
            )
        if len(set(names)) != len(names) or not self.filters:
            raise ParamError(f"vary: {head!r} names no filter, or one twice; write it as: otsu|sauvola|none")

    def slot(self, base: Stage | None, names: dict[str, int]) -> Slot:
        """What may stand in this place, round a ``base`` that stands there now.

        ``names`` counts the names given so far, so that the second median is called "median 2".
        """
        varied: dict[str, dict[str, str]] = {name: {} for name in self.filters}
        for pair in self.pairs:
            key, equals, span = pair.partition("=")
            if not equals or not span:
                raise ParamError(f"vary: {key!r} has no values in {self.text[:80]!r}; write it as: median radius=0..3")
            for name, param in self._owners(key):
                if param in varied[name]:
                    raise ParamError(f"vary: {name} {param} is given twice in {self.text[:80]!r}; give it once")
                varied[name][param] = span
        options = []
        for filter_ in self._declared:
            label = _free(filter_.name, names)
            options.append(self._option(filter_, base, varied[filter_.name], label))
        if self.optional:
            options.append(Option(None))
        if len(options) == 1:
            return Slot(tuple(options))
        name = _free("|".join(self.filters), names) if len(self.filters) > 1 else label
        return Slot(tuple(options), Dimension(name, tuple(option.name for option in options)))

    def _owners(self, key: str) -> list[tuple[str, str]]:
        named, dot, param = key.rpartition(".")
        meant = [f for f in self._declared if not dot or f.name == named]
        owners = [f for f in meant if any(p.name == param for p in f.params)]
        if not owners:
            whom = meant or self._declared
            known = "; ".join(f"{f.name} takes {', '.join(p.name for p in f.params) or 'none'}" for f in whom)
            raise ParamError(f"vary: there is no parameter {key!r} in {self.text[:80]!r}; {known}")
        return [(f.name, param) for f in owners]

    def _option(self, filter_: Filter, base: Stage | None, varied: dict[str, str], label: str) -> Option:
        params = {param.name: param for param in filter_.params}
        fixed: dict[str, Any] = {}
        dimensions = []
        for name, span in varied.items():
            dimension = dimension_of(params[name], span, f"{label}.{name}", f"vary: {filter_.name}")
            if dimension.count == 1:
                fixed[name] = dimension.grid[0]
            else:
                dimensions.append(dimension)
        stage = base if base is not None and base.filter == filter_.name else Stage.of(filter_.name)
        stage = Stage.of(filter_.name, {**stage.settings, **fixed}, True, stage.region)
        return Option(stage, tuple(dimensions))


def _free(name: str, names: dict[str, int]) -> str:
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name} {names[name]}"


def dimension_of(param: Param, span: str, name: str, place: str) -> Dimension:
    """What ``0..3``, ``0.5..2:0.5``, ``1|2|4`` or ``true|false`` mean for a parameter.

    Raises `ParamError` for an empty range, a value outside the declaration or a step off its grid.
    """
    if ".." not in span:
        values = tuple(param.check(value, place) for value in span.split("|"))
        if len(set(values)) != len(values):
            raise ParamError(f"{place}: {param.name} lists a value twice in {span!r}; list each once")
        return Dimension(name, values, param=param)
    if param.kind != "number":
        raise ParamError(f"{place}: {param.name} has no range, it is {param.allowed}; list values as a|b")
    ends, _, by = span.partition(":")
    low, high = (param.check(end, place) for end in ends.split("..", 1))
    if low > high:
        raise ParamError(f"{place}: the range {span} of {param.name} is empty; write the lower end first")
    if low == high:
        return Dimension(name, (low,), param=param)
    step = param.step
    if by:
        step = _step(param, by, place)
        high = param.check(low + math.floor((high - low) / step + 1e-9) * step, place)
    return Dimension(name, (), low, high, step, param)


def _step(param: Param, by: str, place: str) -> float:
    try:
        step = float(by)
    except ValueError:
        step = 0.0
    grid = param.step
    if grid is None:
        raise ParamError(f"{place}: {param.name} is logarithmic and takes no step; list values as 0.5|1|2")
    if not math.isfinite(step) or step <= 0 or abs(step / grid - round(step / grid)) > 1e-6:
        raise ParamError(f"{place}: the step of {param.name} must be a multiple of {grid:g}, got {by}")
    return step


def order_of(text: str, slots: Sequence[Slot]) -> tuple[int, int, Dimension]:
    """The places of the two stages that ``order median otsu`` names, and the dimension that says which comes first.

    Raises `ParamError` or `PipelineError` where a stage is not there, or both are one.
    """
    words = text.split()[1:]
    if len(words) != 2:
        raise ParamError(f"vary: {text[:80]!r} needs two stages; write it as: order median otsu")
    places = []
    for word in words:
        name = get_filter(word).name
        at = [i for i, slot in enumerate(slots) if any(option.name == name for option in slot.options)]
        if not at:
            raise ParamError(f"vary: {text[:80]!r}: {word} is in no other --vary and not in the pipeline; add it first")
        places.append(at[0])
    if places[0] == places[1]:
        raise ParamError(f"vary: {text[:80]!r} names one place twice; name two different stages")
    return min(places), max(places), Dimension(f"order {words[0]}, {words[1]}", ORDERS)
