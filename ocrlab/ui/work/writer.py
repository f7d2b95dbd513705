"""Writer: how is work written while the page goes on, so that no hand waits for a database?

One thread a process does it, one job after the other. A job that has not begun when a newer one of its place comes is
never done: of ten settings in a row the last is what counts. Whoever must know what is stored asks behind all of it.
"""

from __future__ import annotations

import atexit
import itertools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from ocrlab.errors import FileError

log = logging.getLogger("ocrlab")

PATIENCE = 15.0  # seconds that a page waits for a database, which may be at a large file, before it goes on without
LAST_SECONDS = 3.0  # that a process that ends waits for what is still to be written
Answer = TypeVar("Answer")


class Writer:
    """Jobs by place, in the order in which they came."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Callable[[], None]] = OrderedDict()
        self._changed = threading.Condition()
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    def submit(self, place: str, job: Callable[[], None]) -> None:
        """Do a job soon, instead of an earlier one of its place that has not begun."""
        with self._changed:
            self._jobs[place] = job
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="ocrlab work writer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def ask(self, question: Callable[[], Answer], patience: float = PATIENCE) -> Answer:
        """The answer to a question that is put after all jobs so far. Raises what it raises, `FileError` where no
        answer comes."""
        future: Future[Answer] = Future()

        def answer() -> None:
            try:
                future.set_result(question())
            except Exception as error:
                future.set_exception(error)

        self.submit(f"question {next(self._numbers)}", answer)
        try:
            return future.result(patience)
        except TimeoutError:
            raise FileError(
                f"store: the database has not answered for {patience:g} seconds; "
                "check the disk or the network it is on, OCRLAB_HOME and OCRLAB_DATABASE_URL"
            ) from None

    def _work(self) -> None:
        while True:
            try:
                self._next()()  # held by no name: a job that is done holds no session's pictures
            except Exception:
                log.exception("work could not be written")

    def _next(self) -> Callable[[], None]:
        with self._changed:
            while not self._jobs:
                self._changed.wait()
            return self._jobs.popitem(last=False)[1]


# State of the process: a database is written to by one thread, however many sessions there are.
_writer: Writer | None = None
_lock = threading.Lock()


def shared_writer() -> Writer:
    """The writer of this process; what it has not written when the process ends is written then."""
    global _writer
    with _lock:
        if _writer is None:
            _writer = Writer()
            atexit.register(_finish, _writer)
        return _writer


def _finish(writer: Writer) -> None:
    try:
        writer.ask(lambda: None, LAST_SECONDS)
    except FileError as error:
        log.warning("%s", error)
