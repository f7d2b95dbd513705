"""Reading: what do several engines make of the same pages, without any filter and under a setting?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ocrlab.contest.contenders import Contender
from ocrlab.contest.words import Record
from ocrlab.datasets import Entry, Sample
from ocrlab.errors import EngineError, InputError
from ocrlab.pipeline import Pipeline
from ocrlab.run import Run, finished, prepare
from ocrlab.scoring import Rate
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.workers import WorkerPool

OWNER = "engines compared"
Report = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What each engine made of the same ``pages``; ``left_out`` says, a sentence each, what is not among them."""

    records: tuple[Record, ...]
    pages: int
    left_out: tuple[str, ...]


@dataclass
class _Tally:
    """The rates and seconds of one engine, page by page, by whether the page was filtered."""

    rates: dict[bool, list[Rate]] = field(default_factory=lambda: {False: [], True: []})
    seconds: dict[bool, float] = field(default_factory=lambda: {False: 0.0, True: 0.0})

    def add(self, runs: dict[bool, Run]) -> None:
        for filtered, run in runs.items():
            assert run.score is not None, "a page without a truth was left out"
            self.rates[filtered].append(run.score["cer"])
            self.seconds[filtered] += run.read_seconds

    def record(self, title: str) -> Record:
        plain, filtered = (tuple(self.rates[key]) for key in (False, True))
        return Record(title, plain, filtered, (self.seconds[False], self.seconds[True]))


def read_all(
    entries: Iterable[Entry],
    contenders: Sequence[Contender],
    pipeline: Pipeline,
    pool: WorkerPool,
    normalise: str = DEFAULT_NORMALISATION,
    report: Report = lambda name: None,
) -> Outcome:
    """Have every page read by every contender, both ways.

    A page that lacks a truth, or that any of them cannot read, is left out for all, so that they stay comparable.
    Raises `InputError` where no page is left.
    """
    tallies, left_out, pages = [_Tally() for _ in contenders], [], 0
    for entry in entries:
        report(entry.name)
        try:
            sample = entry.load()
            if sample.truth is None:
                left_out.append(f"{entry.name}: has no truth; put NAME.gt.txt beside it")
                continue
            runs = _page(sample, contenders, pipeline, pool, normalise)
        except (InputError, EngineError) as error:
            message = str(error)
            left_out.append(message if message.startswith(entry.name) else f"{entry.name}: {message}")
            continue
        pages += 1
        for tally, both in zip(tallies, runs, strict=True):
            tally.add(both)
    if not pages:
        why = f"; the first: {left_out[0]}" if left_out else ""
        raise InputError(f"engines: not one page can be compared, {len(left_out)} left out{why}")
    records = (tally.record(who.title) for tally, who in zip(tallies, contenders, strict=True))
    return Outcome(tuple(records), pages, tuple(left_out))


def _page(
    sample: Sample, contenders: Sequence[Contender], pipeline: Pipeline, pool: WorkerPool, normalise: str
) -> list[dict[bool, Run]]:
    """A page's runs by contender, and then by whether it was filtered; all are asked for at once."""
    asked = [
        {
            filtered: prepare(
                sample, pipeline if filtered else pipeline.spoiling, who.engine, who.settings
            ).without_steps()
            for filtered in (False, True)
        }
        for who in contenders
    ]
    jobs = [
        {key: pool.request(each.image, each.engine, each.settings, OWNER) for key, each in both.items()}
        for both in asked
    ]
    try:
        return [
            {
                key: finished(both[key], job.result(), job.seconds or 0.0, normalise, ["cer"])
                for key, job in started.items()
            }
            for both, started in zip(asked, jobs, strict=True)
        ]
    finally:
        for started in jobs:
            for job in started.values():
                job.cancel()  # those that have ended stay as they are
