"""Running: how does a search go on while nobody looks, and how is it found again?

A search runs in a thread of its own and belongs to no browser: whoever opens the page sees it. After a restart it is
opened from the store, with its pages where they were, and goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from ocrlab.datasets import Entry, Sample
from ocrlab.errors import InputError
from ocrlab.search.objective import needs_truth
from ocrlab.search.pages import Page, Pages
from ocrlab.search.plan import Plan
from ocrlab.search.proving.summary import Summary
from ocrlab.search.source import Source
from ocrlab.search.study import Study
from ocrlab.store import Store
from ocrlab.workers import WorkerPool, runners


class Runner(runners.Runner):
    """A search on its way: ``looking`` says at which page it looks before it begins."""

    kind = "search"

    def __init__(self, name: str, make: Callable[[Callable[[str], None]], Study]) -> None:
        self._make = make
        self.study: Study | None = None
        self.looking = ""
        self.looked = 0
        super().__init__(name)

    def _look(self, name: str) -> None:
        self.looking, self.looked = name, self.looked + 1

    def carry_out(self) -> None:
        self.study = self._make(self._look)
        self.study.run()


_running: runners.Runners[Runner] = runners.Runners()


def runner_of(store: Store, name: str) -> Runner | None:
    """The runner of a study in this process, also once it has ended."""
    return _running.of(store.url, name)


def _start(store: Store, name: str, make: Callable[[Callable[[str], None]], Study]) -> Runner:
    return _running.start(store.url, name, lambda: Runner(name, make))


def drop(store: Store, name: str) -> None:
    """Forget a runner that has ended."""
    _running.drop(store.url, name)


def begin(plan: Plan, source: Source, name: str, pool: WorkerPool, store: Store) -> Runner:
    """Start a new search; returns at once. The pages are looked at in its own thread."""

    def make(look: Callable[[str], None]) -> Study:
        pages = Pages.of(
            source.entries(),
            need_truth=needs_truth(plan.metric),
            hold_out=plan.hold_out,
            seed=plan.seed,
            progress=look,
        )
        return Study(plan, pages, pool, store, name, workers=len(pool.workers), source=source)

    return _start(store, name, make)


def go_on(name: str, pool: WorkerPool, store: Store) -> Runner:
    """Start a search of the store again where it was; returns at once."""
    return _start(store, name, lambda look: opened(name, store, pool))


def opened(name: str, store: Store, pool: WorkerPool | None = None) -> Study:
    """A study of the store, to be looked at, or with a ``pool`` to be run.

    No page is loaded before it is needed. Raises `InputError` where the study cannot be understood any more.
    """
    stored = store.study(name)
    if stored is None:
        raise InputError(f"study: there is no {name!r}")
    plan = Plan.from_dict(stored.spec["plan"])
    source = Source.from_dict(stored.spec["source"]) if stored.spec.get("source") else None
    catalogue = _Catalogue(source)
    pages = tuple(
        Page(page["name"], page["key"], page["group"], page["held"], catalogue.entry(page["name"]))
        for page in stored.spec["pages"]
    )
    left_out, notes = tuple(stored.spec["left_out"]), tuple(stored.spec.get("notes", ()))
    workers = len(pool.workers) if pool else 1
    study = Study(plan, Pages(pages, left_out, notes), pool, store, name, workers=workers, source=source)
    study.recall()
    study.summary = Summary.from_dict(stored.summary) if stored.summary else None
    return study


class _Catalogue:
    """The pages of a source by name, looked for when the first one is loaded."""

    def __init__(self, source: Source | None) -> None:
        self._source = source

    def entry(self, name: str) -> Entry:
        return Entry(name, partial(self._load, name))

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        if self._source is None:
            raise InputError("study: does not know where its pages came from; search them again")
        return {entry.name: entry for entry in self._source.entries()}

    def _load(self, name: str) -> Sample:
        if name not in self._entries:
            raise InputError(f"{name}: is no longer where it was; put it back, or start a new search")
        return self._entries[name].load()
