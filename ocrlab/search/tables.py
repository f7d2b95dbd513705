"""Tables: what can be drawn of a search?

Rows of plain values, for plots on the page and for whoever exports them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate, difference, interval
from ocrlab.search import objective
from ocrlab.search.known import Known
from ocrlab.search.proving import Summary, words
from ocrlab.search.sampling import Tried, importance
from ocrlab.search.space.dimensions import Dimension
from ocrlab.search.trial import Trial
from ocrlab.wording import percent

STATES = {"complete": "read on all pages", "pruned": "given up early: expected score", "failed": "failed"}

Row = dict[str, Any]


def shown(metric: str, loss: float) -> float:
    """A loss as the metric tells it: an accuracy counts the other way round."""
    return loss if objective.lower_is_better(metric) else 1 - loss


def trials(known: Known) -> list[Row]:
    """A row a trial that has a value: ``score`` is the metric's on all pages, or what it was heading for.

    ``shown`` is the same in writing.
    """
    return [
        {
            "trial": trial.number,
            "setting": str(trial),
            "origin": trial.origin,
            "state": STATES[trial.state],
            "pages": trial.pages,
            "score": (score := shown(known.plan.metric, trial.loss)),
            "shown": percent(score),
            "seconds": trial.seconds,
            **(trial.point or {}),
        }
        for trial in _scored(known)
    ]


def _scored(known: Known) -> list[Trial]:
    return [trial for trial in known.trials if trial.value is not None]


def best_so_far(known: Known) -> list[Row]:
    """A row a trial: the best score on all pages up to there."""
    rows: list[Row] = []
    best: Trial | None = None
    for trial in known.trials:
        if trial.is_complete and (best is None or trial.rank < best.rank):
            best = trial
        if best is not None:
            rows.append({"trial": trial.number, "score": shown(known.plan.metric, best.loss)})
    return rows


def by_value(known: Known, dimension: Dimension) -> list[Row]:
    """For each value of a dimension the best trial that had it, with the 95 % interval over its pages."""
    best: dict[Any, Trial] = {}
    for trial in _scored(known):
        if trial.point is None or dimension.name not in trial.point:
            continue
        value = trial.point[dimension.name]
        if value not in best or _standing(trial) < _standing(best[value]):
            best[value] = trial
    rows = []
    leading = known.best_rates()
    for value, trial in sorted(best.items(), key=lambda item: (isinstance(item[0], str), item[0])):
        score = shown(known.plan.metric, trial.loss)
        low, high = _interval(known, trial, leading) or (score, score)
        rows.append({"value": value, "score": score, "low": low, "high": high, "trial": trial.number})
    return rows


def _standing(trial: Trial) -> tuple[bool, float]:
    """A score on all pages counts before one that is only expected."""
    return not trial.is_complete, trial.loss


def _interval(known: Known, trial: Trial, leading: dict[str, Rate]) -> tuple[float, float] | None:
    """The 95 % interval of a trial's score over the pages it read; of one given up, of what it was heading for."""
    rates = known.rates(trial.pipeline, known.searched[: trial.pages], engine=trial.engine)
    if trial.is_complete:
        own = interval(list(rates.values()))
        return (own.low, own.high) if own else None
    both = [key for key in rates if key in leading]
    if len(both) < 2:
        return None
    behind = difference([leading[key] for key in both], [rates[key] for key in both])
    score = shown(known.plan.metric, trial.loss)
    return max(0.0, score + behind.low - behind.value), score + behind.high - behind.value


