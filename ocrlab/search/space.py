"""What may vary, and which pipelines does that make?

A space is written as a person would say it, one text for each place in the pipeline:

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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ocrlab.errors import ParamError
from ocrlab.filters import Filter, get_filter
from ocrlab.params import Param
from ocrlab.pipeline import Pipeline, Stage

NONE = "none"
ORDERS = ("as given", "swapped")
LOG_POINTS = 7  # of a logarithmic range in a grid: any value may be taken, and a grid has to stop somewhere
Point = dict[str, Any]


@dataclass(frozen=True)
class Dimension:
    """One thing that varies: a number between ``low`` and ``high``, or one of ``values``.

    ``name`` is what a trial, a plot and a table call it (``median.radius``); ``param`` is None for the choice among
    stages and for an order.
    """

    name: str
    values: tuple[Any, ...] = ()
    low: float = 0
    high: float = 0
    step: float | None = None
    param: Param | None = None

    @property
    def is_number(self) -> bool:
        return not self.values

    @property
    def is_ordered(self) -> bool:
        """Can the values be put on an axis of numbers?"""
        return self.is_number or all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in self.values)

    @property
    def whole(self) -> bool:
        return self.param is not None and self.param.whole

    @property
    def log(self) -> bool:
        return self.is_number and self.param.range.log

    @property
    def unit(self) -> str:
        return self.param.unit if self.param else ""

    @property
    def grid(self) -> tuple[Any, ...]:
        """Its values in order; of a logarithmic range a few at even ratios."""
        if not self.is_number:
            return self.values
        if self.log:
            ratio = (self.high / self.low) ** (1 / (LOG_POINTS - 1)) if self.high > self.low else 1.0
            count = LOG_POINTS if self.high > self.low else 1
            return tuple(self._clean(min(self.high, self.low * ratio**i)) for i in range(count))
        return tuple(self._clean(self.low + i * self.step) for i in range(self.count))

    @property
    def count(self) -> int:
        if not self.is_number:
            return len(self.values)
        if self.log:
            return LOG_POINTS if self.high > self.low else 1
        return math.floor((self.high - self.low) / self.step + 1e-9) + 1

    def holds(self, value: Any) -> bool:
        return self.low <= value <= self.high if self.log else value in self.grid

    def _clean(self, value: float) -> Any:
        return self.param.check(value, self.name)


@dataclass(frozen=True)
class Option:
    """What may stand in a place: a stage with what varies in it, or nothing."""

    stage: Stage | None
    dimensions: tuple[Dimension, ...] = ()

    @property
    def name(self) -> str:
        return self.stage.filter if self.stage else NONE

    @property
    def count(self) -> int:
        return math.prod(d.count for d in self.dimensions)


@dataclass(frozen=True)
class Slot:
    """One place in the pipeline; ``choice`` is the dimension that says which option stands there, if several may."""

    options: tuple[Option, ...]
    choice: Dimension | None = None

    @property
    def count(self) -> int:
        return sum(option.count for option in self.options)


@dataclass(frozen=True)
class Space:
    """Every pipeline a search may try. `base` is the current setting it was built round."""

    base: Pipeline
    vary: tuple[str, ...]
    slots: tuple[Slot, ...]
    swaps: tuple[tuple[int, int, Dimension], ...] = ()

    @classmethod
    def of(cls, vary: Iterable[str], base: Pipeline | None = None) -> Space:
        """Read what may vary, round a current setting.

        A text about a filter of the pipeline varies it in its place; any other stands after the last, in the order
        written. Raises `ParamError` or `PipelineError` naming the text at fault.
        """
        # A stage that is switched off is not there: what varies it says whether it comes back.
        base = Pipeline(tuple(stage for stage in (base or Pipeline()).stages if stage.enabled))
        vary = tuple(" ".join(text.split()) for text in vary)
        slots = [Slot((Option(stage),)) for stage in base.stages]
        taken: set[int] = set()
        names: dict[str, int] = {}
        orders = [text for text in vary if text.split()[:1] == ["order"]]
        for text in vary:
            if not text:
                raise ParamError("vary: is empty; write what may vary, such as: median radius=0..3")
            if text in orders:
                continue
            parsed = _Parsed(text)
            at = next((i for i, s in enumerate(base.stages) if i not in taken and s.filter in parsed.filters), None)
            slot = parsed.slot(base.stages[at] if at is not None else None, names)
            if at is None:
                at = len(slots)
                slots.append(slot)
            else:
                slots[at] = slot
            taken.add(at)
        space = cls(base, vary, tuple(slots), tuple(_order(text, slots) for text in orders))
        if space.count < 2:
            raise ParamError("vary: nothing varies; give a range or alternatives, such as: median radius=0..3")
        return space

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Everything that varies, each name once, in pipeline order."""
        found = {}
        for slot in self.slots:
            for dimension in (slot.choice, *(d for option in slot.options for d in option.dimensions)):
                if dimension is not None:
                    found[dimension.name] = dimension
        return (*found.values(), *(order for *_, order in self.swaps))

    @property
    def count(self) -> int:
        """Points of the full grid."""
        return math.prod(slot.count for slot in self.slots) * 2 ** len(self.swaps)

    def pipeline(self, choose: Callable[[Dimension], Any]) -> Pipeline:
        """The pipeline made of one value for each dimension that matters to it.

        ``choose`` is asked only for those: a Sauvola window is of no concern where Otsu stands.
        """
        stages: list[Stage | None] = []
        for slot in self.slots:
            name = choose(slot.choice) if slot.choice else slot.options[0].name
            option = next(option for option in slot.options if option.name == name)
            values = {d.param.name: choose(d) for d in option.dimensions}
            stages.append(option.stage.replace(**values) if option.stage and values else option.stage)
        for one, other, order in self.swaps:
            if choose(order) == ORDERS[1]:
                stages[one], stages[other] = stages[other], stages[one]
        return Pipeline(tuple(stage for stage in stages if stage is not None))

    def at(self, point: Mapping[str, Any]) -> Pipeline:
        """The pipeline of a trial's values by name."""
        return self.pipeline(lambda dimension: point[dimension.name])

    def point(self, index: int) -> Point:
        """The point of the full grid with this number, 0 to `count` - 1, without making the others."""
        point: Point = {}
        for slot in self.slots:
            index, rest = divmod(index, slot.count)
            for option in slot.options:
                if rest < option.count:
                    break
                rest -= option.count
            if slot.choice:
                point[slot.choice.name] = option.name
            for dimension in option.dimensions:
                rest, place = divmod(rest, dimension.count)
                point[dimension.name] = dimension.grid[place]
        for *_, order in self.swaps:
            index, place = divmod(index, 2)
            point[order.name] = ORDERS[place]
        return point

    def locate(self, pipeline: Pipeline) -> Point | None:
        """The values at which the space makes this very pipeline, or None where it does not."""
        for swapped in range(2 ** len(self.swaps)):
            stages = [stage for stage in pipeline.stages if stage.enabled]
            point: Point = {}
            for number, (*_, order) in enumerate(self.swaps):
                point[order.name] = ORDERS[swapped >> number & 1]
            slots = list(self.slots)
            for one, other, order in self.swaps:
                if point[order.name] == ORDERS[1]:
                    slots[one], slots[other] = slots[other], slots[one]
            found = _locate(slots, stages)
            if found is not None and self.at(point | found) == pipeline:
                return point | found
        return None


