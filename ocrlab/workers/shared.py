"""Shared: which pool does this process share, and where do its workers run?"""

from __future__ import annotations

import os
import threading

from ocrlab.errors import EngineError
from ocrlab.machine import environment_number
from ocrlab.workers.cluster import cluster_pool
from ocrlab.workers.local import local_pool
from ocrlab.workers.pool import WorkerPool

MAX_WORKERS = 64
IDLE_MINUTES = 5.0  # longer than a person looks at one result; EasyOCR takes a gigabyte, and seven seconds to start

# State of the process: its workers have their engines loaded, which takes seconds and hundreds of megabytes, so there
# is one pool for all that is read here. What refused it is remembered, or every page would wait for a silent scheduler.
_shared: WorkerPool | None = None
_refused: EngineError | None = None
_shared_lock = threading.Lock()


def open_pool() -> WorkerPool:
    """A pool as the environment asks for it: on the cluster of ``OCRLAB_SCHEDULER`` (a Dask scheduler's address), or of
    ``OCRLAB_WORKERS`` local processes, one by default, each of which ends after
    ``OCRLAB_IDLE_MINUTES`` without a job.

    Raises `EngineError` for a scheduler that does not answer, and for a number that cannot be.
    """
    address = os.environ.get("OCRLAB_SCHEDULER", "").strip()
    if address:
        return cluster_pool(address)
    value = os.environ.get("OCRLAB_WORKERS", "1")
    if not value.isdecimal() or not 1 <= int(value) <= MAX_WORKERS:
        raise EngineError(f"OCRLAB_WORKERS must be a whole number, 1..{MAX_WORKERS}, got {value!r}")
    return local_pool(int(value), idle=_idle_seconds())


def _idle_seconds() -> float | None:
    minutes, written = environment_number("OCRLAB_IDLE_MINUTES", IDLE_MINUTES)
    if not 0 <= minutes < 1e6:
        raise EngineError(
            f"OCRLAB_IDLE_MINUTES must be a number of minutes, 0 or more, got {written[:40]!r}; "
            f"unset it for {IDLE_MINUTES:g}, 0 keeps the engines loaded"
        )
    return minutes * 60 or None


def shared_pool() -> WorkerPool:
    """The pool of this process, opened when first asked for.

    Raises what `open_pool` raises: after the first time at once, because a scheduler that does not answer is waited
    for, until `try_again`.
    """
    global _shared, _refused
    with _shared_lock:
        if _refused is not None:
            raise _refused
        if _shared is None:
            try:
                _shared = open_pool()
            except EngineError as error:
                _refused = error
                raise
        return _shared


def try_again() -> None:
    """Have `shared_pool` look anew for what refused it."""
    global _refused
    with _shared_lock:
        _refused = None
