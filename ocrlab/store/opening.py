"""Opening: are the tables of a database those of today, and what is done where they are not?

Older tables are brought on by Alembic, all steps or none, by one process while the others wait. A database of a newer
lab is left alone. Where nothing is to be done, one look at the database says so, and Alembic is not even loaded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ocrlab.errors import FileError
from ocrlab.store.address import Address, shown

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# Of the tables, the first released first; each has its file in `migrations/versions`. The last is what `tables` says.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
MIGRATIONS = Path(__file__).with_name("migrations")
BRINGING_ON = 0x0C21AB  # the number of a lock that only this holds


def bring_on(engine: Engine, address: Address) -> None:
    """Have the tables of today in a database. Raises `FileError` for one of a newer lab, which stays as it is."""
    with engine.connect() as base:
        if _revision(base, address) == REVISIONS[-1]:
            return
    with _alone(engine) as base:
        if _revision(base, address) != REVISIONS[-1]:
            _take_the_steps(base)


def _revision(base: Connection, address: Address) -> str | None:
    """The revision of a database's tables; None where there are none, or they are of version 0.1."""
    from sqlalchemy import inspect

    if not inspect(base).has_table("alembic_version"):
        return None
    revision = base.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision is not None and revision not in REVISIONS:
        raise FileError(
            f"store: {shown(address)} is of a newer version of the lab (its tables are of revision {revision}, this "
            f"version knows {REVISIONS[0]} to {REVISIONS[-1]}) and was left as it is; update the lab, or give this "
            "one another database by OCRLAB_HOME or OCRLAB_DATABASE_URL"
        )
    return str(revision) if revision else None


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction for one process at a time: the others wait, and find that there is nothing left to do."""
    from sqlalchemy import text

    if engine.dialect.name == "postgresql":
        with engine.begin() as base:
            base.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": BRINGING_ON})
            yield base
        return
    # By itself Python's module for SQLite begins no transaction for a CREATE TABLE: a kill would leave half of them.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as base:
        base.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield base
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk has ended it already
                base.connection.rollback()
            raise
        base.exec_driver_sql("COMMIT")


def _take_the_steps(base: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = base
    command.upgrade(config, "head")
