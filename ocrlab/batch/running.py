"""Running: how does a batch go on while nobody looks, and how is it found again?

A batch runs in threads of its own and belongs to no browser: whoever opens the page sees it. After a restart it is
opened from the store, with its pages where they were, and goes on.
"""

from __future__ import annotations

from collections.abc import Callable

from ocrlab.batch.output import Output
from ocrlab.batch.pages import Inputs
from ocrlab.batch.plan import Plan
from ocrlab.batch.work import Batch
from ocrlab.errors import InputError
from ocrlab.store import Store
from ocrlab.workers import WorkerPool, runners


class Runner(runners.Runner):
    """A batch on its way: ``batch`` is None while its pages are looked for."""

    kind = "batch"

    def __init__(self, name: str, make: Callable[[], Batch]) -> None:
        self._make = make
        self.batch: Batch | None = None
        super().__init__(name)

    def carry_out(self) -> None:
        self.batch = self._make()
        self.batch.run()


# State of the process: the batches that run in it, and those that ran.
_running: runners.Runners[Runner] = runners.Runners()


def runner_of(store: Store, name: str) -> Runner | None:
    """The runner of a batch in this process, also once it has ended."""
    return _running.of(store.url, name)


def drop(store: Store, name: str) -> None:
    """Forget a runner that has ended."""
    _running.drop(store.url, name)


def begin(plan: Plan, inputs: Inputs, output: Output, name: str, pool: WorkerPool, store: Store) -> Runner:
    """Start a new batch; returns at once. Raises `FileError` where its results cannot go where they should."""
    output.refuse(inputs.places)
    return _start(store, name, lambda: Batch(plan, inputs.pages(), output, pool, store, name=name, inputs=inputs))


def go_on(name: str, pool: WorkerPool, store: Store) -> Runner:
    """Start a batch of the store again where it was; returns at once."""
    return _start(store, name, lambda: opened(name, store, pool))


def _start(store: Store, name: str, make: Callable[[], Batch]) -> Runner:
    return _running.start(store.url, name, lambda: Runner(name, make))


def opened(name: str, store: Store, pool: WorkerPool | None = None) -> Batch:
    """A batch of the store, to be looked at, or with a ``pool`` to be run.

    Raises `InputError` where it cannot be understood any more or its pages are gone.
    """
    stored = store.batch(name)
    if stored is None or not stored.spec.get("inputs"):
        raise InputError(f"batch: there is no {name!r} that can be opened; begin a new one")
    inputs, output = Inputs.from_dict(stored.spec["inputs"]), stored.spec["output"]
    batch = Batch(
        Plan.from_dict(stored.spec["plan"]),
        inputs.pages(),
        Output(output["folder"], output["formats"]) if output else None,
        pool,
        store,
        name=name,
        inputs=inputs,
    )
    batch.recall()
    return batch
