"""Recipe: which of a few good settings suits this page, when nobody knows what it says?

One setting seldom serves all pages. A recipe holds a few that serve different ones, and a rule that chooses among them
from what can be seen: how sure the engine is of each reading, which reading the others agree with, or how the picture
measures before anything is read. Which rule, is learnt on the search pages; the held-out pages say whether it was
worth it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from ocrlab.diagnose import Qualities
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate, agreement

MAX_SETTINGS = 4  # settings of a recipe: each is one more reading of every page
Rule = Literal["single", "confidence", "sure letters", "agreement", "measured"]
RULES: dict[str, str] = {
    "single": "always the first setting: choosing gained nothing",
    "confidence": "the reading the engine is surest of, letter by letter",
    "sure letters": "the reading with most letters the engine is sure of",
    "agreement": "the reading that the others agree with most",
    "measured": "one setting below a measured value of the picture, another from there on",
}


@dataclass(frozen=True)
class Seen:
    """What is known of one reading without a truth."""

    text: str
    confidence: float | None


@dataclass(frozen=True)
class Recipe:
    """A few settings and the rule that chooses. With "measured" a page is read once, otherwise once a setting."""

    settings: tuple[Pipeline, ...]
    rule: Rule = "single"
    quality: str = ""
    threshold: float = 0.0
    below: int = 0
    above: int = 0

    def choose(self, seen: Sequence[Seen], qualities: Qualities | None = None) -> int:
        """The place of the setting to take for a page; equal claims go to the earlier setting.

        ``qualities`` are needed by the rule "measured" only, the readings ``seen`` by the others.
        """
        match self.rule:
            case "confidence":
                claims = [reading.confidence or 0.0 for reading in seen]
            case "sure letters":
                claims = [(reading.confidence or 0.0) * len(reading.text) for reading in seen]
            case "agreement":
                claims = [
                    sum(agreement(reading.text, other.text).rate for j, other in enumerate(seen) if j != i)
                    for i, reading in enumerate(seen)
                ]
            case "measured":
                assert qualities is not None, "the rule 'measured' needs the page's qualities"
                return self.below if qualities.to_dict()[self.quality] < self.threshold else self.above
            case _:
                return 0
        return max(range(len(claims)), key=lambda i: (claims[i], -i))

    def to_dict(self) -> dict[str, Any]:
        own: dict[str, Any] = {"settings": [pipeline.to_dict() for pipeline in self.settings], "rule": self.rule}
        if self.rule == "measured":
            own |= {"quality": self.quality, "threshold": self.threshold, "below": self.below, "above": self.above}
        return own

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Recipe:
        values = dict(stored) | {"settings": tuple(map(Pipeline.from_dict, stored["settings"]))}
        return cls(**values)

    def __str__(self) -> str:
        if self.rule == "measured":
            where = f"where {self.quality} is below {self.threshold:g}"
            return f"setting {self.below + 1} {where}, otherwise setting {self.above + 1}"
        return RULES[self.rule]


def few_best(rates: Sequence[Sequence[Rate]], most: int = MAX_SETTINGS) -> list[int]:
    """Places of the settings that together leave fewest errors if each page had its best: the best one first, then the
    one that adds most, while one adds anything.

    ``rates`` by setting, then by page. A greedy cover is within 1 - 1/e of the best of its size (Nemhauser et
    al. 1978).
    """
    if not rates or not rates[0]:
        return []
    errors = [[rate.errors for rate in row] for row in rates]
    chosen = [min(range(len(errors)), key=lambda i: sum(errors[i]))]
    floor = list(errors[chosen[0]])
    while len(chosen) < most:
        gains = [sum(max(0, low - wrong) for low, wrong in zip(floor, row, strict=True)) for row in errors]
        best = max(range(len(gains)), key=lambda i: gains[i])
        if gains[best] <= 0:
            break
        chosen.append(best)
        floor = [min(low, wrong) for low, wrong in zip(floor, errors[best], strict=True)]
    return chosen


def learn(
    settings: Sequence[Pipeline],
    rates: Sequence[Sequence[Rate]],
    seen: Sequence[Sequence[Seen]],
    qualities: Sequence[Qualities],
) -> Recipe:
    """The rule with fewest errors on these pages, the single best setting where none has fewer.

    ``rates`` and ``seen`` by setting, then by page. The measured rule has values of its own to learn, so it is judged
    on pages left out one at a time.
    """
    settings = tuple(settings)
    single = Recipe(settings)
    if len(settings) < 2:
        return single
    pages = range(len(qualities))
    best, fewest = single, sum(rate.errors for rate in rates[0])
    rules: list[Rule] = ["confidence", "sure letters"]
    for rule in [*rules, "agreement"] if len(settings) > 2 else rules:
        recipe = Recipe(settings, rule)
        errors = sum(rates[recipe.choose([row[page] for row in seen])][page].errors for page in pages)
        if errors < fewest:
            best, fewest = recipe, errors
    errors = 0
    for page in pages:
        others = [other for other in pages if other != page]
        stump = _stump(settings, rates, qualities, others)
        errors += rates[stump.choose((), qualities[page])][page].errors
    if errors < fewest:
        best = _stump(settings, rates, qualities, list(pages))
    return best


def _stump(
    settings: tuple[Pipeline, ...], rates: Sequence[Sequence[Rate]], qualities: Sequence[Qualities], pages: list[int]
) -> Recipe:
    """The one measured value, and the threshold half-way between two pages, that splits these pages best."""
    best, fewest = Recipe(settings), sum(rates[0][page].errors for page in pages)
    for name in qualities[0].to_dict():
        values = [qualities[page].to_dict()[name] for page in pages]
        ends = sorted(set(values))
        for low, high in pairwise(ends):
            threshold = (low + high) / 2
            sides: list[tuple[int, int]] = []
            for side in (True, False):
                on_side = [page for page, value in zip(pages, values, strict=True) if (value < threshold) is side]
                sums = [sum(row[page].errors for page in on_side) for row in rates]
                place = min(range(len(sums)), key=lambda i: (sums[i], i))
                sides.append((sums[place], place))
            if sum(total for total, _ in sides) < fewest:
                fewest = sum(total for total, _ in sides)
                best = Recipe(settings, "measured", name, threshold, sides[0][1], sides[1][1])
    return best
