"""JPEG's end: is a file without its end mark whole, or was it cut short in the picture?

A scanner or a broken transfer may leave out the last two bytes, and nothing is lost. Where more is missing, libjpeg
fills the rest with grey and says nothing that Pillow would pass on. So the file is decoded several times, with
different bytes put where it ends: if every line was there, what follows makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image as Pillow

END, SCAN = b"\xff\xd9", b"\xff\xda"
# Complementary bits: one that was missing is read as 0 from the one and as 1 from the other.
_TAILS = (b"\x55" * 64, b"\xaa" * 64)
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_LOSSLESS = {0xC3, 0xC7, 0xCB, 0xCF}
MANY_SCANS = 16  # thumbnails are counted too
MANY_SEGMENTS = 1_000  # before the picture; a colour profile of 16 MB takes 250


def completed(data: bytes, load: Callable[[bytes], Pillow.Image]) -> Pillow.Image | None:
    """The picture of a file that lacks only its end mark; None where it was cut short, or does not lack it.

    ``load`` decodes the bytes of a JPEG. What it raises is raised.
    """
    body = data[:-1] if data.endswith(b"\xff") else data
    if not lacks_end(data) or (_is_progressive(body) and not _has_all_scans(body)):
        return None
    whole = load(body + END)
    pixels = np.asarray(whole)
    for tail in _TAILS:
        if not np.array_equal(pixels, np.asarray(load(body + tail + END))):
            return None
    return whole


def lacks_end(data: bytes) -> bool:
    """Whether no end mark stands behind the last scan."""
    return data.rfind(END) < data.rfind(SCAN)


def unread(data: bytes) -> str:
    """What keeps a JPEG that is not damaged from being read, empty where nothing does."""
    for count, (kind, body) in enumerate(_segments(data)):
        if kind in _FRAMES and body:
            if kind in _LOSSLESS:
                return "a lossless JPEG"
            return "" if body[0] == 8 else f"a JPEG of {body[0]} bits a sample"
        if kind == SCAN[1] or count > MANY_SEGMENTS:
            break
    return ""


def is_plain(data: bytes) -> bool:
    """Whether the work is bounded by the size of the picture: a usual number of segments, and of scans.

    Each scan of a progressive file, of which there are about ten, costs a pass over the whole picture.
    """
    steps = enumerate(_segments(data))
    heads = next((count for count, (kind, _) in steps if kind == 0xDA or count > MANY_SEGMENTS), 0)
    return heads <= MANY_SEGMENTS and data.count(SCAN) <= MANY_SCANS


def _is_progressive(data: bytes) -> bool:
    return any(kind in (0xC2, 0xCA) for kind, _ in _segments(data))


def _has_all_scans(data: bytes) -> bool:
    """Whether every coefficient of every component was sent to its last bit."""
    components = 0
    missing: dict[int, np.ndarray] = {}  # of each component, the bits that each coefficient still lacks
    for kind, body in _segments(data):
        if kind in (0xC2, 0xCA) and len(body) > 5:
            components = body[5]
        elif kind == 0xDA and body:
            count = body[0]
            names, rest = body[1 : 1 + 2 * count : 2], body[1 + 2 * count :]
            if len(rest) < 3:
                return False
            for name in names:
                missing.setdefault(name, np.full(64, 99))[rest[0] : rest[1] + 1] = rest[2] & 15
    return components > 0 and len(missing) >= components and not any(bits.any() for bits in missing.values())


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The marker and the body of each segment; the coded data behind a scan's header is passed over."""
    at = 2
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        kind = data[at + 1]
        if kind == 0xFF:
            yield kind, b""  # padding
            at += 1
            continue
        if kind in (0x00, 0x01) or 0xD0 <= kind <= 0xD9:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        yield kind, data[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)
