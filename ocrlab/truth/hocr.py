"""hOCR: the lines of a page in HTML, whichever of hOCR's classes a program writes.

Text counts wherever an element of hOCR holds it: in lines, in words without lines, in paragraphs without either. Of
alternatives the first choice counts, and character boxes are put together to words. Nothing is lost in silence: text
that stands in no element of hOCR is said.

Source: hOCR 1.2, https://kba.github.io/hocr-spec/1.2/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

from ocrlab.errors import TruthError
from ocrlab.reading import Box
from ocrlab.truth.hocrline import HocrLine, rows_of
from ocrlab.truth.rows import Row, numbers, outline, points, upright
from ocrlab.truth.tree import local, tag_of, text_of
from ocrlab.wording import counted

_LINES = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"})
_WORDS = frozenset({"ocrx_word", "ocr_word"})
_LETTERS = frozenset({"ocrx_cinfo", "ocr_cinfo", "ocr_glyph", "ocrx_glyph", "ocrx_char"})
_PICTURED = frozenset({"ocr_glyph", "ocr_glyphs", "ocr_dropcap", "ocr_chem", "ocr_math"})
_INLINE = _WORDS | _LETTERS | _PICTURED
_SILENT = frozenset(
    {"ocr_page", "ocr_document", "ocr_noise", "ocr_separator", "ocr_image", "ocr_photo", "ocr_linedrawing"}
)
_UNSEEN = frozenset({"head", "script", "style", "template", "title", "del"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})


def read_hocr(root: Element, name: str) -> tuple[list[list[Row]], list[str]]:
    """The rows of each page, and what there is to say about them; no page where the file holds nothing of hOCR.

    Raises `TruthError` for a line whose box is not made of numbers.
    """
    _tidy(root)
    sheets = list(_pages(root))
    if not sheets and not any(_is_hocr(element) for element in root.iter()):
        return [], []
    pages, stray = [], []
    for sheet in sheets or [root]:
        page = _Page(name)
        page.take(sheet)
        pages.append(page.lines())
        stray += page.stray
    if sheets:
        stray += _outside(root)
    notes = []
    if stray:
        notes.append(
            f"{name}: text outside every line and paragraph of hOCR is left out ({counted(len(stray), 'piece')}, the "
            f"first is {stray[0][:40]!r})"
        )
    return rows_of(pages), notes


def _tidy(root: Element) -> None:
    """Names in small letters, children that carry an ``order`` in that order, an ``<ins>`` among all alternatives."""
    for element in root.iter():
        element.tag = tag_of(element)
        for key in [key for key in element.attrib if key != local(key)]:
            element.attrib.setdefault(local(key), element.attrib.pop(key))
        if "alternatives" in _classes(element) and len(element) and all(child.tag != "ins" for child in element):
            element[0].tag = "ins"
        ordered = [(int(match[1]), child) for child in element if (match := _ORDER.search(child.get("title", "")))]
        if len(ordered) > 1:
            inside = {id(child) for _, child in ordered}
            coming = iter([child for _, child in sorted(ordered, key=lambda pair: pair[0])])
            element[:] = [next(coming) if id(child) in inside else child for child in element]


_ORDER = re.compile(r"(?:^|;)\s*order\s+(\d{1,9})\s*(?:;|$)")


def _classes(element: Element) -> frozenset[str]:
    return _split(element.get("class") or "")


@lru_cache(maxsize=1024)
def _split(classes: str) -> frozenset[str]:
    return frozenset(classes.lower().split())


def _is_hocr(element: Element) -> bool:
    return _names_hocr(_classes(element))


@lru_cache(maxsize=1024)
def _names_hocr(classes: frozenset[str]) -> bool:
    return any(name.startswith(("ocr_", "ocrx_")) for name in classes)


def _pages(element: Element) -> Iterator[Element]:
    """The pages, none inside another."""
    if "ocr_page" in _classes(element):
        yield element
        return
    for child in element:
        yield from _pages(child)


def _outside(element: Element) -> list[str]:
    """The pieces of text that stand in no page."""
    if element.tag in _UNSEEN or "ocr_page" in _classes(element):
        return []
    inside = [element.text or ""]
    pieces = []
    for child in element:
        pieces += _outside(child)
        inside.append(child.tail or "")
    return [text.strip() for text in inside if text.strip()] + pieces


class _Page:
    """Walks through the elements of a page and gathers its lines; ``stray`` is text that no element of hOCR holds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: list[HocrLine] = []
        self._line = HocrLine()
        self.stray: list[str] = []

    def lines(self) -> list[HocrLine]:
        self._end()
        if any(line.marked for line in self._lines):
            for line in self._lines:
                self.stray += line.drop_unmarked()
        return self._lines

    def _end(self, line: HocrLine | None = None) -> None:
        if self._line.tokens or self._line.is_line:
            self._lines.append(self._line)
        self._line = line or HocrLine()

    def take(self, element: Element, marked: bool = False) -> None:
        """Everything in an element; ``marked`` says that an element of hOCR round it holds text."""
        classes = _classes(element)
        if element.tag in _UNSEEN:
            return
        if "alternatives" in classes:
            if (choice := _first_choice(element)) is not None:
                self.take(choice, marked)
        elif classes & _WORDS and not _holds_lines(element):
            self._line.word(_word(element), _box(element))
        elif classes & _LETTERS and not any(_classes(inner) & _WORDS for inner in element.iter()):
            self._line.letter("".join(_texts(element)), _box(element))
        elif classes & _PICTURED and not text_of(element).strip():
            self._line.text(_alternative_text(element), marked)
        else:
            self._structure(element, classes, marked)

    def _structure(self, element: Element, classes: frozenset[str], marked: bool) -> None:
        hocr = _is_hocr(element)
        whole = bool(classes & _LINES) and not _holds_lines(element)
        block = element.tag in _BLOCKS or (hocr and not classes & _INLINE)
        if whole:
            place = f"{self._name}: bbox of line {text_of(element).strip()[:30]!r}"
            self._end(HocrLine(_box(element, place), is_line=True))
        elif self._line.is_line and (block or element.tag in {"br", *_CELLS}):
            self._line.white()
        elif block or element.tag == "br":
            self._end()
        elif element.tag in _CELLS:
            self._line.white()
        self._children(element, marked or (hocr and not classes & _SILENT))
        if whole or (block and not self._line.is_line):
            self._end()
        elif block:
            self._line.white()

    def _children(self, element: Element, marked: bool) -> None:
        text = (element.text or "") + "".join(child.tail or "" for child in element)
        own = text.strip() or any(_classes(child) & _LETTERS and not _is_choices(child) for child in element)
        self._put(element, element.text, marked)
        for child in element:
            if not (own and _is_choices(child)):
                self.take(child, marked)
            self._put(element, child.tail, marked)

    def _put(self, element: Element, text: str | None, marked: bool) -> None:
        if not text:
            return
        if element.tag != "pre" or self._line.is_line:
            self._line.text(text, marked)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._end()
            self._line.text(line, marked)


