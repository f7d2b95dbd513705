"""Summary: what does a list say of a piece of work, so that its owner knows it again?"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from ocrlab.datasets import builtin
from ocrlab.engines import get_engine
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.ui.lab import SAMPLE
from ocrlab.ui.work.desk import Desk
from ocrlab.wording import counted

MAX_SETTING, MAX_NOTE = 90, 80  # characters


@dataclass(frozen=True)
class Summary:
    """``thumbnail`` shows the page of the SHA-256 ``page``, as an address that a browser shows by itself."""

    title: str
    setting: str = ""
    note: str = ""
    page: str = ""
    thumbnail: str = ""

    @classmethod
    def of(cls, desk: Desk, page: str, thumbnail: str) -> Summary:
        others = len(desk.files) - (desk.file is not None)
        more = f" and {counted(others, 'more file')}" if others else ""
        title = desk.file.name if desk.file else builtin(desk.source.removeprefix(SAMPLE)).title
        setting = f"{short(desk.setting.pipeline)} · {get_engine(desk.setting.engine).title}"
        return cls(title + more, setting, _cut(desk.note.strip().partition("\n")[0], MAX_NOTE), page, thumbnail)

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Summary:
        """The summary as it was written; one that says little where it cannot be understood."""
        try:
            return cls(**{name: str(value) for name, value in json.loads(text).items()})
        except (ValueError, TypeError, AttributeError):
            return cls("Work of another version of the lab")


def short(pipeline: Pipeline) -> str:
    """The filters that are on, each with what differs from its defaults: ``Median radius 2, Otsu``."""
    return _cut(", ".join(_stage(stage) for stage in pipeline.stages if stage.enabled), MAX_SETTING) or "No filter"


def _stage(stage: Stage) -> str:
    values = (f"{param.title} {param.text(stage.settings[param.name])}" for param in stage.changed)
    return " ".join([stage.declaration.title, *values])


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
