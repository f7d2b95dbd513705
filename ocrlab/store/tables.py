"""Tables: in which shape does a database keep studies, trials, batches and readings?

Whatever may be long or in any language is JSON in plain ASCII, so that a database of any encoding holds it. A reading
is kept once, by the key of all it depends on; what a study read under a setting refers to it.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData, Table
    from sqlalchemy.dialects.postgresql import Insert

MAX_NAME = 120  # characters of a study's name
MAX_PAGE = 500
MAX_WORK = 32  # characters of the name under which a piece of work is kept
DIGEST = 64  # hexadecimal digits of a SHA-256
MAX_NOTE = 5000  # characters of what people note of a run, a batch or a study
MAX_TITLE, MAX_TAG = 120, 40  # characters of what they call it, and of the word to find it by
UNDO_SECONDS = 86_400.0  # for which one that was deleted can be had back


@cache
def tables() -> MetaData:
    from sqlalchemy import MetaData

    everything = MetaData()
    _add_studies(everything)
    _add_readings(everything)
    _add_batches(everything)
    _add_set_marks(everything)
    _add_work(everything)
    _add_runs(everything)
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


def _add_batches(everything: MetaData) -> None:
    from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

    Table(
        "batches",
        everything,
        Column("name", String(MAX_NAME), primary_key=True),
        Column("spec", Text, nullable=False),
        Column("state", String(20), nullable=False),
        Column("created", Float, nullable=False),
    )
    rows = Table(
        "batch_rows",
        everything,
        Column("batch", String(MAX_NAME), primary_key=True),
        Column("page", String(MAX_PAGE), primary_key=True),
        Column("setting", Integer, primary_key=True, autoincrement=False),
        Column("stamp", String(80), nullable=False),
        Column("state", String(20), nullable=False),
        Column("reason", Text),
        Column("facts", Text, nullable=False),
        Column("key", String(DIGEST), ForeignKey("engine_readings.key")),
    )
    Index("batch_rows_by_key", rows.c.key)
    Table(
        "batch_files",
        everything,
        Column("batch", String(MAX_NAME), primary_key=True),
        Column("setting", Integer, primary_key=True, autoincrement=False),
        Column("writer", String(20), primary_key=True),
        Column("name", String(MAX_PAGE), primary_key=True),
        Column("file", Text, nullable=False),
    )


def _add_set_marks(everything: MetaData) -> None:
    from sqlalchemy import Column, Float, String, Table, Text

    Table(
        "set_marks",
        everything,
        Column("kind", String(20), primary_key=True),
        Column("name", String(MAX_NAME), primary_key=True),
        Column("title", Text, nullable=False),
        Column("tag", Text, nullable=False),
        Column("note", Text, nullable=False),
        Column("deleted", Float),
    )


def _add_work(everything: MetaData) -> None:
    from sqlalchemy import Column, Float, Index, Integer, LargeBinary, String, Table, Text

    owner = partial(Column, "owner", String(DIGEST), primary_key=True)
    work = Table(
        "work",
        everything,
        owner(),
        Column("name", String(MAX_WORK), primary_key=True),
        Column("version", Integer, nullable=False),
        Column("used", Float, nullable=False),
        Column("size", Integer, nullable=False),
        Column("summary", Text, nullable=False),
        Column("state", Text, nullable=False),
    )
    Index("work_by_use", work.c.used)
    # Size before bytes: SQLite finds a row's first columns without reading the rest of it.
    Table(
        "work_files",
        everything,
        owner(),
        Column("digest", String(DIGEST), primary_key=True),
        Column("size", Integer, nullable=False),
        Column("data", LargeBinary, nullable=False),
    )
    Table(
        "work_uses",
        everything,
        owner(),
        Column("name", String(MAX_WORK), primary_key=True),
        Column("digest", String(DIGEST), primary_key=True),
    )


def _add_runs(everything: MetaData) -> None:
    from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

    # What many runs have alike stands once, compressed, by the SHA-256 of it: truths, readings, small pictures.
    Table(
        "run_parts",
        everything,
        Column("digest", String(DIGEST), primary_key=True),
        Column("data", LargeBinary, nullable=False),
    )
    part = "run_parts.digest"  # PostgreSQL holds to it, so that none is dropped while a run comes to refer to it
    runs = Table(
        "runs",
        everything,
        Column("owner", String(DIGEST), primary_key=True),
        Column("id", String(DIGEST), primary_key=True),
        Column("created", Float, nullable=False),
        Column("deleted", Float),
        Column("digest", String(DIGEST), nullable=False),
        Column("engine", String(40), nullable=False),
        Column("cer", Float),
        Column("seconds", Float, nullable=False),
        Column("image", Text, nullable=False),
        Column("pipeline", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("tag", Text, nullable=False),
        Column("note", Text, nullable=False),
        Column("sought", Text, nullable=False),
        Column("facts", String(DIGEST), ForeignKey(part), nullable=False),
        Column("reading", String(DIGEST), ForeignKey(part), nullable=False),
        Column("truth", String(DIGEST), ForeignKey(part)),
        Column("thumbnail", String(DIGEST), ForeignKey(part), nullable=False),
    )
    # So that an owner can be told: how many runs went for the bounds, and when the newest of them was made.
    Table(
        "runs_let_go",
        everything,
        Column("owner", String(DIGEST), primary_key=True),
        Column("number", Integer, nullable=False),
        Column("newest", Float, nullable=False),
    )
    Index("runs_listed", runs.c.owner, runs.c.deleted, runs.c.created)
    Index("runs_chosen_by", runs.c.owner, runs.c.deleted, runs.c.engine, runs.c.tag)
    for name in ("facts", "reading", "truth", "thumbnail"):
        Index(f"runs_by_{name}", runs.c[name])


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
