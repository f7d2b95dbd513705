"""Sniff: is this file markup, and may it be HTML? Seen from what it holds, because names lie.

Markup taken for text would be scored as OCR errors.
"""

from __future__ import annotations

import re

BEGINNING = 20_000  # bytes looked at
HTML_NAMES = (".hocr", ".html", ".htm", ".xhtml")
NAMES = (*HTML_NAMES, ".xml")

_HTML = ("html", "head", "body", "meta", "title", "div", "p", "span", "section", "article", "main")
_XML = ("alto", "pcgts")
# Atomic groups: each of a thousand comments is looked at once, whatever comes after them.
_FIRST_TAG = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!doctype\b[^\[>]*(?:\[.*?\]\s*)?>)*+<([a-z][\w.:-]*)([^<>]*)",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED = re.compile(r"\s*<(\?xml|!doctype|!--)", re.IGNORECASE)
_OCR_CLASS = re.compile(r"""\bclass\s*=\s*["']?[^"'<>=]*\bocrx?_[a-z]""", re.IGNORECASE)


def looks_like_markup(data: bytes, name: str) -> bool:
    """Whether bytes are markup: by a beginning that tells, by elements of hOCR, or by the file's name."""
    if name.lower().endswith(NAMES):
        return True
    text = _decoded(data[:BEGINNING])
    if _DECLARED.match(text):
        return True
    first = _FIRST_TAG.match(text)
    if first is None:
        return False
    if _local(first[1]) in ("html", *_XML) or "xmlns" in first[2] or _OCR_CLASS.search(text):
        return True
    # Some other kind of markup: its outermost element goes from the first character to the last and holds others.
    return data.rstrip().endswith(f"</{first[1]}>".encode()) and text.count("<") > 2


def may_be_html(data: bytes, name: str) -> bool:
    """Whether markup is worth reading as a browser would where it is no well-formed XML."""
    first = _FIRST_TAG.match(_decoded(data[:BEGINNING]))
    tag = _local(first[1]) if first else ""
    return tag in _HTML or (tag not in _XML and name.lower().endswith(HTML_NAMES))


def _local(tag: str) -> str:
    return tag.rpartition(":")[2].lower()


def _decoded(data: bytes) -> str:
    """The text in the first bytes of a file, as far as it can be told."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "ignore")
    if b"\0" in data[:2]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "ignore")
    return data.decode("utf-8-sig", "ignore")