def _locate(slots: list[Slot], stages: list[Stage]) -> Point | None:
    if not slots:
        return {} if not stages else None
    for option in slots[0].options:
        point = {slots[0].choice.name: option.name} if slots[0].choice else {}
        rest = stages
        if option.stage is not None:
            if not stages or not _fits(option, stages[0]):
                continue
            point |= {d.name: stages[0].settings[d.param.name] for d in option.dimensions}
            rest = stages[1:]
        found = _locate(slots[1:], rest)
        if found is not None:
            return point | found
    return None


def _fits(option: Option, stage: Stage) -> bool:
    if option.stage.filter != stage.filter or option.stage.region != stage.region:
        return False
    free = {d.param.name: d for d in option.dimensions}
    for name, value in stage.values:
        if name not in free:
            if value != option.stage.settings[name]:
                return False
        elif not free[name].holds(value):
            return False
    return True


class _Parsed:
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
        self.found: list[Filter] = [get_filter(name) for name in names if name != NONE]
        self.filters = [found.name for found in self.found]
        if len(set(names)) != len(names) or not self.found:
            raise ParamError(f"vary: {head!r} names no filter, or one twice; write it as: otsu|sauvola|none")

    def slot(self, base: Stage | None, names: dict[str, int]) -> Slot:
        varied: dict[str, dict[str, str]] = {name: {} for name in self.filters}
        for pair in self.pairs:
            key, equals, span = pair.partition("=")
            if not equals or not span:
                raise ParamError(f"vary: {key!r} has no values in {self.text[:80]!r}; write it as: median radius=0..3")
            for found, param in self._owners(key):
                if param in varied[found]:
                    raise ParamError(f"vary: {found} {param} is given twice in {self.text[:80]!r}; give it once")
                varied[found][param] = span
        options = []
        for found in self.found:
            label = _free(found.name, names)
            options.append(self._option(found, base, varied[found.name], label))
        if self.optional:
            options.append(Option(None))
        if len(options) == 1:
            return Slot(tuple(options))
        name = _free("|".join(self.filters), names) if len(self.found) > 1 else label
        return Slot(tuple(options), Dimension(name, tuple(option.name for option in options)))

    def _owners(self, key: str) -> list[tuple[str, str]]:
        named, dot, param = key.rpartition(".")
        owners = [f for f in self.found if (not dot or f.name == named) and any(p.name == param for p in f.params)]
        if not owners:
            whom = [f for f in self.found if not dot or f.name == named] or self.found
            known = "; ".join(f"{f.name} takes {', '.join(p.name for p in f.params) or 'none'}" for f in whom)
            raise ParamError(f"vary: there is no parameter {key!r} in {self.text[:80]!r}; {known}")
        return [(f.name, param) for f in owners]

    def _option(self, found: Filter, base: Stage | None, varied: dict[str, str], label: str) -> Option:
        params = {param.name: param for param in found.params}
        fixed: dict[str, Any] = {}
        dimensions = []
        for name, span in varied.items():
            dimension = dimension_of(params[name], span, f"{label}.{name}", f"vary: {found.name}")
            if dimension.count == 1:
                fixed[name] = dimension.grid[0]
            else:
                dimensions.append(dimension)
        stage = base if base is not None and base.filter == found.name else Stage.of(found.name)
        stage = Stage.of(found.name, {**stage.settings, **fixed}, True, stage.region)
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


def _order(text: str, slots: list[Slot]) -> tuple[int, int, Dimension]:
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
