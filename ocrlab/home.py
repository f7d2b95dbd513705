"""Home: where does the lab keep its files on this machine?"""

from __future__ import annotations

import os
from pathlib import Path

from ocrlab.errors import FileError


def home() -> Path:
    """The lab's own folder: ``OCRLAB_HOME``, or ``~/.ocrlab``. It may not exist yet.

    Raises `FileError` where a ``~`` stands for nobody's folder, as for a user that a container was given by number.
    """
    try:
        return Path(os.environ.get("OCRLAB_HOME") or "~/.ocrlab").expanduser()
    except RuntimeError:
        raise FileError(
            "OCRLAB_HOME: this user has no folder of its own; set OCRLAB_HOME to one that the lab may write to"
        ) from None
