"""Where does the lab keep its files on this machine?"""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The lab's own folder: ``OCRLAB_HOME``, or ``~/.ocrlab``. It may not exist yet."""
    return Path(os.environ.get("OCRLAB_HOME") or Path.home() / ".ocrlab").expanduser()
