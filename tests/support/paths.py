"""Where do the project and the images beside it lie?"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "app.py")
# Real scans with their true text. They are no part of the project: tests that use them skip where they are absent.
OPEN_SET = Path(os.environ.get("OCRLAB_OPEN_SET", ROOT.parent / "shared" / "data" / "open"))
