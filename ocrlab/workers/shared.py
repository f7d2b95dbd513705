"""Shared: which pool does this process share, and where do its workers run?"""

from __future__ import annotations

import os
import threading

from ocrlab.errors import EngineError
from ocrlab.workers.cluster import cluster_pool
from ocrlab.workers.local import local_pool
from ocrlab.workers.pool import WorkerPool

MAX_WORKERS = 64

# State of the process: its workers have their engines loaded, which takes seconds and hundreds of megabytes, so there
# is one pool for all that is read here. What refused it is remembered, or every page would wait for a silent scheduler.
_shared: WorkerPool | None = None
_refused: EngineError | None = None
_shared_lock = threading.Lock()


def open_pool() -> WorkerPool:
    """A pool as the environment asks for it: on the cluster of ``OCRLAB_SCHEDULER`` (a Dask scheduler's address), or of
    ``OCRLAB_WORKERS`` local processes, one by default.

    Raises `EngineError` for a scheduler that does not answer.
    """
    address = os.environ.get("OCRLAB_SCHEDULER", "").strip()
    if address:
        return cluster_pool(address)
    value = os.environ.get("OCRLAB_WORKERS", "1")
    if not value.isdecimal() or not 1 <= int(value) <= MAX_WORKERS:
        raise EngineError(f"OCRLAB_WORKERS must be a whole number, 1..{MAX_WORKERS}, got {value!r}")
    return local_pool(int(value))


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
