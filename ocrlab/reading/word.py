"""Word: what is one piece of text on a page: what it says, where it stands, and how sure the engine is of it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Box = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Word:
    """A piece of text in one box, as the engine gives it (EasyOCR's pieces are often several words long).

    ``box`` holds the corners in pixels, clockwise from the text's own top left; ``confidence`` runs from 0 to 1.
    """

    text: str
    box: Box
    confidence: float

    def __post_init__(self) -> None:
        # Engines hand over numpy scalars, which neither compare, hash nor serialise like the numbers they stand for.
        object.__setattr__(self, "text", str(self.text))
        object.__setattr__(self, "box", box_of((_plain(x), _plain(y)) for x, y in self.box))
        object.__setattr__(self, "confidence", min(1.0, max(0.0, float(self.confidence))))

    def to_dict(self) -> dict[str, object]:
        return {"text": self.text, "confidence": self.confidence, "box": [list(point) for point in self.box]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Word:
        return cls(data["text"], box_of(data["box"]), data["confidence"])


def box_of(corners: Iterable[Iterable[float]]) -> Box:
    """The four corners as a `Box`, from whatever holds them; raises ``ValueError`` for more or fewer than four."""
    first, second, third, fourth = ((x, y) for x, y in corners)
    return first, second, third, fourth


def _plain(number: float) -> float:
    value = float(number)
    return int(value) if value.is_integer() else value
