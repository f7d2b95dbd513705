"""Readings once: each reading stands once, under the key of all it depends on, and studies refer to it.

Version 0.1.0 had a table ``readings`` with the text of every page a study had read, once a setting, and in it, under a
name no pipeline has, where text had been found.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql, sqlite

revision = "0002"
down_revision = "0001"

OLD = "readings"
TEXT_BOXES = "regions"  # stood where a pipeline's digest does
BATCH = 500  # rows


def upgrade() -> None:
    _make_tables()
    base = op.get_bind()
    if base.dialect.name == "postgresql":
        base.execute(sa.text(f"LOCK TABLE {OLD} IN ACCESS EXCLUSIVE MODE"))  # a lab of version 0.1 may be at work
    new = sa.MetaData()
    new.reflect(base, only=["engine_readings", "study_readings", "text_boxes"])
    old = sa.Table(OLD, sa.MetaData(), autoload_with=base)
    for batch in base.execute(old.select()).partitions(BATCH):
        _take_in(base, new, [row for row in batch if row.pipeline != TEXT_BOXES])
        _take_in_boxes(base, new, [row for row in batch if row.pipeline == TEXT_BOXES])
    op.drop_table(OLD)


def _make_tables() -> None:
    op.create_table(
        "engine_readings",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("used", sa.Float, nullable=False),
        sa.Column("size", sa.Integer),
        sa.Column("confidence", sa.Float),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("data", sa.Text),
        if_not_exists=True,
    )
    op.create_table(
        "study_readings",
        sa.Column("study", sa.String(120), primary_key=True),
        sa.Column("pipeline", sa.String(64), primary_key=True),
        sa.Column("page", sa.String(500), primary_key=True),
        sa.Column("settings", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(64), sa.ForeignKey("engine_readings.key"), nullable=False),
        sa.Column("rates", sa.Text, nullable=False),
        sa.Column("filter_seconds", sa.Float, nullable=False),
        sa.Column("read_seconds", sa.Float, nullable=False),
        sa.Column("saved", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    op.create_index("study_readings_by_key", "study_readings", ["key"], if_not_exists=True)
    op.create_table(
        "text_boxes",
        sa.Column("study", sa.String(120), primary_key=True),
        sa.Column("page", sa.String(500), primary_key=True),
        sa.Column("boxes", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        if_not_exists=True,
    )


def _take_in(base: sa.Connection, new: sa.MetaData, rows: list[Any]) -> None:
    known = {
        row.key: {
            "key": row.key,
            "text": json.dumps(row.text),
            "confidence": row.confidence,
            "seconds": row.read_seconds,
            "used": 0.0,
        }
        for row in rows
    }
    names = [column.name for column in new.tables["study_readings"].columns]
    _add(base, new.tables["engine_readings"], list(known.values()))
    _add(base, new.tables["study_readings"], [{name: getattr(row, name) for name in names} for row in rows])


def _take_in_boxes(base: sa.Connection, new: sa.MetaData, rows: list[Any]) -> None:
    boxes = [
        {"study": row.study, "page": row.page, "boxes": json.dumps(json.loads(row.text)), "seconds": row.read_seconds}
        for row in rows
    ]
    _add(base, new.tables["text_boxes"], boxes)


def _add(base: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        insert = postgresql.insert if base.dialect.name == "postgresql" else sqlite.insert
        base.execute(insert(table).on_conflict_do_nothing(), rows)
