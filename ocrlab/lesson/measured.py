"""Measured: which settings does the lesson read a page under, and what do the readings say?

Everything said is counted from readings made just now, also where it contradicts what is advised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ocrlab.lesson.scenarios import Scenario
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.reading import Reading
from ocrlab.scoring import Comparison, Rate, compare, score
from ocrlab.scoring.comparison import Changed
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.wording import percent

CURVE = (1, 2, 3, 4)  # px: the radii of the curve
AFTER = (("auto-contrast", "auto_contrast"), ("black and white", "otsu"))  # what is advised to follow the median


@dataclass(frozen=True)
class Trial:
    """A setting that is read, under the ``key`` it goes by, and what to call it."""

    key: str
    title: str
    pipeline: Pipeline


def trials(scenario: Scenario, radius: int) -> dict[str, Trial]:
    """All that is read for a scenario, in the order in which it is wanted: what stands on top of the page first."""
    median = Pipeline.of(f"median radius={radius}")
    first = [Trial("none", "No filter", Pipeline()), Trial(f"median {radius}", f"Median, radius {radius}", median)]
    curve = [Trial(f"median {r}", f"Median, radius {r}", Pipeline.of(f"median radius={r}")) for r in CURVE]
    others = [Trial(f"other {other}", _named(other), other) for other in scenario.others]
    after = [
        Trial(f"after {stage}", f"Median, then {title}", Pipeline((*median.stages, Stage.of(stage))))
        for title, stage in AFTER
    ]
    every = [*first, *others, *after, *curve]
    return {trial.key: trial for trial in every if trial.key not in ("median 0",)}


def _named(pipeline: Pipeline) -> str:
    first, *rest = [stage.declaration.title for stage in pipeline.stages]
    return ", then ".join([first, *(title.lower() for title in rest)])


@dataclass(frozen=True)
class Measured:
    """What is known so far: the ``readings`` by the trials' keys."""

    truth: str
    radius: int
    readings: Mapping[str, Reading]
    normalise: str = DEFAULT_NORMALISATION

    def cer(self, key: str) -> Rate | None:
        """The character error rate of a trial; None while it is not read."""
        return self._rates.get(key)

    @cached_property
    def _rates(self) -> dict[str, Rate]:
        scores = {key: score(self.truth, each.text, self.normalise, ["cer"]) for key, each in self.readings.items()}
        return {key: each["cer"] for key, each in scores.items()}

    @cached_property
    def median(self) -> Comparison | None:
        """The median beside no filter; None while one of them is not read."""
        before, after = self.readings.get("none"), self.readings.get(f"median {self.radius}")
        return self._against(before, after, "The median") if before and after else None

    def words(self, changes: Iterable[Changed]) -> tuple[str, ...]:
        """The words of the truth in which these characters changed, each once, in order."""
        every = self.truth.split()
        return tuple(every[word] for word in dict.fromkeys(change.place.word for change in changes))

    def after(self, key: str) -> Comparison | None:
        """What follows the median beside the median alone."""
        before, after = self.readings.get(f"median {self.radius}"), self.readings.get(key)
        return self._against(before, after, "It") if before and after else None

    def _against(self, before: Reading, after: Reading, change: str) -> Comparison:
        return compare(self.truth, before.text, after.text, change, normalise=self.normalise)

    def best(self, among: Mapping[str, Trial]) -> Trial | None:
        """The trial with the fewest errors; None while one of them is not read. Equal ones go to the earlier."""
        rates = {key: self.cer(key) for key in among}
        known = {key: rate for key, rate in rates.items() if rate is not None}
        if len(known) < len(among) or not known:
            return None
        return among[min(known, key=lambda key: known[key].errors)]

    def answer(self, is_advised: bool) -> str:
        """In one sentence: does the median do here what it is said to do?"""
        if self.median is None:
            return ""
        before, after = percent(self.median.cer_before.rate), percent(self.median.cer_after.rate)
        numbers = f"CER {before} without a filter, {after} with it"
        verdict = self.median.verdict
        if not verdict.sure:
            seems = "help" if verdict.kind == "better" else "harm"
            return f"It may {seems} here, or it is chance: {numbers}."
        match verdict.kind:
            case "better":
                start = "It does help here" if is_advised else "Here it does no harm, it helps"
            case "worse":
                start = "Here it harms, whatever is advised" if is_advised else "It does harm here"
            case _:
                start = "Here it makes no difference"
        return f"{start}: {numbers}."
