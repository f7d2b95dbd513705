"""Remembering: when does a reading on Tune become a run that is found again?

Once both sides have been read under one request, each side is a run. It is written by the lab's writer, behind the
page. What cannot be written is held, and tried again with whatever is written next; `unkept` says so.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count

from ocrlab.datasets import Sample
from ocrlab.delivery.thumbnails import thumbnail
from ocrlab.errors import FileError, InputError
from ocrlab.image import Image
from ocrlab.run import Run
from ocrlab.runs import Source, stored_run
from ocrlab.store import DamagedFile, Store, StoredRun, run_bounds, shared_store
from ocrlab.ui.lab import SAMPLE, Lab
from ocrlab.ui.session import of_session
from ocrlab.ui.tune.readings import Pair
from ocrlab.ui.tune.tuned import TunedPage
from ocrlab.ui.viewer import Side
from ocrlab.ui.work import visitor
from ocrlab.ui.work.writer import shared_writer

MAX_HELD = 100  # runs that wait until the database can be written again; the oldest give way
MOMENT = 0.5  # seconds that a page, once it is drawn, waits to hear what has become of its runs

_numbers = count(1)  # of this process's pairs: none takes another's place before it is written


@dataclass
class Remembered:
    """What a session has had written. ``last`` are the runs handed over last; ``held`` are those that could not be
    written yet, and ``fault`` is why. ``news`` is a sentence to be said once. ``is_writing`` lasts until an outcome is
    known."""

    last: tuple[Run, ...] = ()
    held: tuple[StoredRun, ...] = ()
    fault: str = ""
    news: str = ""
    is_writing: bool = False

    def put(self, store: Store, owner: str, runs: list[StoredRun]) -> None:
        """Have these runs in the store, and those that are held; called by the writer's thread."""
        self.held = tuple({run.id: run for run in (*self.held, *runs)}.values())[-MAX_HELD:]
        try:
            bounds = run_bounds()
            try:
                store.put_runs(owner, [] if bounds.keeps_nothing else self.held, bounds)
            except DamagedFile as error:  # it was put aside: what is here goes into the new one
                self.news = str(error)
                store.put_runs(owner, self.held, bounds)
            self.held, self.fault = (), ""
        except InputError as error:
            self.fault = str(error)


def remembered() -> Remembered:
    """What this session has had written."""
    return of_session("runs remembered", Remembered)


def settle(lab: Lab, page: TunedPage, pair: Pair | None) -> None:
    """Have both sides kept as runs, once a pair: not of drafts, and not while a newer one is on its way."""
    if pair is None or pair.old or pair.is_draft:
        return
    mine, runs = remembered(), tuple(pair.runs.values())
    if len(mine.last) == len(runs) and all(run is before for run, before in zip(runs, mine.last, strict=True)):
        return
    mine.last, mine.is_writing = runs, True
    sides: list[tuple[Run, Image]] = [(pair.runs[side], page.image(side)) for side in _sides(pair)]
    job = partial(_write, mine, shared_store(), visitor.owner(), page.sample, source_of(lab), lab.normalise, sides)
    shared_writer().submit(f"runs {next(_numbers)}", job)


def try_again() -> None:
    """Have what is held written, where anything is; where that fails once more it stays held."""
    mine = remembered()
    if mine.held:
        store, owner = shared_store(), visitor.owner()
        with suppress(FileError):  # the database does not answer
            shared_writer().ask(lambda: mine.put(store, owner, []))


def hear(mine: Remembered) -> None:
    """Wait a moment for what is being written: whatever went wrong is then said on this run of the page."""
    if mine.is_writing:
        with suppress(FileError):
            shared_writer().ask(lambda: None, MOMENT)


def source_of(lab: Lab) -> Source:
    """Where the page that is looked at comes from."""
    if lab.upload is not None:
        return Source(sha=lab.upload.sha, page=lab.page, dpi=lab.dpi)
    return Source(sample=lab.source.removeprefix(SAMPLE))


def _sides(pair: Pair) -> list[Side]:
    """Both sides; one where the filters are none, because then they are the same."""
    return ["filtered"] if pair.original == pair.filtered else ["original", "filtered"]


def _write(
    mine: Remembered,
    store: Store,
    owner: str,
    sample: Sample,
    source: Source,
    normalise: str,
    sides: list[tuple[Run, Image]],
) -> None:
    try:
        runs = [stored_run(run, sample, source, normalise, thumbnail(image)) for run, image in sides]
        mine.put(store, owner, runs)
    finally:
        mine.is_writing = False
