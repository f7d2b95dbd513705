"""Groups: which pages belong together? Those of a sub-folder, or those that a table says so of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ocrlab.datasets import Entry, Sample
from ocrlab.errors import FileError
from ocrlab.files import read_file
from ocrlab.truth import decode_text

TABLE = "manifest.csv"


def columns(folder: str | Path) -> list[str]:
    """The columns of a folder's table by which pages may be grouped; none where there is no table."""
    path = Path(folder) / TABLE
    return list(_rows(path)[0])[1:] if path.is_file() else []


def by_column(entries: Iterable[Entry], folder: str | Path, column: str) -> tuple[Entry, ...]:
    """The pages, grouped by a column of the folder's ``manifest.csv``, whose first column names the files.

    A page that the table does not name is in no group. Raises `FileError` where there is no such table or column.
    """
    path = Path(folder) / TABLE
    if not path.is_file():
        raise FileError(f"{folder}: has no {TABLE} to group by; put one there, its first column naming the files")
    rows = _rows(path)
    known = list(rows[0])
    if column not in known:
        raise FileError(f"{path}: has no column {column!r}; it has {', '.join(known)}")
    groups = {row[known[0]]: (row[column] or "").strip() for row in rows}
    return tuple(
        replace(entry, group=(group := groups.get(entry.name, "")), load=_Grouped(entry, group)) for entry in entries
    )


@dataclass(frozen=True)
class _Grouped:
    entry: Entry
    group: str

    def __call__(self) -> Sample:
        return replace(self.entry.load(), group=self.group)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(decode_text(read_file(path), str(path)))))
    except csv.Error as error:
        raise FileError(f"{path}: is no table ({error}); save it as CSV with commas") from None
    if not rows:
        raise FileError(f"{path}: has no rows; its first line names the columns, the first of them the files")
    return rows
