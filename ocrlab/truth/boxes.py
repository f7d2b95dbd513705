"""How are boxes with their text read from a CSV?

As in ICDAR's competitions (SROIE: Huang et al., ICDAR 2019, doi:10.1109/ICDAR.2019.00244): eight numbers, the corners
x1,y1 to x4,y4 clockwise from the top left, then the text, which may hold commas itself and is never quoted.
"""

from __future__ import annotations

import re

from ocrlab.errors import TruthError
from ocrlab.reading import Box, Reading, Word
from ocrlab.truth.model import Truth

MOST_ORDERED = 20_000

_NUMBER = r"\s*-?\d{1,7}(?:\.\d{1,9})?\s*"
_LINE = re.compile(rf"({_NUMBER})," * 8 + "(.*)")
_HEADER = re.compile(r"\s*x_?[01]\s*,\s*y_?[01]\s*,", re.IGNORECASE)


def looks_like_boxes(text: str) -> bool:
    """Whether every line that is not blank has eight numbers before its text; SROIE names such files ``.txt``."""
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and all(_LINE.match(line) for line in lines)


def read_boxes(text: str, name: str) -> Truth:
    """The truth of one page, its boxes put in reading order as an engine's words are, so that the two can be compared.

    More than MOST_ORDERED boxes keep the order of the file, one line each. A header line (``x1,y1,...``) is passed
    over. Raises ``TruthError`` naming the first line that does not fit.
    """
    words = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or (number == 1 and _HEADER.match(line)):
            continue
        fields = _LINE.match(line)
        if not fields:
            raise TruthError(
                f"{name}: line {number} does not begin with eight numbers and commas (x1,y1,...,x4,y4,text), it is "
                f"{line.strip()[:40]!r}; a truth without boxes is saved as .txt"
            )
        x1, y1, x2, y2, x3, y3, x4, y4 = (float(value) for value in fields.groups()[:8])
        box: Box = ((x1, y1), (x2, y2), (x3, y3), (x4, y4))
        if fields[9].strip():
            words.append(Word(fields[9].strip(), box, 1.0))
    rows = Reading.of(words).rows if len(words) <= MOST_ORDERED else [(word,) for word in words]
    return Truth.of([[[(word.text, word.box) for word in row] for row in rows]])
