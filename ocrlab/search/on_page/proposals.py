"""Proposals: which setting is worth trying next on this page?

No filter, each hint by itself, all of them together. Then one place of the space after the other, each of its filters
on top of the best setting so far; last, the values of the filters that have stayed. A filter that helps stays before
the next is tried: a few dozen readings instead of the thousands that a whole space has.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ocrlab.diagnose import Hint, placed, together
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.search.space.dimensions import Dimension, Option
from ocrlab.search.space.space import Space
from ocrlab.search.trial import NO_FILTER

HINT, USUAL, FINER = "hint", "usual", "finer"  # origins of all but the first


@dataclass(frozen=True)
class Proposal:
    pipeline: Pipeline
    origin: str


Proposals = Generator[Proposal, float, None]


def proposals(hints: Sequence[Hint], space: Space, spoiling: Pipeline) -> Proposals:
    """Settings, each once; the generator is sent the loss of each before it makes the next, infinite for a failure.

    ``spoiling`` stages stand before all of them.
    """
    best = _Best(spoiling)
    yield from best.through([spoiling], NO_FILTER)
    alone = [hint.applied(spoiling) for hint in hints]
    yield from best.through([*alone, together(hints).on_page_spoilt_by(spoiling)], HINT)
    for slot in space.slots:
        stages = [_middle(option) for option in slot.options if option.stage is not None]
        yield from best.through([placed(best.pipeline, stage) for stage in stages], USUAL)
    for option in [option for slot in space.slots for option in slot.options]:
        for dimension in option.dimensions:
            yield from best.through(list(_beside(best.pipeline, option, dimension)), FINER)


class _Best:
    """The best setting so far, and which were tried."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline, self.loss = pipeline, float("inf")
        self._tried: set[str] = set()

    def through(self, pipelines: Iterable[Pipeline], origin: str) -> Proposals:
        """Try these; the best of them is the best from then on where it is better."""
        for pipeline in pipelines:
            if pipeline.digest in self._tried:
                continue
            self._tried.add(pipeline.digest)
            loss = yield Proposal(pipeline, origin)
            if loss < self.loss:
                self.pipeline, self.loss = pipeline, loss


def _middle(option: Option) -> Stage:
    """The option's filter with every value that varies in the middle of its range."""
    assert option.stage is not None, "no filter has no values"
    values = {name: dimension.grid[dimension.count // 2] for name, dimension in option.by_param.items()}
    return option.stage.replace(**values) if values else option.stage


def _beside(pipeline: Pipeline, option: Option, dimension: Dimension) -> Iterator[Pipeline]:
    """The pipeline with one value of one of its stages a good step lower, and higher, where the space has such."""
    assert dimension.param is not None, "only values of filters are refined"
    for i, stage in enumerate(pipeline.stages):
        if option.stage is None or stage.filter != option.stage.filter:
            continue
        grid = dimension.grid
        value = stage.settings[dimension.param.name]
        place = grid.index(value) if value in grid else len(grid) // 2
        step = max(1, len(grid) // 4)
        for other in dict.fromkeys([max(0, place - step), min(len(grid) - 1, place + step)]):
            changed = stage.replace(**{dimension.param.name: grid[other]})
            yield Pipeline((*pipeline.stages[:i], changed, *pipeline.stages[i + 1 :]))
