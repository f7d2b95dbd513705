"""How are hOCR, ALTO and PAGE XML read, from a file that anybody may have written?

The parser is defusedxml's: entities and references to other files are refused. Size, depth and number of elements have
limits, so no file costs more than a few seconds. Everything else (fonts, styles, confidences) is passed over.

hOCR 1.2: https://kba.github.io/hocr-spec/1.2/, ALTO: https://www.loc.gov/standards/alto/, PAGE: Pletschacher and
Antonacopoulos, The PAGE Format Framework, ICPR 2010, doi:10.1109/ICPR.2010.72.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import entitydefs
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from ocrlab.errors import TruthError
from ocrlab.reading import Box
from ocrlab.truth.model import Truth, upright

MAX_DEPTH = 100
MAX_ELEMENTS = 400_000

Row = list[tuple[str, Box | None]]


def read_markup(data: bytes, name: str) -> Truth:
    """The truth in hOCR, ALTO or PAGE XML, told apart by the outermost element.

    Raises ``TruthError`` for markup that is damaged, hostile, too deep, of another kind, or without any line of text.
    """
    root = _parse(data, name)
    kind = _tag(root)
    if kind == "html":
        pages = _hocr(root, name)
    elif kind == "alto":
        pages = _alto(root, name)
    elif kind == "PcGts":
        pages = _page(root, name)
    else:
        raise TruthError(
            f"{name}: <{kind[:40]}> is no truth the lab reads; allowed are <html> (hOCR), <alto> and <PcGts> (PAGE)"
        )
    if pages is None:
        raise TruthError(f"{name}: this <{kind}> holds no page and no line; give the hOCR, ALTO or PAGE file of a page")
    return Truth.of(pages)


class _Bounded(TreeBuilder):
    """Builds the tree and stops at once where it grows deeper or larger than any page's truth."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._depth, self._count = name, 0, 0

    def start(self, tag, attrs):
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH:
            raise TruthError(f"{self._name}: elements nest deeper than {MAX_DEPTH}; this is not the truth of a page")
        if self._count > MAX_ELEMENTS:
            raise TruthError(f"{self._name}: more than {MAX_ELEMENTS} elements; give the truth of one page")
        return super().start(tag, attrs)

    def end(self, tag):
        self._depth -= 1
        return super().end(tag)


def _parse(data: bytes, name: str) -> Element:
    parser = DefusedXMLParser(target=_Bounded(name))
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
        raise TruthError(
            f"{name}: damaged markup in line {line}, column {column + 1} ({_reason(error)}); save it again as XML"
        ) from None
    except (ValueError, LookupError) as error:
        raise TruthError(f"{name}: its encoding cannot be read ({error}); save it as UTF-8") from None


def _reason(error: ParseError) -> str:
    return str(error).split(":")[0]


