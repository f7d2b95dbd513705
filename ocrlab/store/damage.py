"""Damage: how is a broken database file got out of the way, and nothing of it lost?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from ocrlab.store.faults import is_damage

COMPANIONS = ("-wal", "-shm")  # SQLite's own files beside a database: the first may hold what was written last


def put_aside(path: Path) -> Path | None:
    """Rename a damaged SQLite file, with what belongs to it, and return its new name.

    None where it is whole after all, because another process has put it aside already, or where it cannot be renamed.
    """
    if not _is_damaged(path):
        return None
    target = next(name for name in _names(path) if not name.exists())
    try:
        path.replace(target)
        for ending in COMPANIONS:
            beside = Path(f"{path}{ending}")
            if beside.exists():
                beside.replace(f"{target}{ending}")
    except OSError:
        return None
    return target


def _is_damaged(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path)) as file:
            return bool(file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError as error:
        return is_damage(error)


def _names(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.damaged")
    yield from (path.with_name(f"{path.name}.damaged-{number}") for number in count(2))
