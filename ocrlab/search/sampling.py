"""Sampling: which setting is worth trying next?

Optuna proposes (Akiba et al., Optuna, KDD 2019, doi:10.1145/3292500.3330701): TPE models where good settings lie,
NSGA-II breeds a front of accuracy against time, random draws blindly; the full grid goes through every point. The study
is rebuilt from what is known before each proposal and the generator seeded with the trial's number, so a search that
was killed proposes after its restart what it would have proposed before. No setting is proposed twice.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from ocrlab.search.space.dimensions import Dimension
from ocrlab.search.space.space import Point, Space

Sampler = Literal["tpe", "nsga2", "random", "grid"]
SAMPLERS: dict[str, str] = {
    "tpe": "learns where good settings lie, and looks there",
    "nsga2": "looks for settings that are both accurate and quick",
    "random": "draws settings at random",
    "grid": "tries every combination in turn",
}
assert set(SAMPLERS) == set(get_args(Sampler))
MAX_REPEATS = 30  # proposals that were tried before, until the search draws at random among the others
FEWEST_TOLD = 8  # trials below which nothing is said of what decides
MAX_LISTED = 20_000  # points up to which every untried one can be listed


@dataclass(frozen=True)
class Tried:
    """A trial as a sampler sees it: its point, its objective values (lower is better), what the sampler noted."""

    point: Mapping[str, Any]
    values: Sequence[float]
    notes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    point: Point
    notes: Mapping[str, Any] = field(default_factory=dict)


def propose(
    space: Space, sampler: Sampler, number: int, tried: Iterable[Tried], taken: set[str], seed: int
) -> Proposal | None:
    """A point whose digest (see `Space.digest`) is not among ``taken``; None once there is none left.

    ``tried`` in the order of their numbers.
    """
    if sampler == "grid":
        return _next_of_grid(space, number, taken)
    return _by_optuna(space, sampler, number, tried, taken, seed) or _blind(space, number, taken, seed)


def _next_of_grid(space: Space, number: int, taken: set[str]) -> Proposal | None:
    # Every trial but the first (no filter with each engine, the current setting) has used up a point of its own.
    first = 1 + (space.engine.count if space.engine else 1)
    for index in range(max(0, number - first), space.count):
        point = space.point(index)
        if space.digest(point) not in taken:
            return Proposal(point)
    return None


def _blind(space: Space, number: int, taken: set[str], seed: int) -> Proposal | None:
    draw = random.Random(f"{seed} {number}")
    if space.count > MAX_LISTED:
        points = (space.point(draw.randrange(space.count)) for _ in range(1_000))
    else:
        points = (space.point(index) for index in draw.sample(range(space.count), space.count))
    return next((Proposal(point) for point in points if space.digest(point) not in taken), None)


def _by_optuna(
    space: Space, sampler: Sampler, number: int, tried: Iterable[Tried], taken: set[str], seed: int
) -> Proposal | None:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    known = {d.name: d for d in space.dimensions}
    goals = 2 if sampler == "nsga2" else 1
    study = optuna.create_study(sampler=_sampler(sampler, seed * 100_003 + number), directions=["minimize"] * goals)
    for trial in tried:
        names = [name for name in trial.point if name in known]
        study.add_trial(
            optuna.trial.create_trial(
                values=list(trial.values)[:goals],
                params={name: trial.point[name] for name in names},
                distributions={name: _distribution(known[name]) for name in names},
                system_attrs=dict(trial.notes),
            )
        )
    for _ in range(MAX_REPEATS):
        asked = study.ask()
        point = _suggested(space, asked)
        if space.digest(point) not in taken:
            return Proposal(point, dict(study.trials[asked.number].system_attrs))
    return None


def _suggested(space: Space, asked: Any) -> Point:
    """What one of Optuna's trials stands for: only the dimensions that matter to the pipeline are asked of it."""
    point: Point = {}

    def choose(dimension: Dimension) -> Any:
        return point.setdefault(dimension.name, _suggest(asked, dimension))

    if space.engine:
        choose(space.engine)
    space.pipeline(choose)
    return point


def _sampler(name: Sampler, seed: int) -> Any:
    from optuna.samplers import NSGAIISampler, RandomSampler, TPESampler

    match name:
        case "tpe":
            # Group: alternatives have parameters of their own, and each set is modelled by itself.
            return TPESampler(seed=seed, multivariate=True, group=True, n_startup_trials=8)
        case "nsga2":
            return NSGAIISampler(seed=seed, population_size=12)
        case _:
            return RandomSampler(seed=seed)


def _distribution(dimension: Dimension) -> Any:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if not dimension.is_number:
        return CategoricalDistribution(dimension.values)
    if dimension.log:
        return FloatDistribution(dimension.low, dimension.high, log=True)
    if dimension.whole:
        return IntDistribution(int(dimension.low), int(dimension.high), step=int(dimension.distance))
    return FloatDistribution(dimension.low, dimension.high, step=dimension.distance)


def _suggest(asked: Any, dimension: Dimension) -> Any:
    """A value as Optuna suggests it from the same distribution as `_distribution`."""
    name, low, high = dimension.name, dimension.low, dimension.high
    if not dimension.is_number:
        return asked.suggest_categorical(name, dimension.values)
    if dimension.log:
        value = asked.suggest_float(name, low, high, log=True)
    elif dimension.whole:
        value = asked.suggest_int(name, int(low), int(high), step=int(dimension.distance))
    else:
        value = asked.suggest_float(name, low, high, step=dimension.distance)
    return dimension.canonical(value)


def importance(space: Space, tried: Sequence[Tried]) -> dict[str, float]:
    """How much of the objective's variation each dimension explains, 0 to 1, the largest first.

    Omega squared of one dimension at a time (Hays, Statistics for Psychologists, 1963): the others only add noise. A
    dimension that not every trial has is judged on those that have it, and none on fewer than `FEWEST_TOLD`.
    """
    known = {d.name: d for d in space.dimensions}
    shares: dict[str, float] = {}
    for name, dimension in known.items():
        having = [trial for trial in tried if name in trial.point]
        if len(having) < FEWEST_TOLD or len({repr(trial.point[name]) for trial in having}) < 2:
            continue
        shares[name] = _explained(dimension, having)
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _explained(dimension: Dimension, having: Sequence[Tried]) -> float:
    """Share of the variance between groups of equal (or, of many values, neighbouring) values."""
    values = [trial.values[0] for trial in having]
    mean = sum(values) / len(values)
    total = sum((value - mean) ** 2 for value in values)
    if total == 0:
        return 0.0
    keys = [trial.point[dimension.name] for trial in having]
    if dimension.is_ordered and len(set(keys)) > 6:
        order = sorted(range(len(keys)), key=lambda i: keys[i])
        bands = {i: rank * 5 // len(order) for rank, i in enumerate(order)}
        keys = [bands[i] for i in range(len(keys))]
    groups: dict[Any, list[float]] = {}
    for key, value in zip(keys, values, strict=True):
        groups.setdefault(key, []).append(value)
    between = sum(len(group) * (sum(group) / len(group) - mean) ** 2 for group in groups.values())
    # Groups explain something by chance alone (omega squared takes that off).
    within = (total - between) / max(1, len(values) - len(groups))
    return max(0.0, (between - (len(groups) - 1) * within) / (total + within))