def _tag(element: Element) -> str:
    """The name without its namespace; comments and the like have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(element: Element, *tags: str) -> Iterator[Element]:
    return (inner for inner in element.iter() if _tag(inner) in tags)


def _children(element: Element, *tags: str) -> Iterator[Element]:
    return (child for child in element if _tag(child) in tags)


def _numbers(values: Iterable[str | None], place: str) -> list[float]:
    """Finite numbers, or ``TruthError`` naming the place."""
    found = []
    for value in values:
        if value is None or not re.fullmatch(r"\s*-?\d{1,9}(\.\d{1,9})?\s*", value):
            got = "nothing" if value is None else repr(value[:20])
            raise TruthError(f"{place}: a coordinate must be a number, got {got}; correct or remove it")
        found.append(float(value))
    return found


# hOCR -----------------------------------------------------------------------------------------------------------------

_HOCR_LINES = {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"}


def _hocr(root: Element, name: str) -> list[list[Row]] | None:
    pages = [element for element in root.iter() if "ocr_page" in _classes(element)] or [root]
    found = [[_hocr_line(line, name) for line in page.iter() if _is_hocr_line(line)] for page in pages]
    return found if any(found) or pages != [root] else None


def _classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split())


def _is_hocr_line(element: Element) -> bool:
    """A float may be one line or hold several: the innermost count."""
    return bool(_classes(element) & _HOCR_LINES) and not any(
        _classes(inner) & _HOCR_LINES for inner in element.iter() if inner is not element
    )


def _hocr_line(line: Element, name: str) -> Row:
    words = [word for word in line.iter() if "ocrx_word" in _classes(word) or "ocr_word" in _classes(word)]
    text = " ".join("".join(word.itertext()).strip() for word in words) if words else "".join(line.itertext())
    bbox = re.search(r"\bbbox\s+([^;]*)", line.get("title") or "")
    if not bbox:
        return [(text, None)]
    corners = _numbers([*bbox[1].split(), None, None, None, None][:4], f"{name}: bbox of line {text[:30]!r}")
    return [(text, upright(*corners))]


# ALTO -----------------------------------------------------------------------------------------------------------------


def _alto(root: Element, name: str) -> list[list[Row]] | None:
    unit = next(("".join(found.itertext()).strip() for found in _all(root, "MeasurementUnit")), "pixel")
    pages = [[_alto_line(line, name, unit) for line in _all(page, "TextLine")] for page in _all(root, "Page")]
    return pages or None


def _alto_line(line: Element, name: str, unit: str) -> Row:
    text = ""
    for part in line:
        content = part.get("CONTENT") or ""
        if _tag(part) == "String":
            text += f" {content}"
        elif _tag(part) == "HYP":
            text += content or "-"
    if unit != "pixel" or line.get("HPOS") is None:
        # Tenths of a millimetre and 1200ths of an inch cannot be turned into pixels without the scan's resolution.
        return [(text, None)]
    place = f"{name}: TextLine {line.get('ID') or text[:30]!r}"
    left, top, width, height = _numbers((line.get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT")), place)
    return [(text, upright(left, top, left + width, top + height))]


# PAGE XML -------------------------------------------------------------------------------------------------------------


def _page(root: Element, name: str) -> list[list[Row]] | None:
    return [_page_rows(page, name) for page in _children(root, "Page")] or None


def _page_rows(page: Element, name: str) -> list[Row]:
    regions = [region for region in page.iter() if _tag(region).endswith("Region")]
    named = {region.get("id"): region for region in regions}
    order = [ref for group in _children(page, "ReadingOrder") for ref in _references(group)]
    rows: list[Row] = []
    seen: set[int] = set()

    def take(region: Element) -> None:
        if id(region) in seen:
            return
        seen.add(id(region))
        lines = list(_children(region, "TextLine"))
        rows.extend(_page_line(line, name) for line in lines)
        inner = [child for child in region if _tag(child).endswith("Region")]
        if not lines and not inner and _tag(region) == "TextRegion":
            rows.extend([(text, None)] for text in _equivalent(region).splitlines())
        for child in inner:
            take(child)

    for reference in order:
        if reference in named:
            take(named[reference])
    for region in regions:
        take(region)
    return rows


def _index(element: Element) -> int:
    given = element.get("index") or ""
    return int(given) if re.fullmatch(r"[0-9]{1,9}", given) else 0


def _references(group: Element) -> Iterator[str | None]:
    """The regions' ids in reading order: indexed entries by their index, others as they stand."""
    kinds = re.compile(r"RegionRef(Indexed)?|(Uno|O)rderedGroup(Indexed)?")
    for child in sorted((child for child in group if kinds.fullmatch(_tag(child))), key=_index):
        if (reference := child.get("regionRef")) is not None:
            yield reference
        yield from _references(child)


def _equivalent(element: Element) -> str:
    """The text of a region, line or word: of several transcriptions the one with the lowest index."""
    given = list(_children(element, "TextEquiv"))
    if not given:
        return ""
    best = min(given, key=_index)
    return next(("".join(text.itertext()) for text in _children(best, "Unicode")), "")


def _page_line(line: Element, name: str) -> Row:
    text = _equivalent(line) or " ".join(_equivalent(word) for word in _children(line, "Word"))
    return [(text, _outline(line, f"{name}: TextLine {line.get('id') or text[:30]!r}"))]


def _outline(line: Element, place: str) -> Box | None:
    """Four corners as they are, any other outline as the upright rectangle round it."""
    coordinates = next(_children(line, "Coords"), None)
    if coordinates is None:
        return None
    if (points := coordinates.get("points")) is not None:
        pairs = [tuple(_numbers([*point.split(","), None][:2], place)) for point in points.split()]
    else:
        pairs = [tuple(_numbers((point.get("x"), point.get("y")), place)) for point in _children(coordinates, "Point")]
    if not pairs:
        return None
    if len(pairs) == 4:
        return tuple(pairs)
    xs, ys = zip(*pairs, strict=True)
    return upright(min(xs), min(ys), max(xs), max(ys))
