"""Calls: how is a function of the lab run over strangers' bytes without harm to anybody else?

In a process of its own, with limits of time and memory, that is killed when it exceeds them. A PDF can be made to keep
PDFium busy for days, and a truth to be put in order for minutes; in the server's own threads it would hold a lock
against everybody and burn a core after its window is closed. Here whoever opened it gets one sentence, and the others,
who use other processes, notice nothing.

One process is held ready. Starting one takes about 0.4 s; after that a call costs two copies through a pipe.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ocrlab import errors
from ocrlab.apart.limits import MAX_CALLS, MAX_PROCESSES, MEMORY_NAME, START_SECONDS, Limits
from ocrlab.apart.process import FaultError, Process, StoppedError, UnavailableError

_places = threading.BoundedSemaphore(MAX_PROCESSES)
_idle: list[Process] = []
_busy: set[Process] = set()
_lock = threading.Lock()


class Answer(NamedTuple):
    """What a call gave: a mapping of plain values, and bytes where it sent some. Neither is to be trusted."""

    result: dict[str, Any]
    body: npt.NDArray[np.uint8]


def call(work: str, data: bytes, **arguments: str | int | bool) -> Answer:
    """``module:function`` called with the bytes and the arguments, in another process.

    The function returns a mapping of plain values and bytes or None. An `OcrLabError` that it raises is raised here as
    well. Raises `StoppedError` where it exceeds its limits or its process dies, `FaultError` for any other error of
    its, `UnavailableError` where no process is to be had.
    """
    limits = Limits.now()
    if not _places.acquire(timeout=limits.seconds + START_SECONDS):
        raise UnavailableError("the lab is busy with other files that take long to open; try again in a minute")
    try:
        with _process() as process:
            result, body = process.ask(work, data, arguments, limits)
    finally:
        _places.release()
    if "error" in result:
        raise _error(str(result["error"]), str(result.get("text")))
    match result.get("fault"):
        case None:
            return Answer(result, body)
        case "memory":
            raise StoppedError(f"needs more than {limits.memory / 2**30:g} GiB of memory ({MEMORY_NAME}) to be opened")
        case fault:
            raise FaultError(str(fault)[:120])


def busy() -> int:
    """How many processes are at work at this moment."""
    with _lock:
        return len(_busy)


def close(busy: bool = False) -> None:
    """End the process that is held ready, and with ``busy`` those at work; the next call starts a new one."""
    with _lock:
        processes, _idle[:] = [*_idle], []
        working = [*_busy] if busy else []
    for process in processes:
        process.close()
    for process in working:
        process.popen.kill()


atexit.register(close)


def _error(kind: str, text: str) -> errors.OcrLabError:
    """The error of that name; the name comes from a process that the file may have taken over."""
    known = getattr(errors, kind, None)
    known = known if isinstance(known, type) and issubclass(known, errors.OcrLabError) else errors.InputError
    return known(text)


@contextmanager
def _process() -> Iterator[Process]:
    """An idle process or a new one, put back where it is still fit for use."""
    process = None
    with _lock:
        while _idle and process is None:
            candidate = _idle.pop()
            # A forked parent shares the pipes of its own: two would talk to one process.
            if candidate.owner == os.getpid() and candidate.alive:
                process = candidate
            elif candidate.owner == os.getpid():
                candidate.close()
    process = process or Process()
    with _lock:
        _busy.add(process)
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        with _lock:
            _busy.discard(process)
    with _lock:
        keep = not _idle and process.alive and process.calls < MAX_CALLS
        if keep:
            _idle.append(process)
    if not keep:
        process.close()