def _holds_lines(element: Element) -> bool:
    """Whether lines, paragraphs or areas are inside: a caption or a float may be one line or hold several."""
    return any(
        _is_hocr(inner) and not _classes(inner) & (_INLINE | _SILENT)
        for inner in element.iter()
        if inner is not element
    )


def _is_choices(element: Element) -> bool:
    """Whether an element of character boxes lists what a character might be, as Tesseract's ``lstm_choices`` do."""
    return bool(_classes(element) & _LETTERS) and any(
        _classes(inner) & _LETTERS for inner in element.iter() if inner is not element
    )


def _first_choice(element: Element) -> Element | None:
    return next((child for child in element if child.tag == "ins"), None)


def _texts(element: Element) -> Iterator[str]:
    """The text inside an element as a person sees it: of alternatives and choices the first, nothing struck out."""
    if element.tag in _UNSEEN:
        return
    if element.tag == "br":
        yield " "
    if "alternatives" in _classes(element):
        choice = _first_choice(element)
        yield "".join(_texts(choice)).strip() if choice is not None else ""
        return
    if _is_choices(element):
        yield "".join(
            _texts(next(inner for inner in element.iter() if inner is not element and not _is_choices(inner)))
        )
        return
    if _classes(element) & _PICTURED and not text_of(element).strip():
        yield _alternative_text(element)
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _alternative_text(element: Element) -> str:
    """What stands for a letter or a formula that is kept as a picture."""
    return next((alt for inner in element.iter() if (alt := inner.get("alt"))), "")


def _word(word: Element) -> str:
    """A word's text. Blanks between character boxes lay out the file, and choices count where there is nothing else."""
    if not any(_classes(inner) & _LETTERS for inner in word.iter()):
        return "".join(_texts(word))
    sure = [piece for piece in _pieces(word, choices=False) if piece]
    return "".join(sure if any(piece.strip() for piece in sure) else _pieces(word, choices=True))


def _pieces(element: Element, choices: bool) -> Iterator[str]:
    """The letters of a word one by one; what stands beside them as one piece, its white space tidied up."""
    yield " ".join((element.text or "").split())
    for child in element:
        if _is_choices(child):
            yield "".join(_texts(child)) if choices else ""
        elif _classes(child) & _LETTERS:
            letter = "".join(_texts(child))
            yield letter.strip() or letter[:1]
        elif any(_classes(inner) & _LETTERS for inner in child.iter()):
            yield from _pieces(child, choices)
        else:
            yield " ".join("".join(_texts(child)).split())
        yield " ".join((child.tail or "").split())


def _box(element: Element, place: str = "") -> Box | None:
    """Where an element says it stands: its ``bbox``, else its outline, else the box round those of its letters.

    Where a ``place`` is given, `TruthError` names it for a box that is not made of numbers; else such a box is none.
    """
    title = element.get("title") or ""
    try:
        if match := re.search(r"\bbbox\s+([^;]*)", title):
            left, top, right, bottom = numbers([*match[1].replace(",", " ").split(), *[None] * 4][:4], place)
            return upright(left, top, right, bottom)
        if match := re.search(r"(?:^|[;,]\s*)poly\s+([^;]*)", title):
            return outline(points(match[1], place))
        if match := re.search(r"\bx_bboxes\s+([^;]*)", title):
            corners = points(match[1], place)
            return outline(corners * 2 if len(corners) == 2 else [*corners, *corners[:1]])
    except TruthError:
        if place:
            raise
    return None
