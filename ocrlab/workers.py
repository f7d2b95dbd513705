"""Where do readings happen, so that nothing else ever waits for one?

In processes of their own, behind the standard `concurrent.futures.Executor` interface. A page asks for a reading and
gets a `Job` to watch; a newer request in the same place supersedes the older; owners take turns; what was read once is
not read again; a worker that dies is replaced and its call tried once more.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import ocrlab
from ocrlab import engines
from ocrlab.cache import Kept, ReadingCache, caching, reading_key, shared_cache
from ocrlab.engines import Regions, effective
from ocrlab.errors import Cancelled, EngineError, WorkerError
from ocrlab.image import Image
from ocrlab.jobs import FairQueue, Job

GRACE = 0.8  # seconds a running call has to notice that it was cancelled, before its process is killed
RECYCLE_AFTER = 200  # calls a process carries out before a fresh one takes its place
RECYCLE_GROWTH = 1 << 30  # bytes its memory may grow beyond what it held after its first call


class WorkerPool(Executor):
    """Worker processes and the queue before them; safe to use from many threads.

    ``threads`` is the number each worker computes with: all cores shared out by default, because more than there are
    cores makes every reading slower. ``modules`` are imported in every worker first. ``cache`` is the lab's own where
    none is given.
    """

    def __init__(
        self,
        workers: int = 1,
        threads: int | None = None,
        modules: tuple[str, ...] = (),
        recycle_after: int = RECYCLE_AFTER,
        grace: float = GRACE,
        cache: ReadingCache | None = None,
    ) -> None:
        self._threads = threads or max(1, _cores() // workers)
        self._modules, self._recycle_after, self._grace = modules, recycle_after, grace
        self._change = threading.Condition(threading.RLock())
        self._queue = FairQueue()
        self._latest: dict[tuple[str, str], Job] = {}
        self._under_way: set[str | None] = set()
        self._cache = cache or shared_cache()
        self._warm: bytes | None = None
        self._closed = self._abandoned = False
        self._hands = [_Hand(self) for _ in range(workers)]
        atexit.register(self.abandon)

    def request(
        self,
        image: Image,
        engine: str,
        settings: Mapping[str, object],
        owner: str = "",
        slot: str | None = None,
        regions: Regions | None = None,
    ) -> Job:
        """Ask for a reading. With a ``slot``, an unfinished job of the same owner and slot is superseded, or returned
        as it is where it asks for the very same.

        Raises `EngineError` for an unknown engine and `ParamError` for a refused setting, before anything is queued.
        """
        found = engines.get_engine(engine)
        values = effective(found, settings)
        key = reading_key(image, found, values, regions)
        call = (engines.read, (engine, image, values, regions), {})
        kept = self._cache.get(key) if caching() else None
        with self._change:
            before = self._latest.get((owner, slot)) if slot is not None else None
            if before is not None and before.key == key and not before.finished:
                return before
            job = Job(self, call, owner, slot, key, live=True)
            if slot is not None:
                self._latest[owner, slot] = job
            if before is not None:
                self._end(before, Cancelled("superseded by a newer request"))
            if not self._answer(job, kept):
                self._enqueue(job)
        return job

    def detect(self, image: Image, engine: str, settings: Mapping[str, object], owner: str = "") -> Job:
        """Ask where text stands; the job's result is `Regions`, to be locked for later requests."""
        values = effective(engines.get_engine(engine), settings)
        job = Job(self, (engines.detect, (engine, image, values), {}), owner, live=True)
        with self._change:
            self._enqueue(job)
        return job

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call any importable function in a worker."""
        job = Job(self, (fn, args, kwargs))
        with self._change:
            self._enqueue(job)
        return job.future

    def warm_up(self, engine: str, settings: Mapping[str, object] | None = None) -> None:
        """Have every worker, also each later one, load what this engine needs before its first reading. Returns at once."""
        found = engines.get_engine(engine)
        call = (engines.warm_up, ((engine, effective(found, settings or {})), {}))
        with self._change:
            self._warm = pickle.dumps(call)
        for hand in self._hands:
            hand.warm_up()

    def cancel(self, job: Job) -> None:
        with self._change:
            if not self._end(job, Cancelled("the reading was stopped")):
                return
            hand = next((hand for hand in self._hands if hand.job is job), None)
        if hand is not None:
            timer = threading.Timer(self._grace, hand.kill, [job])
            timer.daemon = True
            timer.start()

    def place_of(self, job: Job) -> int | None:
        with self._change:
            return self._queue.place_of(job)

    @property
    def waiting(self) -> int:
        with self._change:
            return sum(1 for _ in self._queue)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more on; with ``cancel_futures`` drop what still waits. Workers end once they have nothing to do."""
        with self._change:
            self._closed = True
            if cancel_futures:
                self._drop_waiting()
            self._change.notify_all()
        if wait:
            for hand in self._hands:
                hand.thread.join()
        atexit.unregister(self.abandon)

    def abandon(self) -> None:
        """End everything now, finished or not; what happens when the interpreter exits."""
        with self._change:
            self._closed = self._abandoned = True
            self._drop_waiting()
            running = [hand.job for hand in self._hands if hand.job is not None]
            for job in running:
                self._end(job, Cancelled("the lab is closing"))
            self._change.notify_all()
        for hand in self._hands:
            hand.close()

    def _drop_waiting(self) -> None:
        for job in list(self._queue):
            self._end(job, Cancelled("the lab is closing"))

    def _enqueue(self, job: Job) -> None:
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        self._queue.put(job)
        self._change.notify_all()

    def _answer(self, job: Job, kept: Kept | None) -> bool:
        """Finish a job from what was read before."""
        if kept is None:
            return False
        job.cached = True
        self._finish(job, *kept)
        return True

    def _take(self, hand: _Hand) -> Job | None:
        """The next job for a hand, or None once the pool is closed and empty."""
        with self._change:
            while True:
                # A reading that another worker is busy with is worth waiting for.
                job = self._queue.take(lambda job: job.key is None or job.key not in self._under_way)
                if job is None:
                    if self._closed:
                        return None
                    self._change.wait()
                elif not job.future.set_running_or_notify_cancel():
                    job.state, job.call = "cancelled", None
                    self._forget(job)
                elif not self._answer(job, self._cache.recent(job.key) if job.key and caching() else None):
                    job.state = "running"
                    hand.job = job
                    if job.key and caching():
                        self._under_way.add(job.key)
                    return job

    def _done(self, job: Job, result: Any, seconds: float) -> None:
        keep = job.key is not None and caching()
        if keep:
            self._cache.put(job.key, result, seconds)
        with self._change:
            self._under_way.discard(job.key)
            if keep:
                for other in [other for other in self._queue if other.key == job.key]:
                    self._queue.remove(other)
                    self._answer(other, Kept(result, seconds))
            self._finish(job, result, seconds)
            self._change.notify_all()

    def _failed(self, job: Job, error: BaseException) -> None:
        with self._change:
            self._under_way.discard(job.key)
            self._end(job, error)
            self._change.notify_all()

    def _finish(self, job: Job, result: Any, seconds: float) -> None:
        if not job.finished:
            job.seconds = seconds
            job.state, job.call = "done", None
            self._forget(job)
            job.future.set_result(result)

    def _end(self, job: Job, error: BaseException) -> bool:
        """End a job without a result: taken from the queue, or told to stop where it runs."""
        if job.finished:
            return False
        self._queue.remove(job)
        job.state, job.call = ("cancelled" if isinstance(error, Cancelled) else "failed"), None
        self._forget(job)
        if not job.future.cancelled():
            job.future.set_exception(error)
        for hand in self._hands:
            if hand.job is job:
                hand.stop(job)
        return True

    def _forget(self, job: Job) -> None:
        if job.slot is not None and self._latest.get((job.owner, job.slot)) is job:
            del self._latest[job.owner, job.slot]


