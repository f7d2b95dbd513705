"""Summary: what came out of a search, as a value that is stored, printed and put into words?

The JSON that `Summary.to_dict` writes is what the command line prints as its last line; scripts rely on its names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe
from ocrlab.scoring import Difference, Interval, Rate
from ocrlab.search import objective

Stored = Mapping[str, Any]
Kind = type[Rate]  # of the metric's rates, which a stored rate does not tell


@dataclass(frozen=True)
class Proved:
    """The best setting on the pages of the proof, with what it is compared with.

    ``gain`` is how far it lies from no filter. ``seen_in_search``: no page was held out, so they are the searched ones.
    """

    best: Rate
    no_filter: Rate
    current: Rate
    gain: Difference
    against_current: Difference
    interval_best: Interval | None
    interval_no_filter: Interval | None
    pages: int
    seen_in_search: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "best": self.best.to_dict(),
            "no_filter": self.no_filter.to_dict(),
            "current": self.current.to_dict(),
            **_difference_to_dict(self.gain),
            "interval_best": _interval_to_list(self.interval_best),
            "interval_no_filter": _interval_to_list(self.interval_no_filter),
            "against_current": _difference_to_dict(self.against_current),
            "pages": self.pages,
            "seen_in_search": self.seen_in_search,
        }

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> Proved:
        return cls(
            best=_rate(stored["best"], kind),
            no_filter=_rate(stored["no_filter"], kind),
            current=_rate(stored["current"], kind),
            gain=_difference(stored),
            against_current=_difference(stored["against_current"]),
            interval_best=_interval(stored["interval_best"], stored["units"]),
            interval_no_filter=_interval(stored["interval_no_filter"], stored["units"]),
            pages=stored["pages"],
            seen_in_search=stored["seen_in_search"],
        )


@dataclass(frozen=True)
class Unfiltered:
    """An engine on the pages of the proof as they are."""

    engine: str
    rate: Rate
    interval: Interval | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "no_filter": self.rate.to_dict(),
            "interval": _interval_to_list(self.interval),
            "units": self.interval.units if self.interval else 1,
        }

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> Unfiltered:
        rate = _rate(stored["no_filter"], kind)
        return cls(stored["engine"], rate, _interval(stored["interval"], stored["units"]))


@dataclass(frozen=True)
class EnginesProved:
    """Each engine of the search without any filter, and how far the best setting lies from the best of them.

    ``best`` is the engine that read the pages of the search best without a filter; the proof had no say in that.
    """

    unfiltered: tuple[Unfiltered, ...]
    best: str
    gain: Difference

    def to_dict(self) -> dict[str, Any]:
        each = [engine.to_dict() for engine in self.unfiltered]
        return {"unfiltered": each, "best_unfiltered": self.best, **_difference_to_dict(self.gain)}

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> EnginesProved:
        each = tuple(Unfiltered.from_dict(engine, kind) for engine in stored["unfiltered"])
        return cls(each, stored["best_unfiltered"], _difference(stored))


@dataclass(frozen=True)
class TurnedDown:
    """The setting the search would have named, which reads the proof's pages no better than no filter."""

    setting: Pipeline
    trial: int
    rate: Rate
    gain: Difference
    engine: str = ""

    def to_dict(self) -> dict[str, Any]:
        held_out = {"best": self.rate.to_dict(), **_difference_to_dict(self.gain)}
        own = {"best": self.setting.to_dict(), "best_trial": self.trial, "held_out": held_out}
        return own | ({"engine": self.engine} if self.engine else {})

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> TurnedDown:
        held_out = stored["held_out"]
        setting = Pipeline.from_dict(stored["best"])
        rate, gain = _rate(held_out["best"], kind), _difference(held_out)
        return cls(setting, stored["best_trial"], rate, gain, stored.get("engine", ""))


@dataclass(frozen=True)
class GroupProved:
    """A group's own best setting, the best for all and no filter, on the group's pages of the proof."""

    best: Rate
    best_for_all: Rate
    no_filter: Rate
    gain: Difference

    def to_dict(self) -> dict[str, Any]:
        return {
            "best": self.best.to_dict(),
            "one_for_all": self.best_for_all.to_dict(),
            "no_filter": self.no_filter.to_dict(),
            **_difference_to_dict(self.gain),
        }

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> GroupProved:
        best, for_all, nothing = (_rate(stored[name], kind) for name in ("best", "one_for_all", "no_filter"))
        return cls(best, for_all, nothing, _difference(stored))


@dataclass(frozen=True)
class Group:
    """The setting that reads one group of pages best. ``proved`` is None where none of its pages is in the proof."""

    name: str
    best: Pipeline
    best_trial: int
    searched_pages: int
    proof_pages: int
    proved: GroupProved | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "group": self.name,
            "best": self.best.to_dict(),
            "best_trial": self.best_trial,
            "pages": {"search": self.searched_pages, "held_out": self.proof_pages},
            "held_out": self.proved.to_dict() if self.proved else None,
        }

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> Group:
        return cls(
            name=stored["group"],
            best=Pipeline.from_dict(stored["best"]),
            best_trial=stored["best_trial"],
            searched_pages=stored["pages"]["search"],
            proof_pages=stored["pages"]["held_out"],
            proved=GroupProved.from_dict(stored["held_out"], kind) if stored["held_out"] else None,
        )


@dataclass(frozen=True)
class BestPerPage:
    """The rate if each page had the setting that reads it best, out of ``of`` in the proof: no rule can beat it."""

    search: Rate
    held_out: Rate
    of: int

    def to_dict(self) -> dict[str, Any]:
        return {"search": self.search.to_dict(), "held_out": self.held_out.to_dict(), "of": self.of}

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> BestPerPage:
        return cls(_rate(stored["search"], kind), _rate(stored["held_out"], kind), stored["of"])


