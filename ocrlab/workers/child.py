"""Child: what does a worker process do? It takes calls on stdin, answers on stdout, and dies with its parent.

Started as ``python -m ocrlab.workers.child`` rather than by ``multiprocessing``: a spawned child runs its parent's main
script again, and under Streamlit that script is the whole app.
"""

from __future__ import annotations

import importlib
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from ocrlab.engines.protocol import Progress, Report
from ocrlab.errors import Cancelled, OcrLabError, WorkerError
from ocrlab.machine import resident_memory

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
Waiting = tuple[int, Callable[..., Any], Arguments, bool]  # number, function, arguments, and whether it reports

PROGRESS_EVERY = 0.05  # seconds between two reports: a page of short words would otherwise send hundreds


def main() -> None:
    # Libraries may print: the real stdout is kept for answers, and file descriptor 1 becomes stderr.
    answers = os.fdopen(os.dup(1), "wb")
    calls = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides what stops
    CallServer(calls, answers).run()


class CallServer:
    """Carries out one call after the other, and listens for more and for a stop meanwhile."""

    def __init__(self, calls: BinaryIO, answers: BinaryIO) -> None:
        self.calls, self.answers = calls, answers
        self.waiting: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        self.stopped: set[int] = set()
        self.started = 0.0

    def run(self) -> None:
        # A thread of its own listens, so that a stop is heard while a page is read and the parent's end is noticed.
        threading.Thread(target=self.listen, name="listener", daemon=True).start()
        while True:
            number, function, arguments, live = self.waiting.get()
            self.perform(number, function, arguments, live)
            self.stopped.discard(number)

    def listen(self) -> None:
        try:
            while True:
                kind, *rest = pickle.load(self.calls)
                if kind == "settle":
                    self.settle(*rest)
                elif kind == "stop":
                    self.stopped.add(rest[0])
                else:
                    self.waiting.put(self.unpacked(*rest))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)

    def settle(self, path: list[str], modules: tuple[str, ...]) -> None:
        sys.path[:] = path
        for module in modules:
            importlib.import_module(module)

    def unpacked(self, number: int, packed: bytes, live: bool) -> Waiting:
        try:
            function, arguments = pickle.loads(packed)
        except Exception as error:
            own = isinstance(error, OcrLabError)  # a pipeline whose own filters are not known here, for one
            message = str(error) if own else f"worker: the call cannot be understood ({type(error).__name__}: {error})"

            def function() -> None:
                raise WorkerError(message)

            arguments, live = ((), {}), False
        return number, function, arguments, live

    def perform(self, number: int, function: Callable[..., Any], arguments: Arguments, live: bool) -> None:
        positional, named = arguments
        if live:
            named = {**named, "progress": self.reporter(number), "cancelled": lambda: number in self.stopped}
        self.send("begun", number)
        self.started = time.perf_counter()
        try:
            if number in self.stopped:
                raise Cancelled("the reading was stopped")
            result = function(*positional, **named)
        except Exception as error:
            self.send("failed", number, _sendable(error))
        else:
            seconds = time.perf_counter() - self.started
            del function, arguments, positional, named
            self.send("done", number, result, seconds, resident_memory())

    def reporter(self, number: int) -> Report:
        reported, stage = 0.0, ""

        def report(progress: Progress) -> None:
            nonlocal reported, stage
            now = time.monotonic()
            if stage == "starting" != progress.stage:
                self.started = time.perf_counter()  # loading the engine is no part of the seconds a reading takes
            if now - reported >= PROGRESS_EVERY or progress.stage != stage:
                reported, stage = now, progress.stage
                self.send("progress", number, progress)

        return report

    def send(self, *message: object) -> None:
        try:
            packed = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            text = f"worker: the result cannot be sent back ({type(error).__name__}: {error})"
            packed = pickle.dumps(("failed", message[1], WorkerError(text)))
        try:
            self.answers.write(packed)
            self.answers.flush()
        except OSError:
            os._exit(0)


def _sendable(error: Exception) -> Exception:
    if isinstance(error, OcrLabError):
        return error
    with suppress(Exception):
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return error
    return WorkerError(f"worker: {type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
