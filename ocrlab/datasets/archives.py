"""Archives: which pages are in a ZIP, and what are they called there?

A ZIP says of each name whether it is UTF-8. Where it does not say so, the name may be in the code page of whatever
machine packed it: code page 437 by the specification (APPNOTE 4.4.4, appendix D), Shift-JIS from Japan.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from ocrlab import files
from ocrlab.datasets import listing
from ocrlab.datasets.listing import Files
from ocrlab.datasets.model import Entry
from ocrlab.datasets.zip_names import names_of
from ocrlab.errors import FileError
from ocrlab.image import HEAD_BYTES
from ocrlab.wording import shown_name

MAX_ZIP_BYTES = 4 * 2**30  # unpacked, all files together
MAX_DIRECTORY_BYTES = 64 * 2**20  # of what lists the files; 20,000 with names of 255 characters take 10
# What Python's readers of ZIPs raise for damaged ones, beside what they mean to.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError),
    *(NotImplementedError, UnicodeDecodeError, ValueError, IndexError, OverflowError),
)


def archive(source: bytes | Path, name: str, dpi: int = 200) -> tuple[Entry, ...]:
    """Every image in a ZIP, given as bytes or as a path; nothing is unpacked to disk.

    Raises `FileError`, naming ``name``, for a damaged or encrypted ZIP, entries that point outside it or are there
    twice, more than `MAX_FILES` entries, more than `MAX_ZIP_BYTES` unpacked, or nothing in it to read.
    """
    label = shown_name(name)

    def read(entry: str) -> bytes:
        with _opened(source, label) as packed, _damage_told(label):
            return _unpacked(packed, places[entry], label)

    with _opened(source, label) as packed:
        with _damage_told(label):
            places = _places(packed, label)
        return Files(
            name,
            list(places),
            read,
            lambda entry: _head(packed, places[entry]),
            (),
            lambda entry: f"{places[entry].file_size} {places[entry].CRC:08x}",
            dpi,
        ).entries()


def _places(packed: zipfile.ZipFile, label: str) -> dict[str, zipfile.ZipInfo]:
    infos = [info for info in packed.infolist() if not info.filename.endswith("/")]
    if len(infos) > listing.MAX_FILES:
        raise _too_many(label)
    if sum(info.file_size for info in infos) > MAX_ZIP_BYTES:
        raise FileError(f"{label}: over {MAX_ZIP_BYTES / 2**30:.0f} GB once unpacked; split the ZIP")
    places: dict[str, zipfile.ZipInfo] = {}
    for info, name in zip(infos, names_of(infos), strict=True):
        place = PurePosixPath(name.replace("\\", "/"))
        shown = repr(shown_name(name))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            raise FileError(f"{label}: the entry {shown} points outside the ZIP; pack it again from inside a folder")
        if str(place) in places:
            raise FileError(f"{label}: the entry {shown} is there twice; pack it again")
        places[str(place)] = info
    return places


@contextmanager
def _opened(source: bytes | Path, label: str) -> Iterator[zipfile.ZipFile]:
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            with _damage_told(label):
                packed = zipfile.ZipFile(_Directory(file, label))
            with packed:
                packed.fp = file  # the directory is read
                yield packed
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"{label}: cannot be read ({reason}); check the path") from None


@contextmanager
def _damage_told(label: str) -> Iterator[None]:
    try:
        yield
    except (*_DAMAGE, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the file cannot be read; what bz2 raises for damage has no number
        raise FileError(f"{label}: the ZIP is damaged or packed in an unknown way ({error}); pack it again") from None
    except MemoryError:
        raise FileError(f"{label}: needs more memory than is free to be unpacked; pack its pages as they are") from None


class _Directory:
    """A ZIP as it is read until its files are listed: a few bytes can claim millions, each of them an object.

    Raises `FileError` before any of them is made.
    """

    def __init__(self, file: IO[bytes], label: str) -> None:
        self._file, self._label = file, label
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, MAX_DIRECTORY_BYTES + 1) if size >= 0 else MAX_DIRECTORY_BYTES + 1)
        if len(data) > MAX_DIRECTORY_BYTES or data.count(b"PK\x01\x02") > 2 * listing.MAX_FILES:
            raise _too_many(self._label)
        return data


def _too_many(label: str) -> FileError:
    return FileError(f"{label}: over {listing.MAX_FILES} files; split the ZIP and take one part at a time")


def _head(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        return b""
    try:
        with packed.open(info) as file:
            return file.read(HEAD_BYTES)
    except (*_DAMAGE, OSError, MemoryError):
        return b""  # told when it is read, if it is a page at all


def _unpacked(packed: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> bytes:
    shown = repr(shown_name(info.filename))
    if info.flag_bits & 1:
        raise FileError(f"{label}: the entry {shown} is encrypted; pack it without a password")
    # The size in the directory is only what the ZIP claims; the read below stops by itself.
    with packed.open(info) as file:
        data = file.read(files.MAX_FILE_BYTES + 1)
    if len(data) > files.MAX_FILE_BYTES:
        raise FileError(f"{label}: the entry {shown} is over {files.MAX_FILE_BYTES // 2**20} MB; save it smaller")
    return data