class _Hand:
    """One worker process at a time, and the thread that feeds it."""

    def __init__(self, pool: WorkerPool) -> None:
        self.pool = pool
        self.job: Job | None = None
        self.process: _Process | None = None
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self.work, name="ocrlab-worker", daemon=True)
        self.thread.start()

    def work(self) -> None:
        while (job := self.pool._take(self)) is not None:
            try:
                self.carry_out(job)
            except Exception as error:  # the thread must outlive whatever a call did
                self.pool._failed(job, WorkerError(f"worker: {type(error).__name__}: {error}"))
            self.job = None
            self.renew()
        self.close()

    def carry_out(self, job: Job) -> None:
        call = job.call
        if call is None:
            return
        function, args, kwargs = call
        try:
            packed = pickle.dumps((function, (args, kwargs)), protocol=pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            self.pool._failed(job, error)
            return
        for _ in range(2):
            try:
                process = self.ready()
                process.send("call", job.number, packed, job.live)
                if job.finished:
                    process.send("stop", job.number)
                self.listen(process, job)
                return
            except (EOFError, OSError, pickle.UnpicklingError):
                self.close()
                if job.finished:
                    self.pool._failed(job, Cancelled("the reading was stopped"))
                    return
        message = "worker: the process reading this page died twice; try a smaller image or fewer workers"
        self.pool._failed(job, WorkerError(message))

    def listen(self, process: _Process, job: Job) -> None:
        while True:
            kind, number, *rest = process.receive()
            if number != job.number:
                continue  # an answer to the warm-up
            if kind == "progress":
                job.progress = rest[0]
                continue
            process.calls += 1
            if kind == "done":
                result, seconds, memory = rest
                process.note(memory)
                self.pool._done(job, result, seconds)
            else:
                self.pool._failed(job, rest[0])
            return

    def ready(self) -> _Process:
        """The process; a new one, which warms up first, where there is none or it has died."""
        with self.lock:
            if self.pool._abandoned:
                raise EOFError
            if self.process is None or not self.process.alive:
                self.process = _Process(self.pool._threads, self.pool._modules)
                if self.pool._warm is not None:
                    self.process.send("call", 0, self.pool._warm, False)
            return self.process

    def warm_up(self) -> None:
        with self.lock:
            running = self.process if self.process is not None and self.process.alive else None
        if running is None:
            self.ready()
        else:
            running.send("call", 0, self.pool._warm, False)

    def renew(self) -> None:
        """Replace a process that is dead or has grown, between two calls rather than at the next one."""
        process = self.process
        if process is None or self.pool._closed:
            return
        if process.calls >= self.pool._recycle_after or process.grown > RECYCLE_GROWTH:
            process.close()
        if not process.alive:
            try:
                self.ready()
            except (EOFError, OSError):
                pass  # tried again, and reported, when there is something to do

    def stop(self, job: Job) -> None:
        """Tell the process, without waiting: the pipe to it may be full of an image."""
        process = self.process
        if process is not None:
            threading.Thread(target=process.try_send, args=("stop", job.number), daemon=True).start()

    def kill(self, job: Job) -> None:
        """Kill the process if it is still busy with this job."""
        if self.job is job:
            self.close()

    def close(self) -> None:
        with self.lock:
            if self.process is not None:
                self.process.kill()


class _Process:
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
            [sys.executable, "-W", "ignore", "-m", "ocrlab.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
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
            self._popen.stdin.write(packed)
            self._popen.stdin.flush()

    def try_send(self, *message: object) -> None:
        try:
            self.send(*message)
        except (OSError, ValueError):
            pass  # it has ended, and so has what it was to be told

    def receive(self) -> tuple:
        return pickle.load(self._popen.stdout)

    def note(self, memory: int) -> None:
        self.first_memory = self.first_memory or memory
        self.grown = memory - self.first_memory

    def close(self) -> None:
        """Let it end by itself, once it has answered what it was asked."""
        self._alive = False
        with self._writing:
            try:
                self._popen.stdin.close()
            except OSError:
                pass
        threading.Thread(target=self._popen.wait, daemon=True).start()

    def kill(self) -> None:
        self._alive = False
        self._popen.kill()
        self._popen.wait()


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


_shared: WorkerPool | None = None
_shared_lock = threading.Lock()


def shared_pool() -> WorkerPool:
    """The pool of this process, made when first asked for: ``OCRLAB_WORKERS`` workers, one by default."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = WorkerPool(_workers_wanted())
        return _shared


def _workers_wanted() -> int:
    value = os.environ.get("OCRLAB_WORKERS", "1")
    if not value.isdecimal() or not 1 <= int(value) <= 64:
        raise EngineError(f"OCRLAB_WORKERS must be a whole number, 1..64, got {value!r}")
    return int(value)
