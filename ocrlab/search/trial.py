"""What is known of one setting that was tried, and of how far a search is?"""

from __future__ import annotations

import hashlib
import os
import socket
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate
from ocrlab.store import StoredTrial

NO_FILTER, CURRENT = "no filter", "current"
FRESH = 45.0  # seconds a sign of life counts


@dataclass(frozen=True)
class Trial:
    """A setting tried: ``rate`` is the objective's on the pages it read, ``value`` its loss, had or expected."""

    number: int
    origin: str
    pipeline: Pipeline
    point: dict[str, Any] | None
    state: str
    value: float | None
    seconds: float | None
    pages: int
    rate: Rate | None
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "trial": self.number,
            "origin": self.origin,
            "pipeline": self.pipeline.to_dict(),
            "values": self.point,
            "state": self.state,
            "pages": self.pages,
            "rate": self.rate.to_dict() if self.rate else None,
            "expected": self.value,
            "seconds_per_page": self.seconds,
            **({"why": self.why} if self.why else {}),
        }


@dataclass(frozen=True)
class Progress:
    """How far a study is. ``to_go`` and ``seconds_left`` are estimates; None while there is nothing to judge by."""

    phase: str
    trials: int
    budget: int
    read: int
    saved: int
    to_go: int | None = None
    seconds: float = 0.0
    seconds_left: float | None = None
    best: Trial | None = None
    no_filter: Trial | None = None


@cache
def _machine() -> str:
    """This machine's name, and what tells it from another of that name: a process number means nothing elsewhere."""
    try:
        mark = Path("/proc/sys/kernel/random/boot_id").read_text() + os.readlink("/proc/self/ns/pid")
    except OSError:
        mark = f"{uuid.getnode():x}"
    return f"{socket.gethostname()[:60]}-{hashlib.sha256(mark.encode()).hexdigest()[:8]}"


def owner() -> str:
    """A name for whoever carries trials out in this process; a new one each time."""
    return f"{_machine()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"


def gone(trial: StoredTrial) -> bool:
    """Has the process that began this trial ended?"""
    host, _, rest = trial.owner.partition("/")
    pid = rest.partition("/")[0]
    if not pid.isdecimal():
        return True
    if host == _machine() and int(pid) != os.getpid():
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except OSError:
            pass
    return trial.silent > FRESH
