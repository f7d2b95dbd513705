"""Pool: which job runs next, and who gets its result?"""

from __future__ import annotations

import atexit
import pickle
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from typing import Any

from ocrlab import engines
from ocrlab.engines import TextBoxes
from ocrlab.errors import Cancelled
from ocrlab.image import Image
from ocrlab.reading import Reading
from ocrlab.readings import reading_key, reuses_readings
from ocrlab.store import Readings, TimedReading, shared_readings
from ocrlab.workers.jobs import AnyJob, Call, FairQueue, Job
from ocrlab.workers.worker import Dispatcher, Worker

# A running call has so long to notice that it was cancelled, before its process is killed. Nobody waits for it: the job
# has ended at once. One layer of a large page takes above a second on a busy machine, a new process seven to be ready.
GRACE_SECONDS = 3.0


class WorkerPool(Executor):
    """Workers and the queue before them; safe to use from many threads.

    ``make_workers`` says where jobs run: `local_pool` and `cluster_pool` make pools with theirs. ``grace`` is the time
    in seconds that a cancelled call has to notice it. A worker without a job for ``idle`` seconds lets its memory go;
    the next job pays for a start. ``readings`` are the lab's own where none are given.
    """

    def __init__(
        self,
        make_workers: Callable[[Dispatcher], Sequence[Worker]],
        *,
        grace: float = GRACE_SECONDS,
        idle: float | None = None,
        readings: Readings | None = None,
    ) -> None:
        self._grace, self._idle = grace, idle
        self._warmed_up = 0.0  # when workers were last told to load an engine
        self._change = threading.Condition(threading.RLock())
        self._queue = FairQueue()
        self._latest: dict[tuple[str, str], AnyJob] = {}
        self._under_way: set[str] = set()
        self._readings = readings or shared_readings()
        self.warm_call: bytes | None = None
        self.closed = self.abandoned = False
        self.workers: tuple[Worker, ...] = tuple(make_workers(self))
        for worker in self.workers:
            worker.thread.start()
        atexit.register(self.abandon)

    def request(
        self,
        image: Image,
        engine: str,
        settings: Mapping[str, object],
        owner: str = "",
        slot: str | None = None,
        text_boxes: TextBoxes | None = None,
    ) -> Job[Reading]:
        """Ask for a reading. With a ``slot``, an unfinished job of the same owner and slot is superseded, or returned
        as it is where it asks for the very same.

        Raises `EngineError` for an unknown engine, or where too many of this owner's wait already, and `ParamError` for
        a refused setting, before anything is queued.
        """
        reader = engines.get_engine(engine)
        values = engines.effective(reader, settings)
        key = reading_key(image, reader, values, text_boxes)
        call: Call = (engines.read, (engine, image, values, text_boxes), {})
        earlier = self._readings.get(key) if reuses_readings() else None
        with self._change:
            before = self._latest.get((owner, slot)) if slot is not None else None
            if before is not None and before.key == key and not before.finished:
                return before
            if earlier is None:
                self._queue.admit(owner)
            job: Job[Reading] = Job(self, call, owner, slot, key, live=True)
            if slot is not None:
                self._latest[owner, slot] = job
            if before is not None:
                self._end(before, Cancelled("superseded by a newer request"))
            if not self._answer(job, earlier):
                self._enqueue(job)
        return job

    def knows(self, key: str) -> bool:
        """Was exactly this read before, so that it would come at once?"""
        return reuses_readings() and self._readings.get(key) is not None

    def detect(self, image: Image, engine: str, settings: Mapping[str, object], owner: str = "") -> Job[TextBoxes]:
        """Ask where text stands: boxes to be locked in later requests."""
        values = engines.effective(engines.get_engine(engine), settings)
        job: Job[TextBoxes] = Job(self, (engines.detect, (engine, image, values), {}), owner, live=True)
        with self._change:
            self._enqueue(job)
        return job

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call any importable function in a worker."""
        job: AnyJob = Job(self, (fn, args, kwargs))
        with self._change:
            self._enqueue(job)
        return job.future

    def warm_up(self, engine: str, settings: Mapping[str, object] | None = None) -> None:
        """Have every worker, also each later one, load what this engine needs to read. Returns at once."""
        values = engines.effective(engines.get_engine(engine), settings or {})
        packed = pickle.dumps((engines.warm_up, ((engine, values), {})))
        with self._change:
            self.warm_call, self._warmed_up = packed, time.monotonic()
            self._change.notify_all()
        for worker in self.workers:
            worker.warm_up()

    def cancel(self, job: AnyJob) -> None:
        with self._change:
            if not self._end(job, Cancelled("the reading was stopped")):
                return
            worker = next((worker for worker in self.workers if worker.job is job), None)
        if worker is not None:
            timer = threading.Timer(self._grace, worker.kill, [job])
            timer.daemon = True
            timer.start()

    def place_of(self, job: AnyJob) -> int | None:
        with self._change:
            return self._queue.place_of(job)

    @property
    def waiting(self) -> int:
        with self._change:
            return sum(1 for _ in self._queue)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more on, and with ``cancel_futures`` drop what waits. Workers end when nothing is left to do."""
        with self._change:
            self.closed = True
            if cancel_futures:
                self._drop_waiting()
            self._change.notify_all()
        if wait:
            for worker in self.workers:
                worker.thread.join()
        atexit.unregister(self.abandon)

    def abandon(self) -> None:
        """End everything now, finished or not; what happens when the interpreter exits."""
        with self._change:
            self.closed = self.abandoned = True
            self._drop_waiting()
            running = [worker.job for worker in self.workers if worker.job is not None]
            for job in running:
                self._end(job, Cancelled("the lab is closing"))
            self._change.notify_all()
        for worker in self.workers:
            worker.close()

    def _drop_waiting(self) -> None:
        for job in list(self._queue):
            self._end(job, Cancelled("the lab is closing"))

    def _enqueue(self, job: AnyJob) -> None:
        if self.closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        self._queue.put(job)
        self._change.notify_all()

    def _answer(self, job: AnyJob, earlier: TimedReading | None) -> bool:
        """Finish a job from what was read before."""
        if earlier is None:
            return False
        job.cached = True
        self._finish(job, *earlier)
        return True

    def take(self, worker: Worker) -> AnyJob | None:
        free_since = time.monotonic()
        with self._change:
            while True:
                # A reading that another worker is busy with is worth waiting for.
                job = self._queue.take(lambda job: job.key not in self._under_way)
                if job is None:
                    if self.closed:
                        return None
                    self._wait(worker, free_since)
                elif not job.future.set_running_or_notify_cancel():
                    job.state, job.call = "cancelled", None
                    self._forget(job)
                elif not self._answer(job, self._readings.recent(job.key) if job.key and reuses_readings() else None):
                    job.state = "running"
                    worker.job = job
                    if job.key and reuses_readings():
                        self._under_way.add(job.key)
                    return job

    def _wait(self, worker: Worker, free_since: float) -> None:
        """Until something changes. Nothing is handed out meanwhile, so no job meets a worker that is being put down."""
        left = None
        if self._idle is not None:
            left = max(free_since, self._warmed_up) + self._idle - time.monotonic()
            if left <= 0:
                worker.rest()
                left = None
        self._change.wait(left)

    def done(self, job: AnyJob, result: Any, seconds: float) -> None:
        key = job.key if reuses_readings() else None
        if key is not None:
            self._readings.put(key, result, seconds)
        with self._change:
            self._under_way.discard(job.key or "")
            for other in [other for other in self._queue if key is not None and other.key == key]:
                self._queue.remove(other)
                self._answer(other, TimedReading(result, seconds))
            self._finish(job, result, seconds)
            self._change.notify_all()

    def failed(self, job: AnyJob, error: BaseException) -> None:
        with self._change:
            self._under_way.discard(job.key or "")
            self._end(job, error)
            self._change.notify_all()

    def _finish(self, job: AnyJob, result: Any, seconds: float) -> None:
        if not job.finished:
            job.seconds = seconds
            job.state, job.call = "done", None
            self._forget(job)
            job.future.set_result(result)

    def _end(self, job: AnyJob, error: BaseException) -> bool:
        """End a job without a result: taken from the queue, or told to stop where it runs."""
        if job.finished:
            return False
        self._queue.remove(job)
        job.state, job.call = ("cancelled" if isinstance(error, Cancelled) else "failed"), None
        self._forget(job)
        if not job.future.cancelled():
            job.future.set_exception(error)
        for worker in self.workers:
            if worker.job is job:
                worker.stop(job)
        return True

    def _forget(self, job: AnyJob) -> None:
        if job.slot is not None and self._latest.get((job.owner, job.slot)) is job:
            del self._latest[job.owner, job.slot]
