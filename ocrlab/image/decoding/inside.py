"""Inside: what is done to a stranger's picture in the process of its own that `sandbox` asks for?"""

from __future__ import annotations

from typing import Any

from ocrlab.image.decoding.kinds import kind_of
from ocrlab.image.decoding.pictures import count_pages, decode_picture
from ocrlab.image.decoding.result import Decoded


def decode(data: bytes, page: int, dpi: int) -> tuple[dict[str, Any], memoryview]:
    """What is known of the page, and its pixels."""
    decoded = _decoded(data, page, dpi)
    known = {"shape": decoded.image.shape, "notes": decoded.notes, "pages": decoded.pages, "dpi": decoded.dpi}
    return known, decoded.image.data.cast("B")


def count(data: bytes) -> tuple[dict[str, Any], None]:
    """How many pages the file has."""
    kind = kind_of(data)
    if kind.format == "PDF":
        from ocrlab.image.decoding.pdf import count_pdf_pages  # PDFium is loaded by those who need it

        return {"pages": count_pdf_pages(data)}, None
    return {"pages": count_pages(data, kind)}, None


def _decoded(data: bytes, page: int, dpi: int) -> Decoded:
    kind = kind_of(data)
    if kind.format == "PDF":
        from ocrlab.image.decoding.pdf import decode_pdf

        return decode_pdf(data, page, dpi)
    return decode_picture(data, kind, page)
