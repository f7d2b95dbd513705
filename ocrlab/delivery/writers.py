"""Writers: in which formats do results leave the lab?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from ocrlab.delivery.markup import write_alto, write_hocr, write_page
from ocrlab.delivery.page import OutputPage, Writer
from ocrlab.delivery.pdf import write_pdf
from ocrlab.delivery.pictures import write_png, write_tiff
from ocrlab.errors import ParamError
from ocrlab.wording import listed


def write_text(pages: Iterable[OutputPage], file: BinaryIO) -> None:
    """UTF-8, a row a line; pages are parted by form feeds, as our truth reader takes them."""
    for number, page in enumerate(pages):
        text = page.reading.text if page.reading else ""
        file.write((("\f" if number else "") + text + "\n").encode("utf-8", "replace"))


def write_json(pages: Iterable[OutputPage], file: BinaryIO) -> None:
    """A line of JSON a page: its name, text, size and words with corners in pixels and confidence."""
    for page in pages:
        height, width = page.image.shape[:2]
        words = [word.to_dict() for word in page.reading.words] if page.reading else []
        text = page.reading.text if page.reading else ""
        record = {"name": page.name, "width": width, "height": height, "text": text, "words": words}
        file.write((json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "replace"))


WRITERS: Mapping[str, Writer] = {
    writer.name: writer
    for writer in (
        Writer("png", "PNG", ".png", False, False, write_png),
        Writer("tiff", "TIFF", ".tif", False, True, write_tiff),
        Writer("pdf", "Searchable PDF", ".pdf", False, True, write_pdf),
        Writer("text", "Text", ".txt", True, False, write_text),
        Writer("hocr", "hOCR", ".hocr", True, False, write_hocr),
        Writer("alto", "ALTO", ".alto.xml", True, False, write_alto),
        Writer("page", "PAGE", ".page.xml", True, False, write_page),
        Writer("json", "JSON", ".json", True, True, write_json),
    )
}

PICTURES = tuple(name for name, writer in WRITERS.items() if not writer.needs_reading)  # what pages unread can become


def formats_of(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """``png,text`` as names, each once. Raises `ParamError` for none, and for one that is not ``known``."""
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not names:
        raise ParamError(f"write: names no format; choose among {listed(known)}")
    if unknown := [name for name in names if name not in known]:
        raise ParamError(f"write: must be among {', '.join(known)}, got {unknown[0]!r}")
    return names
