"""How does a job run on a Dask cluster?

The same queue and the same jobs as at home: each of the cluster's threads is one hand. A call that runs there cannot be
interrupted, so a cancelled job lets go of it at once and its result is dropped.
"""

from __future__ import annotations

import importlib
import pickle
import time
from typing import TYPE_CHECKING, Any

from ocrlab.engines import Progress
from ocrlab.errors import Cancelled, EngineError, WorkerError
from ocrlab.workers.hand import Hand
from ocrlab.workers.jobs import Job
from ocrlab.workers.pool import WorkerPool

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = "10s"  # for the scheduler to answer
POLL = 0.02  # seconds between two looks at a call on the cluster
MOST_HANDS = 64


def cluster_pool(address: str, modules: tuple[str, ...] = (), **options: Any) -> WorkerPool:
    """A pool whose calls all run on the cluster of the Dask scheduler at ``address`` (``tcp://host:8786``).

    The lab must be installed on its workers. Raises `EngineError` where Dask is missing, no scheduler answers, or it has
    no workers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise EngineError("OCRLAB_SCHEDULER needs Dask; install distributed, or unset it to read on this machine") from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
        threads = sum(client.nthreads().values())
    except Exception as error:
        raise EngineError(
            f"OCRLAB_SCHEDULER: no Dask scheduler answers at {address!r}; start one with: dask scheduler, "
            "or unset it to read on this machine"
        ) from error
    if not threads:
        client.close()
        raise EngineError(f"OCRLAB_SCHEDULER: the scheduler at {address!r} has no workers; start one with: dask worker {address}")
    count = min(threads, MOST_HANDS)
    return WorkerPool(hands=lambda pool: [ClusterHand(pool, client, modules) for _ in range(count)], **options)


class ClusterHand(Hand):
    """One of the cluster's threads, whichever is free."""

    def __init__(self, pool: WorkerPool, client: Client, modules: tuple[str, ...]) -> None:
        super().__init__(pool)
        self.client, self.modules = client, modules
        self.thread.start()

    def carry_out(self, job: Job) -> None:
        if job.call is None:
            return
        function, args, kwargs = job.call
        packed = pickle.dumps((function, (args, kwargs)), protocol=pickle.HIGHEST_PROTOCOL)
        job.progress = Progress("on the cluster")
        # Dask tries a call again by itself where a worker died under it.
        future = self.client.submit(perform, packed, self.modules, pure=False, retries=1)
        while future.status == "pending" and not job.finished:
            time.sleep(POLL)
        if job.finished:
            future.cancel()
            self.pool.failed(job, Cancelled("the reading was stopped"))
        elif future.status == "finished":
            self.pool.done(job, *future.result())
        elif future.status == "error":
            error = future.exception()
            died = type(error).__name__ in ("KilledWorker", "CommClosedError")
            self.pool.failed(job, WorkerError("worker: the cluster's workers died reading this page") if died else error)
        else:
            self.pool.failed(job, WorkerError("worker: the connection to the Dask scheduler was lost; start the lab again"))

    def warm_up(self) -> None:
        if self.pool.warm_call is not None and self is self.pool.hands[0]:
            call, everywhere = self.pool.warm_call, self.client.nthreads()
            self.warming = [
                self.client.submit(perform, call, self.modules, workers=[worker], pure=False) for worker in everywhere
            ]

    def stop(self, job: Job) -> None:
        pass  # the hand looks by itself

    def kill(self, job: Job) -> None:
        pass

    def close(self) -> None:
        if self is self.pool.hands[-1]:
            self.client.close(timeout=1)


def perform(packed: bytes, modules: tuple[str, ...]) -> tuple[Any, float]:
    """Carry out a call on the cluster; its result and the seconds it took."""
    for module in modules:
        importlib.import_module(module)
    function, (args, kwargs) = pickle.loads(packed)
    started = time.perf_counter()
    return function(*args, **kwargs), time.perf_counter() - started
