"""Kinds: what is a file, seen from its first bytes and never from its name?

A HEIC that a phone called ``.jpg`` is opened as what it is, and a file that is no picture is refused by its own name:
"a Word document". The signatures are those of the formats' own specifications.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ocrlab.errors import ImageError
from ocrlab.wording import listed

HEAD_BYTES = 1024  # enough to tell every kind; a PDF may have this much before its mark
EXTENSIONS = (
    *("png", "jpg", "jpeg", "tif", "tiff", "bmp", "webp", "gif", "pdf"),
    *("heic", "heif", "avif", "jp2", "j2k", "jpx", "mpo", "jfif", "jpe"),
)
TAKEN = ("PNG", "JPEG", "TIFF", "BMP", "WebP", "GIF", "HEIC", "AVIF", "JPEG 2000", "PDF")


@dataclass(frozen=True)
class Kind:
    """What a file is, as a person says it; ``format`` is what the lab opens it as, empty where it does not."""

    name: str
    format: str = ""


UNKNOWN = Kind("")

# At the very beginning of the file, the longest first where one begins like another.
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", Kind("a PNG", "PNG")),
    (b"\xff\xd8\xff", Kind("a JPEG", "JPEG")),
    (b"GIF87a", Kind("a GIF", "GIF")),
    (b"GIF89a", Kind("a GIF", "GIF")),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", Kind("a JPEG 2000", "JPEG2000")),
    (b"\xff\x4f\xff\x51", Kind("a JPEG 2000", "JPEG2000")),
    (b"II\xbc\x01", Kind("a JPEG XR picture")),
    (b"IIRO", Kind("a camera's raw picture (ORF)")),
    (b"IIRS", Kind("a camera's raw picture (ORF)")),
    (b"IIU\x00", Kind("a camera's raw picture (RW2)")),
    (b"FUJIFILMCCD-RAW", Kind("a camera's raw picture (RAF)")),
    *((mark, Kind("a TIFF", "TIFF")) for mark in (b"II*\x00", b"MM\x00*", b"MM*\x00", b"II\x00*")),
    *((mark, Kind("a TIFF", "TIFF")) for mark in (b"II+\x00", b"MM\x00+")),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", Kind("a JPEG XL picture")),
    (b"\xff\x0a", Kind("a JPEG XL picture")),
    (b"AT&TFORM", Kind("a DjVu document")),
    (b"8BPS", Kind("a Photoshop picture")),
    (b"gimp xcf", Kind("a GIMP picture")),
    (b"\x76\x2f\x31\x01", Kind("an OpenEXR picture")),
    (b"#?RADIANCE", Kind("a Radiance picture")),
    (b"SIMPLE  =", Kind("a FITS picture")),
    (b"BPG\xfb", Kind("a BPG picture")),
    (b"\x00\x00\x01\x00", Kind("a Windows icon")),
    (b"icns", Kind("a macOS icon")),
    (b"%!PS", Kind("a PostScript document")),
    (b"\xc5\xd0\xd3\xc6", Kind("a PostScript document")),
    (b"{\\rtf", Kind("an RTF document")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind("an old Office document (doc, xls or ppt)")),
    (b"\x1a\x45\xdf\xa3", Kind("a Matroska or WebM film")),
    (b"OggS", Kind("an Ogg recording")),
    (b"fLaC", Kind("a FLAC recording")),
    (b"ID3", Kind("an MP3 recording")),
    (b"\xff\xfb", Kind("an MP3 recording")),
    (b"FORM", Kind("an IFF file")),
    (b"\x00\x00\x01\xba", Kind("an MPEG film")),
    (b"FLV\x01", Kind("a Flash film")),
    (b"\x1f\x8b", Kind("a gzip archive")),
    (b"BZh", Kind("a bzip2 archive")),
    (b"\xfd7zXZ\x00", Kind("an xz archive")),
    (b"(\xb5/\xfd", Kind("a Zstandard archive")),
    (b"7z\xbc\xaf\x27\x1c", Kind("a 7-Zip archive")),
    (b"Rar!\x1a\x07", Kind("a RAR archive")),
    (b"MZ", Kind("a Windows program")),
    (b"\x7fELF", Kind("a program")),
    (b"SQLite format 3\x00", Kind("an SQLite database")),
    (b"version https://git-lfs.github.com/spec/", Kind("a Git LFS pointer, not the file itself")),
    (b"\x00\x05\x16\x07", Kind("what macOS keeps beside a file, not the file itself")),
)
# In the first box of an ISO base media file: the brands say what is inside.
_BRANDS = (
    (Kind("an AVIF", "AVIF"), (b"avif", b"avis")),
    (Kind("a HEIC", "HEIF"), (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs")),
    (Kind("a camera's raw picture (CR3)"), (b"crx ",)),
    (Kind("a QuickTime film"), (b"qt  ",)),
    (Kind("an M4A recording"), (b"M4A ", b"M4B ")),
    (Kind("an MP4 film"), (b"isom", b"iso2", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"M4VP")),
    (Kind("a 3GP film"), (b"3gp4", b"3gp5", b"3gp6", b"3g2a")),
    (Kind("a HEIF", "HEIF"), (b"mif1", b"msf1")),
)
# Anywhere in a ZIP: the members that only this kind of document has.
_PACKED = (
    (b"word/document", Kind("a Word document")),
    (b"xl/workbook", Kind("an Excel workbook")),
    (b"ppt/presentation", Kind("a PowerPoint presentation")),
    (b"application/epub+zip", Kind("an EPUB book")),
    (b"opendocument.text", Kind("an OpenDocument text")),
    (b"opendocument.spreadsheet", Kind("an OpenDocument spreadsheet")),
    (b"opendocument.presentation", Kind("an OpenDocument presentation")),
    (b"opendocument.graphics", Kind("an OpenDocument drawing")),
    (b"FixedDocSeq.fdseq", Kind("an XPS document")),
    (b"META-INF/MANIFEST.MF", Kind("a Java archive")),
)


def kind_of(data: bytes) -> Kind:
    """What the bytes are, `UNKNOWN` where nothing tells; the first `HEAD_BYTES` of a file are enough.

    Raises `ImageError` where there are none at all.
    """
    if not data:
        raise ImageError("image: the file is empty (0 bytes); choose another one")
    for mark, kind in _STARTS:
        if data.startswith(mark):
            return kind
    return next(filter(None, (look(data) for look in _LOOKS)), UNKNOWN)


def is_image(head: bytes) -> bool:
    """Whether a file that begins like this is one of the kinds the lab opens."""
    return bool(head) and bool(kind_of(head).format)


def refusal(data: bytes) -> ImageError:
    """The one sentence for bytes that do not open: what they are, and what the lab takes."""
    kind = kind_of(data)
    but = f" but a damaged {kind.name.split(' ', 1)[1]}" if kind.format else f" but {kind.name}" if kind.name else ""
    return ImageError(f"image: not a picture this lab can open{but}; it takes {listed(TAKEN)}")


def _riff(data: bytes) -> Kind | None:
    if data[:4] != b"RIFF":
        return None
    kinds = {
        b"WEBP": Kind("a WebP", "WEBP"),
        b"AVI ": Kind("an AVI film"),
        b"WAVE": Kind("a WAV recording"),
    }
    return kinds.get(data[8:12], Kind("a RIFF file"))


def _base_media(data: bytes) -> Kind | None:
    if data[4:8] != b"ftyp":
        return None
    end = min(max(int.from_bytes(data[:4], "big"), 16), HEAD_BYTES)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]
    # The major brand decides where it says enough; mif1 says no more than "some HEIF".
    for brand in brands:
        for kind, known in _BRANDS[:-1]:
            if brand in known:
                return kind
    return _BRANDS[-1][0] if any(brand in _BRANDS[-1][1] for brand in brands) else Kind("a film or recording")


def _bitmap(data: bytes) -> Kind | None:
    # Two letters are too little to go by: the size of the header behind them is one of a few.
    sizes = (12, 16, 40, 52, 56, 64, 108, 124)
    known = data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in sizes
    return Kind("a BMP", "BMP") if known else None


def _pdf(data: bytes) -> Kind | None:
    return Kind("a PDF", "PDF") if b"%PDF-" in data[:HEAD_BYTES] else None


def _zip(data: bytes) -> Kind | None:
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return None
    return next((kind for mark, kind in _PACKED if mark in data), Kind("a ZIP archive"))


def _medical(data: bytes) -> Kind | None:
    return Kind("a DICOM picture") if data[128:132] == b"DICM" else None


def _tape(data: bytes) -> Kind | None:
    return Kind("a tar archive") if data[257:262] == b"ustar" else None


def _zeros(data: bytes) -> Kind | None:
    return None if data.strip(b"\x00") else Kind("nothing but zero bytes")


_NETPBM = re.compile(rb"P[1-7][\s#]")
_SVG = re.compile(rb"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(\w+:)?svg\b", re.DOTALL | re.IGNORECASE)


def _text(data: bytes) -> Kind | None:
    """Text last: whatever decodes and holds no control characters."""
    head = data[:HEAD_BYTES]
    if _NETPBM.match(head):
        return Kind("a Netpbm picture")
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = head.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # the last letter may be cut in two
            return None
        text = head[: error.start].decode(encoding, "ignore")
    if any(letter < " " and letter not in "\t\n\r\f" for letter in text):
        return None
    plain = text.lstrip().lower()
    if _SVG.match(text.encode("utf-8")):
        return Kind("an SVG drawing")
    if plain.startswith(("<!doctype html", "<html")):
        return Kind("a web page")
    return Kind("an XML file" if plain.startswith("<?xml") else "plain text")


_LOOKS: tuple[Callable[[bytes], Kind | None], ...] = (
    _riff,
    _base_media,
    _bitmap,
    _pdf,
    _zip,
    _medical,
    _tape,
    _zeros,
    _text,
)
