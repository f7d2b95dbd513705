"""Tables: in which shape does a database keep studies, trials and readings?

Whatever may be long or in any language is JSON in plain ASCII, so that a database of any encoding holds it. A reading
is kept once, by the key of all it depends on; what a study read under a setting refers to it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData, Table
    from sqlalchemy.dialects.postgresql import Insert

MAX_NAME = 120  # characters of a study's name
MAX_PAGE = 500
DIGEST = 64  # hexadecimal digits of a SHA-256


@cache
def tables() -> MetaData:
    from sqlalchemy import MetaData

    everything = MetaData()
    _add_studies(everything)
    _add_readings(everything)
    return everything


def _add_studies(everything: MetaData) -> None:
    from sqlalchemy import Column, Float, Integer, String, Table, Text

    Table(
        "studies",
        everything,
        Column("name", String(MAX_NAME), primary_key=True),
        Column("spec", Text, nullable=False),
        Column("state", String(20), nullable=False),
        Column("created", Float, nullable=False),
        Column("summary", Text),
    )
    Table(
        "trials",
        everything,
        Column("study", String(MAX_NAME), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("origin", String(40), nullable=False),
        Column("pipeline", Text, nullable=False),
        Column("point", Text),
        Column("state", String(20), nullable=False),
        Column("value", Float),
        Column("seconds", Float),
        Column("notes", Text, nullable=False),
        Column("owner", String(120), nullable=False),
        Column("beat", Float, nullable=False),
    )


def _add_readings(everything: MetaData) -> None:
    from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

    # Text and confidence stand beside the reading they are of: a study of 10 000 pages is opened without unpacking
    # their words. No data: known from a database of version 0.1, which kept the text alone.
    Table(
        "engine_readings",
        everything,
        Column("key", String(DIGEST), primary_key=True),
        Column("seconds", Float, nullable=False),
        Column("used", Float, nullable=False),
        Column("size", Integer),
        Column("confidence", Float),
        Column("text", Text, nullable=False),
        Column("data", Text),
    )
    study_readings = Table(
        "study_readings",
        everything,
        Column("study", String(MAX_NAME), primary_key=True),
        Column("pipeline", String(DIGEST), primary_key=True),
        Column("page", String(MAX_PAGE), primary_key=True),
        Column("settings", String(DIGEST), primary_key=True),
        # PostgreSQL holds to this, so that no reading is dropped in the moment in which a study begins to refer to it.
        Column("key", String(DIGEST), ForeignKey("engine_readings.key"), nullable=False),
        Column("rates", Text, nullable=False),
        Column("filter_seconds", Float, nullable=False),
        Column("read_seconds", Float, nullable=False),
        Column("saved", Boolean, nullable=False),
    )
    Index("study_readings_by_key", study_readings.c.key)
    Table(
        "text_boxes",
        everything,
        Column("study", String(MAX_NAME), primary_key=True),
        Column("page", String(MAX_PAGE), primary_key=True),
        Column("boxes", Text, nullable=False),
        Column("seconds", Float, nullable=False),
    )


def table(name: str) -> Table:
    return tables().tables[name]


def insert_into(base: Connection, name: str) -> Insert:
    """An INSERT that can say what is to happen where a row of its key is there already."""
    from sqlalchemy.dialects import postgresql, sqlite

    if base.dialect.name == "postgresql":
        return postgresql.insert(table(name))
    # The two have the same ways with a conflict, in classes that know nothing of each other.
    return sqlite.insert(table(name))  # type: ignore[return-value]


def insert_new(base: Connection, table_name: str, /, **values: object) -> bool:
    """Add a row; False where one of its key is there already."""
    insert = insert_into(base, table_name).values(**values).on_conflict_do_nothing()
    return base.execute(insert, execution_options={"preserve_rowcount": True}).rowcount == 1
