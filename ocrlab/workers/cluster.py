"""How does a job run on a Dask cluster?

The same queue and the same jobs as at home: each of the cluster's threads is one hand. A call that runs there cannot be
interrupted, so a cancelled job lets go of it at once and its result is dropped. Dask itself tries a call again where
its worker died; where the scheduler or all workers have gone the job says so, and the next one looks whether they are
back.
"""

from __future__ import annotations

import importlib
import pickle
import threading
import time
from typing import TYPE_CHECKING, Any

from ocrlab.engines import Progress
from ocrlab.errors import Cancelled, EngineError, WorkerError, WorkersGone
from ocrlab.workers.jobs import Job
from ocrlab.workers.pool import WorkerPool
from ocrlab.workers.worker import Worker

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = "10s"  # for the scheduler to answer
POLL = 0.02  # seconds between two looks at a call on the cluster
CENSUS = 5.0  # seconds between two looks at whether there are workers at all
ALONE = 20.0  # seconds without a worker before a call is given up: one that was restarted is back by then
MOST_HANDS = 64


def cluster_pool(address: str, modules: tuple[str, ...] = (), **options: Any) -> WorkerPool:
    """A pool whose calls all run on the cluster of the Dask scheduler at ``address`` (``tcp://host:8786``).

    The lab must be installed on its workers. Raises `EngineError` where Dask is missing, no scheduler answers, or it
    has no workers.
    """
    cluster = Cluster(address)
    threads = cluster.threads()
    if not threads:
        cluster.close()
        raise EngineError(
            f"OCRLAB_SCHEDULER: the scheduler at {address!r} has no workers; "
            f"start one with: python -m dask worker {address}"
        )
    count = min(threads, MOST_HANDS)
    return WorkerPool(hands=lambda pool: [ClusterWorker(pool, cluster, modules) for _ in range(count)], **options)


class Cluster:
    """The connection to a scheduler, made anew where it was lost."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._lock = threading.Lock()
        self._client: Client | None = None

    def client(self) -> Client:
        """Raises `EngineError` where Dask is missing or no scheduler answers."""
        with self._lock:
            if self._client is None or self._client.status in ("closing", "closed"):
                self._client = self._connected()
            return self._client

    def threads(self) -> int:
        """How many calls it carries out at a time now. Raises `EngineError` where the scheduler does not answer."""
        client = self.client()
        try:
            return sum(client.nthreads().values())
        except Exception as error:
            raise self._silent() from error

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close(timeout=1)

    def _connected(self) -> Client:
        try:
            from distributed import Client
        except ImportError as error:
            raise EngineError(
                "OCRLAB_SCHEDULER needs Dask; install distributed, or unset it to read on this machine"
            ) from error
        try:
            return Client(self.address, timeout=PATIENCE, set_as_default=False)
        except Exception as error:
            raise self._silent() from error

    def _silent(self) -> EngineError:
        return EngineError(
            f"OCRLAB_SCHEDULER: no Dask scheduler answers at {self.address!r}; "
            "start one with: python -m dask scheduler, or unset it to read on this machine"
        )


class ClusterWorker(Worker):
    """One of the cluster's threads, whichever is free."""

    def __init__(self, pool: WorkerPool, cluster: Cluster, modules: tuple[str, ...]) -> None:
        super().__init__(pool)
        self.cluster, self.modules = cluster, modules
        self.thread.start()

    def carry_out(self, job: Job) -> None:
        if job.call is None:
            return
        function, args, kwargs = job.call
        packed = pickle.dumps((function, (args, kwargs)), protocol=pickle.HIGHEST_PROTOCOL)
        job.progress = Progress("on the cluster")
        try:
            client = self.cluster.client()
        except EngineError as error:
            self.pool.failed(job, WorkersGone(str(error)))
            return
        future = client.submit(perform, packed, self.modules, pure=False)
        alone = self.wait(job, future)
        if job.finished or alone:
            future.cancel()
        address = self.cluster.address
        if job.finished:
            self.pool.failed(job, Cancelled("the reading was stopped"))
        elif alone:
            gone = f"worker: the Dask scheduler at {address} has no workers any more"
            self.pool.failed(job, WorkersGone(f"{gone}; start one with: python -m dask worker {address}, then go on"))
        elif future.status == "finished":
            self.pool.done(job, *future.result())
        elif future.status == "error":
            self.pool.failed(job, self.said(future.exception()))
        else:
            gone = f"worker: the connection to the Dask scheduler at {address} was lost"
            self.pool.failed(job, WorkersGone(f"{gone}; see that it runs, then go on"))

    def said(self, error: BaseException) -> BaseException:
        """A call's own error as it is; what Dask itself says, as a person would."""
        if type(error).__name__ in ("KilledWorker", "CommClosedError"):
            return WorkerError("worker: the cluster's workers died reading this page")
        if isinstance(error, ModuleNotFoundError) or "deserialization" in str(error):
            return WorkersGone(
                f"worker: the cluster at {self.cluster.address} does not know this lab; start its scheduler and its "
                "workers in the lab's folder (python -m dask scheduler, python -m dask worker), with the same packages"
            )
        return error

    def wait(self, job: Job, future: Any) -> bool:
        """Until the call or the job has ended; True where the cluster has been without workers for too long."""
        seen = looked = time.monotonic()
        while future.status == "pending" and not job.finished:
            time.sleep(POLL)
            if time.monotonic() - looked > CENSUS:
                looked = time.monotonic()
                try:
                    seen = looked if self.cluster.threads() else seen
                except EngineError:
                    seen = looked  # the future itself tells when the scheduler has gone
                if looked - seen > ALONE:
                    return True
        return False

    def warm_up(self) -> None:
        if self.pool.warm_call is not None and self is self.pool.hands[0]:
            call, client = self.pool.warm_call, self.cluster.client()
            self.warming = [
                client.submit(perform, call, self.modules, workers=[worker], pure=False) for worker in client.nthreads()
            ]

    def stop(self, job: Job) -> None:
        pass  # the hand looks by itself

    def kill(self, job: Job) -> None:
        pass

    def close(self) -> None:
        if self is self.pool.hands[-1]:
            self.cluster.close()


def perform(packed: bytes, modules: tuple[str, ...]) -> tuple[Any, float]:
    """Carry out a call on the cluster; its result and the seconds it took."""
    for module in modules:
        importlib.import_module(module)
    function, (args, kwargs) = pickle.loads(packed)
    started = time.perf_counter()
    return function(*args, **kwargs), time.perf_counter() - started
