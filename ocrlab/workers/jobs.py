"""Jobs: what is one reading somebody waits for, and whose turn is next?"""

from __future__ import annotations

import itertools
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, Generic, Literal, Protocol, TypeVar

from ocrlab.engines.protocol import Progress
from ocrlab.errors import EngineError

MAX_WAITING = 500  # jobs of one owner; no page asks for more than a few dozen at a time
Result = TypeVar("Result")
State = Literal["queued", "running", "done", "failed", "cancelled"]
Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]  # a function, its arguments, and its named ones

# State of the process: a worker process tells its calls apart by number, whichever pool they come from.
_numbers = itertools.count(1)


class JobHolder(Protocol):
    """What a job asks of the pool it waits in."""

    def cancel(self, job: AnyJob) -> None: ...

    def place_of(self, job: AnyJob) -> int | None: ...


class Job(Generic[Result]):
    """A call handed to a pool, watched by whoever asked for it; every attribute may be read from any thread.

    ``progress`` is the latest word from the engine, ``seconds`` what the call itself took once the engine was loaded
    (of an earlier reading where ``cached``), ``future`` the standard handle. A cancelled job's ``result()`` raises
    `Cancelled`.
    """

    def __init__(
        self,
        pool: JobHolder,
        call: Call | None,
        owner: str = "",
        slot: str | None = None,
        key: str | None = None,
        live: bool = False,
    ) -> None:
        self.number = next(_numbers)
        self.owner, self.slot, self.key, self.live = owner, slot, key, live
        self.state: State = "queued"
        self.progress = Progress("waiting")
        self.seconds: float | None = None
        self.cached = False
        self.future: Future[Result] = Future()
        self.call = call  # let go of once the job has ended: it holds the image
        self._pool = pool

    @property
    def finished(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def place(self) -> int | None:
        """Place in the queue, 1 being next; None once it is no longer waiting."""
        return self._pool.place_of(self)

    @property
    def error(self) -> BaseException | None:
        """What went wrong, once the job has failed or was cancelled."""
        return self.future.exception() if self.future.done() else None

    def result(self, timeout: float | None = None) -> Result:
        """What was asked for, once it is there. Raises what ended the job otherwise."""
        return self.future.result(timeout)

    def cancel(self) -> None:
        """End it at once; a worker that runs it lets go of it soon after. Ended jobs stay as they are."""
        self._pool.cancel(self)


AnyJob = Job[Any]


class FairQueue:
    """Waiting jobs, one from each owner in turn, each owner's in the order they came. Not safe across threads."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[AnyJob]] = OrderedDict()

    def __iter__(self) -> Iterator[AnyJob]:
        return (job for line in list(self._lines.values()) for job in list(line))

    def put(self, job: AnyJob) -> None:
        """Raises as `admit` does."""
        self.admit(job.owner)
        self._lines.setdefault(job.owner, deque()).append(job)

    def admit(self, owner: str) -> None:
        """Raises `EngineError` where so many jobs of this owner wait that something must have gone wrong."""
        if len(self._lines.get(owner, ())) >= MAX_WAITING:
            raise EngineError(
                f"readings: {MAX_WAITING} are waiting already; wait until some of them are there, or stop them"
            )

    def take(self, ready: Callable[[AnyJob], bool] = lambda _: True) -> AnyJob | None:
        """The next job that is ready; its owner goes to the back of the round."""
        for owner, line in self._lines.items():
            job = next(filter(ready, line), None)
            if job is not None:
                self.remove(job)
                if owner in self._lines:
                    self._lines.move_to_end(owner)
                return job
        return None

    def remove(self, job: AnyJob) -> bool:
        line = self._lines.get(job.owner)
        if line is None or job not in line:
            return False
        line.remove(job)
        if not line:
            del self._lines[job.owner]
        return True

    def place_of(self, job: AnyJob) -> int | None:
        line = self._lines.get(job.owner)
        if line is None or job not in line:
            return None
        index, ahead, before = line.index(job), 0, True
        for owner, other in self._lines.items():
            if owner == job.owner:
                before = False
            else:
                ahead += min(len(other), index + before)
        return ahead + index + 1
