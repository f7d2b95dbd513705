"""What does "Find a good setting" find in its minute, beside the best of the whole space? Prints a table.

    python -m tests.benchmarks.bench_find                        # Tesseract, three clean documents, four ways spoilt
    python -m tests.benchmarks.bench_find --engine easyocr --pages 2

The whole space holds millions of settings. Its best is taken to be the best of ``--drawn`` of them drawn at random, of
what the minute tried, and of neighbours of the best of both: one stage less, until none helps. All are read as the
minute reads them, at draft speed where the engine has one. Seconds are those of the minute, readings its settings.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable

os.environ["OCRLAB_CACHE"] = "off"

from ocrlab.datasets import Sample, clean_documents
from ocrlab.errors import OcrLabError
from ocrlab.pipeline import Pipeline
from ocrlab.run import perform
from ocrlab.search import CURATED
from ocrlab.search.on_page.finding import SPACE, OnPage, named
from ocrlab.search.plan import engine_settings
from ocrlab.search.space import Space
from ocrlab.wording import percent
from ocrlab.workers import local_pool

FAULTS = {
    "as it is": (),
    "specks": ("salt_and_pepper share=0.15",),
    "low light": ("low_light counts=10",),
    "heavy JPEG": ("heavy_jpeg quality=8",),
}
HEAD = (
    "| page | no filter | found | best of the space | seconds | settings tried | found is |\n"
    + "|---"
    + "|--:" * 5
    + "|---|"
)


def reader(sample: Sample, engine: str) -> Callable[[Pipeline], float]:
    """The CER of the page under a setting; infinite where its filters fail on this page."""
    settings = engine_settings(engine, {})[0]

    def cer(pipeline: Pipeline) -> float:
        try:
            run = perform(sample, pipeline, engine, settings)
        except OcrLabError:
            return float("inf")
        return run.score["cer"].rate if run.score else float("inf")

    return cer


def best_of(
    space: Space, spoiling: Pipeline, tried: list[Pipeline], drawn: int, cer: Callable[[Pipeline], float]
) -> float:
    """The lowest CER that can be named for the space on a page spoilt so."""
    chance = random.Random(0)
    points = [space.at(space.point(chance.randrange(space.count))) for _ in range(drawn)]
    rates = {
        str(each): (cer(each), each) for each in (*(Pipeline((*spoiling.stages, *p.stages)) for p in points), *tried)
    }
    rate, best = min(rates.values(), key=lambda pair: pair[0])
    while True:
        first = len(spoiling.stages)
        shorter = [
            Pipeline((*best.stages[:place], *best.stages[place + 1 :])) for place in range(first, len(best.stages))
        ]
        nearer = min(((cer(each), each) for each in shorter), key=lambda pair: pair[0], default=(rate, best))
        if nearer[0] >= rate:
            return rate
        rate, best = nearer


def row(sample: Sample, fault: str, engine: str, drawn: int) -> str:
    spoiling, space = Pipeline.of(*FAULTS[fault]), Space.of(CURATED[SPACE].vary)
    cer = reader(sample, engine)
    with local_pool(1) as pool:
        pool.warm_up(engine, engine_settings(engine, {})[0])
        minute = OnPage(sample, engine, {}, pool, spoiling=spoiling)
        minute.run()
    winner = minute.ranked[0].pipeline
    whole = best_of(space, spoiling, [each.pipeline for each in minute.tried], drawn, cer)
    rates = " | ".join(percent(each) for each in (cer(spoiling), cer(winner), whole))
    spent = minute.seconds - minute.seconds_left
    return f"| {sample.name}, {fault} | {rates} | {spent:.0f} | {len(minute.tried)} | {named(winner)} |"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--engine", default="tesseract")
    given.add_argument("--pages", type=int, default=3)
    given.add_argument("--drawn", type=int, default=100)
    args = given.parse_args()
    print(HEAD, flush=True)
    for entry in clean_documents()[: args.pages]:
        for fault in FAULTS:
            print(row(entry.load(), fault, args.engine, args.drawn), flush=True)


if __name__ == "__main__":
    main()