def limits(known: Known) -> tuple[float, float] | None:
    """The part of the score's axis that is worth looking at, where hopeless settings would squash all others."""
    losses = sorted(trial.loss for trial in _scored(known))
    if len(losses) < 4:
        return None
    first = known.no_filter.loss if known.no_filter and known.no_filter.value is not None else 0.0
    best, typical = losses[0], losses[len(losses) // 2]
    worst = best + 1.3 * (max(first, typical) - best)
    if worst <= best or losses[-1] <= best + 1.3 * (worst - best):
        return None
    low, high = sorted(shown(known.plan.metric, loss) for loss in (best - 0.05 * (worst - best), worst))
    return max(0.0, low), high


def no_filter(known: Known) -> float | None:
    """The score of no filter, once it is known."""
    trial = known.no_filter
    return None if trial is None or trial.value is None else shown(known.plan.metric, trial.value)


def front(known: Known) -> list[int]:
    """The trials that no other beats both in score and in time, by number."""
    points = [(trial.loss, trial.seconds, trial.number) for trial in known.complete if trial.seconds is not None]
    return [
        number
        for loss, seconds, number in sorted(points, key=lambda point: point[2])
        if not any(other <= loss and time <= seconds and (other, time) != (loss, seconds) for other, time, _ in points)
    ]


def together(known: Known) -> list[tuple[str, str]]:
    """Every two dimensions that some trial had values of, those with most pairs of values first."""
    pairs: dict[tuple[str, str], set[tuple[Any, Any]]] = {}
    for trial in _scored(known):
        point = trial.point or {}
        for first, second in permutations(point, 2):
            pairs.setdefault((first, second), set()).add((point[first], point[second]))
    ordered = {dimension.name for dimension in known.space.dimensions if dimension.is_ordered}

    def rank(pair: tuple[str, str]) -> tuple[bool, int, bool, int]:
        # One value throughout tells nothing; numbers are what a person looks for.
        alone = min(len({values[side] for values in pairs[pair]}) for side in (0, 1)) < 2
        return alone, -sum(name in ordered for name in pair), pair[0] not in ordered, -len(pairs[pair])

    return sorted(pairs, key=rank)


def weights(known: Known) -> list[Row]:
    """How much each dimension decides, the most first."""
    tried = [Tried(trial.point, (trial.loss,)) for trial in _scored(known) if trial.point is not None]
    shares = importance(known.space, tried)
    return [{"parameter": name, "share": share, "shown": percent(share, 0)} for name, share in shares.items()]


def proof_pages(known: Known, settings: Sequence[tuple[str, Pipeline]]) -> list[Row]:
    """A row a page of the proof: its rate by each engine (the first, where none is named) under its setting, None where
    it was not read."""
    return [
        {
            "page": page.name,
            "group": page.group,
            "rates": [known.rates(pipeline, [page], True, engine).get(page.key) for engine, pipeline in settings],
        }
        for page in known.proof_pages
    ]


def named_settings(summary: Summary, current: Pipeline) -> dict[str, tuple[str, Pipeline]]:
    """The settings to show page by page, by what to call them, each with its engine.

    Where the engine varied, every engine by itself comes first.
    """
    turned_down = summary.turned_down
    engine = turned_down.engine if turned_down else summary.engine
    shown = {name: (engine, pipeline) for name, pipeline in _named(summary, current).items()}
    if summary.engines is None:
        return shown
    plain = {
        f"No filter, {words.titled(each.engine)}": (each.engine, current.spoiling)
        for each in summary.engines.unfiltered
    }
    filtered = {
        f"{name}, {words.titled(engine)}": setting for name, setting in shown.items() if setting[1].filtering.stages
    }
    return plain | filtered


def _named(summary: Summary, current: Pipeline) -> dict[str, Pipeline]:
    """Each setting once, the best always named."""
    named = {"No filter": current.spoiling, "Current": current, "Best": summary.best}
    if summary.turned_down:
        named["Turned down"] = summary.turned_down.setting
    by_setting: dict[Pipeline, list[str]] = {}
    for name, pipeline in named.items():
        if pipeline.filtering.stages or name != "Current":
            by_setting.setdefault(pipeline, []).append(name)
    return {
        f"{first} ({', '.join(others).lower()})" if others else first: pipeline
        for pipeline, (first, *others) in by_setting.items()
    }
