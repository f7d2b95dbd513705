"""SQL text: how does the database of a release come into the tests? As text that any of them takes.

With every release its database is written beside the earlier ones, and stays there unchanged:

    .venv/bin/python tests/support/sql_text.py lab.sqlite3 > tests/store/released/VERSION.sql
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path


def sql_text(file: Path) -> Iterator[str]:
    """An SQLite database as statements, one a line, that make the same database in SQLite or PostgreSQL."""
    with closing(sqlite3.connect(file)) as base:
        for name, sql in base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid"):
            yield " ".join(sql.split()) + ";"
            # PostgreSQL takes no 0 and 1 for what is true or false, both take the words.
            columns = [
                f"CASE \"{column}\" WHEN 1 THEN 'TRUE' WHEN 0 THEN 'FALSE' ELSE 'NULL' END"
                if kind == "BOOLEAN"
                else f'quote("{column}")'
                for _, column, kind, *_ in base.execute(f'PRAGMA table_info("{name}")').fetchall()
            ]
            for row in base.execute(f'SELECT {", ".join(columns)} FROM "{name}"'):
                yield f'INSERT INTO "{name}" VALUES ({", ".join(map(str, row))});'
        for (sql,) in base.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"):
            yield " ".join(sql.split()) + ";"


if __name__ == "__main__":
    print(*sql_text(Path(sys.argv[1])), sep="\n")
