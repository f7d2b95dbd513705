"""Words: does the filter do more for these pages, or the engine? In a sentence, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Difference, Rate, difference
from ocrlab.scoring.certainty import FEWEST
from ocrlab.wording import counted, percent, points


@dataclass(frozen=True)
class Record:
    """What one engine made of the same lines or pages as the others, in the same order: without any filter, and under
    the setting. ``seconds`` are those of both ways, for all pages together."""

    title: str
    plain: Sequence[Rate]
    filtered: Sequence[Rate]
    seconds: tuple[float, float] = (0.0, 0.0)

    @property
    def by_filter(self) -> Difference:
        """What the setting does to this engine's reading."""
        return difference(self.plain, self.filtered)


def this_setting(pipeline: Pipeline) -> str:
    """``this median``, ``these filters``; an empty text where none is on."""
    on = [stage.declaration.title for stage in pipeline.filtering.stages if stage.enabled]
    if len(on) != 1:
        return "these filters" if on else ""
    return f"this {on[0][0].lower()}{on[0][1:]}"


def filter_or_engine(records: Sequence[Record], mine: str, setting: str, unit: str) -> str:
    """The engine in use, ``mine``, with its filter against the best of the others without any, and which of both
    matters more; an empty text where there is nothing to compare.

    ``setting`` is what `this_setting` calls it, ``unit`` a line or a page.
    """
    own = next((record for record in records if record.title == mine), None)
    others = [record for record in records if record.title != mine]
    if own is None or not others or not setting or not own.plain:
        return ""
    best = min(others, key=lambda record: _errors(record.plain))
    facts = f"{mine} with {setting}: {_rate(own.filtered)}. {best.title} without any filter: {_rate(best.plain)}."
    return " ".join(filter(None, [facts, _weighed(own, best, unit), _best_of_all(records, own, best, setting)]))


def engines_alone(records: Sequence[Record], unit: str) -> str:
    """Who reads best without any filter, and how sure that is; an empty text for fewer than two."""
    ranked = sorted(records, key=lambda record: _errors(record.plain))
    if len(ranked) < 2 or not ranked[0].plain:
        return ""
    best, second = ranked[:2]
    between = difference(second.plain, best.plain)
    if not between.value:
        return f"{best.title} and {second.title} read equally well without any filter: {_rate(best.plain)}."
    sure = "" if between.verdict == "better" else "; it could be chance"
    interval = f" ({span(between)}, 95 % interval)" if between.units >= FEWEST else ""
    return (
        f"{best.title} reads best without any filter: {_rate(best.plain)}, against {_rate(second.plain)} of "
        f"{second.title}, on {counted(between.units, unit)}{interval}{sure}."
    )


def _weighed(own: Record, best: Record, unit: str) -> str:
    before = _errors(own.plain)
    if min(_errors(own.filtered), _errors(best.plain)) >= before:
        return f"Neither reads better here than {own.title} without any filter ({_rate(own.plain)})."
    if _errors(own.filtered) >= before:
        gained = difference(own.plain, best.plain)
        rest = "the engine does" if gained.verdict == "better" else f"whether the engine does {_open(gained, unit)}"
        return f"Here the filter gains nothing ({own.title} without it: {_rate(own.plain)}); {rest}."
    between = difference(own.filtered, best.plain)
    if between.verdict == "cannot tell":
        return f"Which of both matters more {_open(between, unit)}."
    more, less = ("engine", "filter") if between.verdict == "better" else ("filter", "engine")
    return f"Here the {more} matters more than the {less}."


def _open(between: Difference, unit: str) -> str:
    units = counted(between.units, unit)
    if between.units < FEWEST:
        return f"cannot be told from {units}"
    return f"cannot be told: the difference is {span(between)} (95 % interval, {units})"


def _best_of_all(records: Sequence[Record], own: Record, best: Record, setting: str) -> str:
    """Who makes the fewest errors of all, where that has not been told."""
    told = min(_errors(own.filtered), _errors(best.plain))
    with_filter = min(records, key=lambda record: _errors(record.filtered))
    if _errors(with_filter.filtered) < min(told, _errors(own.plain)):
        return f"Best of all: {with_filter.title} with {setting}, {_rate(with_filter.filtered)}."
    return ""


def span(change: Difference) -> str:
    """``-12.0 to -8.0 points``"""
    return f"{points(change.low).partition(' ')[0]} to {points(change.high)}"


def _errors(rates: Sequence[Rate]) -> int:
    return sum(rate.errors for rate in rates)


def _rate(rates: Sequence[Rate]) -> str:
    return percent(Rate.total(rates).rate)
