"""Written: how does a truth go from one process to another, when the one it comes from is not to be trusted?

As JSON. Lines and words are written as places in the text, which stands there once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ocrlab.reading import Box
from ocrlab.truth.model import Truth, TruthLine


def write_truth(truth: Truth) -> bytes:
    return json.dumps(
        {
            "text": truth.text,
            "lines": _places(truth.lines),
            "words": _places(truth.words),
            "ignored": truth.ignored,
            "notes": truth.notes,
        }
    ).encode()


def read_written(data: bytes) -> Truth:
    """What `write_truth` wrote. Raises `ValueError`, `TypeError` or `KeyError` for anything else."""
    written = json.loads(data)
    text = written["text"]
    if not isinstance(text, str):
        raise TypeError("the text is none")
    return Truth(
        text,
        tuple(_lines(written["lines"], text)),
        tuple(_box(box) for box in written["ignored"]),
        tuple(map(str, written["notes"])),
        tuple(_lines(written["words"], text)),
    )


def _places(lines: Iterable[TruthLine]) -> list[tuple[int, int, int, Box | None]]:
    return [(line.start, line.end, line.page, line.box) for line in lines]


def _lines(places: Any, text: str) -> Iterable[TruthLine]:
    for start, end, page, box in places:
        yield TruthLine(text[start:end], None if box is None else _box(box), int(start), int(page))


def _box(written: Any) -> Box:
    first, second, third, fourth = ((float(x), float(y)) for x, y in written)
    return first, second, third, fourth
