"""Which text do the bytes of a plain text file hold?

UTF-8, with or without a byte order mark, or UTF-16 with one; anything else is refused with the place of the first byte
that does not fit, because a wrong guess would be scored as OCR errors.
"""

from __future__ import annotations

import codecs

from ocrlab.errors import TruthError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def decode_text(data: bytes, name: str) -> str:
    """The text in the bytes of a file; ``name`` is only for the message.

    A byte order mark is dropped and line ends become ``\\n``. Raises ``TruthError`` naming the first byte that is not
    text.
    """
    if data.startswith(_UTF32_MARKS):
        raise TruthError(f"{name}: UTF-32 text is not read; save it as UTF-8")
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        raise TruthError(
            f"{name}: byte {at} (0x{data[at]:02x}) is not {encoding.upper()} text; save the file as UTF-8 and try again"
        ) from None
    if "\0" in text:
        at = len(mark) + len(text[: text.index("\0")].encode(encoding))
        raise TruthError(
            f"{name}: byte {at} is zero, which no text holds: this is another kind of file, or UTF-16 without its byte "
            "order mark; save it as UTF-8 and try again"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
