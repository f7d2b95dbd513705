"""Database: how is it reached, by one process or by many at once?"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocrlab.errors import FileError
from ocrlab.store.address import Address, shown, unreadable, url_of
from ocrlab.store.damage import put_aside
from ocrlab.store.faults import database_errors, explained, is_damage, missing
from ocrlab.store.opening import bring_on

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

PATIENCE = 15.0  # seconds for another process to be done with the file, or for a server to answer


class Database:
    """One database by its URL, or by the path of its file; connects when first used, and again after a server has been
    away.

    Two of one ``url`` are the same database.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self.url = str(address)
        self._lock = threading.RLock()
        self._engine: Engine | None = None
        self._file: tuple[int, int] | None = None  # which file is open, where it is one

    def close(self) -> None:
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Everything done in it is committed at its end, or nothing is.

        Raises `FileError` for whatever goes wrong with the database; `DamagedFile` where its file was no whole database
        and has been put aside.
        """
        try:
            with self._connected().begin() as connection:
                yield connection
        except database_errors() as error:
            raise explained(error, self.address, self._put_aside() if is_damage(error) else None) from None

    def _clock(self, base: Connection) -> float:
        """Seconds since 1970 by the database's own clock: those of two machines may differ by more than a minute."""
        from sqlalchemy import Float, cast, extract, func, select

        if base.dialect.name != "postgresql":
            return time.time()
        return base.execute(select(cast(extract("epoch", func.clock_timestamp()), Float(53)))).scalar_one()

    def _put_aside(self) -> Path | None:
        with self._lock:
            self.close()
            database = url_of(self.address).database
            return put_aside(Path(database)) if database else None

    def _connected(self) -> Engine:
        with self._lock:
            self._look_for_file()
            if self._engine is None:
                engine = self._made(url_of(self.address))
                engine.connect().close()  # what is not there is said at once, and not tried again
                self._bring_on(engine)
                self._engine, self._file = engine, self._file_now()
            return self._engine

    def _look_for_file(self) -> None:
        """Close a file in whose place there is another; raise `FileError` while there is none.

        SQLite itself would go on in the file that is no longer there, and all of it would be lost at the end.
        """
        if self._engine is None or self._file is None:
            return
        now = self._file_now()
        if now is None:
            raise FileError(
                f"store: {shown(self.address)} is gone: it was moved or deleted, or its disk is away; put it back, or "
                "start the lab again to begin a new one"
            )
        if now != self._file:
            self.close()

    def _file_now(self) -> tuple[int, int] | None:
        url = url_of(self.address)
        if url.get_backend_name() != "sqlite" or not url.database:
            return None
        try:
            here = Path(url.database).stat()
        except OSError:
            return None
        return here.st_dev, here.st_ino

    def _bring_on(self, engine: Engine) -> None:
        bring_on(engine, self.address)

    def _made(self, url: URL) -> Engine:
        from sqlalchemy import create_engine, event
        from sqlalchemy.exc import ArgumentError

        arguments: dict[str, Any] = {}
        if url.get_backend_name() == "sqlite":
            Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
        else:
            # So that a server says what its encoding cannot hold: a driver that knew of it would fail in its own way.
            arguments = {"connect_timeout": round(PATIENCE), "client_encoding": "utf8"}
            arguments = {key: value for key, value in arguments.items() if key not in url.query}
        try:
            # A server may have been restarted, or a firewall have dropped the line, since the connection was last used.
            engine = create_engine(url, pool_pre_ping=bool(arguments), connect_args=arguments)
        except ImportError as error:
            raise missing(error, self.address) from None
        except (ArgumentError, TypeError, ValueError):  # a value after the "?" that the driver cannot take
            raise unreadable(self.address, "what stands after its ? is not understood") from None
        if not arguments:
            event.listen(engine, "connect", _tune_sqlite)
        return engine


def _tune_sqlite(connection: Any, _: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={round(1000 * PATIENCE)}")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")  # people's files are in it: what is deleted is overwritten
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:  # at its change of mode SQLite does not wait for others by itself
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
