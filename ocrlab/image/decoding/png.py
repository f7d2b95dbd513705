"""PNG chunks: what does a PNG say of its samples, and what of it need not be unpacked at all?

Pillow refuses a whole picture for a colour profile or a text that unpacks to over a megabyte. The lab uses neither, so
they are left out before Pillow sees the file; the texts that may hold the turn of a camera stay.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

MAX_TEXT_BYTES = 1_000_000  # unpacked; Pillow takes a little more
MANY_CHUNKS = 50_000  # 100 megapixels in the usual chunks of 8 kB take 37,000
_TURNS = (b"XML:com.adobe.xmp", b"Raw profile type exif", b"Raw profile type APP1")


def trimmed(data: bytes) -> bytes:
    """The same picture without colour profile and texts, but for those of a reasonable size that may tell its turn."""
    parts: list[bytes] = []
    start, seen = 0, set()
    for kind, body, at, end in _chunks(data):
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            keyword = body.split(b"\0", 1)[0]
            if keyword in _TURNS and keyword not in seen and _reasonable(kind, body):
                seen.add(keyword)
                continue
        elif kind != b"iCCP":
            continue
        parts.append(data[start:at])
        start = end
    return b"".join([*parts, data[start:]]) if parts else data


def depth(data: bytes) -> int:
    """Bits of each sample, from the header."""
    return data[24] if len(data) > 24 else 8


def significant_bits(data: bytes) -> int | None:
    """How many bits of a sample hold a value (sBIT), where the file says so and says the same for all colours."""
    for kind, body, _, _ in _chunks(data):
        if kind == b"sBIT" and body:
            colours = set(body[: 1 if len(body) < 3 else 3])
            return colours.pop() if len(colours) == 1 else None
        if kind == b"IDAT":
            break
    return None


def is_plain(data: bytes) -> bool:
    """Whether the work is bounded by the size of the picture: no frames, and a usual number of chunks."""
    chunks = enumerate(_chunks(data))
    return not any(kind == b"acTL" or count > MANY_CHUNKS for count, (kind, *_) in chunks)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Type, body, begin and end of each chunk that is there as a whole; bodies of pixels are left empty."""
    at = 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            return
        kind = data[at + 4 : at + 8]
        yield kind, b"" if kind in (b"IDAT", b"fdAT") else data[at + 8 : end - 4], at, end
        at = end


def _reasonable(kind: bytes, body: bytes) -> bool:
    if len(body) > MAX_TEXT_BYTES:
        return False
    if kind == b"tEXt":
        return True
    _, _, rest = body.partition(b"\0")
    if kind == b"iTXt":
        packed, (_, _, rest) = rest[:1] == b"\1", _split(rest[2:])
        if not packed:
            return True
    else:
        rest = rest[1:]
    try:
        return len(zlib.decompressobj().decompress(rest, MAX_TEXT_BYTES + 1)) <= MAX_TEXT_BYTES
    except zlib.error:
        return False


def _split(rest: bytes) -> tuple[bytes, bytes, bytes]:
    """Language, translated keyword and text of an iTXt chunk."""
    language, _, rest = rest.partition(b"\0")
    keyword, _, text = rest.partition(b"\0")
    return language, keyword, text
