"""Plain text: which text do the bytes of a file hold, and which pages?

UTF-8, with or without a byte order mark, or UTF-16 with one; anything else is refused with the place of the first byte
that does not fit, because a wrong guess would be scored as OCR errors.
"""

from __future__ import annotations

import codecs

from ocrlab.errors import TruthError

FORM_FEED = "\f"  # between two pages, as pdftotext and Tesseract write it
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Codecs of Python that no file is in, and that take long on bytes made for it.
_NO_FILES = ("punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined")
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def decode_text(data: bytes, name: str) -> str:
    """The text in the bytes of a file; ``name`` is only for the message.

    A byte order mark is dropped and line ends become ``\\n``. Raises ``TruthError`` naming the first byte that is not
    text.
    """
    if data.startswith(_UTF32_MARKS):
        raise TruthError(f"{name}: UTF-32 text is not read; save it as UTF-8")
    mark, encoding = _mark(data)
    text = decode_as(data, encoding, name)
    if "\0" in text:
        at = len(mark) + len(text[: text.index("\0")].encode(encoding))
        raise TruthError(
            f"{name}: byte {at} is zero, which no text holds: this is another kind of file, or UTF-16 without its byte "
            "order mark; save it as UTF-8 and try again"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_as(data: bytes, encoding: str, name: str) -> str:
    """The text in bytes that say themselves how they are encoded; a byte order mark, where there is one, is believed.

    Raises `TruthError` naming the first byte that does not fit, or an encoding that nobody knows.
    """
    mark, marked = _mark(data)
    encoding = marked if mark else encoding
    try:
        if codecs.lookup(encoding).name in _NO_FILES:
            raise LookupError(f"unknown encoding: {encoding}")
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        raise TruthError(
            f"{name}: byte {at} (0x{data[at]:02x}) is not {encoding.upper()} text; save the file as UTF-8 and try again"
        ) from None
    except (LookupError, ValueError) as error:
        raise TruthError(f"{name}: its encoding cannot be read ({error}); save it as UTF-8") from None


def _mark(data: bytes) -> tuple[bytes, str]:
    return next(((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)), (b"", "utf-8"))


def pages_of(text: str, pages: int) -> list[str]:
    """The pages of a text, parted by form feeds, of a file that has so many ``pages``.

    Programs end every page with a form feed, the last one too, and editors add a line break: what is blank and too many
    at either end is no page. The list has another length where the text has more pages than that, or fewer.
    """
    parts = text.split(FORM_FEED)
    while len(parts) > pages and not parts[-1].strip():
        parts.pop()
    while len(parts) > pages and not parts[0].strip():
        parts.pop(0)
    return [part.strip("\n") for part in parts]
