"""Markup: which of hOCR, ALTO and PAGE XML is this file, and how is it parsed when anybody may have written it?

ALTO and PAGE are XML and are parsed as such, by defusedxml: entities and references to other files are refused. hOCR is
HTML as people write it: where it is no well-formed XML it is read as a browser would, see `ocrlab.truth.html`. Size,
depth and number of elements have limits, so no file costs more than a few seconds. Everything but the text and where it
stands (fonts, styles, confidences) is passed over.
"""

from __future__ import annotations

from html.entities import entitydefs
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from ocrlab.errors import TruthError
from ocrlab.truth.alto import read_alto
from ocrlab.truth.hocr import read_hocr
from ocrlab.truth.html import parse_html
from ocrlab.truth.model import Truth
from ocrlab.truth.pagexml import read_page
from ocrlab.truth.rows import Row
from ocrlab.truth.sniff import may_be_html
from ocrlab.truth.tree import BoundedBuilder, TooDeepError, tag_of
from ocrlab.wording import counted

_XML = {"alto": read_alto, "pcgts": read_page}


def read_markup(data: bytes, name: str) -> Truth:
    """The truth in hOCR, ALTO or PAGE XML, told apart by the outermost element.

    What the file holds that is not taken over (lines without text or without a box, text outside every line) is said
    in the truth's notes. Raises `TruthError` for markup that is damaged, hostile, too deep, of another kind, or without
    any page and line.
    """
    root, notes = _parse(data, name)
    kind = tag_of(root)
    if kind == "html":
        pages, left_out = read_hocr(root, name)
    elif kind in _XML:
        pages, left_out = _XML[kind](root, name)
    else:
        raise TruthError(
            f"{name}: <{kind[:40]}> is no truth the lab reads; allowed are <html> (hOCR), <alto> and <PcGts> (PAGE)"
        )
    if not pages:
        raise TruthError(f"{name}: this <{kind}> holds no page and no line; give the hOCR, ALTO or PAGE file of a page")
    return Truth.of_rows(pages, (*notes, *left_out, *_left_out(pages, name)))


def _left_out(pages: list[list[Row]], name: str) -> list[str]:
    """What the lines lack, said once: a truth without any box is one like plain text and says nothing."""
    rows = [row for page in pages for row in page]
    written = [row for row in rows if row.text]
    unboxed = sum(row.box is None for row in written)
    notes = []
    if written and len(written) < len(rows):
        notes.append(f"{name}: {len(rows) - len(written)} of {counted(len(rows), 'line')} without text")
    if 0 < unboxed < len(written):
        notes.append(f"{name}: {unboxed} of {counted(len(written), 'line')} without a box, not drawn on the page")
    return notes


def _parse(data: bytes, name: str) -> tuple[Element, list[str]]:
    if not may_be_html(data, name):
        return _parse_xml(data, name), []
    try:
        root = _parse_xml(data, name)
    except _Damaged:
        return parse_html(data, name)
    except TooDeepError:  # as XML it may only seem so, because paragraphs are not closed
        root, notes = parse_html(data, name)
        if not any("ocr" in (element.get("class") or "") for element in root.iter()):
            raise
        return root, notes
    return (root, []) if tag_of(root) == "html" else parse_html(data, name)


class _Damaged(TruthError):
    """What should be XML is not well-formed."""


def _parse_xml(data: bytes, name: str) -> Element:
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" not in data[:4]:
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip()  # people leave a blank line before <?xml ...?>
    parser = DefusedXMLParser(target=BoundedBuilder(name))
    # XHTML takes &nbsp; and its like from a DTD, which is never fetched.
    parser.entity.update(entitydefs)
    try:
        parser.feed(data)
        return parser.close()
    except EntitiesForbidden:
        raise TruthError(f"{name}: it declares entities, which are not expanded; remove its <!ENTITY ...>") from None
    except (DTDForbidden, DefusedXmlException):
        raise TruthError(f"{name}: it refers to another file, which is not fetched; remove the reference") from None
    except ParseError as error:
        line, column = error.position
        reason = str(error).split(":")[0]
        raise _Damaged(
            f"{name}: damaged markup in line {line}, column {column + 1} ({reason}); save it again as XML"
        ) from None
    except (ValueError, LookupError) as error:
        raise TruthError(f"{name}: its encoding cannot be read ({error}); save it as UTF-8") from None
