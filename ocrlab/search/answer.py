"""Answer: what is taken over from a search that is done: which setting, and what reads as it was read in the proof?"""

from __future__ import annotations

from dataclasses import dataclass

from ocrlab.search.plan import Plan, Reads
from ocrlab.search.proving import Summary
from ocrlab.store import StoredStudy


@dataclass(frozen=True)
class Answer:
    """``reads`` is the engine of the best setting, whichever that was of several, with the settings of the proof."""

    summary: Summary
    reads: Reads

    @classmethod
    def of(cls, study: StoredStudy) -> Answer:
        """Of a study with a summary. Raises `InputError` where a filter or a setting has gone since, `EngineError` for
        an engine."""
        summary = Summary.from_dict(study.summary or {})
        return cls(summary, Plan.from_dict(study.spec["plan"]).reads(summary.engine, proof=True))
