"""How does a home of its own come without preparing networks once more, which takes a minute of the machine?"""

from __future__ import annotations

import os
from pathlib import Path

OWN_HOME = Path(os.environ.get("OCRLAB_HOME") or Path.home() / ".ocrlab")


def lend_networks(home: Path) -> None:
    """Have a lab's home use the networks that this machine has prepared before, where there are any."""
    for name in ("networks", "easyocr"):
        if (OWN_HOME / name).is_dir():
            (home / name).symlink_to(OWN_HOME / name)
