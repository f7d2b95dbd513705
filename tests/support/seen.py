"""What does a person see of a text that `as_text` has made Markdown of?"""

from __future__ import annotations

import re

from ocrlab.ui.plain import BREAK


def seen(markdown: str) -> str:
    return re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", markdown.replace(BREAK, ""))
