"""What did a search find out, and how does it go on tomorrow, or on another machine?

Every trial and every reading is committed as soon as it is there, so that a process may be killed at any moment. SQLite
in the lab's folder by default; ``OCRLAB_DATABASE_URL`` names another database that SQLAlchemy knows (PostgreSQL), which
several machines may share. The tables hold plain facts; what they mean is said in `ocrlab.search`.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ocrlab.errors import FileError
from ocrlab.home import home

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData

State = Literal["running", "done", "stopped", "failed"]
FRESH = 45.0  # seconds a sign of life counts


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
    """One setting tried. ``state`` is running, complete (all pages read), stopped early (pruned) or failed."""

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


def _tables() -> MetaData:
    from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

    tables = MetaData()
    Table(
        "studies",
        tables,
        Column("name", String(120), primary_key=True),
        Column("spec", Text, nullable=False),
        Column("state", String(20), nullable=False),
        Column("created", Float, nullable=False),
        Column("summary", Text),
    )
    Table(
        "trials",
        tables,
        Column("study", String(120), primary_key=True),
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
        tables,
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
    return tables


class Store:
    """Studies, trials and readings in a database; safe across threads, processes and machines.

    Raises `FileError` where the database cannot be opened, read or written: nothing is half-written then, because each
    method is one transaction.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._tables = _tables()
        self._lock = threading.RLock()
        self._engine: Engine | None = None

    def studies(self) -> list[StoredStudy]:
        """Every study, the newest first."""
        studies = self._table("studies")
        with self._open() as base:
            return [_study(row) for row in base.execute(studies.select().order_by(studies.c.created.desc()))]

    def study(self, name: str) -> StoredStudy | None:
        studies = self._table("studies")
        with self._open() as base:
            row = base.execute(studies.select().where(studies.c.name == name)).first()
        return _study(row) if row else None

    def add_study(self, name: str, spec: dict[str, Any]) -> StoredStudy:
        """The study of that name: made if there is none, as it stands otherwise."""
        self._insert("studies", name=name, spec=_packed(spec), state="running", created=time.time())
        return self.study(name)

    def set_state(self, name: str, state: State, summary: dict[str, Any] | None = None) -> None:
        studies = self._table("studies")
        values = {"state": state} | ({"summary": _packed(summary)} if summary is not None else {})
        with self._open() as base:
            base.execute(studies.update().where(studies.c.name == name).values(**values))

    def forget(self, name: str) -> None:
        """Remove a study with all its trials and readings."""
        with self._open() as base:
            for table in ("readings", "trials"):
                base.execute(self._table(table).delete().where(self._table(table).c.study == name))
            base.execute(self._table("studies").delete().where(self._table("studies").c.name == name))

    def trials(self, study: str) -> list[StoredTrial]:
        """The trials of a study by number."""
        trials = self._table("trials")
        with self._open() as base:
            rows = base.execute(trials.select().where(trials.c.study == study).order_by(trials.c.number))
            return [_trial(row) for row in rows]

    def claim(self, study: str, trial: StoredTrial, owner: str) -> bool:
        """Begin a trial under its number; False where another process was quicker."""
        return self._insert(
            "trials",
            study=study,
            number=trial.number,
            origin=trial.origin,
            pipeline=_packed(trial.pipeline),
            point=None if trial.point is None else _packed(trial.point),
            state="running",
            notes=_packed(trial.notes),
            owner=owner,
            beat=time.time(),
        )

    def adopt(self, study: str, trial: StoredTrial, owner: str) -> bool:
        """Take over a trial whose process is gone; False where another process was quicker."""
        trials = self._table("trials")
        mine = (trials.c.study == study) & (trials.c.number == trial.number)
        still = (trials.c.state == "running") & (trials.c.owner == trial.owner) & (trials.c.beat == trial.beat)
        with self._open() as base:
            found = base.execute(trials.update().where(mine & still).values(owner=owner, beat=time.time()))
            return found.rowcount == 1

    def beat(self, study: str, number: int, owner: str) -> None:
        """A sign of life from the process that carries a trial out."""
        trials = self._table("trials")
        mine = (trials.c.study == study) & (trials.c.number == number) & (trials.c.owner == owner)
        with self._open() as base:
            base.execute(trials.update().where(mine).values(beat=time.time()))

    def finish(self, study: str, number: int, state: str, value: float | None, seconds: float, notes: dict) -> None:
        trials = self._table("trials")
        mine = (trials.c.study == study) & (trials.c.number == number)
        with self._open() as base:
            values = {"state": state, "value": value, "seconds": seconds, "notes": _packed(notes)}
            base.execute(trials.update().where(mine).values(**values))

    def readings(self, study: str) -> list[StoredReading]:
        readings = self._table("readings")
        with self._open() as base:
            return [_reading(row) for row in base.execute(readings.select().where(readings.c.study == study))]

    def known(self, key: str) -> StoredReading | None:
        """What was read under this key before, in any study."""
        readings = self._table("readings")
        with self._open() as base:
            row = base.execute(readings.select().where(readings.c.key == key).limit(1)).first()
        return _reading(row) if row else None

    def add_reading(self, study: str, one: StoredReading) -> bool:
        """Keep a reading; False where it is kept already."""
        return self._insert("readings", study=study, **one.__dict__ | {"rates": _packed(one.rates)})

    def close(self) -> None:
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _insert(self, table: str, **values: Any) -> bool:
        from sqlalchemy.exc import IntegrityError

        try:
            with self._open() as base:
                base.execute(self._table(table).insert().values(**values))
        except IntegrityError:
            return False
        return True

    def _table(self, name: str) -> Any:
        return self._tables.tables[name]

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        """A transaction: committed at its end, or not at all."""
        from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError

        try:
            with self._connected().begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise FileError(
                f"store: cannot open {_shown(self.url)} ({error}); OCRLAB_DATABASE_URL is such as "
                "postgresql+psycopg://user@host/ocrlab, with its driver installed"
            ) from None
        except (DBAPIError, OSError) as error:
            reason = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error).strip()
            raise FileError(
                f"store: {_shown(self.url)} cannot be used ({' '.join(reason.split())[:200]}); "
                "check the disk, OCRLAB_HOME and OCRLAB_DATABASE_URL; what was finished is kept"
            ) from None

    def _connected(self) -> Engine:
        from sqlalchemy import create_engine, event

        with self._lock:
            if self._engine is None:
                engine = create_engine(self.url)
                if engine.dialect.name == "sqlite":
                    if engine.url.database:
                        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
                    event.listen(engine, "connect", _tune_sqlite)
                self._tables.create_all(engine)
                self._engine = engine
            return self._engine


