"""Worker: who takes the next job, and what must a place be able to do where jobs run?

A worker is a thread that carries out one job at a time, somewhere: in a process of this machine, or on a cluster.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import Any, Protocol

from ocrlab.errors import Cancelled, WorkerError
from ocrlab.workers.jobs import AnyJob, Call


class Dispatcher(Protocol):
    """A pool as its workers see it. ``warm_call`` is the packed call to make before the first job, where there is one;
    ``closed`` takes nothing more on, ``abandoned`` does not wait for what is running either."""

    warm_call: bytes | None
    closed: bool
    abandoned: bool

    def take(self, worker: Worker) -> AnyJob | None:
        """The next job, waited for; None once the pool is closed and has nothing left."""

    def done(self, job: AnyJob, result: Any, seconds: float) -> None:
        """A job has its result."""

    def failed(self, job: AnyJob, error: BaseException) -> None:
        """A job has ended without one."""


class Worker(ABC):
    """One place where a job can run, and the thread that feeds it. The pool starts it, once it knows all of them."""

    def __init__(self, pool: Dispatcher) -> None:
        self.pool = pool
        self.job: AnyJob | None = None
        self.thread = threading.Thread(target=self.work, name="ocrlab-worker", daemon=True)

    def work(self) -> None:
        while (job := self.pool.take(self)) is not None:
            call = job.call
            try:
                if call is None:  # ended since it was taken: its like may be waiting for it
                    self.pool.failed(job, Cancelled("the reading was stopped"))
                else:
                    self.carry_out(job, call)
            except Exception as error:  # the thread must outlive whatever a call did
                self.pool.failed(job, WorkerError(f"worker: {type(error).__name__}: {error}"))
            self.job = None
            self.renew()
        self.close()

    @abstractmethod
    def carry_out(self, job: AnyJob, call: Call) -> None:
        """Run a job's call to its end and tell the pool: ``done`` or ``failed``."""

    @abstractmethod
    def warm_up(self) -> None:
        """Have the pool's warm-up call made where jobs will run."""

    @abstractmethod
    def stop(self, job: AnyJob) -> None:
        """Ask the running job to stop, without waiting."""

    @abstractmethod
    def kill(self, job: AnyJob) -> None:
        """End the job's place if it is still busy with it."""

    @abstractmethod
    def close(self) -> None:
        """End the place; again does no harm."""

    @abstractmethod
    def renew(self) -> None:
        """Between two jobs: make the place fit for the next."""

    @abstractmethod
    def rest(self) -> None:
        """Let go of the memory the place takes, until the next job or warm-up; again does no harm."""
