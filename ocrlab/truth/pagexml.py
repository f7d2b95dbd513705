"""PAGE XML: the lines of a page, at whichever of its levels the text was written.

Text may stand at the region, the line, the word or the glyph, or at several of them. The line counts, else its words,
else their glyphs; a region's own text counts where its lines hold less. Reading order is ReadingOrder's, else that of
the ``custom`` attribute, else that of the file.

Source: Pletschacher and Antonacopoulos, The PAGE Format Framework, ICPR 2010, doi:10.1109/ICPR.2010.72;
https://www.primaresearch.org/schema/PAGE/gts/pagecontent/2019-07-15/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from ocrlab.errors import TruthError
from ocrlab.reading import Box
from ocrlab.truth.rows import Part, Row, around, numbers, outline, points, shown_hyphen, with_white
from ocrlab.truth.tree import all_of, children, tag_of, text_of
from ocrlab.wording import counted

_GROUPS = re.compile(r"regionref(indexed)?|(uno|o)rderedgroup(indexed)?")
_CUSTOM_ORDER = re.compile(r"\breadingOrder\s*\{[^}]*?\bindex\s*:\s*(-?\d{1,9})", re.IGNORECASE)


def read_page(root: Element, name: str) -> tuple[list[list[Row]], list[str]]:
    """The rows of each page, and what there is to say about them.

    Raises `TruthError` for a line whose outline is not made of numbers.
    """
    written = any(text.isspace() for word in all_of(root, "word") if (text := _word(word)))
    pages, differing = [], 0
    for element in children(root, "page"):
        page = _Page(element, name, written)
        pages.append(page.rows())
        differing += page.differing
    notes = []
    if differing:
        notes.append(
            f"{name}: {counted(differing, 'region')} whose own text is not that of the lines inside; what the "
            "lines say counts"
        )
    return pages, notes


def _is_region(element: Element) -> bool:
    """A region, or the cell of a table as Transkribus writes it."""
    return tag_of(element).endswith("region") or tag_of(element) == "tablecell"


class _Page:
    """Gathers the rows of one page; ``differing`` counts regions whose own text is not that of what they hold."""

    def __init__(self, page: Element, name: str, written: bool) -> None:
        self._page, self._name, self._written = page, name, written
        self._taken: set[int] = set()
        self._waiting: set[str | None] = set()
        self.differing = 0

    def rows(self) -> list[Row]:
        regions = {element.get("id"): element for element in self._page.iter() if _is_region(element)}
        order = [reference for group in children(self._page, "readingorder") for reference in _references(group)]
        asked = [regions[reference] for reference in dict.fromkeys(order) if reference in regions]
        # A region that has a place of its own in the order waits for it when the region round it is taken.
        self._waiting = {region.get("id") for region in asked}
        rows = [row for region in asked for row in self._region(region)]
        self._waiting = set()
        rows += [row for region in _sorted(self._page, _is_region) for row in self._region(region)]
        loose = [line for line in all_of(self._page, "textline") if id(line) not in self._taken]
        return rows + [self._line(line) for line in loose]

    def _region(self, region: Element) -> list[Row]:
        """The rows of a region and of the regions inside it, as far as they are not taken yet."""
        fresh = id(region) not in self._taken
        self._taken.add(id(region))
        lines = [line for line in _sorted(region, lambda inner: tag_of(inner) == "textline") if fresh]
        own = [self._line(line) for line in lines]
        inner = [
            row
            for child in _sorted(region, _is_region)
            if child.get("id") is None or child.get("id") not in self._waiting
            for row in self._region(child)
        ]
        text = _equivalent(region) if fresh else ""
        if not text.strip():
            return own + inner
        rows = self._fuller(region, text, own, inner)
        self.differing += _squeezed(text) not in _letters(rows)
        return rows

    def _fuller(self, region: Element, text: str, own: list[Row], inner: list[Row]) -> list[Row]:
        """The lines and inner regions, or the region's own text where they hold less of it.

        Its boxes are those of the lines, where there are as many; a region of one line has its own. A region round
        others may repeat their text.
        """
        mine, held, within = _squeezed(text), _letters(own), _letters(inner)
        if (own and all(row.text for row in own)) or mine in (held, held + within) or len(mine) <= len(held):
            return own + inner
        lines = [line.rstrip() for line in text.splitlines() if line.strip()]
        alone = _outline_or_none(region) if len(lines) == 1 else None
        boxes = [row.box for row in own] if len(lines) == len(own) else [alone] * len(lines)
        rows = [Row.of(shown_hyphen(line), box) for line, box in zip(lines, boxes, strict=True)]
        if within and within in mine:
            return rows if len(mine) > len(held + within) else own + inner
        return rows + inner

    def _line(self, line: Element) -> Row:
        self._taken.add(id(line))
        text = shown_hyphen(_equivalent(line).strip())
        parts = self._words(line)
        place = f"{self._name}: TextLine {line.get('id') or (text or ' '.join(part.text for part in parts))[:30]!r}"
        box = _outline(line, place) or around(part.box for part in parts)
        if not text:
            return Row(parts, box)
        # The line's own text counts; the words lend it their boxes where they are the same words.
        return Row(_spaced_as(text, parts) or (Part(text),), box)

    def _words(self, line: Element) -> tuple[Part, ...]:
        words = _sorted(line, lambda inner: tag_of(inner) == "word")
        texts, boxes, white = [], [], []
        coming = says = False
        for word in words or [line]:  # a line may hold glyphs without words
            text = _word(word) if words else _glyphs(word)
            if text.isspace():
                coming = says = True
            elif text:
                texts.append(text.strip())
                boxes.append(_outline_or_none(word) if words else None)
                white.append(coming)
                coming = False
        if texts:
            texts[-1] = shown_hyphen(texts[-1])
        spaced = white if says else with_white(texts, white, self._written)
        return tuple(Part(text, box, gap) for text, box, gap in zip(texts, boxes, spaced, strict=True))


def _word(word: Element) -> str:
    return _equivalent(word) or _glyphs(word)


def _glyphs(element: Element) -> str:
    """The text of the glyphs, or of the graphemes that a glyph is made of, where it has none of its own."""
    glyphs = _sorted(element, lambda inner: tag_of(inner) == "glyph")
    return "".join(_equivalent(glyph) or "".join(_graphemes(glyph)) for glyph in glyphs)


def _graphemes(element: Element) -> Iterator[str]:
    for child in children(element, "graphemes", "grapheme", "graphemegroup"):
        yield _equivalent(child) or "".join(_graphemes(child))


def _letters(rows: Sequence[Row]) -> str:
    return _squeezed(" ".join(row.text for row in rows))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _spaced_as(text: str, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The words with white between them as it stands in the line's text; none where they are not its words."""
    spaced, at = [], 0
    for part in parts:
        start = at
        while text[at : at + 1].isspace():
            at += 1
        if not text.startswith(part.text, at):
            return ()
        spaced.append(replace(part, spaced=at > start))
        at += len(part.text)
    return () if text[at:].strip() else tuple(spaced)


