"""Plan: what does a search vary, what does it read with, and within which bounds?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, cast

from ocrlab.engines import chooses_speed, draft_settings, effective, get_engine
from ocrlab.errors import ParamError
from ocrlab.pipeline import Pipeline, own_filters
from ocrlab.search.objective import check_metric
from ocrlab.search.sampling import SAMPLERS, Sampler
from ocrlab.search.space.space import Space
from ocrlab.text import DEFAULT_NORMALISATION, normalisation

TRIALS = 60  # settings tried where nobody says how many
MAX_TRIALS = 100_000
MAX_GRID = 5_000  # points of a full grid that are read without being asked for by number


@dataclass(frozen=True)
class Plan:
    """Everything that decides what a search finds; two plans that are equal find the same.

    ``settings`` are the engine's for the search, ``proof`` those for the held-out pages (by default the same at the
    exact speed). ``trials`` bounds the settings tried and is the one thing that may change when a search goes on; None
    means every point of the grid, and is for the grid sampler only.
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

        With ``draft`` the search reads at the engine's draft speed, where it has one that can run here, unless
        ``settings`` names a speed. Without ``trials`` a grid is read whole, and any other sampler tries `TRIALS`.
        Raises `InputError` for what cannot be, a grid too large among it.
        """
        reads, proof = engine_settings(engine, settings or {}, draft)
        if trials is None and sampler != "grid":
            trials = TRIALS
        plan = cls(
            tuple(vary),
            engine=engine,
            settings=reads,
            proof=proof,
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
        if self.trials is not None and not 2 <= self.trials <= MAX_TRIALS:
            raise ParamError(
                f"trials: must be 2..{MAX_TRIALS} (no filter and the current setting are two), got {self.trials}"
            )
        count = self.space.count
        if self.sampler == "grid" and self.trials is None and count > MAX_GRID:
            raise ParamError(
                f"grid: has {count:,} points, each read on several pages; narrow what varies, let another sampler "
                f"choose (tpe), or say how many to try (--trials, at most {MAX_TRIALS:,})"
            )
        return self

    def with_trials(self, trials: int) -> Plan:
        """The same search with another budget."""
        return replace(self, trials=trials).checked()

    @property
    def space(self) -> Space:
        return Space.of(self.vary, self.current)

    @property
    def budget(self) -> int:
        """Settings to try at most, no filter and the current one among them."""
        return self.trials if self.trials is not None else (self.space.count + 2 if self.sampler == "grid" else TRIALS)

    @property
    def drafted(self) -> bool:
        """Does the search read otherwise than the proof?"""
        return dict(self.settings) != dict(self.proof)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {
            "vary": list(self.vary),
            "current": self.current.to_dict(),
            "settings": dict(self.settings),
            "proof": dict(self.proof),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Plan:
        """The plan that `to_dict` wrote; raises `InputError` where filters or settings have gone since."""
        reader = get_engine(stored["engine"])
        values = dict(stored) | {
            "vary": tuple(stored["vary"]),
            "current": Pipeline.from_dict(stored["current"]),
            "settings": effective(reader, stored["settings"]),
            "proof": effective(reader, stored["proof"]),
        }
        return cls(**values).checked()

    @property
    def fingerprint(self) -> str:
        """Equal for plans that differ in nothing but their budget."""
        parts = {name: value for name, value in self.to_dict().items() if name != "trials"}
        stages = [option.stage for slot in self.space.slots for option in slot.options if option.stage]
        own = [[filter_.name, filter_.sha256] for filter_ in own_filters(stages)]
        return digest_of([parts, get_engine(self.engine).version, *([own] if own else [])])


def engine_settings(engine: str, given: Mapping[str, Any], draft: bool = True) -> tuple[dict[str, Any], dict[str, Any]]:
    """All the engine's settings for the search, and all for the proof; see `Plan.of`."""
    reader = get_engine(engine)
    quick = draft_settings(reader) if draft and not chooses_speed(reader, given) else {}
    return effective(reader, {**given, **quick}), effective(reader, given)


def digest_of(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=list).encode()).hexdigest()
