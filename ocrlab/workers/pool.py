"""Which job runs next, and who gets its result?"""

from __future__ import annotations

import atexit
import os
import pickle
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from typing import Any

from ocrlab import engines
from ocrlab.cache import Kept, ReadingCache, caching, reading_key, shared_cache
from ocrlab.engines import TextBoxes, effective
from ocrlab.errors import Cancelled
from ocrlab.image import Image
from ocrlab.workers.jobs import FairQueue, Job
from ocrlab.workers.local import LocalWorker
from ocrlab.workers.worker import Worker

# Seconds a running call has to notice that it was cancelled, before its process is killed. Nobody waits for them: the job
# has ended at once. One layer of a large page takes above a second on a busy machine, a new process seven to be ready.
GRACE = 3.0
RECYCLE_AFTER = 200  # calls a process carries out before a fresh one takes its place


class WorkerPool(Executor):
    """Workers and the queue before them; safe to use from many threads.

    ``threads`` is the number each worker computes with: all cores shared out by default, because more than there are
    cores makes every reading slower. ``modules`` are imported in every worker first. ``cache`` is the lab's own where
    none is given. ``hands`` makes workers elsewhere than in processes of this machine.
    """

    def __init__(
        self,
        workers: int = 1,
        threads: int | None = None,
        modules: tuple[str, ...] = (),
        recycle_after: int = RECYCLE_AFTER,
        grace: float = GRACE,
        cache: ReadingCache | None = None,
        hands: Callable[[WorkerPool], list[Worker]] | None = None,
    ) -> None:
        self._grace = grace
        self._change = threading.Condition(threading.RLock())
        self._queue = FairQueue()
        self._latest: dict[tuple[str, str], Job] = {}
        self._under_way: set[str | None] = set()
        self._cache = cache or shared_cache()
        self.warm_call: bytes | None = None
        self.closed = self.abandoned = False
        threads = threads or max(1, _cores() // workers)
        self.hands: list[Worker] = []
        self.hands += (
            hands(self) if hands else [LocalWorker(self, threads, modules, recycle_after) for _ in range(workers)]
        )
        atexit.register(self.abandon)

    def request(
        self,
        image: Image,
        engine: str,
        settings: Mapping[str, object],
        owner: str = "",
        slot: str | None = None,
        text_boxes: TextBoxes | None = None,
    ) -> Job:
        """Ask for a reading. With a ``slot``, an unfinished job of the same owner and slot is superseded, or returned
        as it is where it asks for the very same.

        Raises `EngineError` for an unknown engine and `ParamError` for a refused setting, before anything is queued.
        """
        found = engines.get_engine(engine)
        values = effective(found, settings)
        key = reading_key(image, found, values, text_boxes)
        call = (engines.read, (engine, image, values, text_boxes), {})
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
            self.warm_call = pickle.dumps(call)
        for hand in self.hands:
            hand.warm_up()

    def cancel(self, job: Job) -> None:
        with self._change:
            if not self._end(job, Cancelled("the reading was stopped")):
                return
            hand = next((hand for hand in self.hands if hand.job is job), None)
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
            self.closed = True
            if cancel_futures:
                self._drop_waiting()
            self._change.notify_all()
        if wait:
            for hand in self.hands:
                hand.thread.join()
        atexit.unregister(self.abandon)

    def abandon(self) -> None:
        """End everything now, finished or not; what happens when the interpreter exits."""
        with self._change:
            self.closed = self.abandoned = True
            self._drop_waiting()
            running = [hand.job for hand in self.hands if hand.job is not None]
            for job in running:
                self._end(job, Cancelled("the lab is closing"))
            self._change.notify_all()
        for hand in self.hands:
            hand.close()

    def _drop_waiting(self) -> None:
        for job in list(self._queue):
            self._end(job, Cancelled("the lab is closing"))

    def _enqueue(self, job: Job) -> None:
        if self.closed:
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

    def take(self, hand: Worker) -> Job | None:
        """The next job for a hand, which waits for one; None once the pool is closed and empty."""
        with self._change:
            while True:
                # A reading that another worker is busy with is worth waiting for.
                job = self._queue.take(lambda job: job.key is None or job.key not in self._under_way)
                if job is None:
                    if self.closed:
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

    def done(self, job: Job, result: Any, seconds: float) -> None:
        """A hand has the result of a job."""
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

    def failed(self, job: Job, error: BaseException) -> None:
        """A hand has ended a job without a result."""
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
        for hand in self.hands:
            if hand.job is job:
                hand.stop(job)
        return True

    def _forget(self, job: Job) -> None:
        if job.slot is not None and self._latest.get((job.owner, job.slot)) is job:
            del self._latest[job.owner, job.slot]


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
