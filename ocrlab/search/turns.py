"""Turns: which process carries out which trial, when several processes serve one study and any of them may die?

A trial belongs to whoever was first to write its number into the store. Its owner gives signs of life while it works;
what is left behind by one that has gone is carried out by another, so no number is ever skipped or had twice.
"""

from __future__ import annotations

import hashlib
import os
import socket
import time
import uuid
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ocrlab.pipeline import Pipeline
from ocrlab.search.pages import Page
from ocrlab.search.plan import Plan
from ocrlab.search.sampling import Tried, propose
from ocrlab.search.space.space import ENGINE, Point, setting_digest
from ocrlab.search.trial import CURRENT, NO_FILTER
from ocrlab.store import Store, StoredStudy, StoredTrial

FRESH_SECONDS = 45.0  # a sign of life counts
BEAT_SECONDS = 10.0  # between two of them
LOOK_SECONDS = 0.2  # between two looks at what others do, where only they have something to do


_here: set[str] = set()  # owners in this process


class Turns:
    """The trials of one process. ``owner`` is its name in the store."""

    def __init__(self, plan: Plan, study: str, store: Store) -> None:
        self.plan, self.study, self.store = plan, study, store
        self.owner = f"{_machine()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
        _here.add(self.owner)
        self._space = plan.space
        self._mine: int | None = None
        self._beaten = 0.0
        self._digests: dict[int, str] = {}

    def next(self, look: Callable[[], list[StoredTrial]], enough: Callable[[], bool]) -> StoredTrial | None:
        """The next trial to carry out, this process's own from now on; None once there is nothing left to try.

        ``look`` tells what is in the store, and may raise to leave; ``enough`` whether no further setting is wanted.
        """
        while True:
            stored = look()
            orphan = next((trial for trial in stored if trial.state == "running" and gone(trial)), None)
            if orphan is not None:
                if self.store.adopt(self.study, orphan, self.owner):
                    return self._begun(orphan)
                continue
            proposed = None if len(stored) >= self.plan.budget or enough() else self._proposed(stored)
            if proposed is None:
                if not any(trial.state == "running" for trial in stored):
                    return None
                time.sleep(LOOK_SECONDS)  # another process is at its last trials
            elif self.store.claim(self.study, proposed, self.owner):
                return self._begun(proposed)

    def sign_of_life(self) -> None:
        """To be called often while a trial is carried out."""
        if self._mine is not None and time.monotonic() - self._beaten > BEAT_SECONDS:
            self._beaten = time.monotonic()
            self.store.beat(self.study, self._mine, self.owner)

    def apart(self, pages: Sequence[Page]) -> list[Page]:
        """The same pages, begun elsewhere than other processes begin: together they read each once, not each all."""
        present = {trial.owner for trial in self.store.trials(self.study) if not gone(trial)} | {self.owner}
        begin = sorted(present).index(self.owner) * len(pages) // len(present)
        return [*pages[begin:], *pages[:begin]]

    def finish(self, state: str, value: float | None, seconds: float, notes: dict[str, Any]) -> None:
        """The trial has ended. Where another had taken this process for gone, what that one found stands."""
        number, self._mine = self._mine, None
        assert number is not None, "no trial is under way"
        self.store.finish(self.study, number, self.owner, state, value, seconds, notes)

    def release(self) -> None:
        """Leave the unfinished trial to whoever comes next."""
        number, self._mine = self._mine, None
        for trial in self.store.trials(self.study) if number is not None else ():
            if trial.number == number and trial.owner == self.owner and trial.state == "running":
                self.store.adopt(self.study, trial, "")

    def _begun(self, trial: StoredTrial) -> StoredTrial:
        self._mine, self._beaten = trial.number, time.monotonic()
        return trial

    def _proposed(self, stored: list[StoredTrial]) -> StoredTrial | None:
        number = len(stored)
        if number < len(self._first):
            return self._first[number]
        for trial in stored:
            if trial.number not in self._digests:
                pipeline = Pipeline.from_dict(trial.pipeline)
                self._digests[trial.number] = setting_digest(pipeline, trial.notes.get(ENGINE, ""))
        tried = [
            Tried(trial.point, (trial.value, trial.seconds or 0.0), trial.notes.get("sampler", {}))
            for trial in stored
            if trial.point is not None and trial.value is not None
        ]
        taken = set(self._digests.values())
        proposal = propose(self._space, self.plan.sampler, number, tried, taken, self.plan.seed)
        if proposal is None:
            return None
        notes = {"sampler": dict(proposal.notes)} | {
            key: proposal.point[key] for key in (ENGINE,) if key in proposal.point
        }
        return _trial(number, self.plan.sampler, self._space.at(proposal.point), proposal.point, notes)

    @cached_property
    def _first(self) -> list[StoredTrial]:
        """No filter with each engine, and the current setting with the one in use."""
        base, engines = self._space.base, self.plan.engines
        settings = [(NO_FILTER, base.spoiling, engine) for engine in engines]
        settings += [(CURRENT, base, engines[0])] if base.filtering.stages else []
        trials = []
        for number, (origin, pipeline, engine) in enumerate(settings):
            point, chosen = self._space.locate(pipeline), {ENGINE: engine} if self._space.engine else {}
            trials.append(_trial(number, origin, pipeline, None if point is None else point | chosen, dict(chosen)))
        return trials


def _trial(
    number: int, origin: str, pipeline: Pipeline, point: Point | None, notes: dict[str, Any] | None = None
) -> StoredTrial:
    return StoredTrial(number, origin, pipeline.to_dict(), point, "running", notes=notes or {})


@cache
def _machine() -> str:
    """This machine's name, and what tells it from another of that name: a process number means nothing elsewhere."""
    try:
        mark = Path("/proc/sys/kernel/random/boot_id").read_text() + os.readlink("/proc/self/ns/pid")
    except OSError:
        mark = f"{uuid.getnode():x}"
    return f"{socket.gethostname()[:60]}-{hashlib.sha256(mark.encode()).hexdigest()[:8]}"


def gone(trial: StoredTrial) -> bool:
    """Has the process that began this trial ended?"""
    host, _, rest = trial.owner.partition("/")
    pid = rest.partition("/")[0]
    if not pid.isdecimal():
        return True
    if host == _machine():
        if int(pid) == os.getpid():  # in a container the lab has the same number after every start
            return trial.owner not in _here
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
        except OSError:
            pass
    return trial.silent > FRESH_SECONDS


def at_work(study: StoredStudy, trials: Sequence[StoredTrial]) -> bool:
    """Is some process at this study, as far as its trials tell?"""
    return study.state == "running" and any(not gone(trial) for trial in trials)
