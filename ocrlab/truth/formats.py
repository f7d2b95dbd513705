"""Formats: which kind of truth is this file? What it holds decides; each kind has a reader of its own.

A file of markup or boxes that yields no text is refused: most likely its text stands where no reader looked, and
scoring against nothing would call every letter an error. A plain text file that is empty means a blank page, which is a
thing to test (is noise read as text?), and its truth says so in a note.
"""

from __future__ import annotations

import json
from dataclasses import replace

from ocrlab.errors import TruthError
from ocrlab.truth.boxes import looks_like_boxes, read_boxes
from ocrlab.truth.hints import encoding_warning
from ocrlab.truth.model import Truth
from ocrlab.truth.plain import decode_text
from ocrlab.truth.sniff import looks_like_markup

MAX_CHARACTERS = 2_000_000
TABLE_NAMES = (".csv", ".tsv")
JSON_NAMES = (".json", ".jsonl")
# How files begin that hold a page's text in a form of their own; letters that a text may begin with are not among them.
_NO_TEXT = (
    *(b"%PDF-", b"%!PS", b"{\\rtf", b"version https://git-lfs"),
    *(b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"),
)


def parse(data: bytes, name: str, *, may_be_blank: bool = False) -> Truth:
    """The truth in a file's bytes, read in this process; see `ocrlab.truth.gate.parse_truth`."""
    truth, plain = _read(data, name)
    if len(truth.text) > MAX_CHARACTERS:
        raise TruthError(
            f"{name}: {len(truth.text)} characters are too many, at most {MAX_CHARACTERS} are scored; give the truth "
            "of one page"
        )
    notes = truth.notes
    if not truth.text.strip() and not may_be_blank:
        if not plain:
            if truth.ignored:
                raise TruthError(f'{name}: every box is marked "do not count", so nothing can be scored; leave it out')
            raise TruthError(
                f"{name}: yields no text; check what wrote it. For a page that is blank, give an empty NAME.gt.txt"
            )
        notes = (*notes, f"{name}: holds no text, so the page counts as blank and whatever is read on it is an error")
    if warning := encoding_warning(truth.text):
        notes = (*notes, f"{name}: {warning}")
    return replace(truth, notes=notes)


def _read(data: bytes, name: str) -> tuple[Truth, bool]:
    """The truth, and whether it is plain text."""
    if data.startswith(_NO_TEXT):
        from ocrlab.image.decoding.kinds import kind_of  # loaded only where there is something to refuse

        raise TruthError(f"{name}: is {kind_of(data).name}, not a text; save the text it holds as plain text (UTF-8)")
    if looks_like_markup(data, name):
        # The parsers are loaded only where there is markup: most truths are plain text.
        from ocrlab.truth.markup import read_markup

        return read_markup(data, name), False
    text = decode_text(data, name)
    if name.lower().endswith(TABLE_NAMES) or looks_like_boxes(text):
        return read_boxes(text, name), False
    if not _looks_like_json(text):
        return Truth.plain(text), True
    if name.lower().endswith(JSON_NAMES):
        raise TruthError(
            f"{name}: is JSON, in which no truth is read here; save the text alone as plain text (UTF-8), or its boxes "
            "as hOCR, ALTO or PAGE"
        )
    # A screenshot of a program may well show JSON.
    note = f"{name}: is JSON and scored as it stands, with brackets and quotes; the page should show just that"
    return replace(Truth.plain(text), notes=(note,)), True


def _looks_like_json(text: str) -> bool:
    """Whether the text is an object of JSON, a list of more than plain values, or a line of such for each page."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    for whole in (text, text.lstrip().split("\n", 1)[0]):
        try:
            value = json.loads(whole)
        except (ValueError, RecursionError):
            continue
        return isinstance(value, dict) or any(isinstance(part, (dict, list)) for part in value)
    return False
