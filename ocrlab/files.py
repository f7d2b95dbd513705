"""Files: how are the bytes of a file read, whoever named it, and how does a new one never take another's place?"""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO

from ocrlab.errors import FileError
from ocrlab.wording import shown_name

MAX_FILE_BYTES = 512 * 2**20


def read_file(path: str | Path) -> bytes:
    """The bytes of a file; raises `FileError` naming it where it cannot be read or is over `MAX_FILE_BYTES`."""
    data = _beginning(path, MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise FileError(
            f"{shown_name(path)}: over {MAX_FILE_BYTES // 2**20} MB; no page is that large, save it smaller"
        )
    return data


def read_head(path: str | Path, count: int) -> bytes:
    """The first bytes of a file, for a look at what it is. Raises `FileError` as `read_file` does."""
    return _beginning(path, count)


def _beginning(path: str | Path, count: int) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(count)
    except IsADirectoryError:
        raise FileError(f"{shown_name(path)}: is a folder; name the files in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"{shown_name(path)}: cannot be read ({reason.lower()}); check the path") from None


def write_new(folder: str | Path, stem: str, ending: str, data: bytes) -> Path:
    """Write a file that was not there and return where: ``scan-2.png`` where ``scan.png`` is taken.

    Nothing is ever overwritten, and what could not be written whole is removed again. Raises `FileError` naming the
    folder.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target, file = _new_file(folder, stem, ending)
        try:
            with file:
                file.write(data)
        except OSError:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or error
        raise FileError(f"{shown_name(folder)}: cannot write there ({reason}); choose another folder") from None
    return target


def _new_file(folder: Path, stem: str, ending: str) -> tuple[Path, BinaryIO]:
    for number in count(1):
        target = folder / (f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}")
        with suppress(FileExistsError):
            return target, target.open("xb")
    raise AssertionError("count does not end")
