"""Preparing: how is an engine's draft made ready once a machine, without anybody waiting for it?"""

from __future__ import annotations

import os

from ocrlab import engines
from ocrlab.machine import memory
from ocrlab.workers.local import local_pool

LEAST_MEMORY = 6 << 30  # bytes of the machine; preparing takes above one gigabyte beside the worker that reads
GIVING_WAY = 19  # to every other process


def prepare_draft(engine: str) -> None:
    """Have the draft of an engine prepared where it is not yet, in a process of its own; returns at once.

    Nothing is done where readings happen on a cluster, nor on a machine too small for it: the first reading at draft
    speed prepares it there.
    """
    drafts = (speed for speed in engines.get_engine(engine).speeds() if speed.draft and speed.missing is None)
    unprepared = next((speed for speed in drafts if not speed.prepared), None)
    if unprepared is None or memory() < LEAST_MEMORY or os.environ.get("OCRLAB_SCHEDULER"):
        return
    pool = local_pool(1, threads=1)
    if hasattr(os, "nice"):  # not on Windows
        pool.submit(os.nice, GIVING_WAY)
    pool.submit(engines.warm_up, engine, dict(unprepared.settings)).add_done_callback(lambda _: pool.shutdown(False))
