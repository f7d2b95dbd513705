"""Gate: in which process do a file's bytes become an Image?

Here, where the work is bounded by the size of the picture: a PNG without frames, a JPEG with a usual number of scans, a
BMP. All else goes to a process that can be killed, from the command line as from the web app, so that both refuse the
same files. Measured on two busy cores, a page of 2 megapixels costs at most 1.4 times as much there (PNG 40 and 53 ms,
TIFF 16 and 20 ms, PDF 25 and 28 ms), and 0.4 s once, to start the process. It is little beside a reading, but the plain
formats that most scans come in need not pay even that.
"""

from __future__ import annotations

from ocrlab.errors import ImageError
from ocrlab.image.decoding import jpeg, png
from ocrlab.image.decoding.kinds import Kind, kind_of, refusal
from ocrlab.image.decoding.pictures import count_pages, decode_picture
from ocrlab.image.decoding.result import Decoded, check_dpi
from ocrlab.image.decoding.sandbox import count_apart, decode_apart
from ocrlab.image.model import Image


def decode(data: bytes, page: int = 0, dpi: int = 200) -> Image:
    """Turn the bytes of a picture or a PDF into an Image; see `decode_page`, which also says what was made of them."""
    return decode_page(data, page, dpi).image


def decode_page(data: bytes, page: int = 0, dpi: int = 200) -> Decoded:
    """Turn the bytes of a PNG, JPEG, TIFF, BMP, WebP, GIF, HEIC, AVIF, JPEG 2000 or PDF into an Image, with notes.

    The file is told by its content. The EXIF turn is applied, transparency is laid on the ground on which the drawing
    shows, deep samples are scaled to 8 bits by what the file says of them, pixels are made square, CMYK and palettes
    become RGB, black-and-white becomes grey. ``dpi`` (50..600) matters to PDF pages only. Raises `ImageError`, in one
    sentence, for empty, damaged or unknown bytes, a page that is not there, encrypted PDFs, pictures over 100 MP, and
    files that take more than ``OCRLAB_DECODE_SECONDS`` (20) or ``OCRLAB_DECODE_MEMORY`` (3 GiB).
    """
    kind = _taken(data)
    if kind.format == "PDF":
        check_dpi(dpi)
    if not _is_bounded(data, kind):
        return decode_apart(data, page, dpi)
    try:
        return decode_picture(data, kind, page)
    except MemoryError:
        raise ImageError(
            "image: needs more memory than is free to be opened; close other programs, or scale it down"
        ) from None


def page_count(data: bytes) -> int:
    """How many pages (PDF, TIFF) or frames (GIF, WebP, HEIC) the bytes hold. Raises `ImageError` as `decode` does.

    Smaller copies of a page and a camera's previews are no pages.
    """
    kind = _taken(data)
    # The pages of a TIFF are counted without any of its pixels, by a walk of bounded length.
    here = kind.format == "TIFF" or _is_bounded(data, kind)
    return count_pages(data, kind) if here else count_apart(data)


def _taken(data: bytes) -> Kind:
    kind = kind_of(data)
    if not kind.format:
        raise refusal(data)
    return kind


def _is_bounded(data: bytes, kind: Kind) -> bool:
    match kind.format:
        case "PNG":
            return png.is_plain(data)
        case "JPEG":
            return jpeg.is_plain(data)
        case format:
            return format == "BMP"
