"""Who takes the next job? A hand: a thread that carries out one job at a time, somewhere."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from ocrlab.errors import WorkerError
from ocrlab.workers.jobs import Job

if TYPE_CHECKING:
    from ocrlab.workers.pool import WorkerPool


class Worker(ABC):
    """One place where a job can run, and the thread that feeds it."""

    def __init__(self, pool: WorkerPool) -> None:
        self.pool = pool
        self.job: Job | None = None
        self.thread = threading.Thread(target=self.work, name="ocrlab-worker", daemon=True)

    def work(self) -> None:
        while (job := self.pool.take(self)) is not None:
            try:
                self.carry_out(job)
            except Exception as error:  # the thread must outlive whatever a call did
                self.pool.failed(job, WorkerError(f"worker: {type(error).__name__}: {error}"))
            self.job = None
            self.renew()
        self.close()

    @abstractmethod
    def carry_out(self, job: Job) -> None:
        """Run a job to its end and tell the pool: ``done`` or ``failed``."""

    @abstractmethod
    def warm_up(self) -> None:
        """Have the pool's warm-up call made where jobs will run."""

    @abstractmethod
    def stop(self, job: Job) -> None:
        """Ask the running job to stop, without waiting."""

    @abstractmethod
    def kill(self, job: Job) -> None:
        """End the job's place if it is still busy with it."""

    @abstractmethod
    def close(self) -> None:
        """End the place."""

    def renew(self) -> None:
        """Between two jobs: make the place fit for the next."""
