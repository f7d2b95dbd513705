"""Uploads: where do dropped files lie, so that a search or a batch finds them again tomorrow?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from ocrlab.errors import FileError
from ocrlab.home import home
from ocrlab.wording import shown_name


def stored(files: Mapping[str, bytes]) -> Path:
    """The files, with the sub-folders that their names begin with, in a folder of the lab's named after their bytes.

    Raises `FileError` for a name that leads elsewhere, and for a full disk.
    """
    mark = hashlib.sha256()
    for name, data in sorted(files.items()):
        place = PurePosixPath(name)
        if place.is_absolute() or ".." in place.parts or not place.name:
            raise FileError(f"{shown_name(name)}: leads out of the folder that was dropped; drop the files themselves")
        mark.update(f"{name}\0{len(data)}\0".encode())
        mark.update(data)
    folder = home() / "datasets" / mark.hexdigest()[:16]
    try:
        for name, data in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                half = target.with_name(f".{target.name}.half")
                half.write_bytes(data)
                half.replace(target)
    except OSError as error:
        raise FileError(f"{folder}: cannot keep the pages there ({error.strerror}); free some space") from None
    return folder
