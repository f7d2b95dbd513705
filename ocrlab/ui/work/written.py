"""Written: how does a desk become JSON, and JSON that may be years old a desk again?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from ocrlab.datasets import builtin
from ocrlab.errors import FileError, OcrLabError
from ocrlab.ui.lab import SAMPLE, Lab
from ocrlab.ui.work.desk import Desk, OpenFile
from ocrlab.ui.work.written_setting import four, setting_from, setting_object, truth_from, truth_object
from ocrlab.ui.work.written_trail import read_trail, trail_object

FORMAT = 1  # of written work; raised when its meaning changes
Part = TypeVar("Part")


def written(desk: Desk) -> str:
    """The desk as JSON in plain ASCII, every value written out."""
    return json.dumps(
        {
            "work": FORMAT,
            **setting_object(desk.setting),
            "source": desk.source,
            "files": [file._asdict() for file in desk.files],
            "pages": dict(desk.pages),
            "crops": dict(desk.crops),
            "truths": dict(desk.truths),
            "boxed_truths": {key: truth_object(truth) for key, truth in desk.boxed_truths},
            "drafts": dict(desk.drafts),
            "note": desk.note,
            "trail": trail_object(desk.trail),
        },
        separators=(",", ":"),
    )


def read(text: str) -> tuple[Desk, list[str]]:
    """The desk that `written` wrote, and what of it this lab no longer has: a filter, an engine, a setting's value.

    Raises `FileError` for what cannot be understood at all, or was written by a newer lab.
    """
    try:
        data = json.loads(text)
        if data["work"] != FORMAT:
            raise FileError(
                f"this work is of format {data['work']!r}, and this lab knows {FORMAT}; "
                "it stays as it is: open it with the lab that wrote it"
            )
        return _desk(data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"this work cannot be understood ({type(error).__name__}); its place may be deleted") from None


def _desk(data: dict[str, Any]) -> tuple[Desk, list[str]]:
    problems: list[str] = []

    def part(make: Callable[[], Part], otherwise: Part) -> Part:
        try:
            return make()
        except OcrLabError as error:
            problems.append(str(error))
            return otherwise

    source = str(data["source"])
    if source.startswith(SAMPLE):
        source = part(lambda: SAMPLE + builtin(source.removeprefix(SAMPLE)).name, Lab().source)
    trail, lost = read_trail(data.get("trail"))
    desk = Desk(
        setting=setting_from(data, part),
        source=source,
        files=tuple(OpenFile(str(file["sha"]), str(file["name"]), int(file["pages"])) for file in data["files"]),
        pages=tuple((str(key), int(page)) for key, page in data["pages"].items()),
        crops=tuple((str(key), four(crop)) for key, crop in data["crops"].items()),
        truths=tuple((str(key), str(truth)) for key, truth in data["truths"].items()),
        boxed_truths=tuple((str(key), truth_from(truth)) for key, truth in data["boxed_truths"].items()),
        drafts=tuple(
            (str(key), tuple((int(line), str(text)) for line, text in lines)) for key, lines in data["drafts"].items()
        ),
        note=str(data["note"]),
        trail=trail,
        marks=trail.marks,
    )
    return desk, [*problems, *lost]