@dataclass(frozen=True)
class RecipeProved:
    """What a recipe makes of the proof's pages, against the best setting for all (``gain``) and a perfect choice."""

    recipe: Recipe
    chosen: Rate
    best_for_all: Rate
    best_per_page: Rate
    gain: Difference

    def to_dict(self) -> dict[str, Any]:
        held_out = {
            "auto": self.chosen.to_dict(),
            "single": self.best_for_all.to_dict(),
            "best_per_page": self.best_per_page.to_dict(),
            **_difference_to_dict(self.gain),
        }
        return {"recipe": self.recipe.to_dict(), "rule": str(self.recipe), "held_out": held_out}

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> RecipeProved:
        held_out = stored["held_out"]
        chosen, for_all, per_page = (_rate(held_out[name], kind) for name in ("auto", "single", "best_per_page"))
        return cls(Recipe.from_dict(stored["recipe"]), chosen, for_all, per_page, _difference(held_out))


@dataclass(frozen=True)
class Searched:
    """The best setting and no filter on the pages searched, as the search read them."""

    best: Rate
    no_filter: Rate
    pages: int

    def to_dict(self) -> dict[str, Any]:
        return {"best": self.best.to_dict(), "no_filter": self.no_filter.to_dict(), "pages": self.pages}

    @classmethod
    def from_dict(cls, stored: Stored, kind: Kind) -> Searched:
        return cls(_rate(stored["best"], kind), _rate(stored["no_filter"], kind), stored["pages"])


@dataclass(frozen=True)
class Summary:
    """Everything worth telling of a search that is done.

    ``best`` is the answer. Where nothing was proved better than no filter it is no filter, and ``turned_down`` names
    the setting that the search itself had found best. ``readings_naive`` is what reading every trial on every page
    would have taken. Where the engine varied, ``engine`` is the answer's and ``engines`` says what each is worth.
    """

    study: str
    metric: str
    best: Pipeline
    best_trial: int
    turned_down: TurnedDown | None
    proved: Proved
    groups: tuple[Group, ...]
    best_per_page: BestPerPage
    recipe: RecipeProved
    searched: Searched
    left_out: tuple[str, ...]
    trials: int
    failed: int
    readings: int
    readings_saved: int
    readings_naive: int
    seconds: float = 0.0
    engine: str = ""
    engines: EnginesProved | None = None

    @property
    def proxy(self) -> str | None:
        """The warning that goes with a search that follows no truth."""
        return objective.PROXY if self.metric == objective.CONFIDENCE else None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; ``turned_down`` is there only where something was, engines only where they varied."""
        return {
            "study": self.study,
            "metric": self.metric,
            "proxy": self.proxy,
            "best": self.best.to_dict(),
            "best_trial": self.best_trial,
            **({"turned_down": self.turned_down.to_dict()} if self.turned_down else {}),
            **({"engine": self.engine} if self.engine else {}),
            **({"engines": self.engines.to_dict()} if self.engines else {}),
            "held_out": self.proved.to_dict(),
            "groups": [group.to_dict() for group in self.groups],
            "best_per_page": self.best_per_page.to_dict(),
            "auto": self.recipe.to_dict(),
            "searched": self.searched.to_dict(),
            "left_out": list(self.left_out),
            "trials": self.trials,
            "failed": self.failed,
            "readings": self.readings,
            "readings_saved": self.readings_saved,
            "readings_naive": self.readings_naive,
            "seconds": self.seconds,
        }

    @classmethod
    def from_dict(cls, stored: Stored) -> Summary:
        """The summary that `to_dict` wrote; raises `InputError` where a filter in it has gone since."""
        kind = objective.rate_kind(objective.check_metric(stored["metric"]))
        turned_down = stored.get("turned_down")
        return cls(
            study=stored["study"],
            metric=stored["metric"],
            best=Pipeline.from_dict(stored["best"]),
            best_trial=stored["best_trial"],
            turned_down=TurnedDown.from_dict(turned_down, kind) if turned_down else None,
            proved=Proved.from_dict(stored["held_out"], kind),
            groups=tuple(Group.from_dict(group, kind) for group in stored["groups"]),
            best_per_page=BestPerPage.from_dict(stored["best_per_page"], kind),
            recipe=RecipeProved.from_dict(stored["auto"], kind),
            searched=Searched.from_dict(stored["searched"], kind),
            left_out=tuple(stored["left_out"]),
            trials=stored["trials"],
            failed=stored["failed"],
            readings=stored["readings"],
            readings_saved=stored["readings_saved"],
            readings_naive=stored["readings_naive"],
            seconds=stored["seconds"],
            engine=stored.get("engine", ""),
            engines=EnginesProved.from_dict(stored["engines"], kind) if stored.get("engines") else None,
        )


def _rate(stored: Stored, kind: Kind) -> Rate:
    return kind(stored["errors"], stored["length"])


def _difference_to_dict(gain: Difference) -> dict[str, Any]:
    return {"value": gain.value, "difference": [gain.low, gain.high], "verdict": gain.verdict, "units": gain.units}


def _difference(stored: Stored) -> Difference:
    low, high = stored["difference"]
    return Difference(stored["value"], low, high, stored["units"], stored["verdict"])


def _interval_to_list(interval: Interval | None) -> list[float] | None:
    return [interval.low, interval.high] if interval else None


def _interval(stored: list[float] | None, units: int) -> Interval | None:
    return Interval(stored[0], stored[1], units) if stored else None
