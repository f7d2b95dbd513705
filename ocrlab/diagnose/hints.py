"""Hints: which filters are worth trying against what was found on a page, with which values to begin?

A hint is a proposal. How often each lowers the errors is measured by `tests/benchmarks/bench_diagnose.py`; on a page
only its reading tells, and where a hint is applied the lab says whether it helped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ocrlab.diagnose.measures import Diagnosis, Finding
from ocrlab.diagnose.placing import placed
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.wording import listed

_THIN = 20  # px: letters below it have strokes of one or two pixels, which a median takes for noise


@dataclass(frozen=True)
class Hint:
    """What to try against a fault, and ``because`` of what, in a sentence."""

    finding: Finding
    stages: tuple[Stage, ...]
    because: str

    @property
    def title(self) -> str:
        """The filters it names: ``Remove salt and pepper``."""
        return listed(stage.declaration.title for stage in self.stages)

    def applied(self, pipeline: Pipeline) -> Pipeline:
        """The pipeline with the hint's filters in their places, see `ocrlab.diagnose.placing`."""
        for stage in self.stages:
            pipeline = placed(pipeline, stage)
        return pipeline

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types only."""
        stages = [stage.to_dict() for stage in self.stages]
        return {"finding": self.finding.measure.name, "stages": stages, "because": self.because}


def hints(diagnosis: Diagnosis) -> tuple[Hint, ...]:
    """What to try on a page, what costs the reading most first; nothing against faults that no filter mends."""
    faults = sorted(diagnosis.faults, key=_urgency)
    return tuple(hint for finding in faults if (hint := _hint(finding, diagnosis)) is not None)


def together(hints: Iterable[Hint]) -> Pipeline:
    """All of them in one pipeline, each in its place."""
    pipeline = Pipeline()
    for hint in hints:
        pipeline = hint.applied(pipeline)
    return pipeline


def _urgency(finding: Finding) -> tuple[bool, int]:
    """Strong faults first, and with them small letters and slanted lines, of which a little costs much already."""
    name = finding.measure.name
    return finding.verdict == "mild" and name not in ("letters", "skew"), [*_ADVICE].index(
        name
    ) if name in _ADVICE else 0


def _hint(finding: Finding, diagnosis: Diagnosis) -> Hint | None:
    advice = _ADVICE.get(finding.measure.name)
    if advice is None:
        return None
    stages, because = advice(finding, diagnosis)
    return Hint(finding, tuple(Stage.parse(text) for text in stages), because)


Advice = tuple[tuple[str, ...], str]


def _impulses(_: Finding, diagnosis: Diagnosis) -> Advice:
    letters = diagnosis["letters"]
    thin = letters.value is not None and letters.value < _THIN
    median = (
        f"the plain median would thin these {letters.text} letters" if thin else "a median of radius 1 does it, too"
    )
    return ("remove_impulses",), f"It replaces lone black and white pixels only; {median}."


def _always(*stages: str, because: str) -> Callable[[Finding, Diagnosis], Advice]:
    return lambda finding, diagnosis: (stages, because)


# What costs a reading most comes first.
_ADVICE: dict[str, Callable[[Finding, Diagnosis], Advice]] = {
    "turn": _always("upright", because="Engines read lines that run across the page, from left to right."),
    "impulses": _impulses,
    "grain": _always(
        "remove_grain", because="A small network made for it; a median or a blur costs more strokes here."
    ),
    "letters": _always("scale factor=2", because="Engines lose the details of letters this small."),
    "blur": _always("unsharp", because="It gives soft edges back some of their contrast."),
    "contrast": _always("auto_contrast", because="It stretches what there is from black to white."),
    "skew": _always("deskew", because="Lines that run level are found whole."),
    "negative": _always("invert", because="Engines are taught on dark letters; most read light ones worse."),
    "blocks": _always("gaussian sigma=0.8", because="It evens out the blocks and the ringing round the letters."),
    "light": _always("clahe", because="It stretches the contrast place by place, in the shadow as in the light."),
    "curl": _always("dewarp", because="It straightens lines that run in a curve."),
    "dark": _always("flatten", because="It lifts what lies in the dark; borders of a scan are cut by Trim."),
}
