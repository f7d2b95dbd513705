"""Local: how does a job run in a process of its own on this machine?"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import ocrlab
from ocrlab import engines
from ocrlab.engines.protocol import Progress
from ocrlab.errors import Cancelled, WorkerError
from ocrlab.machine import cores
from ocrlab.store import Readings
from ocrlab.workers.jobs import AnyJob, Call
from ocrlab.workers.pool import GRACE_SECONDS, WorkerPool
from ocrlab.workers.worker import Dispatcher, Worker

RECYCLE_AFTER = 200  # calls a process carries out before a fresh one takes its place
RECYCLE_GROWTH = 2 << 30  # bytes a process may grow after its first call; one large page takes half of it


def local_pool(
    workers: int = 1,
    threads: int | None = None,
    modules: tuple[str, ...] = (),
    *,
    recycle_after: int = RECYCLE_AFTER,
    grace: float = GRACE_SECONDS,
    idle: float | None = None,
    readings: Readings | None = None,
) -> WorkerPool:
    """A pool of so many worker processes on this machine.

    ``threads`` is the number each computes with: all cores shared out by default, because more than there are cores
    makes every reading slower. ``modules`` are imported in every process first. A process without a job for ``idle``
    seconds ends; by default none does.
    """
    each = threads or max(1, cores() // workers)

    def make(pool: Dispatcher) -> list[Worker]:
        return [LocalWorker(pool, each, modules, recycle_after) for _ in range(workers)]

    return WorkerPool(make, grace=grace, idle=idle, readings=readings)


class LocalWorker(Worker):
    """One worker process at a time: started, warmed up, watched, and replaced."""

    def __init__(self, pool: Dispatcher, threads: int, modules: tuple[str, ...], recycle_after: int) -> None:
        super().__init__(pool)
        self.threads, self.modules, self.recycle_after = threads, modules, recycle_after
        self.process: Process | None = None
        self.begun: int | None = None  # number of the job the process is busy with, once it says so
        self.lock = threading.Lock()

    def carry_out(self, job: AnyJob, call: Call) -> None:
        function, args, kwargs = call
        try:
            packed = pickle.dumps((function, (args, kwargs)), protocol=pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            self.pool.failed(job, error)
            return
        for _ in range(2):
            try:
                process = self.ready()
                job.progress = Progress("starting")  # until the engine says more: it may still have to be loaded
                process.send("call", job.number, packed, job.live)
                if job.finished:
                    process.send("stop", job.number)
                self.listen(process, job)
                return
            except (EOFError, OSError, pickle.UnpicklingError):
                self.close()
                if job.finished:
                    self.pool.failed(job, Cancelled("the reading was stopped"))
                    return
        engine = args[0] if function in (engines.read, engines.detect) else "other work"
        message = f"worker: the process reading this page died twice, in {engine}; try a smaller image or fewer workers"
        self.pool.failed(job, WorkerError(f"{message}, or another engine"))

    def listen(self, process: Process, job: AnyJob) -> None:
        while True:
            kind, number, *rest = process.receive()
            if number != job.number:
                continue  # an answer to the warm-up
            if kind == "begun":
                self.begun = number
                continue
            if kind == "progress":
                job.progress = rest[0]
                continue
            process.calls += 1
            if kind == "done":
                result, seconds, memory = rest
                process.note(memory)
                self.pool.done(job, result, seconds)
            else:
                self.pool.failed(job, rest[0])
            return

    def ready(self) -> Process:
        """The process; a new one, which warms up first, where there is none or it has died."""
        with self.lock:
            if self.pool.abandoned:
                raise EOFError
            if self.process is None or not self.process.alive:
                self.process = Process(self.threads, self.modules)
                if self.pool.warm_call is not None:
                    self.process.send("call", 0, self.pool.warm_call, False)
            return self.process

    def warm_up(self) -> None:
        with self.lock:
            running = self.process if self.process is not None and self.process.alive else None
        if running is None:
            self.ready()
        else:
            # One that ends just now has a successor that warms up.
            running.try_send("call", 0, self.pool.warm_call, False)

    def renew(self) -> None:
        """Replace a process that is dead or has grown, between two calls rather than at the next one."""
        process = self.process
        if process is None or self.pool.closed:
            return
        if process.calls >= self.recycle_after or process.grown > RECYCLE_GROWTH:
            process.close()
        if not process.alive:
            with suppress(EOFError, OSError):  # tried again, and reported, when there is something to do
                self.ready()

    def rest(self) -> None:
        with self.lock:
            if self.process is not None:
                self.process.close()
                self.process = None

    def stop(self, job: AnyJob) -> None:
        """Tell the process, without waiting: the pipe to it may be full of an image."""
        process = self.process
        if process is not None:
            threading.Thread(target=process.try_send, args=("stop", job.number), daemon=True).start()

    def kill(self, job: AnyJob) -> None:
        """Kill the process if it is still busy with this job; one that still warms up will pass it over by itself."""
        if self.job is job and self.begun == job.number:
            self.close()

    def close(self) -> None:
        with self.lock:
            if self.process is not None:
                self.process.kill()


class Process:
    """A worker process and the pipes to it."""

    def __init__(self, threads: int, modules: tuple[str, ...]) -> None:
        environment = dict(os.environ)
        for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            environment[name] = str(threads)
        environment["MALLOC_ARENA_MAX"] = "2"
        root = str(Path(ocrlab.__file__).parents[1])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH")]))
        self.calls = 0
        self.first_memory = 0
        self.grown = 0
        self._alive = True
        self._writing = threading.Lock()
        self._popen = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "ocrlab.workers.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        if self._popen.stdin is None or self._popen.stdout is None:
            raise OSError("a worker process has no pipes")  # never: both were asked for
        self._calls, self._answers = self._popen.stdin, self._popen.stdout
        self.send("settle", [entry for entry in sys.path if isinstance(entry, str)], modules)

    @property
    def alive(self) -> bool:
        return self._alive and self._popen.poll() is None

    @property
    def pid(self) -> int:
        return self._popen.pid

    def send(self, *message: object) -> None:
        packed = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        with self._writing:
            self._calls.write(packed)
            self._calls.flush()

    def try_send(self, *message: object) -> None:
        with suppress(OSError, ValueError):  # it has ended, and so has what it was to be told
            self.send(*message)

    def receive(self) -> tuple[Any, ...]:
        message: tuple[Any, ...] = pickle.load(self._answers)
        return message

    def note(self, memory: int) -> None:
        self.first_memory = self.first_memory or memory
        self.grown = memory - self.first_memory

    def close(self) -> None:
        """Let it end by itself, once it has answered what it was asked."""
        self._alive = False
        with self._writing, suppress(OSError):
            self._calls.close()
        threading.Thread(target=self._popen.wait, daemon=True).start()

    def kill(self) -> None:
        self._alive = False
        self._popen.kill()
        self._popen.wait()
