"""Databases: how does a test bring one into a state that no lab of today would leave it in?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from paths import ROOT

from ocrlab.store import Store

RELEASED = sorted((ROOT / "tests" / "store" / "released").glob("*.sql"))


class Bare(Store):
    """A store that leaves the tables as they are."""

    def _bring_on(self, engine) -> None: ...


def written(database: str, *statements: str) -> None:
    """Have these statements carried out in a database whose tables stay otherwise as they are."""
    store = Bare(database)
    with store.transaction() as base:
        for statement in statements:
            base.exec_driver_sql(statement)
    store.close()


def asked(database: str, question: str) -> list[tuple]:
    store = Bare(database)
    with store.transaction() as base:
        answer = [tuple(row) for row in base.exec_driver_sql(question)]
    store.close()
    return answer


def as_released(database: str, version: Path) -> None:
    """Have an empty database as a released version left it."""
    written(database, *version.read_text("utf-8").splitlines())


def take_away(database: str) -> Callable[[], object]:
    """Take a database away from whoever has it open, as an unplugged disk or a stopped server does. Gives what brings
    it back."""
    if database.startswith("sqlite"):
        path = Path(database.removeprefix("sqlite:///"))
        elsewhere = path.rename(path.with_name("elsewhere"))
        return lambda: elsewhere.rename(path)
    import psycopg

    server, _, name = database.replace("postgresql+psycopg", "postgresql").rpartition("/")

    def command(sql: str) -> None:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(sql)

    command(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    command(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    return lambda: command(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
