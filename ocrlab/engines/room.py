"""Room: which engines hold memory in this process, and which of them is let go where that is too much?

Two engines together take over a gigabyte. Whoever compares them on a small machine reads with one after the other: the
one that was used least lately is let go, and loaded again when it is asked for.
"""

from __future__ import annotations

import gc
import os
import threading

from ocrlab.engines.protocol import Engine
from ocrlab.machine import memory, resident_memory

SHARE = 4  # a process may hold the machine's memory divided by this, before engines are let go

_used: list[Engine] = []  # the one used last at the end
_lock = threading.Lock()


def limit() -> int:
    """Bytes a process may hold with several engines loaded: OCRLAB_ENGINE_MEMORY (MB), or a share of the machine's."""
    try:
        return int(os.environ["OCRLAB_ENGINE_MEMORY"]) * 1_000_000
    except (KeyError, ValueError):
        return memory() // SHARE


def used(engine: Engine) -> None:
    """An engine has just been used: where the process holds too much by now, others are let go, least used first."""
    with _lock:
        _used[:] = [other for other in _used if other is not engine] + [engine]
        while len(_used) > 1 and resident_memory() > limit():
            _used.pop(0).let_go()
            gc.collect()
