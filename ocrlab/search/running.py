"""How does a search go on while nobody looks, and how is it found again?

A search runs in a thread of its own and belongs to no browser: whoever opens the page sees it. After a restart it is
opened from the store, with its pages where they were, and goes on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ocrlab import datasets
from ocrlab.datasets import Entry, Sample
from ocrlab.errors import Cancelled, InputError, OcrLabError
from ocrlab.search import groups
from ocrlab.search.pages import Page, Pages
from ocrlab.search.plan import Plan
from ocrlab.search.study import Study
from ocrlab.store import Store
from ocrlab.workers import WorkerPool

SAMPLES = "samples"
log = logging.getLogger("ocrlab")


class Runner:
    """A search on its way: ``error`` says why it ended early, ``looking`` at which page it looks before it begins."""

    def __init__(self, name: str, make: Callable[[Callable[[str], None]], Study]) -> None:
        self.name, self._make = name, make
        self.study: Study | None = None
        self.error: str | None = None
        self.looking = ""
        self.looked = 0
        self._thread = threading.Thread(target=self._work, name=f"search {name}", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _look(self, name: str) -> None:
        self.looking, self.looked = name, self.looked + 1

    def _work(self) -> None:
        try:
            self.study = self._make(self._look)
            self.study.run()
        except Cancelled:
            pass
        except OcrLabError as error:
            self.error = str(error)
        except Exception as error:
            log.error("a search ended unexpectedly", exc_info=error)
            self.error = (
                f"Something went wrong in the lab itself ({type(error).__name__}: {error}); what was finished is kept."
            )


_running: dict[tuple[str, str], Runner] = {}
_lock = threading.Lock()


def running(store: Store, name: str) -> Runner | None:
    """The runner of a study in this process, also once it has ended."""
    return _running.get((store.url, name))


def _start(store: Store, name: str, make: Callable[[Callable[[str], None]], Study]) -> Runner:
    with _lock:
        runner = _running.get((store.url, name))
        if runner is None or not runner.alive:
            runner = _running[store.url, name] = Runner(name, make)
        return runner


def drop(store: Store, name: str) -> None:
    """Forget a runner that has ended."""
    with _lock:
        runner = _running.get((store.url, name))
        if runner is not None and not runner.alive:
            del _running[store.url, name]


def begin(
    plan: Plan,
    source: dict[str, Any],
    name: str,
    pool: WorkerPool,
    store: Store,
    entries: Iterable[Entry] | None = None,
) -> Runner:
    """Start a new search; returns at once. The pages are looked at in its own thread."""

    def make(look: Callable[[str], None]) -> Study:
        pages = Pages.of(
            entries if entries is not None else entries_of(source),
            need_truth=plan.metric != "confidence",
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
    found = store.study(name)
    if found is None:
        raise InputError(f"study: there is no {name!r}")
    plan, source = Plan.from_dict(found.spec["plan"]), found.spec.get("source")
    load = partial(_load, source, {})
    pages = tuple(
        Page(one["name"], one["key"], one["group"], one["held"], Entry(one["name"], partial(load, one["name"])))
        for one in found.spec["pages"]
    )
    study = Study(
        plan, Pages(pages, tuple(found.spec["left_out"])), pool, store, name, workers=len(pool.workers) if pool else 1
    )
    study.recall()
    study.summary = found.summary
    return study


def entries_of(source: dict[str, Any] | None) -> tuple[Entry, ...]:
    """The pages of a source: the samples, or a path of this machine."""
    if source is None:
        raise InputError("study: does not know where its pages came from; search them again")
    if source["path"] == SAMPLES:
        return datasets.builtin_samples()
    entries = datasets.dataset(source["path"])
    return groups.by_column(entries, source["path"], source["group_by"]) if source.get("group_by") else entries


def _load(source: dict[str, Any] | None, known: dict[str, Entry], name: str) -> Sample:
    if not known:
        known |= {entry.name: entry for entry in entries_of(source)}
    if name not in known:
        raise InputError(f"{name}: is no longer where it was; put it back, or start a new search")
    return known[name].load()
