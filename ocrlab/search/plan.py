"""Plan: what does a search vary, what does it read with, and within which bounds?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple, cast

from ocrlab.engines import chooses_speed, draft_settings, effective, get_engine
from ocrlab.errors import ParamError
from ocrlab.pipeline import Pipeline, own_filters
from ocrlab.search.objective import check_metric
from ocrlab.search.sampling import SAMPLERS, Sampler
from ocrlab.search.space.space import Space
from ocrlab.text import DEFAULT_NORMALISATION, normalisation

TRIALS = 60  # settings tried where nobody says how many
MAX_TRIALS = 100_000
NUMBERS = {2: "two", 3: "three", 4: "four"}
MAX_GRID = 5_000  # points of a full grid that are read without being asked for by number


class Reads(NamedTuple):
    """What pages are read with: an engine and all its settings. ``tag`` is what a reading under them is stored by."""

    engine: str
    settings: Mapping[str, Any]
    tag: str


@dataclass(frozen=True)
class Other:
    """An engine that a search tries beside its first one: its settings for the search, and those for the proof."""

    engine: str
    settings: Mapping[str, Any]
    proof: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """Everything that decides what a search finds; two plans that are equal find the same.

    ``settings`` are the engine's for the search, ``proof`` those for the held-out pages (by default the same at the
    exact speed). Where the engine may vary too, ``others`` are those beside the first. ``trials`` bounds the settings
    tried and is the one thing that may change when a search goes on; None means every point of the grid, and is for the
    grid sampler only.
    """

    vary: tuple[str, ...]
    current: Pipeline = field(default_factory=Pipeline)
    metric: str = "cer"
    normalise: str = DEFAULT_NORMALISATION
    engine: str = "easyocr"
    settings: Mapping[str, Any] = field(default_factory=dict)
    proof: Mapping[str, Any] = field(default_factory=dict)
    sampler: Sampler = "tpe"
    trials: int | None = TRIALS
    hold_out: float = 0.3
    seed: int = 0
    locked: bool = False
    others: tuple[Other, ...] = ()

    @classmethod
    def of(
        cls,
        vary: Sequence[str],
        *,
        engine: str = engine,
        settings: Mapping[str, Any] | None = None,
        draft: bool = True,
        sampler: str = sampler,
        trials: int | None = None,
        **rest: Any,
    ) -> Plan:
        """A plan with every value checked and every engine setting written out.

        ``engine`` may name several, as ``easyocr|rapidocr``; ``settings`` then go to each engine that has them, or, as
        ``rapidocr.text_score``, to the one they name. With ``draft`` the search reads at an engine's draft speed, where
        it has one that can run here, unless ``settings`` names a speed. Without ``trials`` a grid is read whole, and
        any other sampler tries `TRIALS`. Raises `InputError` for what cannot be, a grid too large among it.
        """
        first, *others = planned(engine, settings or {}, draft)
        if trials is None and sampler != "grid":
            trials = TRIALS
        plan = cls(
            tuple(vary),
            engine=first.engine,
            settings=first.settings,
            proof=first.proof,
            others=tuple(others),
            sampler=cast(Sampler, sampler),  # checked at once
            trials=trials,
            **rest,
        )
        return plan.checked()

    def checked(self) -> Plan:
        """This plan; raises `ParamError` or `PipelineError` naming the value at fault."""
        check_metric(self.metric)
        normalisation(self.normalise)
        if self.sampler not in SAMPLERS:
            raise ParamError(f"sampler: must be one of {', '.join(SAMPLERS)}, got {self.sampler!r}")
        if not 0 <= self.hold_out <= 0.9:
            raise ParamError(f"hold-out: must be a share of the pages, 0..0.9, got {self.hold_out}")
        fewest = 1 + len(self.engines)
        if self.trials is not None and not fewest <= self.trials <= MAX_TRIALS:
            what = f"no filter with each of {len(self.engines)} engines" if self.others else "no filter"
            count = NUMBERS.get(fewest, fewest)
            raise ParamError(
                f"trials: must be {fewest}..{MAX_TRIALS} ({what} and the current setting are {count}), "
                f"got {self.trials}"
            )
        points = self.space.count
        if self.sampler == "grid" and self.trials is None and points > MAX_GRID:
            raise ParamError(
                f"grid: has {points:,} points, each read on several pages; narrow what varies, let another sampler "
                f"choose (tpe), or say how many to try (--trials, at most {MAX_TRIALS:,})"
            )
        return self

    def with_trials(self, trials: int) -> Plan:
        """The same search with another budget."""
        return replace(self, trials=trials).checked()

    @property
    def space(self) -> Space:
        return Space.of(self.vary, self.current, self.engines if self.others else ())

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines it may read with; the first is the one in use."""
        return (self.engine, *(other.engine for other in self.others))

    def reads(self, engine: str = "", proof: bool = False) -> Reads:
        """What is read with, in the search or in the proof, where this engine is chosen; the first if none is named."""
        other = next((other for other in self.others if other.engine == engine), None)
        if other is None:
            settings = self.proof if proof else self.settings
            return Reads(self.engine, settings, digest_of(dict(settings)))
        settings = other.proof if proof else other.settings
        return Reads(engine, settings, digest_of([engine, dict(settings)]))

    @property
    def budget(self) -> int:
        """Settings to try at most, no filter and the current one among them."""
        return (
            self.trials
            if self.trials is not None
            else (self.space.count + 1 + len(self.engines) if self.sampler == "grid" else TRIALS)
        )

    @property
    def drafted(self) -> bool:
        """Does the search read otherwise than the proof?"""
        pairs = [(self.settings, self.proof), *((other.settings, other.proof) for other in self.others)]
        return any(dict(settings) != dict(proof) for settings, proof in pairs)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; ``others`` are there only where there are any, as in the plans of labs that knew of none."""
        stored = asdict(self) | {
            "vary": list(self.vary),
            "current": self.current.to_dict(),
            "settings": dict(self.settings),
            "proof": dict(self.proof),
        }
        return stored if self.others else {name: value for name, value in stored.items() if name != "others"}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Plan:
        """The plan that `to_dict` wrote; raises `InputError` where filters or settings have gone since."""
        reader = get_engine(stored["engine"])
        values = dict(stored) | {
            "vary": tuple(stored["vary"]),
            "current": Pipeline.from_dict(stored["current"]),
            "settings": effective(reader, stored["settings"]),
            "proof": effective(reader, stored["proof"]),
            "others": tuple(_other_of(other) for other in stored.get("others", ())),
        }
        return cls(**values).checked()

    @property
    def fingerprint(self) -> str:
        """Equal for plans that differ in nothing but their budget."""
        parts = {name: value for name, value in self.to_dict().items() if name != "trials"}
        stages = [option.stage for slot in self.space.slots for option in slot.options if option.stage]
        own = [[filter_.name, filter_.sha256] for filter_ in own_filters(stages)]
        versions = [get_engine(engine).version for engine in self.engines]
        return digest_of([parts, *versions, *([own] if own else [])])


def engine_settings(engine: str, given: Mapping[str, Any], draft: bool = True) -> tuple[dict[str, Any], dict[str, Any]]:
    """All the engine's settings for the search, and all for the proof; see `Plan.of`."""
    reader = get_engine(engine)
    quick = draft_settings(reader) if draft and not chooses_speed(reader, given) else {}
    return effective(reader, {**given, **quick}), effective(reader, given)


def planned(engines: str, given: Mapping[str, Any], draft: bool = True) -> list[Other]:
    """Each of the engines of ``easyocr|rapidocr`` with all its settings; see `Plan.of`."""
    names = [name.strip() for name in engines.split("|")]
    if len(set(names)) < len(names):
        raise ParamError(f"engine: {engines!r} names one twice; name each once")
    known = {name: {param.name for param in get_engine(name).params} for name in names}
    own: dict[str, dict[str, Any]] = {name: {} for name in names}
    for key, value in given.items():
        named, _, setting = key.rpartition(".")
        wanted = [named] if named in own else [name for name in names if key in known[name]] or names[:1]
        for name in wanted:
            own[name][setting if named in own else key] = value
    return [Other(name, *engine_settings(name, own[name], draft)) for name in names]


def _other_of(stored: Mapping[str, Any]) -> Other:
    reader = get_engine(stored["engine"])
    return Other(stored["engine"], effective(reader, stored["settings"]), effective(reader, stored["proof"]))


def digest_of(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=list).encode()).hexdigest()
