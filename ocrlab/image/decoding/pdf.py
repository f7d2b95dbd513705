"""PDF: how is a page drawn as a person with a viewer would see it?

What was filled into its forms and written on it as annotations is drawn too. Where its boxes contradict each other, the
MediaBox counts, as ISO 32000-2 (14.11.2) has it. Used in a process of its own only, see `sandbox`: PDFium is not
thread-safe, and a page may be made to keep it busy for ever.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ocrlab.errors import ImageError
from ocrlab.image.decoding.result import Decoded, check_dpi, check_page, check_size, reason
from ocrlab.image.model import freeze

POINTS = 72  # to the inch; a page's unit is one of them unless the page says otherwise
MAX_COORDINATE = 14_400.0 * POINTS  # farther out than any box reaches
LEAST = 1.0  # points: a side that is shorter cannot be meant
UNPACKED = 16 << 20  # of one stream of objects, looked through for units
_UNIT = re.compile(rb"/UserUnit\s+(\d+)\s+\d+\s+R|/UserUnit\s*([0-9.]+)")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)


def decode_pdf(data: bytes, page: int, dpi: int) -> Decoded:
    """A page drawn on white at ``dpi``. Raises `ImageError` as `ocrlab.image.decode` does."""
    check_dpi(dpi)
    with _opened(data) as document:
        pages = len(document)
        check_page(page, pages)
        try:
            sheet, notes = _sheet(document, page)
            unit = _unit(document, page, data)
            scale = unit * dpi / POINTS
            width, height = sheet.get_size()
            check_size(width * scale, height * scale)
            bitmap = sheet.render(scale=scale, fill_color=(255, 255, 255, 255), rev_byteorder=True)
            pixels = np.array(bitmap.to_numpy())
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise ImageError(f"image: page {page + 1} of the PDF cannot be drawn ({reason(error)})") from error
    if unit != 1:
        inches = f"{width * unit / POINTS:.3g} x {height * unit / POINTS:.3g} inches"
        notes.append(f"the page counts in units of {unit:g} points: drawn at its {inches}")
    pixels = pixels if pixels.ndim == 2 else pixels[:, :, :3] if pixels.shape[2] >= 3 else pixels[:, :, 0]
    return Decoded(freeze(pixels), tuple(notes), pages, dpi)


def count_pdf_pages(data: bytes) -> int:
    """How many pages there are. Raises `ImageError` for a PDF that cannot be opened."""
    with _opened(data) as document:
        return len(document)


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    # PDFium fails on a document without pages but leaves the reason as it was: start from one that bytes cannot cause.
    pdfium.FPDF_LoadDocument(b"", None)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise ImageError("image: the PDF is encrypted; save a copy without a password and open that") from None
        if error.err_code == pdfium.FPDF_ERR_FILE:
            raise ImageError("image: the PDF has no pages; choose another one") from None
        raise ImageError("image: the PDF is damaged and cannot be opened; save it again and retry") from error
    try:
        _show_forms(document)
        if not len(document):
            raise ImageError("image: the PDF has no pages; choose another one")
        yield document
    finally:
        document.close()


def _show_forms(document: pypdfium2.PdfDocument) -> None:
    """What pypdfium2's ``init_forms`` does, for fields as well that the document does not list as a form.

    Tools that split and join PDFs leave such fields behind, filled in and seen in every viewer.
    """
    config = pdfium.FPDF_FORMFILLINFO(version=2)
    if raw := pdfium.FPDFDOC_InitFormFillEnvironment(document, config):
        document.formenv = pypdfium2.PdfFormEnv(raw, config)


def _sheet(document: pypdfium2.PdfDocument, page: int) -> tuple[pypdfium2.PdfPage, list[str]]:
    sheet = document[page]
    if min(sheet.get_size()) >= LEAST:
        return sheet, []
    # What is shown is the CropBox as far as it lies on the MediaBox: one around everything shows the MediaBox.
    sheet.set_cropbox(-MAX_COORDINATE, -MAX_COORDINATE, MAX_COORDINATE, MAX_COORDINATE)
    sheet.close()
    sheet = document[page]
    if min(sheet.get_size()) < LEAST:
        raise ImageError(f"image: page {page + 1} of the PDF has no size; save it again and retry")
    return sheet, ["the part of the page to be shown (CropBox) lies outside it: the whole page (MediaBox) was drawn"]


def _unit(document: pypdfium2.PdfDocument, page: int, data: bytes) -> float:
    """How many points the page's unit is (UserUnit), which PDFium does not tell.

    The page is copied into a document of its own, where the number stands in the open; no file without the word in it
    needs that.
    """
    if not _says(data, b"UserUnit"):
        return 1.0
    copy = pypdfium2.PdfDocument.new()
    try:
        copy.import_pages(document, [page])
        file = io.BytesIO()
        copy.save(file)
    finally:
        copy.close()
    objects = _STREAM.sub(b"", file.getvalue())
    match = _UNIT.search(objects)
    if match and match[1]:
        match = re.search(rb"(?<!\d)%s\s+\d+\s+obj\s+()([0-9.]+)" % match[1], objects)
    try:
        unit = float(match[2]) if match else 1.0
    except ValueError:
        return 1.0
    return unit if unit > 0 else 1.0


def _says(data: bytes, word: bytes) -> bool:
    """Whether the word stands in the file, as it is or in a packed stream of objects."""
    if word in data:
        return True
    at = 0
    while (at := data.find(b"/ObjStm", at)) >= 0:
        at += 1
        start = data.find(b"stream", at)
        if start < 0:
            break
        packed = data[start + 6 : start + 6 + UNPACKED].lstrip(b"\r\n")
        try:
            if word in zlib.decompressobj().decompress(packed, UNPACKED):
                return True
        except zlib.error:
            continue
    return False
