"""Records: what does the lab know of a study, a trial and a reading, as plain facts?"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from ocrlab.reading import Reading

State = Literal["running", "done", "stopped", "failed"]


@dataclass(frozen=True)
class StoredStudy:
    """A search: what it is about (``spec``), how far it is, what came out; and what people say of it."""

    name: str
    spec: dict[str, Any]
    state: str
    created: float
    summary: dict[str, Any] | None = None
    title: str = ""
    tag: str = ""
    note: str = ""


@dataclass(frozen=True)
class StoredTrial:
    """One setting tried. ``state`` is running, complete (all pages read), stopped early (pruned) or failed.

    ``owner`` carries it out, or did; ``beat`` is its last sign of life, ``silent`` the seconds since then.
    """

    number: int
    origin: str
    pipeline: dict[str, Any]
    point: dict[str, Any] | None
    state: str
    value: float | None = None
    seconds: float | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    beat: float = 0.0
    silent: float = 0.0


@dataclass(frozen=True)
class StoredReading:
    """One page read under one setting of a study: its text, and what is needed to score it another time.

    ``pipeline`` and ``settings`` are digests, ``page`` is the page's key. ``key`` is that of
    `ocrlab.readings.reading_key`, under which the store keeps the whole reading; ``saved`` says that nothing had to be
    read for it.
    """

    pipeline: str
    page: str
    settings: str
    key: str
    text: str
    confidence: float | None
    rates: dict[str, Any]
    filter_seconds: float
    read_seconds: float
    saved: bool


@dataclass(frozen=True)
class StoredBatch:
    """Many pages under one or several settings: what it is about (``spec``), how far it is, what people say of it."""

    name: str
    spec: dict[str, Any]
    state: str
    created: float
    title: str = ""
    tag: str = ""
    note: str = ""


@dataclass(frozen=True)
class StoredRow:
    """One page of a batch under one of its settings. ``state`` is read (its files are not all written), done or failed.

    ``stamp`` tells one state of the page's file from another, ``facts`` are plain JSON, ``key`` is that of the reading,
    ``text`` and ``confidence`` are the reading's.
    """

    page: str
    setting: int
    stamp: str
    state: str
    facts: dict[str, Any]
    reason: str | None = None
    key: str | None = None
    text: str | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class StoredWork:
    """What somebody was at. ``version`` counts its changes; ``summary`` is for a list, ``state`` all there is, as JSON.

    ``used`` is when it was last stored or taken up, in seconds since 1970.
    """

    name: str
    version: int
    summary: str
    state: str
    used: float = 0.0


class TimedReading(NamedTuple):
    """A reading from before, and the seconds the engine took for it."""

    reading: Reading
    seconds: float


def study_of(row: Any) -> StoredStudy:
    summary = json.loads(row.summary) if row.summary else None
    return StoredStudy(row.name, json.loads(row.spec), row.state, row.created, summary, *_marks(row))


def trial_of(row: Any, now: float) -> StoredTrial:
    point = None if row.point is None else json.loads(row.point)
    notes, pipeline = json.loads(row.notes), json.loads(row.pipeline)
    return StoredTrial(
        row.number, row.origin, pipeline, point, row.state, row.value, row.seconds, notes, row.owner, row.beat,
        max(0.0, now - row.beat),
    )  # fmt: skip


def batch_of(row: Any) -> StoredBatch:
    return StoredBatch(row.name, json.loads(row.spec), row.state, row.created, *_marks(row))


def _marks(row: Any) -> tuple[str, str, str]:
    return text_of(row.title), text_of(row.tag), text_of(row.note)


def text_of(written: str | None) -> str:
    """A text that `packed` wrote; empty where there is none."""
    return json.loads(written) if written else ""


def work_of(row: Any) -> StoredWork:
    return StoredWork(row.name, row.version, row.summary, row.state, row.used)


def row_of(row: Any) -> StoredRow:
    return StoredRow(
        row.page, row.setting, row.stamp, row.state, json.loads(row.facts),
        None if row.reason is None else json.loads(row.reason), row.key,
        None if row.text is None else json.loads(row.text), row.confidence,
    )  # fmt: skip


def stored_reading_of(row: Any) -> StoredReading:
    return StoredReading(
        row.pipeline, row.page, row.settings, row.key, json.loads(row.text), row.confidence, json.loads(row.rates),
        row.filter_seconds, row.read_seconds, row.saved,
    )  # fmt: skip


def packed(value: object) -> str:
    """A value as JSON in plain ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def packed_reading(reading: Reading) -> str:
    return packed(reading.to_dict())


def unpacked_reading(data: str) -> Reading | None:
    """The reading that `packed_reading` wrote; None where it cannot be understood."""
    try:
        return Reading.from_dict(json.loads(data))
    except (ValueError, TypeError, KeyError):
        return None
