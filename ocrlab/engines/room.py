"""Room: which engines hold memory in this process, and which of them is let go where that is too much?

Two engines together take over a gigabyte. Whoever compares them on a small machine reads with one after the other: the
one that was used least lately is let go, and loaded again when it is asked for.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ocrlab.engines.protocol import Engine
from ocrlab.errors import EngineError
from ocrlab.machine import environment_number, memory, resident_memory

MB = 1_000_000
SHARE = 4  # a process may hold the machine's memory divided by this, before engines are let go

_used: list[Engine] = []  # the one used last at the end
_lock = threading.Lock()


def limit() -> int:
    """Bytes a process may hold with several engines loaded: OCRLAB_ENGINE_MEMORY (MB), or a share of the machine's.

    Raises `EngineError` for what is no such number.
    """
    megabytes, written = environment_number("OCRLAB_ENGINE_MEMORY", memory() / SHARE / MB)
    if not 0 < megabytes < 1e9:
        raise EngineError(
            f"OCRLAB_ENGINE_MEMORY must be a number of MB over 0, got {written[:40]!r}; "
            "unset it for a quarter of the machine's memory"
        )
    return round(megabytes * MB)


@contextmanager
def using(engine: Engine) -> Iterator[None]:
    """While an engine is used. Where the process holds too much afterwards, others are let go, least used first.

    Raises what `limit` raises, before anything is read.
    """
    most = limit()
    yield
    with _lock:
        _used[:] = [other for other in _used if other is not engine] + [engine]
        while len(_used) > 1 and resident_memory() > most:
            _used.pop(0).let_go()
            gc.collect()
