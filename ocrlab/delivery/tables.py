"""Tables: how do the results of many pages become rows for a spreadsheet, or for a program?"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

# In this order in every file; a cell is empty where a page has no such number. Rates and confidence are 0..1.
COLUMNS = (
    "page", "group", "setting", "state", "reason", "cer", "cer_errors", "cer_length", "wer", "wer_errors",
    "wer_length", "confidence", "filter_seconds", "read_seconds", "engine", "version", "pipeline", "digest", "text",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Record = Mapping[str, Any]


def write_csv(records: Iterable[Record], file: BinaryIO) -> None:
    """A row a record under `COLUMNS`, as `csv_lines` writes them. A record at a time."""
    file.writelines(csv_lines(COLUMNS, ((record.get(name) for name in COLUMNS) for record in records)))


def write_json_lines(records: Iterable[Record], file: BinaryIO) -> None:
    """A record a line, with all `COLUMNS` and null where there is no such number."""
    for record in records:
        line = json.dumps({name: record.get(name) for name in COLUMNS}, ensure_ascii=False)
        file.write((line + "\n").encode("utf-8", "replace"))


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """A table's lines: UTF-8 with a mark so that spreadsheets see it; nothing for None.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    yield b"\xef\xbb\xbf" + _line(columns)
    for row in rows:
        yield _line(map(_cell, row))


def _cell(value: Any) -> str | float:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else value


def _line(cells: Iterable[str | float]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode("utf-8", "replace")


def guarded(text: str) -> str:
    """Text that no spreadsheet calculates."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
