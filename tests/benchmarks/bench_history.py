"""What do 1,000 steps of undo cost in memory? Prints a table.

python -m tests.benchmarks.bench_history
"""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

from ocrlab.pipeline import Pipeline
from ocrlab.ui.tune.history import History
from ocrlab.ui.tune.setting import Setting

STEPS = 1000
STAGES = ("grayscale", "median radius={}", "unsharp", "otsu")


def megabytes(truth: int, every: int) -> tuple[int, float]:
    """Steps that can be taken back, and what they take: a filter moved, and every so often a truth typed anew."""
    tracemalloc.start()
    history = History(Setting(Pipeline()))
    for number in range(STEPS):
        if number % every:
            pipeline = Pipeline.of(*(stage.format(number % 16) for stage in STAGES))
            step = replace(history.present, pipeline=pipeline, uids=("a", "b", "c", "d"))
        else:
            step = replace(history.present, truth=f"{number} " + "x" * truth)
        history.record(step, 10.0 * number)
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return len(history.past), used / 1e6


def main() -> None:
    print(f"{'truth':>20} {'typed anew':>16} {'steps':>6} {'MB':>7}")
    for truth, every in ((0, 10), (3_000, 10), (3_000, 2), (100_000, 10), (100_000, 2), (1_000_000, 10)):
        steps, used = megabytes(truth, every)
        print(f"{truth:>9,} characters {f'every {every}. step':>16} {steps:>6,} {used:>7.1f}")


if __name__ == "__main__":
    main()
