"""Space: which pipelines may a search try? A space counts them, makes each, and finds each again."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ocrlab.errors import ParamError
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.search.space.dimensions import ORDERS, Dimension, Option, Slot
from ocrlab.search.space.vary import Written, order_of

Point = dict[str, Any]
ENGINE = "engine"  # what a point calls the choice of what reads


@dataclass(frozen=True)
class Space:
    """Every pipeline a search may try. `base` is the current setting it was built round.

    ``engine`` is the choice of what reads, where that may vary too.
    """

    base: Pipeline
    vary: tuple[str, ...]
    slots: tuple[Slot, ...]
    swaps: tuple[tuple[int, int, Dimension], ...] = ()
    engine: Dimension | None = None

    @classmethod
    def of(cls, vary: Iterable[str], base: Pipeline | None = None, engines: Sequence[str] = ()) -> Space:
        """Read what may vary, round a current setting; and between which ``engines``, if between several.

        A text about a filter of the pipeline varies it in its place; any other stands after the last, in the order
        written. Raises `ParamError` or `PipelineError` naming the text at fault.

        >>> space = Space.of(["median radius=0..3", "otsu|none"])
        >>> space.count, str(space.at(space.point(0)))
        (8, 'median radius=0 footprint=square | otsu')
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
            parsed = Written(text)
            at = next((i for i, s in enumerate(base.stages) if i not in taken and s.filter in parsed.filters), None)
            slot = parsed.slot(base.stages[at] if at is not None else None, names)
            if at is None:
                at = len(slots)
                slots.append(slot)
            else:
                slots[at] = slot
            taken.add(at)
        engine = Dimension(ENGINE, tuple(engines)) if engines else None
        space = cls(base, vary, tuple(slots), tuple(order_of(text, slots) for text in orders), engine)
        if space.count < 2:
            raise ParamError("vary: nothing varies; give a range or alternatives, such as: median radius=0..3")
        return space

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Everything that varies, each name once, in pipeline order."""
        by_name = {}
        for slot in self.slots:
            for dimension in (slot.choice, *(d for option in slot.options for d in option.dimensions)):
                if dimension is not None:
                    by_name[dimension.name] = dimension
        return (*filter(None, [self.engine]), *by_name.values(), *(order for *_, order in self.swaps))

    @property
    def count(self) -> int:
        """Points of the full grid."""
        engines = self.engine.count if self.engine else 1
        return math.prod(slot.count for slot in self.slots) * 2 ** len(self.swaps) * engines

    def pipeline(self, choose: Callable[[Dimension], Any]) -> Pipeline:
        """The pipeline made of one value for each dimension that matters to it.

        ``choose`` is asked only for those: a Sauvola window is of no concern where Otsu stands.
        """
        stages: list[Stage | None] = []
        for slot in self.slots:
            name = choose(slot.choice) if slot.choice else slot.options[0].name
            option = next(option for option in slot.options if option.name == name)
            values = {param: choose(dimension) for param, dimension in option.by_param.items()}
            stages.append(option.stage.replace(**values) if option.stage and values else option.stage)
        for first, second, order in self.swaps:
            if choose(order) == ORDERS[1]:
                stages[first], stages[second] = stages[second], stages[first]
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
        if self.engine:
            point[ENGINE] = self.engine.values[index]
        return point

    def digest(self, point: Mapping[str, Any]) -> str:
        """Equal for points that make the same pipeline, read by the same engine."""
        return setting_digest(self.at(point), point.get(ENGINE, ""))

    def locate(self, pipeline: Pipeline) -> Point | None:
        """The values at which the space makes this very pipeline, or None where it does not."""
        for swapped in range(2 ** len(self.swaps)):
            stages = [stage for stage in pipeline.stages if stage.enabled]
            point: Point = {}
            for number, (*_, order) in enumerate(self.swaps):
                point[order.name] = ORDERS[swapped >> number & 1]
            slots = list(self.slots)
            for first, second, order in self.swaps:
                if point[order.name] == ORDERS[1]:
                    slots[first], slots[second] = slots[second], slots[first]
            rest = _locate(slots, stages)
            if rest is not None and self.at(point | rest) == pipeline:
                return point | rest
        return None


def setting_digest(pipeline: Pipeline, engine: str = "") -> str:
    """What tells a setting from others; ``engine`` is an empty text where it does not vary."""
    return f"{engine} {pipeline.digest}".strip()


def _locate(slots: list[Slot], stages: list[Stage]) -> Point | None:
    """The values at which these slots make these stages; None where they cannot."""
    if not slots:
        return {} if not stages else None
    slot = slots[0]
    for option in slot.options:
        point: Point = {slot.choice.name: option.name} if slot.choice else {}
        left = stages
        if option.stage is not None:
            if not stages or not _fits(option, option.stage, stages[0]):
                continue
            settings = stages[0].settings
            point |= {dimension.name: settings[param] for param, dimension in option.by_param.items()}
            left = stages[1:]
        rest = _locate(slots[1:], left)
        if rest is not None:
            return point | rest
    return None


def _fits(option: Option, own: Stage, stage: Stage) -> bool:
    """Can the option, whose stage is ``own``, become this stage?"""
    if own.filter != stage.filter or own.region != stage.region:
        return False
    free = option.by_param
    return all(free[name].holds(value) if name in free else value == own.settings[name] for name, value in stage.values)
