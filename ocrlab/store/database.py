"""How is the database reached, and what is said where it cannot be?"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocrlab.errors import FileError
from ocrlab.store.records import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

PATIENCE = 15.0  # seconds for another process to be done with the file, or for a server to answer


class Database:
    """One database by its URL; connects when first used, and again after the server has been away."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._tables = tables()
        self._lock = threading.RLock()
        self._engine: Engine | None = None

    def close(self) -> None:
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _insert(self, table: str, **values: Any) -> bool:
        """Add a row; False where one of its key is there already."""
        from sqlalchemy.exc import IntegrityError

        try:
            with self._open() as base:
                base.execute(self._table(table).insert().values(**values))
        except IntegrityError:
            return False
        return True

    def _table(self, name: str) -> Any:
        return self._tables.tables[name]

    def _clock(self, base: Connection) -> float:
        """Seconds since 1970 by the database's own clock: those of two machines may differ by more than a minute."""
        from sqlalchemy import Float, cast, extract, func, select

        if base.dialect.name != "postgresql":
            return time.time()
        return base.scalar(select(cast(extract("epoch", func.clock_timestamp()), Float(53))))

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        """A transaction: committed at its end, or not at all."""
        from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError

        try:
            with self._connected().begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except ImportError as error:
            wanted = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary"}.get(error.name, error.name)
            raise FileError(
                f"store: cannot open {_shown(self.url)} (its driver {error.name} is not installed); install it with: "
                f'pip install "{wanted}", or unset OCRLAB_DATABASE_URL to keep studies on this machine'
            ) from None
        except (ArgumentError, NoSuchModuleError) as error:
            raise FileError(
                f"store: cannot open {_shown(self.url)} ({error}); OCRLAB_DATABASE_URL is such as "
                "postgresql+psycopg://user@host/ocrlab"
            ) from None
        except (SQLAlchemyError, OSError) as error:
            reason = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error).strip()
            raise FileError(
                f"store: {_shown(self.url)} cannot be used ({' '.join(reason.split())[:200]}); "
                "check the disk, OCRLAB_HOME and OCRLAB_DATABASE_URL; what was finished is kept"
            ) from None

    def _connected(self) -> Engine:
        with self._lock:
            if self._engine is None:
                engine = _engine(self.url)
                self._make_tables(engine)
                self._engine = engine
            return self._engine

    def _make_tables(self, engine: Engine) -> None:
        from sqlalchemy.exc import DBAPIError

        for left in (2, 1, 0):
            try:
                self._tables.create_all(engine)
                return
            except DBAPIError:
                if not left:
                    raise
                time.sleep(0.2)  # another process may be making the same tables


def _engine(url: str) -> Engine:
    from sqlalchemy import create_engine, event, make_url

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
        event.listen(engine, "connect", _tune_sqlite)
        return engine
    # A server may have been restarted, or a firewall have dropped the line, since the connection was last used.
    patient = "psycopg" in parsed.get_driver_name() and "connect_timeout" not in parsed.query
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": round(PATIENCE)} if patient else {})


def _tune_sqlite(connection: Any, _: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={round(1000 * PATIENCE)}")
    connection.execute("PRAGMA synchronous=NORMAL")
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:  # at its change of mode SQLite does not wait for others by itself
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _shown(url: str) -> str:
    """The address without its password."""
    head, at, tail = url.rpartition("@")
    scheme, slashes, user = head.partition("://")
    return f"{scheme}{slashes}{user.partition(':')[0]}{at}{tail}" if at else url
