"""Measures: what can be measured of a page, in which unit, and from which value on is it a fault?

Each is made from the pixels alone, and says nothing where there is nothing to measure: a blank page has no contrast,
and under heavy noise nobody sees how sharp a stroke is. A fault is a reason to try a filter, no proof that one helps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ocrlab.diagnose import grain, light, lines
from ocrlab.diagnose.view import View
from ocrlab.filters.page.ink import skew
from ocrlab.filters.page.upright import quarters_if_seen
from ocrlab.image import Image, check

Verdict = Literal["fine", "mild", "strong"]
Measured = Callable[[View], float | None]
_HIDING = 10.0  # levels of grain, or per mille of impulses, behind which strokes cannot be judged


@dataclass(frozen=True)
class Measure:
    """One thing measured. From ``mild`` and ``strong`` on a value is a fault of that kind, below them where strong is
    the lower one; without them it is no fault at any value, only worth knowing."""

    name: str
    title: str
    unit: str
    help: str
    of: Measured
    mild: float | None = None
    strong: float | None = None

    def verdict(self, value: float | None) -> Verdict | None:
        """None where there is nothing to say."""
        if value is None:
            return None
        if self.mild is None or self.strong is None:
            return "fine"
        sign = -1 if self.strong < self.mild else 1
        if sign * abs(value) >= sign * self.strong:
            return "strong"
        return "mild" if sign * abs(value) >= sign * self.mild else "fine"


@dataclass(frozen=True)
class Finding:
    """What was measured of one page; ``value`` and ``verdict`` are None where there is nothing to say."""

    measure: Measure
    value: float | None

    @property
    def verdict(self) -> Verdict | None:
        return self.measure.verdict(self.value)

    @property
    def is_fault(self) -> bool:
        return self.verdict in ("mild", "strong")

    @property
    def text(self) -> str:
        """The value with its unit: ``9.1 %``, ``14 px``, ``0.42``."""
        if self.value is None:
            return "nothing to say"
        digits = 2 if not self.measure.unit else 0 if abs(self.value) >= 10 or self.measure.unit == "px" else 1
        return f"{self.value:.{digits}f} {self.measure.unit}".strip()

    def __str__(self) -> str:
        return f"{self.measure.title} {self.text}"


@dataclass(frozen=True)
class Diagnosis:
    """All that was measured of a page, in the order of `MEASURES`."""

    findings: tuple[Finding, ...]

    def __getitem__(self, name: str) -> Finding:
        return next(finding for finding in self.findings if finding.measure.name == name)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is wrong, the strong faults first."""
        return tuple(f for verdict in ("strong", "mild") for f in self.findings if f.verdict == verdict)

    @property
    def sentence(self) -> str:
        """The page on one line: its faults, and how high its letters are."""
        letters = self["letters"]
        faults = [finding for finding in self.faults if finding is not letters]
        known = [str(finding) for finding in (*faults, letters) if finding.value is not None]
        if not known:
            return "Nothing to say of this page: no letters were found on it"
        first, *rest = known
        rest = [f"{text[0].lower() if text[:2].istitle() else text[0]}{text[1:]}" for text in rest]
        return ", ".join([first, *rest]) if faults else f"Nothing stands out; {first.lower()}"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types only: value, unit and verdict by the name of the measure."""
        return {
            f.measure.name: {
                "value": None if f.value is None else round(f.value, 3),
                "unit": f.measure.unit,
                "verdict": f.verdict,
            }
            for f in self.findings
        }


def diagnose(image: Image) -> Diagnosis:
    """Measure a page. Takes about 0.2 s for one of two megapixels, and hardly more for a larger one."""
    view = View(check(image))
    return Diagnosis(tuple(Finding(measure, measure.of(view)) for measure in MEASURES))


def _if_print(work: Callable[[View], float | None]) -> Measured:
    """The measure, where there is print to be measured."""
    return lambda view: work(view) if view.letter_height is not None else None


def _if_sharp(work: Callable[[View], float | None]) -> Measured:
    """The measure, where there are edges and no noise that would hide them."""
    return lambda view: work(view) if view.has_edges and not _is_hidden(view) else None


def _is_hidden(view: View) -> bool:
    return 1000 * view.speckled >= _HIDING or view.noise >= _HIDING


def _impulses(view: View) -> float | None:
    """Strong grain reaches black and white by itself: behind it there is nothing to say."""
    return 100 * view.speckled if view.has_levels and view.noise < _HIDING else None


def _contrast(view: View) -> float | None:
    ink = light.ink(view.calm)
    return None if ink is None else 100 * ink[1]


def _ink(view: View) -> float | None:
    ink = light.ink(view.calm)
    return None if ink is None else 100 * ink[0]


def _turn(view: View) -> float | None:
    quarters = quarters_if_seen(view.level)
    return None if quarters is None else 90.0 * (-quarters % 4)


def _negative(view: View) -> float | None:
    return None if view.negative_share is None else 100 * view.negative_share


def _curl(view: View) -> float | None:
    sag = lines.curl(view.letters, view.level.shape[1])
    return None if sag is None else sag * view.shrink


MEASURES: tuple[Measure, ...] = (
    Measure(
        "impulses", "Impulse noise", "%",
        "Share of the pixels that are black or white all alone. White ones do not show on white paper.",
        _impulses, 0.5, 3,
    ),
    Measure(
        "grain", "Grain", "levels",
        "Standard deviation of the even noise, of 255 levels from black to white.",
        lambda view: view.noise if view.has_levels else None, 4, 12,
    ),
    Measure(
        "blocks", "JPEG blocks", "",
        "How far the edges of 8 x 8 blocks stand out: 0 for none, above 1 for the worst.",
        _if_sharp(lambda view: grain.blocks(view.window)), 0.2, 0.4,
    ),
    Measure(
        "blur", "Blur", "",
        "0 is razor-sharp, 1 is nothing but blur; print of a good scan has 0.1 to 0.3.",
        _if_sharp(lambda view: grain.softness(view.window)), 0.4, 0.5,
    ),
    Measure(
        "contrast", "Contrast", "%",
        "By how much of the paper's light the ink is darker.",
        _if_print(_contrast), 50, 30,
    ),
    Measure(
        "light", "Uneven light", "%",
        "By how much the paper is darker in its dark places than in its bright ones.",
        _if_print(lambda view: 100 * light.unevenness(view.paper)), 15, 35,
    ),
    Measure(
        "glare", "Glare", "%",
        "Share of the page that a reflection has burnt out.",
        _if_print(lambda view: 100 * light.burnt(view.paper)), 1, 5,
    ),
    Measure(
        "dark", "Dark areas", "%",
        "Share of the page that gets less than half of the light its bright paper gets.",
        _if_print(lambda view: 100 * light.dark(view.paper)), 3, 15,
    ),
    Measure(
        "negative", "Light on dark", "%",
        "Share of what looks like letters that is light on dark; holes in letters make up to a third of it.",
        _if_print(_negative), 60, 60,
    ),
    Measure(
        "turn", "Turned", "°",
        "How far the page is turned counter-clockwise: 90 and 270 lie on their side, 180 stands on its head.",
        _turn, 90, 90,
    ),
    Measure(
        "skew", "Skew", "°",
        "How far the text lines are turned, above 0 counter-clockwise.",
        _if_print(lambda view: skew(view.calm, lines.TURN)), 0.5, 2,
    ),
    Measure(
        "curl", "Curl", "px",
        "How far the middle of a text line lies off the straight line between its ends.",
        _if_print(_curl), 3, 8,
    ),
    Measure(
        "letters", "Letters", "px",
        "How high small letters (x, a, e) are. Engines read best with 15 to 40.",
        lambda view: view.letter_height, 11, 8,
    ),
    Measure("ink", "Ink", "%", "Share of the page that is ink; text has 3 to 15.", _if_print(_ink)),
)  # fmt: skip
