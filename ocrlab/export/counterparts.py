"""Counterparts: what does another program call a stage, and where has it nothing that does the same?

A counterpart is the other program's words for a stage, with a remark where it does something alike and not the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ocrlab.pipeline import Pipeline, Stage
from ocrlab.wording import counted, listed


@dataclass(frozen=True)
class Counterpart:
    """The other program's words, and how what they do differs; empty where there is no difference to speak of."""

    words: str
    remark: str = ""


@dataclass(frozen=True)
class Without:
    """There is no counterpart, for this reason."""

    reason: str


Answer = Counterpart | Without
Table = Mapping[str, Callable[[Stage], Answer]]


def of(stage: Stage, table: Table, program: str) -> Answer:
    """The stage's counterpart in a table of a program's."""
    if stage.filter not in table:
        return Without(f"{program} has no such filter")
    return table[stage.filter](stage)


def each(pipeline: Pipeline, table: Table, program: str) -> list[tuple[Stage, Answer]]:
    """The counterparts of all stages that are on, in order."""
    return [(stage, of(stage, table, program)) for stage in pipeline.stages if stage.enabled]


def left_out(pairs: list[tuple[Stage, Answer]], program: str) -> str:
    """A sentence that names the stages without a counterpart; empty where each has one."""
    names = [stage.declaration.title for stage, counterpart in pairs if isinstance(counterpart, Without)]
    if not names:
        return ""
    return f"{counted(len(names), 'stage')} left out, which {program} does not have: {listed(names)}."
