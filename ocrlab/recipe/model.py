"""Recipe: which of a few good settings suits this page, when nobody knows what it says?

One setting seldom serves all pages. A recipe holds a few that serve different ones, and a rule that chooses among them
from what can be seen: how sure the engine is of each reading, which reading the others agree with, or how the picture
measures before anything is read. `ocrlab.search.proving` learns it, and says on held-out pages what it is worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ocrlab.diagnose import Qualities, measure
from ocrlab.image import Image
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import agreement

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

    @property
    def chooses(self) -> bool:
        """Whether there is anything to choose from."""
        return self.rule != "single" and len(self.settings) > 1

    @property
    def reads_all(self) -> bool:
        """Whether a page is read under every setting before one of them is chosen."""
        return self.chooses and self.rule != "measured"

    def measured(self, image: Image) -> Qualities | None:
        """What the rule "measured" needs of a page, as its filters find it; None for any other rule."""
        return measure(self.settings[0].spoiling.apply(image)) if self.rule == "measured" else None

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
