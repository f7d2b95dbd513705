"""What can be drawn of a search? Rows of plain values, for plots on the page and for whoever exports them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate, difference, interval
from ocrlab.search import objective
from ocrlab.search.sampling import Tried, importance
from ocrlab.search.space.dimensions import Dimension
from ocrlab.search.study import Study
from ocrlab.search.trial import NO_FILTER, Trial

STATES = {"complete": "all pages read", "pruned": "given up early", "failed": "failed"}


def shown(study: Study, loss: float) -> float:
    """A loss as the metric tells it: an accuracy counts the other way round."""
    return loss if objective.lower_is_better(study.plan.metric) else 1 - loss


def trials(study: Study) -> list[dict[str, Any]]:
    """A row a trial that has a value; ``score`` is the metric's value on all pages, or what it was heading for."""
    rows = []
    for trial in study.trials:
        if trial.value is None:
            continue
        rows.append(
            {
                "trial": trial.number,
                "setting": str(trial.pipeline),
                "origin": trial.origin,
                "state": STATES[trial.state],
                "pages": trial.pages,
                "score": shown(study, trial.value),
                "seconds": trial.seconds,
                **(trial.point or {}),
            }
        )
    return rows


def best_so_far(study: Study) -> list[dict[str, Any]]:
    """A row a trial: the best complete score up to there."""
    rows, best = [], None
    for trial in study.trials:
        if trial.state == "complete" and (best is None or trial.value < best):
            best = trial.value
        if best is not None:
            rows.append({"trial": trial.number, "score": shown(study, best)})
    return rows


def by_value(study: Study, dimension: Dimension) -> list[dict[str, Any]]:
    """For each value of a dimension the best trial that had it, with the 95 % interval over its pages."""
    best: dict[Any, Trial] = {}
    for trial in study.trials:
        if trial.value is None or dimension.name not in (trial.point or {}):
            continue
        value = trial.point[dimension.name]
        if value not in best or (trial.state != "complete", trial.value) < (
            best[value].state != "complete",
            best[value].value,
        ):
            best[value] = trial
    rows = []
    leading = study.best_rates()
    for value, trial in sorted(best.items(), key=lambda item: (isinstance(item[0], str), item[0])):
        score = shown(study, trial.value)
        low, high = _interval(study, trial, leading) or (score, score)
        rows.append({"value": value, "score": score, "low": low, "high": high, "trial": trial.number})
    return rows


def _interval(study: Study, trial: Trial, leading: dict[str, Rate]) -> tuple[float, float] | None:
    """The 95 % interval of a trial's score over the pages it read; of one given up, of what it was heading for."""
    mine = study.rates(trial.pipeline, study.searched[: trial.pages])
    if trial.state == "complete":
        found = interval(list(mine.values()))
        return (found.low, found.high) if found else None
    both = [key for key in mine if key in leading]
    if len(both) < 2:
        return None
    found = difference([leading[key] for key in both], [mine[key] for key in both])
    score = shown(study, trial.value)
    return max(0.0, score + found.low - found.value), score + found.high - found.value


def limits(study: Study) -> tuple[float, float] | None:
    """The part of the score's axis that is worth looking at, where hopeless settings would squash all others."""
    losses = sorted(trial.value for trial in study.trials if trial.value is not None)
    if len(losses) < 4:
        return None
    first = next((trial.value for trial in study.trials if trial.origin == NO_FILTER and trial.value is not None), 0.0)
    best, typical = losses[0], losses[len(losses) // 2]
    worst = best + 1.3 * (max(first, typical) - best)
    if worst <= best or losses[-1] <= best + 1.3 * (worst - best):
        return None
    low, high = sorted((shown(study, best - 0.05 * (worst - best)), shown(study, worst)))
    return max(0.0, low), high


def no_filter(study: Study) -> float | None:
    """The score of no filter, once it is known."""
    return next(
        (shown(study, trial.value) for trial in study.trials if not trial.pipeline.stages and trial.value is not None),
        None,
    )


def front(study: Study) -> list[int]:
    """The trials that no other beats both in score and in time, by number."""
    complete = [t for t in study.trials if t.state == "complete" and t.seconds is not None]
    return [
        t.number
        for t in complete
        if not any(
            (o.value <= t.value and o.seconds <= t.seconds) and (o.value, o.seconds) != (t.value, t.seconds)
            for o in complete
        )
    ]


def together(study: Study) -> list[tuple[str, str]]:
    """Every two dimensions that some trial had values of, those with most pairs of values first."""
    pairs: dict[tuple[str, str], set[tuple]] = {}
    for trial in study.trials:
        if trial.point and trial.value is not None:
            for one, other in permutations(trial.point, 2):
                pairs.setdefault((one, other), set()).add((trial.point[one], trial.point[other]))
    ordered = {dimension.name for dimension in study.space.dimensions if dimension.is_ordered}

    def rank(pair: tuple[str, str]) -> tuple:
        # One value throughout tells nothing; numbers are what a person looks for.
        alone = min(len({values[side] for values in pairs[pair]}) for side in (0, 1)) < 2
        return alone, -sum(name in ordered for name in pair), pair[0] not in ordered, -len(pairs[pair])

    return sorted(pairs, key=rank)


def weights(study: Study) -> list[dict[str, Any]]:
    """How much each dimension decides, the most first."""
    tried = [Tried(t.point, (t.value,)) for t in study.trials if t.point is not None and t.value is not None]
    return [{"parameter": name, "share": share} for name, share in importance(study.space, tried).items()]


def pages(study: Study, pipelines: Sequence[Pipeline]) -> list[dict[str, Any]]:
    """A row a held-out page: its rate under each of these settings, None where it was not read."""
    rows = []
    for page in study.pages.held or study.searched:
        rates: list[Rate | None] = []
        for pipeline in pipelines:
            found = study.rates(pipeline, [page], proof=True)
            rates.append(found.get(page.key))
        rows.append({"page": page.name, "group": page.group, "rates": rates})
    return rows