def _tune_sqlite(connection: Any, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _study(row: Any) -> StoredStudy:
    summary = json.loads(row.summary) if row.summary else None
    return StoredStudy(row.name, json.loads(row.spec), row.state, row.created, summary)


def _trial(row: Any) -> StoredTrial:
    point = None if row.point is None else json.loads(row.point)
    notes, pipeline = json.loads(row.notes), json.loads(row.pipeline)
    return StoredTrial(
        row.number, row.origin, pipeline, point, row.state, row.value, row.seconds, notes, row.owner, row.beat
    )


def _reading(row: Any) -> StoredReading:
    values = dict(row._mapping)
    values.pop("study")
    return StoredReading(**values | {"rates": json.loads(values["rates"])})


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _shown(url: str) -> str:
    """The address without its password."""
    head, at, tail = url.rpartition("@")
    scheme, slashes, user = head.partition("://")
    return f"{scheme}{slashes}{user.partition(':')[0]}{at}{tail}" if at else url


_shared: dict[str, Store] = {}
_shared_lock = threading.Lock()


def shared_store() -> Store:
    """The store of this process: ``OCRLAB_DATABASE_URL``, or SQLite in the lab's folder."""
    url = os.environ.get("OCRLAB_DATABASE_URL") or f"sqlite:///{home() / 'lab.sqlite3'}"
    with _shared_lock:
        return _shared.setdefault(url, Store(url))