def _sorted(parent: Element, wanted: Callable[[Element], bool]) -> list[Element]:
    """The wanted children in their reading order; those that have no place in it come last, as they stand."""
    placed = [(child, _place(child)) for child in parent if wanted(child)]
    return [child for child, _ in sorted(placed, key=lambda pair: (pair[1] is None, pair[1] or ()))]


def _place(element: Element) -> tuple[int, ...] | None:
    """Where an element says that it comes: by its index, by the order in ``custom``, a cell by its row and column."""
    index = _whole(element.get("index")) if tag_of(element) == "textline" else None
    if index is not None:
        return (index,)
    if match := _CUSTOM_ORDER.search(element.get("custom") or ""):
        return (int(match[1]),)
    role = next((role for roles in children(element, "roles") for role in children(roles, "tablecellrole")), element)
    row = _whole(role.get("rowIndex") or role.get("row"))
    column = _whole(role.get("columnIndex") or role.get("col"))
    return None if row is None or column is None else (row, column)


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,9}\s*", text) else None


def _references(group: Element) -> Iterator[str]:
    """The regions' ids in reading order: entries with an index by that, others as they stand."""
    entries = [child for child in group if _GROUPS.fullmatch(tag_of(child))]
    for child in sorted(entries, key=lambda entry: _whole(entry.get("index")) or 0):
        if (reference := child.get("regionRef")) is not None:
            yield reference
        yield from _references(child)


def _equivalent(element: Element) -> str:
    """The text of a region, line, word or glyph, the first that is not blank of several.

    The one with the lowest index comes first; where none has an index, the one with the highest confidence.
    """
    given = list(children(element, "textequiv"))
    if len(given) > 1:
        indices = [_whole(equivalent.get("index")) for equivalent in given]
        if any(index is not None for index in indices):
            ranked = sorted(zip(given, indices, strict=True), key=lambda pair: (pair[1] is None, pair[1] or 0))
            given = [equivalent for equivalent, _ in ranked]
        else:
            given.sort(key=_doubt)
    texts = [_transcription(equivalent) for equivalent in given]
    return next((text for text in texts if text.strip()), next(iter(texts), ""))


def _doubt(equivalent: Element) -> float:
    try:
        return 1 - numbers([equivalent.get("conf")], "")[0]
    except TruthError:
        return 1.0


def _transcription(equivalent: Element) -> str:
    """The text as Unicode, or the simpler one that old files have in its place."""
    texts = [text_of(text) for tag in ("unicode", "plaintext") for text in children(equivalent, tag)]
    return next((text for text in texts if text), "")


def _outline(element: Element, place: str) -> Box | None:
    coordinates = next(children(element, "coords"), None)
    if coordinates is None:
        return None
    if (given := coordinates.get("points")) is not None:
        return outline(points(given, place))
    corners = [numbers((point.get("x"), point.get("y")), place) for point in children(coordinates, "point")]
    return outline([(x, y) for x, y in corners])


def _outline_or_none(word: Element) -> Box | None:
    try:
        return _outline(word, "")
    except TruthError:
        return None
