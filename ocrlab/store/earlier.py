"""Earlier: what did version 0.1 keep otherwise, and how is it taken over?

There a table ``readings`` held the text of every page a study had read, once a setting, and beside it, under a name no
pipeline has, where text had been found.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ocrlab.store.records import packed
from ocrlab.store.tables import insert_into, table

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row

OLD = "readings"
TEXT_BOXES = "regions"  # stood where a pipeline's digest does
BATCH = 500  # rows
TAKING_OVER = 0x0C21AB  # the number of a lock that only this holds


def take_over(engine: Engine) -> None:
    """Bring the readings of version 0.1, where there are any, into the tables of today."""
    from sqlalchemy import MetaData, Table, inspect, text

    if not inspect(engine).has_table(OLD):
        return
    with engine.begin() as base:
        if engine.dialect.name == "postgresql":
            # One process takes over; the others wait, and find that there is nothing left to do.
            base.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": TAKING_OVER})
        if not inspect(base).has_table(OLD):
            return
        old = Table(OLD, MetaData(), autoload_with=base)
        if engine.dialect.name == "postgresql":
            base.execute(text(f"LOCK TABLE {OLD} IN ACCESS EXCLUSIVE MODE"))  # a lab of version 0.1 may be at work
        for batch in base.execute(old.select()).partitions(BATCH):
            _take_in(base, [row for row in batch if row.pipeline != TEXT_BOXES])
            _take_in_boxes(base, [row for row in batch if row.pipeline == TEXT_BOXES])
        old.drop(base)


def _take_in(base: Connection, rows: list[Row[Any]]) -> None:
    known = {
        row.key: {
            "key": row.key,
            "text": packed(row.text),
            "confidence": row.confidence,
            "seconds": row.read_seconds,
            "used": 0.0,
        }
        for row in rows
    }
    names = [column.name for column in table("study_readings").columns]
    _add(base, "engine_readings", list(known.values()))
    _add(base, "study_readings", [{name: getattr(row, name) for name in names} for row in rows])


def _take_in_boxes(base: Connection, rows: list[Row[Any]]) -> None:
    boxes = [
        {"study": row.study, "page": row.page, "boxes": packed(json.loads(row.text)), "seconds": row.read_seconds}
        for row in rows
    ]
    _add(base, "text_boxes", boxes)


def _add(base: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        base.execute(insert_into(base, name).on_conflict_do_nothing(), rows)
