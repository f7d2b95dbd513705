"""Files: how are the bytes of a file read, whoever named it?"""

from __future__ import annotations

from pathlib import Path

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
