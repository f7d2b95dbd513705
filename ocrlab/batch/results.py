"""Results: which files tell of all pages of a batch together?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from ocrlab.batch.outcome import Outcome
from ocrlab.batch.report import write_report
from ocrlab.batch.rows import Row
from ocrlab.delivery.tables import write_csv, write_json_lines


@dataclass(frozen=True)
class ResultWriter:
    """A file of the whole batch, called ``stem`` and written once all its pages have ended."""

    name: str
    title: str
    stem: str
    ending: str
    write: Callable[[Outcome, BinaryIO], None]


def record(outcome: Outcome, row: Row) -> Mapping[str, Any]:
    """A row as the tables hold it; see `ocrlab.delivery.tables.COLUMNS`."""
    plan, score = outcome.plan, row.score
    choice = plan.choices[row.setting]
    read = row.state == "done"
    rates = {
        f"{name}{part}": value
        for name in ("cer", "wer")
        if score is not None
        for part, value in (
            ("", round(score[name].rate, 6)), ("_errors", score[name].errors), ("_length", score[name].length),
        )
    }  # fmt: skip
    return {
        "page": row.page.name,
        "group": row.page.group or None,
        "setting": choice.name,
        "state": row.state,
        "reason": row.reason,
        **rates,
        "confidence": None if row.confidence is None else round(row.confidence, 4),
        "filter_seconds": round(row.filter_seconds, 4) if read else None,
        "read_seconds": round(row.read_seconds, 4) if read else None,
        "engine": plan.engine,
        "version": row.version or None,
        "pipeline": str(choice.recipe.settings[row.place]),
        "digest": row.digest or None,
        "text": row.text if read else None,
    }


def _records(outcome: Outcome) -> Iterator[Mapping[str, Any]]:
    return (record(outcome, row) for row in outcome.rows)


RESULTS: Mapping[str, ResultWriter] = {
    writer.name: writer
    for writer in (
        ResultWriter("csv", "Table", "results", ".csv", lambda outcome, file: write_csv(_records(outcome), file)),
        ResultWriter(
            "jsonl",
            "Table as JSON",
            "results",
            ".jsonl",
            lambda outcome, file: write_json_lines(_records(outcome), file),
        ),
        ResultWriter("report", "Report", "report", ".html", write_report),
    )
}
