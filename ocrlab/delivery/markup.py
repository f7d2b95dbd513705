"""Markup: how is a reading written as hOCR, ALTO or PAGE XML, so that libraries' tools and our own readers take it?

Sources: hOCR 1.2, https://kba.github.io/hocr-spec/1.2/; ALTO 4.4, https://www.loc.gov/standards/alto/; PAGE 2019-07-15,
https://www.primaresearch.org/schema/PAGE/gts/pagecontent/2019-07-15/.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO
from xml.sax.saxutils import escape

from ocrlab import __version__
from ocrlab.delivery.page import OutputPage
from ocrlab.errors import InputError
from ocrlab.reading import Box, Word

# What XML 1.0 cannot hold, and the line breaks that it would turn into others.
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Bounds = tuple[int, int, int, int]


def xml(text: str) -> str:
    """Text for an element or an attribute; a character that XML cannot hold becomes U+FFFD."""
    return escape(_NO_XML.sub("\ufffd", text), {'"': "&quot;", "\t": " ", "\n": " "})


def write_hocr(pages: Iterable[OutputPage], file: BinaryIO) -> None:
    """hOCR as XHTML that a browser shows as lines of text. A page at a time."""
    first = True
    for number, page in enumerate(pages, 1):
        if first:
            _put(
                file,
                '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
                '<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n'
                f"<title>{xml(page.name)}</title>\n"
                '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>\n'
                f'<meta name="ocr-system" content="{xml(_software(page))}"/>\n'
                '<meta name="ocr-capabilities" content="ocr_page ocr_line ocrx_word"/>\n'
                f'<meta name="ocrlab-pipeline" content="{xml(page.pipeline)}"/>\n'
                "<style>.ocr_line { display: block }</style>\n</head>\n<body>\n",
            )
            first = False
        height, width = page.image.shape[:2]
        dpi = round(page.resolution)
        _put(
            file,
            f'<div class="ocr_page" id="page_{number}" title="bbox 0 0 {width} {height}; scan_res {dpi} {dpi}">\n',
        )
        for index, row in enumerate(_rows(page), 1):
            words = [_hocr_word(word, f"word_{number}_{index}_{at}") for at, word in enumerate(row, 1)]
            box = " ".join(map(str, _bounds(word.box for word in row)))
            _put(
                file, f'<span class="ocr_line" id="line_{number}_{index}" title="bbox {box}">{" ".join(words)}</span>\n'
            )
        _put(file, "</div>\n")
    if first:
        raise InputError("hocr: there is no page to write; choose at least one")
    _put(file, "</body>\n</html>\n")


def _hocr_word(word: Word, name: str) -> str:
    box = " ".join(map(str, _bounds([word.box])))
    title = f"bbox {box}; x_wconf {round(100 * word.confidence)}"
    return f'<span class="ocrx_word" id="{name}" title="{title}">{xml(_flat(word.text))}</span>'


def write_alto(pages: Iterable[OutputPage], file: BinaryIO) -> None:
    """ALTO 4.4 in pixels. A page at a time."""
    first = True
    for number, page in enumerate(pages, 1):
        if first:
            _put(
                file,
                '<?xml version="1.0" encoding="UTF-8"?>\n<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#" '
                'SCHEMAVERSION="4.4">\n<Description><MeasurementUnit>pixel</MeasurementUnit>'
                f"<sourceImageInformation><fileName>{xml(page.name)}</fileName></sourceImageInformation>"
                '<Processing ID="reading"><processingStepDescription>'
                f"{xml(page.pipeline or 'no filter')}</processingStepDescription><processingSoftware>"
                "<softwareCreator>OCR Lab</softwareCreator>"
                f"<softwareName>{xml(page.engine or 'OCR Lab')}</softwareName>"
                f"<softwareVersion>{__version__}</softwareVersion></processingSoftware></Processing></Description>\n"
                "<Layout>\n",
            )
            first = False
        height, width = page.image.shape[:2]
        _put(file, f'<Page ID="page_{number}" PHYSICAL_IMG_NR="{number}" WIDTH="{width}" HEIGHT="{height}">\n')
        _put(file, f'<PrintSpace HPOS="0" VPOS="0" WIDTH="{width}" HEIGHT="{height}">\n')
        rows = list(_rows(page))
        if rows:
            _put(file, f'<TextBlock ID="block_{number}" {_place(word.box for row in rows for word in row)}>\n')
            for index, row in enumerate(rows, 1):
                _put(file, f'<TextLine ID="line_{number}_{index}" {_place(word.box for word in row)}>')
                _put(file, "<SP/>".join(map(_string, row)) + "</TextLine>\n")
            _put(file, "</TextBlock>\n")
        _put(file, "</PrintSpace>\n</Page>\n")
    if first:
        raise InputError("alto: there is no page to write; choose at least one")
    _put(file, "</Layout>\n</alto>\n")


def _string(word: Word) -> str:
    return f'<String CONTENT="{xml(_flat(word.text))}" {_place([word.box])} WC="{word.confidence:.4f}"/>'


def write_page(pages: Iterable[OutputPage], file: BinaryIO) -> None:
    """PAGE XML 2019-07-15 of one page, with the corners of tilted words. Raises `InputError` for another number."""
    several = list(pages)
    if len(several) != 1:
        raise InputError(f"page: a PAGE file holds 1 page, got {len(several)}; write a file for each")
    page = several[0]
    height, width = page.image.shape[:2]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    _put(
        file,
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">\n'
        f"<Metadata><Creator>{xml(_software(page))}</Creator><Created>{now}</Created><LastChange>{now}</LastChange>"
        f"<Comments>{xml(page.pipeline)}</Comments></Metadata>\n"
        f'<Page imageFilename="{xml(page.name)}" imageWidth="{width}" imageHeight="{height}">\n',
    )
    rows = list(_rows(page))
    if rows:
        _put(file, f'<TextRegion id="region"><Coords points="{_round([w.box for row in rows for w in row])}"/>\n')
        for index, row in enumerate(rows, 1):
            words = "".join(_page_word(word, f"word_{index}_{at}") for at, word in enumerate(row, 1))
            line = " ".join(_flat(word.text) for word in row)
            _put(
                file,
                f'<TextLine id="line_{index}"><Coords points="{_round([word.box for word in row])}"/>{words}'
                f"<TextEquiv><Unicode>{xml(line)}</Unicode></TextEquiv></TextLine>\n",
            )
        _put(file, "</TextRegion>\n")
    _put(file, "</Page>\n</PcGts>\n")


def _page_word(word: Word, name: str) -> str:
    corners = " ".join(f"{max(0, round(x))},{max(0, round(y))}" for x, y in word.box)
    return (
        f'<Word id="{name}"><Coords points="{corners}"/><TextEquiv conf="{word.confidence:.4f}">'
        f"<Unicode>{xml(_flat(word.text))}</Unicode></TextEquiv></Word>"
    )


def _software(page: OutputPage) -> str:
    return f"OCR Lab {__version__}" + (f" with {page.engine}" if page.engine else "")


def _rows(page: OutputPage) -> Iterator[list[Word]]:
    for row in page.reading.rows if page.reading else ():
        if words := [word for word in row if _flat(word.text)]:
            yield words


def _flat(text: str) -> str:
    return " ".join(text.split())


def _bounds(boxes: Iterable[Box]) -> Bounds:
    """The whole pixels that hold boxes; what lies left of or above the page begins at its edge."""
    points = [point for box in boxes for point in box]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = max(0, math.floor(min(xs))), max(0, math.floor(min(ys)))
    return left, top, max(left, math.ceil(max(xs))), max(top, math.ceil(max(ys)))


def _place(boxes: Iterable[Box]) -> str:
    left, top, right, bottom = _bounds(boxes)
    return f'HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"'


def _round(boxes: Iterable[Box]) -> str:
    left, top, right, bottom = _bounds(boxes)
    return f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"


def _put(file: BinaryIO, text: str) -> None:
    file.write(text.encode("utf-8"))
