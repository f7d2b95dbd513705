"""ALTO: the lines of a page, in reading order, with white and hyphens as they are printed.

What stands on the page counts: a word's own CONTENT, not what it was corrected or completed to (ALTERNATIVE,
SUBS_CONTENT). Source: ALTO 1 to 4.4, https://www.loc.gov/standards/alto/.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ocrlab.errors import TruthError
from ocrlab.reading import Box
from ocrlab.truth.rows import Part, Row, around, numbers, outline, points, shown_hyphen, upright, with_white
from ocrlab.truth.tree import all_of, children, tag_of, text_of

_UNSHOWN = "\u00ad\u00ac"  # what programs write for a hyphen at the end of a line: a soft hyphen, a not sign
_HYPHENS = f"-\u2010\u2011\u2012\u2013\u2014\u2e17\u2e40=~{_UNSHOWN}"
_SIZE = ("HPOS", "VPOS", "WIDTH", "HEIGHT")


def read_alto(root: Element, name: str) -> tuple[list[list[Row]], list[str]]:
    """The rows of each page, and what there is to say about them.

    Raises `TruthError` for a coordinate that is no number. A line without a size takes its outline, or the box round
    its words; one that has none of these has no box.
    """
    unit = next((text_of(element).strip().lower() for element in all_of(root, "measurementunit")), "")
    pixels = unit in ("pixel", "pixels", "")
    notes = []
    if not pixels:
        # They cannot be turned into pixels without the scan's resolution.
        notes.append(f"{name}: its boxes are measured in {unit[:20]}, not in pixels, and are left out")
    references = [reference for order in all_of(root, "readingorder") for reference in _references(order)]
    written = any(_is_white(piece) for piece in root.iter())
    pages = [
        [_row(line, name, pixels, written) for line in _in_order(page, references)] for page in all_of(root, "page")
    ]
    return pages, notes


def _references(group: Element) -> Iterator[str]:
    """The IDs in a reading order as they stand in it; an unordered group has no better order.

    A group that stands for a block comes after what it names of it: the rest of the block.
    """
    for child in children(group, "orderedgroup", "unorderedgroup", "elementref"):
        yield from _references(child)
        yield from (child.get("REF") or "").split()


def _in_order(page: Element, references: list[str]) -> Iterator[Element]:
    """The lines of a page: as ReadingOrder says, else as each block names the next; the others as they stand."""
    named = {element.get("ID"): element for element in page.iter()}
    line_round = {id(inner): line for line in all_of(page, "textline") for inner in line.iter()}
    asked = [named[reference] for reference in dict.fromkeys(references) if reference in named]
    # A line that is referred to by itself, or by its words, waits for its turn when its block's turn comes.
    waiting = {id(line_round[id(element)]) for element in asked if id(element) in line_round}
    taken: set[int] = set()
    for element in (*(asked or _chained(page)), page):
        lines = [line_round[id(element)]] if id(element) in line_round else all_of(element, "textline")
        for line in lines:
            alone = id(element) in line_round or element is page
            if id(line) not in taken and (alone or id(line) not in waiting):
                taken.add(id(line))
                yield line


def _chained(page: Element) -> list[Element]:
    """The blocks in the order in which each names the next (IDNEXT); none where no block does."""
    following = {element.get("ID"): element.get("IDNEXT") for element in page.iter() if element.get("IDNEXT")}
    if not following:
        return []
    named = set(following.values())
    linked = named.union(following)
    blocks = {element.get("ID"): element for element in page.iter() if element.get("ID") in linked}
    inside = {id(inner) for block in blocks.values() for inner in block.iter()}
    chain: list[Element] = []
    seen: set[str | None] = {None}
    for element in page.iter():
        if tag_of(element) == "textblock" and id(element) not in inside:
            chain.append(element)
        at = element.get("ID")
        if at in blocks and at not in named:
            while at not in seen and at in blocks:
                seen.add(at)
                chain.append(blocks[at])
                at = following.get(at)
    return chain


def _row(line: Element, name: str, pixels: bool, written: bool) -> Row:
    texts: list[str] = []
    boxes: list[Box | None] = []
    white: list[bool] = []
    coming = says = broken = False
    for piece in line.iter():
        if _is_white(piece):
            coming = says = True
        elif tag_of(piece) == "string" and (text := _content(piece)):
            texts.append(text)
            boxes.append(_word_box(piece) if pixels else None)
            white.append(coming)
            coming, broken = False, piece.get("SUBS_TYPE") == "HypPart1"
        elif tag_of(piece) == "hyp":
            texts, boxes, white = texts or [""], boxes or [None], white or [False]
            texts[-1] = _hyphenated(texts[-1], piece.get("CONTENT") or "")
    if texts:
        broken = broken and texts[-1].endswith(_UNSHOWN[1])
        texts[-1] = _hyphenated(texts[-1], "-") if broken else shown_hyphen(texts[-1])
    spaced = white if says else with_white(texts, white, written)
    parts = tuple(Part(text, box, gap) for text, box, gap in zip(texts, boxes, spaced, strict=True))
    return Row(parts, _line_box(line, parts, name) if pixels else None)


def _is_white(piece: Element) -> bool:
    """An SP, or a string that is blank, which some programs write instead."""
    return tag_of(piece) == "sp" or (tag_of(piece) == "string" and (piece.get("CONTENT") or "").isspace())


def _content(string: Element) -> str:
    """A string's own text; its glyphs' where it has none."""
    text = (string.get("CONTENT") or "").strip()
    return text or "".join(glyph.get("CONTENT") or "" for glyph in children(string, "glyph")).strip()


def _hyphenated(text: str, hyphen: str) -> str:
    """A word with the hyphen at the end of its line, which is there once however often it is written."""
    shown = hyphen.strip() if hyphen.strip() and hyphen.strip() not in _UNSHOWN else "-"
    if text.endswith(tuple(_UNSHOWN)):
        return text[:-1] + shown
    return text if text.endswith(tuple(_HYPHENS)) else text + shown


def _line_box(line: Element, parts: tuple[Part, ...], name: str) -> Box | None:
    place = f"{name}: TextLine {line.get('ID') or ' '.join(part.text for part in parts)[:30]!r}"
    given = [line.get(key) for key in _SIZE]
    sizes = numbers((value for value in given if value is not None), place)
    if len(sizes) == len(_SIZE):
        left, top, width, height = sizes
        return upright(left, top, left + width, top + height)
    for polygon in (inner for shape in children(line, "shape") for inner in children(shape, "polygon")):
        if corners := points(polygon.get("POINTS") or "", place):
            return outline(corners)
    return around(part.box for part in parts)


def _word_box(string: Element) -> Box | None:
    try:
        left, top, width, height = numbers((string.get(key) for key in _SIZE), "")
    except TruthError:
        return None
    return upright(left, top, left + width, top + height)
