"""HTML: how is a page read that is no well-formed XML, as browsers read it?

People and programs write hOCR with bare ``&``, unclosed tags, names in capitals and entities like ``&eacute;``. lxml's
parser (libxml2) takes all of that, in time that grows with the file and no faster, fetches nothing and expands nothing.
Two things are done as hOCR means them and not as HTML says: a word, a line or a paragraph that is left open ends where
the next one begins, and a CDATA section is text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from xml.etree.ElementTree import Element

from ocrlab.errors import TruthError
from ocrlab.truth.plain import decode_as
from ocrlab.truth.tree import BoundedBuilder, local
from ocrlab.wording import counted

_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)|<meta[^>]*?\bcharset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE
)
_LATIN = ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_ENDED_BY_THE_NEXT = frozenset({"ocrx_word", "ocr_word", "ocr_line", "ocrx_line", "ocr_par", "ocr_page"})
_MUST_BE_CLOSED = ("div", "span")  # HTML lets a paragraph or a list's item end by itself, these never


def parse_html(data: bytes, name: str) -> tuple[Element, list[str]]:
    """The tree of an HTML file, its names in small letters, and what there is to say about it.

    Raises `TruthError` for bytes that are no text, for declared entities, and beyond the limits of `BoundedBuilder`.
    """
    from lxml import etree  # loaded only for HTML that is no XML

    text = _text(data, name)
    if _ENTITY.search(text):
        raise TruthError(f"{name}: it declares entities, which are not expanded; remove its <!ENTITY ...>")
    # Without huge_tree libxml2 stops in silence where it finds a tree too deep; the builder has limits of its own.
    parser = etree.HTMLParser(target=_HtmlTarget(name), huge_tree=True, no_network=True)
    parser.feed(_without_cdata(text) or "<html></html>")
    root: Element | None = parser.close()
    return Element("html") if root is None else root, _left_open(text, name)


def _text(data: bytes, name: str) -> str:
    declared = _DECLARED.search(data[:4096])
    encoding = (declared[1] or declared[2]).decode("ascii").lower() if declared else "utf-8"
    if encoding.startswith(("utf-16", "utf16")) and b"\0" not in data[:200]:
        encoding = "utf-8"  # saved anew by an editor that left the declaration as it was
    elif encoding in _LATIN:
        encoding = "cp1252"  # what browsers take them for: the curly quotes of Windows are in nearly all such files
    text = decode_as(data, encoding, name)
    # The parser would follow a declaration into bytes that are text by now.
    declaration = _XML_DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _without_cdata(text: str) -> str:
    """The text with what stands in CDATA sections as plain text: HTML would take them for comments."""
    first, *others = text.split("<![CDATA[")
    pieces = [first]
    for other in others:
        inside, end, after = other.partition("]]>")
        pieces += [escape(inside), after] if end else ["<![CDATA[", other]
    return "".join(pieces)


def _left_open(text: str, name: str) -> list[str]:
    notes = []
    for tag in _MUST_BE_CLOSED:
        opened = len(re.findall(rf"<{tag}\b[^<>]*(?<!/)>", text, re.IGNORECASE))
        closed = len(re.findall(rf"</{tag}\b", text, re.IGNORECASE))
        if opened > closed:
            times = counted(opened - closed, "time")
            notes.append(f"{name}: <{tag}> is opened and not closed {times}; the file may be cut short")
    return notes


class _HtmlTarget:
    """Takes the parser's events, and ends a word, line, paragraph or page that is open where the next one begins."""

    def __init__(self, name: str) -> None:
        self._builder = BoundedBuilder(name)
        self._root = ""
        self._open: list[str] = []  # what the parser has opened and not closed yet
        self._ended: list[bool] = []  # which of it has been ended here already
        self._places: dict[str, list[int]] = {name: [] for name in _ENDED_BY_THE_NEXT}  # where each class is open
        self._classes: list[list[str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        plain = {local(key): value for key, value in attributes.items()}
        classes = [name for name in plain.get("class", "").lower().split() if name in _ENDED_BY_THE_NEXT]
        places = [self._places[name][-1] for name in classes if self._places[name]]
        if places:
            self._end_down_to(max(places))
        for name in classes:
            self._places[name].append(len(self._open))
        self._open.append(local(tag))
        # The outermost element ends with the file: libxml2 opens others behind a text that follows </html>.
        self._ended.append(not self._builder.started)
        self._root = self._root or local(tag)
        self._classes.append(classes)
        self._builder.start(local(tag), plain)

    def end(self, tag: str) -> None:
        for name in self._classes.pop():
            self._places[name].pop()
        innermost = self._open.pop()
        if not self._ended.pop():
            self._builder.end(innermost)

    def data(self, text: str) -> None:
        self._builder.data(text)

    def close(self) -> Element | None:
        if not self._builder.started:
            return None
        self._builder.end(self._root)
        return self._builder.close()

    def _end_down_to(self, place: int) -> None:
        if self._ended[place]:
            return
        for at in range(len(self._open) - 1, place - 1, -1):
            if not self._ended[at]:
                self._ended[at] = True
                self._builder.end(self._open[at])
