"""Files: how is a file given by name read, and what is said where it cannot be?"""

from __future__ import annotations

from pathlib import Path

from ocrlab.errors import FileError

MAX_FILE_BYTES = 512 * 2**20


def read_file(path: str | Path) -> bytes:
    """The bytes of a file; raises `FileError` naming it where it cannot be read or is over `MAX_FILE_BYTES`."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except IsADirectoryError:
        raise FileError(f"{path}: is a folder; name the files in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"{path}: cannot be read ({reason.lower()}); check the path") from None
    if len(data) > MAX_FILE_BYTES:
        raise FileError(f"{path}: over {MAX_FILE_BYTES // 2**20} MB; no page is that large, save it smaller")
    return data
