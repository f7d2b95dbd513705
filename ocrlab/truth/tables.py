"""Tables: how are boxes with their text read from a table whose header names its columns?

Commas, semicolons, tabs or bars between the columns; fields in quotes or bare, a quote inside doubled; columns in any
order. A box is its corners (``x1, y1, ... x4, y4``), its edges (``x_min, y_min, x_max, y_max``; ``left, top, right,
bottom``), its corner and size (``x, y, w, h``), or one column of numbers (``bbox``). Tesseract's TSV is such a table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ocrlab.errors import TruthError
from ocrlab.reading import Box
from ocrlab.truth.rows import numbers, outline, upright

DELIMITERS = (",", ";", "\t", "|")
QUOTED = re.compile(r'"(?:[^"]|"")*"', re.DOTALL)

_CORNERS = [[f"{axis}{corner}" for corner in range(first, first + 4) for axis in "xy"] for first in (1, 0)]
_EDGES = [
    names.split()
    for names in (
        "x1 y1 x2 y2",
        "x0 y0 x1 y1",
        "xmin ymin xmax ymax",
        "minx miny maxx maxy",
        "left top right bottom",
        "xtl ytl xbr ybr",
        "startx starty endx endy",
    )
]
_SIZES = [
    names.split()
    for names in ("left top width height", "x y width height", "x y w h", "left top w h", "xmin ymin width height")
]
_ONE_COLUMN = ("bbox", "box", "boundingbox", "points", "polygon", "coordinates", "coords")
_TEXT = (
    "text", "transcription", "transcript", "groundtruth", "truth", "gt", "word", "words", "content", "string",
    "ocrtext", "ocr", "value", "line", "label",
)  # fmt: skip
_FLAGS = ("ignore", "ignored", "dontcare", "difficult", "illegible")
_PLACES = ("pagenum", "blocknum", "parnum", "linenum")  # Tesseract's TSV says to which line a word belongs
_TRUE = ("1", "true", "yes", "t", "y")


class BoxedText(NamedTuple):
    """A row: its text, its box, whether it counts, and in which row of the page it stands, where the file says so."""

    text: str
    box: Box
    counts: bool = True
    place: tuple[int, ...] | None = None


class Header(NamedTuple):
    """What parts the columns, and in which column what stands."""

    delimiter: str
    names: list[str]
    text: int
    box: list[int]
    kind: str
    flag: int | None
    places: list[int]


def header_of(line: str) -> Header | None:
    """The header in a file's first line; None where it does not name a text and a whole box."""
    for delimiter in DELIMITERS:
        names = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in line.split(delimiter)]
        text = next((names.index(name) for name in _TEXT if name in names), None)
        kinds = (("corners", _CORNERS), ("edges", _EDGES), ("size", _SIZES), ("one", [[name] for name in _ONE_COLUMN]))
        for kind, columns in kinds if text is not None else ():
            for wanted in columns:
                if text is not None and all(name in names for name in wanted):
                    flag = next((names.index(name) for name in _FLAGS if name in names), None)
                    places = [names.index(name) for name in _PLACES] if all(name in names for name in _PLACES) else []
                    return Header(delimiter, names, text, [names.index(name) for name in wanted], kind, flag, places)
    return None


def read_table(text: str, header: Header, name: str) -> list[BoxedText]:
    """The rows below the header. Raises `TruthError` naming the first row whose box is not made of numbers."""
    rows = []
    for line, fields in _records(text, header, name):
        place = f"{name}: line {line}"
        if len(fields) < len(header.names):
            raise TruthError(
                f"{place} has {len(fields)} columns where the header names {len(header.names)}, it is "
                f"{header.delimiter.join(fields)[:40]!r}; correct or remove it"
            )
        if header.text == len(header.names) - 1:  # a text without quotes may hold what parts the columns
            fields = [*fields[: header.text], header.delimiter.join(fields[header.text :])]
        counts = header.flag is None or fields[header.flag].strip().lower() not in _TRUE
        box = _box([fields[column] for column in header.box], header, place)
        where = tuple(int(number) for number in numbers((fields[column] for column in header.places), place)) or None
        text = fields[header.text].strip()
        rows.append(BoxedText(text if header.places else _bare(text), box, counts, where))
    return rows


def _bare(text: str) -> str:
    """A text without the quotes that a space before them kept."""
    return text[1:-1].replace('""', '"') if QUOTED.fullmatch(text) else text


def _records(text: str, header: Header, name: str) -> list[tuple[int, list[str]]]:
    """The fields of each record with the line it ends in; without regard to quotes where they do not match."""
    options: list[Literal[0, 3]] = [csv.QUOTE_NONE] if header.places else [csv.QUOTE_MINIMAL, csv.QUOTE_NONE]
    for quoting in options:
        reader = csv.reader(io.StringIO(text), delimiter=header.delimiter, quoting=quoting, strict=True)
        try:
            records = [(reader.line_num, fields) for fields in reader if any(field.strip() for field in fields)]
        except csv.Error:
            continue
        return records[1:]
    raise TruthError(f"{name}: the table cannot be split at {header.delimiter!r}; save it again as CSV")


def _box(fields: Sequence[str], header: Header, place: str) -> Box:
    if header.kind == "one":
        digits = re.findall(r"-?\d+(?:\.\d+)?", fields[0])
        fields = digits if len(digits) >= 4 and len(digits) % 2 == 0 else [fields[0]]
    values = numbers((_decimal(field, header.delimiter) for field in fields), place)
    if len(values) == 4:
        left, top, right, bottom = values
        return upright(left, top, left + right, top + bottom) if header.kind == "size" else upright(*values)
    corners = outline(list(zip(values[::2], values[1::2], strict=True)))
    assert corners is not None
    return corners


def _decimal(field: str, delimiter: str) -> str:
    """A number as Python writes it: where commas part no columns they are what others write for the point."""
    return field if delimiter == "," else field.replace(",", ".")
