"""Boxes: how are rows of coordinates with their text read, as competitions publish them and spreadsheets save them?

Rows without a header, as in ICDAR's competitions, hold four numbers (left, top, right, bottom) and a word in quotes
(2013), eight numbers (the corners, clockwise from the top left) and the text, which goes on to the end of the line
(2015, SROIE), the same with the script before the text (MLT), or an outline of more corners (CTW). Tables have a header
that names their columns, see `ocrlab.truth.tables`. A text of ``###`` means "do not count".

Sources: https://rrc.cvc.uab.es/ (challenges 2, 4, 8 and 15); SROIE: Huang et al., ICDAR 2019,
doi:10.1109/ICDAR.2019.00244.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from ocrlab.errors import TruthError
from ocrlab.reading import Box, Reading, Word
from ocrlab.truth.model import Truth
from ocrlab.truth.rows import numbers, outline, upright
from ocrlab.truth.tables import QUOTED, BoxedText, header_of, read_table
from ocrlab.wording import counted

MAX_ORDERED = 20_000
MAX_ROW = 20_000  # characters; a longer line is no row of anything that was drawn by hand or by an engine
MAX_LINES = 50  # of one text in quotes
OUTLINE = 12  # numbers from which on a row is an outline: fewer could be eight and a text of numbers

_SCRIPTS = "Arabic|Latin|Chinese|Japanese|Korean|Bangla|Hindi|Symbols|Mixed|None"
_DO_NOT_COUNT = re.compile(r"#{3,}")


class _Form(NamedTuple):
    """A way to write rows without a header: so many numbers, what parts them, and the pattern of a row."""

    size: int  # 0: an outline, as many numbers as there are
    delimiter: str
    row: re.Pattern[str]


def _form(count: int, delimiter: str) -> _Form:
    digits = r'"?-?\d{1,7}(?:\.\d{1,9})?"?' if delimiter == "," else r'"?-?\d{1,7}(?:[.,]\d{1,9})?"?'
    # Only spaces may pad a number, and only on one side of what is itself a space: each row is looked at once.
    number = f"{digits} +" if delimiter == " " else f" *{digits} *{re.escape(delimiter)}"
    times = f"{{{count}}}" if count else f"{{{OUTLINE},}}"
    before = " *" if delimiter == " " else ""
    return _Form(count, delimiter, re.compile(f"{before}((?:{number}){times})(.*)"))


_FORMS = [_form(count, delimiter) for delimiter in (",", ";", "\t", "|", " ") for count in (0, 8, 4)]


class _Record(NamedTuple):
    line: int
    numbers: list[str]
    text: str


@dataclass(frozen=True)
class _Misfit:
    """The first line that is not written as the others are."""

    line: int
    text: str


class _Rows(NamedTuple):
    records: list[_Record]
    form: _Form


def looks_like_boxes(text: str) -> bool:
    """Whether a text is rows of boxes; competitions name such files ``.txt``.

    A page of numbers is not: boxes have an area, and rows of four numbers come with a quoted word, or several do.
    """
    first = _first_line(text)
    if len(first) > MAX_ROW:
        return False
    if header := header_of(first):
        with suppress(TruthError):
            return bool(read_table(text, header, ""))
        return False
    rows = _read(text, first)
    if isinstance(rows, _Misfit):  # if most lines fit, the others are refused by name rather than all scored as text
        form = next(form for form in _FORMS if form.row.fullmatch(first))
        lines = [line for line in text.split("\n") if line.strip()]
        short = (line for line in lines if len(line) <= MAX_ROW)
        records = [_record(0, fields, form) for line in short if (fields := form.row.fullmatch(line))]
        return len(records) * 2 > len(lines) and _plausible(records, form)
    return isinstance(rows, _Rows) and _plausible(*rows)


def read_boxes(text: str, name: str) -> Truth:
    """The truth of one page, its boxes put in reading order as an engine's words are, so that the two can be compared.

    More than `MAX_ORDERED` boxes keep the order of the file, one line each; a table that says which words make a line
    is believed. Boxes marked "do not count" are the truth's ``ignored`` ones. Raises `TruthError` naming the first line
    that does not fit.
    """
    first = _first_line(text)
    header = header_of(first)
    boxed = read_table(text, header, name) if header else _without_header(text, first, name) if first else []
    counting = [row for row in boxed if row.counts and not _DO_NOT_COUNT.fullmatch(row.text)]
    ignored = tuple(row.box for row in boxed if not row.counts or _DO_NOT_COUNT.fullmatch(row.text))
    written = [row for row in counting if row.text]
    notes = []
    if ignored:
        notes.append(f'{name}: {counted(len(ignored), "box", "boxes")} marked "do not count" left out of the score')
    if len(written) < len(counting) and not any(row.place for row in boxed):
        blank = counted(len(counting) - len(written), "box", "boxes")
        notes.append(f"{name}: {blank} of {len(counting)} without text, left out")
    truth = Truth.of(_pages(written))
    return Truth(truth.text, truth.lines, ignored, tuple(notes))


def _first_line(text: str) -> str:
    return next((line for line in text.split("\n") if line.strip()), "")


def _pages(rows: Sequence[BoxedText]) -> list[list[list[tuple[str, Box | None]]]]:
    if all(row.place for row in rows) and rows:
        lines = [list(line) for _, line in groupby(rows, key=lambda row: row.place)]
        pages = [list(page) for _, page in groupby(lines, key=lambda line: (line[0].place or (0,))[0])]
        return [[[(word.text, word.box) for word in line] for line in page] for page in pages]
    if len(rows) > MAX_ORDERED:
        return [[[(row.text, row.box)] for row in rows]]
    words = [Word(row.text, row.box, 1.0) for row in rows]
    reading = Reading.of(words, right_to_left=_right_to_left("".join(row.text for row in rows)))
    return [[[(word.text, word.box) for word in row] for row in reading.rows]]


def _right_to_left(text: str) -> bool:
    directions = [unicodedata.bidirectional(character) for character in text]
    return sum(direction in ("R", "AL") for direction in directions) > sum(direction == "L" for direction in directions)


def _read(text: str, first: str) -> _Rows | _Misfit | None:
    """The rows and how they are written; the first line that does not fit; None where not even the first line does."""
    problem = None
    for form in (form for form in _FORMS if form.row.fullmatch(first)):
        records = _records(text, form)
        if isinstance(records, _Misfit):
            problem = problem or records
        elif form.size != 4 or not problem or all(record.text.startswith('"') for record in records):
            return _Rows(records, form)
    return problem


def _without_header(text: str, first: str, name: str) -> list[BoxedText]:
    rows = _read(text, first)
    if rows is None and not re.search(r"\d", first):  # a header with names of its own, if the rows below it fit
        before, _, below = text.partition(first)
        rows = _read(before + below, _first_line(below)) or rows
    if not isinstance(rows, _Rows):
        misfit = rows or _Misfit(1, first)
        raise TruthError(
            f"{name}: line {misfit.line} does not begin with four or eight numbers and commas (x1,y1,...,x4,y4,text), "
            f"it is {misfit.text.strip()[:40]!r}; a truth without boxes is saved as .txt"
        )
    return _boxed(*rows, name)


def _records(text: str, form: _Form) -> list[_Record] | _Misfit:
    """The rows of a text, or the first line that is none. A text in quotes may go on in the next line."""
    records: list[_Record] = []
    for number, line in enumerate(text.split("\n"), 1):
        fields = form.row.fullmatch(line) if len(line) <= MAX_ROW else None
        if fields:
            records.append(_record(number, fields, form))
        elif records and number - records[-1].line < MAX_LINES and _is_open(records[-1].text):
            records[-1] = records[-1]._replace(text=f"{records[-1].text}\n{line.strip()}".strip())
        elif line.strip():
            return _Misfit(number, line)
    return records or _Misfit(1, "")


def _is_open(text: str) -> bool:
    return text.startswith('"') and not QUOTED.fullmatch(text)


def _record(line: int, fields: re.Match[str], form: _Form) -> _Record:
    parted = fields[1].split() if form.delimiter == " " else fields[1].split(form.delimiter)[:-1]
    text = fields[2].strip()
    if len(parted) % 2:  # an outline's corners come in pairs: what is left over is the beginning of the text
        text = f"{parted.pop().strip()}{form.delimiter}{text}"
    plain = [field.strip().strip('"') for field in parted]
    return _Record(line, plain if form.delimiter == "," else [field.replace(",", ".") for field in plain], text)


def _plausible(records: list[_Record], form: _Form) -> bool:
    values = [[float(number) for number in record.numbers] for record in records]
    if form.size == 4:
        quoted = all(record.text.startswith('"') and record.text.endswith('"') for record in records)
        boxes = len(records) > 1 and all(right > left and low > top for left, top, right, low in values)
        return quoted or (boxes and form.delimiter != " ")
    return sum(_area(corners) > 0 for corners in values) * 2 >= len(records)


def _area(values: Sequence[float]) -> float:
    xs, ys = values[::2], values[1::2]
    return abs(sum(xs[at - 1] * ys[at] - xs[at] * ys[at - 1] for at in range(min(len(xs), len(ys))))) / 2


def _boxed(records: list[_Record], form: _Form, name: str) -> list[BoxedText]:
    texts = _unquoted([record.text for record in records], form)
    if form.size == 8 and all(re.match(rf"(?:{_SCRIPTS}){re.escape(form.delimiter)}", text) for text in texts):
        texts = [text.partition(form.delimiter)[2] for text in texts]
    if form.size == 0 and all(text.startswith("####") for text in texts):
        texts = [text.removeprefix("####") for text in texts]
    sizes = form.size == 4 and _are_sizes(records)
    rows = []
    for record, text in zip(records, texts, strict=True):
        values = numbers(record.numbers, f"{name}: line {record.line}")
        if form.size == 4:
            left, top, right, bottom = values
            box: Box | None = upright(left, top, *((left + right, top + bottom) if sizes else (right, bottom)))
        else:
            box = outline(list(zip(values[::2], values[1::2], strict=True)))
        assert box is not None
        rows.append(BoxedText(text.strip(), box))
    return rows


def _are_sizes(records: list[_Record]) -> bool:
    """Whether the third and fourth of four numbers are width and height: as edges they would not be in order."""
    values = [[float(number) for number in record.numbers] for record in records]
    return any(right <= left or low <= top for left, top, right, low in values)


def _unquoted(texts: list[str], form: _Form) -> list[str]:
    """The texts without the quotes that only hold them together.

    Where every text is in quotes, the file quotes; else only such quotes as a spreadsheet needs: round what parts the
    columns, a line break or a doubled quote. Others are printed on the page. ICDAR 2013 writes \\" for a quote.
    """
    everywhere = all(len(text) > 1 and text[0] == text[-1] == '"' for text in texts if text)
    plain = []
    for text in texts:
        inner = text[1:-1]
        needed = bool(QUOTED.fullmatch(text)) and any(mark in inner for mark in (form.delimiter, '""', "\n"))
        if text and (everywhere or needed):
            text = inner.replace('""', '"') if QUOTED.fullmatch(text) else inner
            text = re.sub(r'\\(["\\])', r"\1", text) if form.size == 4 else text
        plain.append(text)
    return plain
