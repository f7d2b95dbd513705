"""What is kept of a search? Studies, trials and readings, as plain facts in three tables."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sqlalchemy import MetaData

State = Literal["running", "done", "stopped", "failed"]
NAME_MOST = 120  # characters of a study's name


@dataclass(frozen=True)
class StoredStudy:
    """A search: what it is about (``spec``), how far it is, what came out."""

    name: str
    spec: dict[str, Any]
    state: str
    created: float
    summary: dict[str, Any] | None = None


@dataclass(frozen=True)
class StoredTrial:
    """One setting tried. ``state`` is running, complete (all pages read), stopped early (pruned) or failed.

    ``owner`` carries it out, or did; ``beat`` is its last sign of life, ``silent`` the seconds since then.
    """

    number: int
    origin: str
    pipeline: dict[str, Any]
    point: dict[str, Any] | None
    state: str
    value: float | None = None
    seconds: float | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    beat: float = 0.0
    silent: float = 0.0


@dataclass(frozen=True)
class StoredReading:
    """One page read under one setting: the text, and what is needed to score it another time.

    ``key`` is that of `ocrlab.cache.reading_key`; ``saved`` says that nothing had to be read for it.
    """

    pipeline: str
    page: str
    settings: str
    key: str
    text: str
    confidence: float | None
    rates: dict[str, Any]
    filter_seconds: float
    read_seconds: float
    saved: bool


def tables() -> MetaData:
    from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

    made = MetaData()
    Table(
        "studies",
        made,
        Column("name", String(NAME_MOST), primary_key=True),
        Column("spec", Text, nullable=False),
        Column("state", String(20), nullable=False),
        Column("created", Float, nullable=False),
        Column("summary", Text),
    )
    Table(
        "trials",
        made,
        Column("study", String(NAME_MOST), primary_key=True),
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
    readings = Table(
        "readings",
        made,
        Column("study", String(120), primary_key=True),
        Column("pipeline", String(64), primary_key=True),
        Column("page", String(500), primary_key=True),
        Column("settings", String(64), primary_key=True),
        Column("key", String(64), nullable=False),
        Column("text", Text, nullable=False),
        Column("confidence", Float),
        Column("rates", Text, nullable=False),
        Column("filter_seconds", Float, nullable=False),
        Column("read_seconds", Float, nullable=False),
        Column("saved", Boolean, nullable=False),
    )
    Index("readings_by_key", readings.c.key)
    return made


def study_of(row: Any) -> StoredStudy:
    summary = json.loads(row.summary) if row.summary else None
    return StoredStudy(row.name, json.loads(row.spec), row.state, row.created, summary)


def trial_of(row: Any, now: float) -> StoredTrial:
    point = None if row.point is None else json.loads(row.point)
    notes, pipeline = json.loads(row.notes), json.loads(row.pipeline)
    return StoredTrial(
        row.number, row.origin, pipeline, point, row.state, row.value, row.seconds, notes, row.owner, row.beat,
        max(0.0, now - row.beat),
    )  # fmt: skip


def reading_of(row: Any) -> StoredReading:
    values = dict(row._mapping)
    values.pop("study")
    return StoredReading(**values | {"rates": json.loads(values["rates"])})


def packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
