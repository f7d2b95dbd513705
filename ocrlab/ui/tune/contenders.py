"""Who can read the page on the bench, and what has each made of it so far?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ocrlab.engines import Speed, effective, engines
from ocrlab.reading import Reading
from ocrlab.ui import pool
from ocrlab.ui.state import Bench, Lab
from ocrlab.workers import Job


@dataclass(frozen=True)
class Contender:
    """An engine with all its settings, under the name it goes by on the page."""

    title: str
    engine: str
    settings: Mapping[str, Any]

    def key(self, bench: Bench, slot: str) -> tuple:
        """All that its reading of one side depends on."""
        return bench.digests[slot], bench.region, self.engine, repr(self.settings)


@dataclass(frozen=True)
class Standing:
    """How far a contender has come with the page; ``old`` where picture or settings have changed since."""

    title: str
    jobs: Mapping[str, Job]
    old: bool

    @property
    def reading(self) -> Reading | None:
        """Of the filtered page."""
        return self.read("filtered")

    def read(self, slot: str) -> Reading | None:
        job = self.jobs.get(slot)
        return job.result() if job and job.state == "done" else None


def offered(lab: Lab) -> tuple[dict[str, Contender], list[str]]:
    """Whoever can read here, by title: each engine at each of its speeds; and a sentence for each that cannot.

    They read with what is set for their engine under Recognition, now or before another engine was chosen there.
    """
    found, missing = {}, []
    lab.kept[f"set:{lab.engine}"] = lab.settings
    for name, engine in engines().items():
        if reason := engine.available():
            missing.append(f"{engine.title} is not offered: {reason}.")
            continue
        settings = lab.kept.get(f"set:{name}", {})
        speeds = engine.speeds() or (Speed("", {}),)
        if refused := [speed for speed in speeds if speed.missing]:
            names = listed(speed.name for speed in refused)
            missing.append(f"{engine.title} {names} not offered: {refused[0].missing}.")
        for speed in speeds:
            if not speed.missing:
                title = f"{engine.title} {speed.name}".strip()
                found[title] = Contender(title, name, effective(engine, {**settings, **speed.settings}))
    return found, missing


# ``Lab.contest`` holds what was asked for, by title and slot: all it depends on, and its job.
def under_way(lab: Lab) -> dict[tuple[str, str], Job]:
    return {which: job for which, (_, job) in lab.contest.items() if not job.finished}


def stands(lab: Lab, bench: Bench, one: Contender, slot: str) -> bool:
    """Is its reading of the page as it is now there, or on its way?"""
    key, job = lab.contest.get((one.title, slot), (None, None))
    return key == one.key(bench, slot) and job.state not in ("failed", "cancelled")


def standing(lab: Lab, bench: Bench, one: Contender, slots: list[str]) -> Standing:
    found = {slot: lab.contest[one.title, slot] for slot in slots if (one.title, slot) in lab.contest}
    old = any(key != one.key(bench, slot) for slot, (key, _) in found.items())
    return Standing(one.title, {slot: job for slot, (_, job) in found.items()}, old)


def start(lab: Lab, bench: Bench, chosen: list[Contender], slots: list[str]) -> None:
    """Have read what is not read yet, in slots of its own: the page's two readings go on. Raises `EngineError`."""
    for slot in slots:
        image, _ = bench.to_read(slot)
        for one in chosen:
            if not stands(lab, bench, one, slot):
                place = f"{slot} by {one.title}"
                job = pool.shared_pool().request(image, one.engine, one.settings, owner=lab.owner, slot=place)
                lab.contest[one.title, slot] = one.key(bench, slot), job


def let_go(lab: Lab, bench: Bench, found: Mapping[str, Contender]) -> None:
    """Stop what nobody waits for any more, and forget what was read on another page."""
    page = (bench.sample.digest, bench.region)
    elsewhere = lab.kept.get("contest-page") != page
    lab.kept["contest-page"] = page
    for (title, slot), (key, job) in list(lab.contest.items()):
        if elsewhere or title not in found or key != found[title].key(bench, slot):
            job.cancel()  # a finished one stays as it is
            if elsewhere or job.state != "done":
                del lab.contest[title, slot]


def listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
