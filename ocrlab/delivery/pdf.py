"""PDF: how can a picture of a page be searched, its text lying unseen where the letters are?

The picture is written as it is; the text over it is `pdf_text`, the font that has no glyphs is `pdf_font`.

Source: PDF 32000-1:2008, 7.4.6 (CCITT).
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from PIL import Image as Pillow
from PIL import ImageOps

from ocrlab.delivery.page import OutputPage, is_black_and_white
from ocrlab.delivery.pdf_font import Glyphs, finish
from ocrlab.delivery.pdf_text import layer
from ocrlab.delivery.pictures import bits
from ocrlab.errors import InputError
from ocrlab.image import Image

if TYPE_CHECKING:
    import pikepdf

MAX_SIDE = 14_400.0  # points; more is no page to PDF readers


def write_pdf(pages: Iterable[OutputPage], file: BinaryIO) -> None:
    """The pages as one PDF, searchable where there is a reading. No pixel is changed: black and white is CCITT G4.

    One decoded page is held at a time; the compressed ones are, until the file is written. Raises `InputError` for no
    pages, and for more than 65,000 kinds of letter.
    """
    import pikepdf

    with pikepdf.new() as pdf:
        glyphs = Glyphs()
        font = pdf.make_indirect(pikepdf.Dictionary())
        for page in pages:
            _add(pdf, page, glyphs, font)
        if not pdf.pages:
            raise InputError("pdf: there is no page to write; choose at least one")
        finish(pdf, font, glyphs)
        pdf.docinfo["/Producer"] = pikepdf.String("OCR Lab")
        pdf.save(file)


def _add(pdf: pikepdf.Pdf, page: OutputPage, glyphs: Glyphs, font: Any) -> None:
    import pikepdf

    height, width = page.image.shape[:2]
    scale = min(72 / page.resolution, MAX_SIDE / max(height, width))
    content = f"q {width * scale:.4f} 0 0 {height * scale:.4f} 0 0 cm /Im Do Q\n"
    if page.reading:
        content += layer(page.reading, glyphs, scale, height)
    size = [0, 0, width * scale, height * scale]
    made = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=size,
        Resources=pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im=_picture(pdf, page.image)), Font=pikepdf.Dictionary(F=font)
        ),
        Contents=pdf.make_stream(content.encode("ascii")),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(made)))


def _picture(pdf: pikepdf.Pdf, image: Image) -> Any:
    from pikepdf import Dictionary, Name

    height, width = image.shape[:2]
    if is_black_and_white(image):
        data, depth, name = _group4(image), 1, Name.CCITTFaxDecode
        how = Dictionary(K=-1, Columns=width, Rows=height)
    else:
        data, depth, name = _deflated(image), 8, Name.FlateDecode
        how = Dictionary(Predictor=15, Colors=3 if image.ndim == 3 else 1, Columns=width, BitsPerComponent=8)
    stream = pdf.make_stream(b"")
    stream.write(data, filter=name, decode_parms=how)
    stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, width, height
    stream.ColorSpace = Name.DeviceRGB if image.ndim == 3 else Name.DeviceGray
    stream.BitsPerComponent = depth
    return stream


def _group4(image: Image) -> bytes:
    """The strip of a G4 TIFF; turned round, for CCITT's white runs are those of ink here otherwise."""
    buffer = io.BytesIO()
    picture = ImageOps.invert(bits(image).convert("L")).convert("1", dither=Pillow.Dither.NONE)
    picture.save(buffer, "TIFF", compression="group4", strip_size=2**31 - 1)
    buffer.seek(0)
    with Pillow.open(buffer) as tiff:
        starts, sizes = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
    (start,), (size,) = starts, sizes
    return buffer.getvalue()[start : start + size]


def _deflated(image: Image) -> bytes:
    """The pixels as PNG deflates them: PDF undoes PNG's filters by itself."""
    buffer = io.BytesIO()
    Pillow.fromarray(image).save(buffer, "PNG")
    data, at, parts = buffer.getvalue(), 8, []
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(data[at + 8 : at + 8 + size])
        at += 12 + size
    return b"".join(parts)
