"""Tables: how do runs become rows for a spreadsheet, or objects for a program?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from ocrlab.delivery.tables import csv_lines
from ocrlab.runs.record import PastRun

COLUMNS = (
    "made", "name", "image", "pipeline", "engine", "version", "cer", "wer", "normalisation", "filter_seconds",
    "read_seconds", "tag", "note", "digest", "text",
)  # fmt: skip


def as_csv(runs: Iterable[PastRun]) -> bytes:
    """A row a run under `COLUMNS`, as `ocrlab.delivery.tables.csv_lines` writes them; rates are 0..1."""
    return b"".join(csv_lines(COLUMNS, map(_cells, runs)))


def as_json(runs: Iterable[PastRun]) -> bytes:
    """Each run with all that made it, as an object of one list."""
    return json.dumps([run_object(run) for run in runs], indent=1).encode()


def run_object(run: PastRun) -> dict[str, object]:
    """All that is known of a run, as plain JSON; see `ocrlab.runs.reproducing`."""
    stored = run.stored
    return {
        "made": _made(stored.created),
        "image": stored.image,
        "digest": stored.digest,
        "name": stored.title,
        "tag": stored.tag,
        "note": stored.note,
        "truth": stored.truth,
        "reading": stored.reading,
        **stored.facts,
    }


def _cells(run: PastRun) -> list[str | float | None]:
    stored, score = run.stored, run.score
    rates = [score[name].rate if score and name in score.rates else None for name in ("cer", "wer")]
    seconds = stored.facts["seconds"]
    return [
        _made(stored.created), stored.title, stored.image, stored.pipeline, stored.engine, run.version, *rates,
        run.normalise, seconds["filter"], seconds["read"], stored.tag, stored.note, stored.digest, run.reading.text,
    ]  # fmt: skip


def _made(created: float) -> str:
    return datetime.fromtimestamp(created, UTC).isoformat(timespec="seconds")
