"""Cluster: how does a job run on a Dask cluster?

The same queue and the same jobs as at home: each of the cluster's threads is one worker. A call that runs there cannot
be interrupted, so a cancelled job lets go of it at once and its result is dropped. Dask itself tries a call again where
its worker died; where the scheduler or all workers have gone the job says so, and the next one looks whether they are
back.
"""

from __future__ import annotations

import importlib
import pickle
import threading
import time
from typing import Any

from ocrlab.engines.protocol import Progress
from ocrlab.errors import Cancelled, EngineError, WorkerError, WorkersGone
from ocrlab.store import Readings
from ocrlab.workers.jobs import AnyJob, Call
from ocrlab.workers.pool import GRACE_SECONDS, WorkerPool
from ocrlab.workers.worker import Dispatcher, Worker

PATIENCE = "10s"  # for the scheduler to answer
POLL_SECONDS = 0.02  # between two looks at a call on the cluster
CENSUS_SECONDS = 5.0  # between two looks at whether there are workers at all
ALONE_SECONDS = 20.0  # without a worker before a call is given up: one that was restarted is back by then
MAX_WORKERS = 64


def cluster_pool(
    address: str,
    modules: tuple[str, ...] = (),
    *,
    grace: float = GRACE_SECONDS,
    readings: Readings | None = None,
) -> WorkerPool:
    """A pool whose calls all run on the cluster of the Dask scheduler at ``address`` (``tcp://host:8786``).

    The lab must be installed on its workers. Raises `EngineError` where Dask is missing, no scheduler answers, or it
    has no workers.
    """
    cluster = Cluster(address, modules)
    threads = cluster.threads()
    if not threads:
        cluster.close()
        raise EngineError(
            f"OCRLAB_SCHEDULER: the scheduler at {address!r} has no workers; "
            f"start one with: python -m dask worker {address}"
        )

    def make(pool: Dispatcher) -> list[Worker]:
        return [ClusterWorker(pool, cluster) for _ in range(min(threads, MAX_WORKERS))]

    return WorkerPool(make, grace=grace, readings=readings)


class Cluster:
    """The connection to a scheduler, made anew where it was lost."""

    def __init__(self, address: str, modules: tuple[str, ...] = ()) -> None:
        self.address, self.modules = address, modules
        self._lock = threading.Lock()
        self._client: Any = None  # Dask has no types
        self._users: set[ClusterWorker] = set()
        self._warmed: bytes | None = None
        self._warming: list[Any] = []  # Dask forgets a call that nobody refers to

    def client(self) -> Any:
        """Raises `EngineError` where Dask is missing or no scheduler answers."""
        with self._lock:
            if self._client is None or self._client.status in ("closing", "closed"):
                self._client = self._connected()
            return self._client

    def threads(self) -> int:
        """How many calls it carries out at a time now. Raises `EngineError` where the scheduler does not answer."""
        client = self.client()
        try:
            return int(sum(client.nthreads().values()))
        except Exception as error:
            raise self._silent() from error

    def submit(self, packed: bytes, worker: str | None = None) -> Any:
        """Dask's future of a packed call, on that worker where one is named.

        Raises `EngineError` as `client` does.
        """
        return self.client().submit(perform, packed, self.modules, workers=worker and [worker], pure=False)

    def warm_up(self, packed: bytes) -> None:
        """Have a call made on each of the cluster's workers, once, whoever asks for it."""
        with self._lock:
            if packed is self._warmed:
                return
            self._warmed = packed
        self._warming = [self.submit(packed, worker) for worker in self.client().nthreads()]

    def join(self, worker: ClusterWorker) -> None:
        with self._lock:
            self._users.add(worker)

    def leave(self, worker: ClusterWorker) -> None:
        """The last to leave closes the connection."""
        with self._lock:
            self._users.discard(worker)
            if self._users:
                return
        self.close()

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close(timeout=1)

    def _connected(self) -> Any:
        try:
            from distributed import Client
        except ImportError as error:
            raise EngineError(
                "OCRLAB_SCHEDULER needs Dask; install distributed, or unset it to read on this machine"
            ) from error
        connect: Any = Client
        try:
            return connect(self.address, timeout=PATIENCE, set_as_default=False)
        except Exception as error:
            raise self._silent() from error

    def _silent(self) -> EngineError:
        return EngineError(
            f"OCRLAB_SCHEDULER: no Dask scheduler answers at {self.address!r}; "
            "start one with: python -m dask scheduler, or unset it to read on this machine"
        )


class ClusterWorker(Worker):
    """One of the cluster's threads, whichever is free."""

    def __init__(self, pool: Dispatcher, cluster: Cluster) -> None:
        super().__init__(pool)
        self.cluster = cluster
        cluster.join(self)

    def carry_out(self, job: AnyJob, call: Call) -> None:
        function, args, kwargs = call
        packed = pickle.dumps((function, (args, kwargs)), protocol=pickle.HIGHEST_PROTOCOL)
        job.progress = Progress("on the cluster")
        try:
            future = self.cluster.submit(packed)
        except EngineError as error:
            self.pool.failed(job, WorkersGone(str(error)))
            return
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
            self.pool.failed(job, self.explained(future.exception()))
        else:
            gone = f"worker: the connection to the Dask scheduler at {address} was lost"
            self.pool.failed(job, WorkersGone(f"{gone}; see that it runs, then go on"))

    def explained(self, error: BaseException) -> BaseException:
        """A call's own error as it is; what Dask itself says, as a person would."""
        if type(error).__name__ in ("KilledWorker", "CommClosedError"):
            return WorkerError("worker: the cluster's workers died reading this page")
        if isinstance(error, ModuleNotFoundError) or "deserialization" in str(error):
            return WorkersGone(
                f"worker: the cluster at {self.cluster.address} does not know this lab; install it, in the same "
                "version, on every machine of the cluster (pip install .), and start its scheduler and workers again"
            )
        return error

    def wait(self, job: AnyJob, future: Any) -> bool:
        """Until the call or the job has ended; True where the cluster has been without workers for too long."""
        seen = looked = time.monotonic()
        while future.status == "pending" and not job.finished:
            time.sleep(POLL_SECONDS)
            if time.monotonic() - looked > CENSUS_SECONDS:
                looked = time.monotonic()
                try:
                    seen = looked if self.cluster.threads() else seen
                except EngineError:
                    seen = looked  # the future itself tells when the scheduler has gone
                if looked - seen > ALONE_SECONDS:
                    return True
        return False

    def warm_up(self) -> None:
        if self.pool.warm_call is not None:
            self.cluster.warm_up(self.pool.warm_call)

    def stop(self, job: AnyJob) -> None:
        pass  # `wait` looks by itself whether the job has ended

    def kill(self, job: AnyJob) -> None:
        pass  # a call on the cluster cannot be ended

    def renew(self) -> None:
        pass  # Dask sees to its processes itself

    def rest(self) -> None:
        pass  # they are others' too

    def close(self) -> None:
        self.cluster.leave(self)


def perform(packed: bytes, modules: tuple[str, ...]) -> tuple[Any, float]:
    """Carry out a call on the cluster; its result and the seconds it took."""
    for module in modules:
        importlib.import_module(module)
    function, (args, kwargs) = pickle.loads(packed)
    started = time.perf_counter()
    return function(*args, **kwargs), time.perf_counter() - started
