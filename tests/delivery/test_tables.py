"""Results as rows: the same columns in every file, and nothing in them that a spreadsheet calculates."""

from __future__ import annotations

import csv
import io
import json

import pytest

from ocrlab.delivery.tables import COLUMNS, guarded, write_csv, write_json_lines

READ = {"page": "-a.png", "text": "=1+1", "cer": 0.25, "cer_errors": 1, "confidence": 0.5}
FAILED = {"page": "b.png", "state": "failed", "reason": "no picture"}


def test_a_row_a_page_with_empty_cells_where_there_is_no_number():
    file = io.BytesIO()
    write_csv([READ, FAILED], file)
    first, second = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""))
    assert tuple(first) == COLUMNS
    assert [first[name] for name in ("page", "text", "confidence", "cer")] == ["'-a.png", "'=1+1", "0.5", "0.25"]
    assert [second[name] for name in ("page", "reason", "cer", "text")] == ["b.png", "no picture", "", ""]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "  =1", "\r=1"])
def test_what_a_spreadsheet_would_calculate_stays_text(text):
    assert guarded(text) == f"'{text}"
    assert guarded("a=1") == "a=1"


def test_a_line_of_json_has_every_column_and_the_text_as_it_is():
    file = io.BytesIO()
    write_json_lines([READ], file)
    line = json.loads(file.getvalue())
    assert tuple(line) == COLUMNS and (line["text"], line["wer"]) == ("=1+1", None)
