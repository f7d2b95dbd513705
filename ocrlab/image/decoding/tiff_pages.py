"""TIFF directories: which of the pictures in a TIFF are its pages, and what do their tags say?

A TIFF is a chain of directories, one a picture. Some of them are smaller copies of the page before, made for quick
looks, or the mask of its transparency. The chain is walked by itself rather than by Pillow, which stops at the first
picture whose samples it does not know, and without reading a pixel. From the TIFF 6.0 and BigTIFF specifications.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ocrlab.errors import ImageError
from ocrlab.image.decoding.result import MAX_PAGES

MAX_VALUES = 16  # of a tag: colours, not the thousands of strips
MAX_ENTRIES = 4_096  # of a directory; the specification has about two hundred tags
_TYPES = {
    1: "B",
    3: "H",
    4: "I",
    5: "II",
    6: "b",
    8: "h",
    9: "i",
    10: "ii",
    11: "f",
    12: "d",
    13: "I",
    16: "Q",
    17: "q",
    18: "Q",
}
_SUBFILE, _OLD_SUBFILE, _SUB_IFDS, _PRIVATE = 254, 255, 330, 65535
_REDUCED, _MASK = 1, 4  # bits of NewSubfileType


@dataclass(frozen=True)
class Layout:
    """How this file writes numbers: the order of bytes, and whether places in it take 8 bytes or 4."""

    order: str
    big: bool

    @property
    def place(self) -> str:
        return self.order + ("Q" if self.big else "I")

    @property
    def entry(self) -> np.dtype[np.void]:
        wide = f"{self.order}u8" if self.big else f"{self.order}u4"
        size = 8 if self.big else 4
        return np.dtype(
            [("tag", f"{self.order}u2"), ("type", f"{self.order}u2"), ("count", wide), ("value", f"V{size}")]
        )


@dataclass(frozen=True)
class Directory:
    """One picture of the file: where its directory starts, and its tags."""

    data: bytes
    layout: Layout
    start: int
    entries: np.ndarray

    def values(self, tag: int) -> tuple[float, ...]:
        """What the tag holds, at most `MAX_VALUES` numbers, rationals as quotients; empty where it is not there."""
        rows = self.entries[self.entries["tag"] == tag]
        letters = _TYPES.get(int(rows[0]["type"])) if len(rows) else None
        if letters is None:
            return ()
        count = min(int(rows[0]["count"]), MAX_VALUES)
        form = self.layout.order + letters * count
        raw = rows[0]["value"].tobytes()
        if struct.calcsize(form) > len(raw):
            (start,) = struct.unpack(self.layout.place, raw)
            raw = self.data[start : start + struct.calcsize(form)]
            if len(raw) < struct.calcsize(form):
                return ()
        numbers = struct.unpack(form, raw[: struct.calcsize(form)])
        if len(letters) == 1:
            return numbers
        return tuple(above / below if below else 0.0 for above, below in zip(numbers[::2], numbers[1::2], strict=True))

    def value(self, tag: int, default: float) -> float:
        """The first of `values`."""
        return next(iter(self.values(tag)), default)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.value(256, 0)), int(self.value(257, 0))

    @property
    def is_page(self) -> bool:
        """Whether this is a picture of its own, neither a smaller copy nor a mask."""
        newer = int(self.value(_SUBFILE, 0))
        return not newer & (_REDUCED | _MASK) and int(self.value(_OLD_SUBFILE, 0)) != 2


def pages_of(data: bytes) -> list[Directory]:
    """The directories of the pages in order.

    Where the chain holds nothing but smaller copies, the pages are those below them (SubIFDs, as cameras write it),
    else the largest copy. Raises `ImageError` where no directory can be read.
    """
    directories = list(_chain(data))
    pages = [directory for directory in directories if directory.is_page]
    if not pages:
        below = [_read(data, entry.layout, int(place)) for entry in directories for place in entry.values(_SUB_IFDS)]
        pages = [directory for directory, _ in filter(None, below) if directory.is_page]
    if not pages and directories:
        pages = [max(directories, key=lambda directory: directory.size[0] * directory.size[1])]
    if not pages:
        raise ImageError("image: the TIFF is damaged: it holds no picture; save it again and retry")
    return pages


def alone(directory: Directory, changes: Mapping[int, int | None]) -> bytes:
    """The file with this picture as its first, for libraries that begin at the beginning.

    ``changes`` are values to put in the place of its tags, None for a tag to be passed over; none is added.
    """
    layout, file = directory.layout, bytearray(directory.data)
    # Some write the number that marks a TIFF the other way round; libraries other than Pillow want it right.
    struct.pack_into(layout.order + "H", file, 2, 43 if layout.big else 42)
    struct.pack_into(layout.place, file, 8 if layout.big else 4, directory.start)
    first = directory.start + (8 if layout.big else 2)
    for tag, value in changes.items():
        for index in np.flatnonzero(directory.entries["tag"] == tag):
            at = first + int(index) * layout.entry.itemsize
            if value is None:
                struct.pack_into(layout.order + "H", file, at, _PRIVATE)
                continue
            kind = 3 if value < 1 << 16 else 4
            entry = struct.pack(layout.order + ("HHQ" if layout.big else "HHI"), tag, kind, 1)
            entry += struct.pack(layout.order + _TYPES[kind], value)
            file[at : at + layout.entry.itemsize] = entry.ljust(layout.entry.itemsize, b"\0")
    return bytes(file)


def _chain(data: bytes) -> Iterator[Directory]:
    layout = Layout("<" if data[:2] == b"II" else ">", 43 in data[2:4])
    start = _number(data, 8 if layout.big else 4, layout.place)
    seen: set[int] = set()
    while start and start not in seen and len(seen) < MAX_PAGES:
        seen.add(start)
        if (read := _read(data, layout, start)) is None:
            return
        directory, start = read
        yield directory


def _read(data: bytes, layout: Layout, start: int) -> tuple[Directory, int] | None:
    """The directory at this place, and the place of the next; None where none can be."""
    count = _number(data, start, layout.order + ("Q" if layout.big else "H"))
    first = start + (8 if layout.big else 2)
    end = first + (count or 0) * layout.entry.itemsize
    if not count or count > MAX_ENTRIES or end > len(data):
        return None
    entries = np.frombuffer(data, layout.entry, count, first)
    return Directory(data, layout, start, entries), _number(data, end, layout.place) or 0


def _number(data: bytes, at: int, form: str) -> int | None:
    part = data[at : at + struct.calcsize(form)]
    return int(struct.unpack(form, part)[0]) if len(part) == struct.calcsize(form) else None
