"""A file with a filter of one's own, as a person would write it."""

from __future__ import annotations

from pathlib import Path

SOURCE = '''from typing import Annotated
from ocrlab.filters import register
from ocrlab.params import Range

@register("Mine", family="tone")
def mine(image, *, by: Annotated[int, Range(1, 9), "How much darker it becomes."] = 1):
    """Darken.

    Helps: yes.
    Harms: no.
    Colour: no.
    Source: no.
    """
    return image // (1 + by)
'''


def written(folder: Path, text: str = SOURCE, name: str = "my_filters.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
