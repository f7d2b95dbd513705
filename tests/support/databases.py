"""Databases: how does a test bring one into a state that no lab of today would leave it in?"""

from __future__ import annotations

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
