"""Which kind of truth is this file? What it holds decides; each kind has a reader of its own."""

from __future__ import annotations

import re

from ocrlab.errors import TruthError
from ocrlab.truth.boxes import looks_like_boxes, read_boxes
from ocrlab.truth.model import Truth
from ocrlab.truth.plain import decode_text

MAX_BYTES = 20 * 2**20
MAX_CHARACTERS = 2_000_000

_MARKUP = re.compile(r"\s*<(\?xml|!doctype|!--|html|([a-z0-9]+:)?(alto|pcgts))\b", re.IGNORECASE)
_MARKUP_NAMES = (".xml", ".hocr", ".html", ".htm", ".xhtml")


def parse_truth(data: bytes, name: str) -> Truth:
    """The ground truth in a file's bytes: plain text, hOCR, ALTO, PAGE XML, or a CSV of boxes with their text.

    ``name`` stands in the message where it cannot be read; its ending matters only for ``.csv`` and for markup without
    a beginning that tells. Raises ``TruthError`` with one sentence: what is wrong, where, and the way on.
    """
    if len(data) > MAX_BYTES:
        raise TruthError(
            f"{name}: {len(data) / 2**20:.0f} MB is too much for a truth, at most {MAX_BYTES // 2**20} MB are read; "
            "give the truth of one page"
        )
    # Markup declares its own encoding, which the XML parser follows.
    beginning = data[:400].decode("utf-16", "ignore") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    beginning = beginning or data[:400].decode("utf-8-sig", "ignore")
    if _MARKUP.match(beginning) or name.lower().endswith(_MARKUP_NAMES):
        # The hardened XML parser is loaded only where there is markup: most truths are plain text.
        from ocrlab.truth.markup import read_markup

        truth = read_markup(data, name)
    else:
        text = decode_text(data, name)
        named = name.lower().endswith(".csv")
        truth = read_boxes(text, name) if named or looks_like_boxes(text) else Truth.plain(text)
    if len(truth.text) > MAX_CHARACTERS:
        raise TruthError(
            f"{name}: {len(truth.text)} characters are too many, at most {MAX_CHARACTERS} are scored; give the truth "
            "of one page"
        )
    return truth


def read_truth(data: bytes, name: str) -> str:
    """The text alone of :func:`parse_truth`."""
    return parse_truth(data, name).text
