"""Pools: where do the readings of a long command happen?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab.cli.numbers import whole
from ocrlab.errors import ParamError
from ocrlab.workers import WorkerPool, local_pool, open_pool
from ocrlab.workers.shared import MAX_WORKERS

Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        parser=whole("workers", 1, MAX_WORKERS),
        metavar="N",
        help="Processes that read; OCRLAB_WORKERS, or 1.",
    ),
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Read on the cluster of this Dask scheduler.")
]


def pool_of(workers: int | None, scheduler: str | None, command: str) -> WorkerPool:
    """The workers that a person asks for, or else the environment. Raises `ParamError` or `EngineError`."""
    if workers is not None and scheduler is not None:
        raise ParamError(f"{command}: reads with --workers on this machine or with --scheduler on a cluster; give one")
    if scheduler is not None:
        from ocrlab.workers.cluster import cluster_pool

        return cluster_pool(scheduler)
    return local_pool(workers) if workers is not None else open_pool()
