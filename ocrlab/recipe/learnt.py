"""Learnt: what was a recipe learnt on, and what was it worth on pages that nobody had looked at?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ocrlab.scoring import Difference
from ocrlab.scoring.certainty import Verdict
from ocrlab.wording import counted, points


@dataclass(frozen=True)
class Learnt:
    """Where a recipe comes from. ``gain`` is how far it lies from the best single setting on the ``proof_pages``.

    A rule is as good as the engine's confidence, so it is worth using with the ``engine`` and ``settings`` of then.
    ``seen_in_search``: no page was held out, so the gain is of the pages it was learnt on.
    """

    study: str
    metric: str
    normalise: str
    pages: int
    proof_pages: int
    gain: Difference
    engine: str = "easyocr"
    settings: Mapping[str, Any] = field(default_factory=dict)
    seen_in_search: bool = False

    def __str__(self) -> str:
        where = f"{counted(self.proof_pages, 'page')} {'it was learnt on' if self.seen_in_search else 'held out'}"
        return (
            f"learnt on {counted(self.pages, 'page')} ({self.study}) with {self.engine}; {self.metric.upper()} "
            f"{points(self.gain.value)} against its best single setting on {where} ({self.gain.verdict})"
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "study": self.study,
            "metric": self.metric,
            "normalise": self.normalise,
            "engine": self.engine,
            "engine_settings": dict(self.settings),
            "pages": {"search": self.pages, "held_out": self.proof_pages, "seen_in_search": self.seen_in_search},
            "gain": self.gain.to_dict(),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Learnt:
        """What `to_dict` wrote; raises KeyError, TypeError or ValueError for anything else."""
        gain, pages = stored["gain"], stored["pages"]
        verdicts: dict[str, Verdict] = {"better": "better", "worse": "worse", "cannot tell": "cannot tell"}
        return cls(
            study=str(stored["study"]),
            metric=str(stored["metric"]),
            normalise=str(stored["normalise"]),
            pages=int(pages["search"]),
            proof_pages=int(pages["held_out"]),
            gain=Difference(
                float(gain["value"]), float(gain["low"]), float(gain["high"]), int(gain["units"]),
                verdicts[gain["verdict"]],
            ),
            engine=str(stored["engine"]),
            settings=dict(stored["engine_settings"]),
            seen_in_search=bool(pages["seen_in_search"]),
        )  # fmt: skip
