"""The filter, or the engine? Each engine on real pages and in three faults, unfiltered and filtered.

Every page is read without a filter, with a plain median, and with a few settings that are usual against the fault.

    python -m tests.benchmarks.bench_engines --pages 22 --minutes 11 --write docs/engines.md

The best setting of an engine is chosen on one half of the pages and measured on the other, and the other way round, so
no page is measured under a setting that it helped to choose. Readings go into the lab's cache (OCRLAB_HOME): a run that
was stopped, or that ran out of minutes, goes on where it was, and one that ended prints its tables at once. Pages come
from the folder OCRLAB_OPEN_SET (images with NAME.gt.txt beside them), in an order that depends on nothing but their
names, those of up to ``--megapixels`` only.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ocrlab.contest import Contender, Record, filter_or_engine, named
from ocrlab.datasets import Sample, dataset
from ocrlab.engines import get_engine
from ocrlab.filters.spoil import heavy_jpeg, low_light, salt_and_pepper
from ocrlab.image import Image
from ocrlab.pipeline import Pipeline
from ocrlab.run import finished, prepare
from ocrlab.scoring import Rate, interval
from ocrlab.wording import counted, percent
from ocrlab.workers import WorkerPool, local_pool

FOLDER = Path(os.environ.get("OCRLAB_OPEN_SET", Path(__file__).resolve().parents[3] / "shared" / "data" / "open"))
NORMALISE = "white space+case"
NONE, MEDIAN = Pipeline(), Pipeline.of("median radius=1")
FAULTS: dict[str, tuple[Callable[[Image], Image], tuple[Pipeline, ...]]] = {
    "as they are": (
        lambda image: image,
        (Pipeline.of("auto_contrast"), Pipeline.of("unsharp amount=0.5"), Pipeline.of("sauvola window=35")),
    ),
    "15 % salt-and-pepper": (
        lambda image: salt_and_pepper(image, share=0.15, seed=1),
        (Pipeline.of("remove_impulses"), Pipeline.of("adaptive_median max_radius=3"), Pipeline.of("median radius=2")),
    ),
    "low light, 12 counts": (
        lambda image: low_light(image, counts=12.0, seed=1),
        (
            Pipeline.of("remove_grain"),
            Pipeline.of("gaussian sigma=1.2"),
            Pipeline.of("bilateral sigma_colour=100"),
        ),
    ),
    "heavy JPEG, quality 12": (
        lambda image: heavy_jpeg(image, quality=12),
        (Pipeline.of("gaussian sigma=0.8"), Pipeline.of("bilateral sigma_colour=40"), Pipeline.of("wavelet")),
    ),
}
INTRODUCTION = (
    "What each engine reads of {pages}, as they are and in three faults: character error rate, case folded, all pages "
    "together, with the 95 % interval over the pages (percentile bootstrap). The best of the usual settings is chosen "
    "on one half of the pages and measured on the other, and the other way round."
)
CLOSING = (
    "The settings tried against each fault stand in `tests/benchmarks/bench_engines.py`. Readings that were made "
    "before are not made again."
)
Rates = dict[tuple[str, str, Pipeline], list[Rate]]  # by fault, contender's title and setting: a rate a page


def chosen_pages(folder: Path, count: int, megapixels: float) -> list[Sample]:
    """So many pages that are not too large, the same first ones for every count."""
    entries = [entry for entry in dataset(folder) if entry.has_truth]
    entries.sort(key=lambda entry: hashlib.sha256(entry.name.encode()).hexdigest())
    pages: list[Sample] = []
    for entry in entries:
        if len(pages) == count:
            break
        page = entry.load()
        if page.image.shape[0] * page.image.shape[1] <= megapixels * 1e6:
            pages.append(page)
    return pages


def settings_of(fault: str) -> tuple[Pipeline, ...]:
    return (NONE, MEDIAN, *FAULTS[fault][1])


def read_page(page: Sample, contenders: Sequence[Contender], pool: WorkerPool, rates: Rates) -> None:
    """The page in every fault, by every engine, under every setting; asked for a fault at a time."""
    for fault, (spoil, _) in FAULTS.items():
        sample = replace(page, image=spoil(page.image))
        asked = {
            (who.title, setting): prepare(sample, setting, who.engine, who.settings).without_steps()
            for who in contenders
            for setting in settings_of(fault)
        }
        jobs = {key: pool.request(each.image, each.engine, each.settings) for key, each in asked.items()}
        for (title, setting), job in jobs.items():
            run = finished(asked[title, setting], job.result(), job.seconds or 0.0, NORMALISE, ["cer"])
            rates.setdefault((fault, title, setting), []).append(run.score["cer"])


def best_elsewhere(rates: Rates, fault: str, title: str, count: int) -> tuple[list[Rate], list[Pipeline]]:
    """Each page under the setting with the fewest errors on the half it is not in; and the setting of each half."""
    chosen: list[Pipeline] = []
    for half in (0, 1):
        others = range(1 - half, count, 2)
        errors = {
            setting: sum(rates[fault, title, setting][page].errors for page in others) for setting in settings_of(fault)
        }
        chosen.append(min(errors, key=lambda setting: errors[setting]))
    return [rates[fault, title, chosen[page % 2]][page] for page in range(count)], chosen


def cell(rates: Sequence[Rate]) -> str:
    sure = interval(rates)
    between = f" ({100 * sure.low:.1f} to {100 * sure.high:.1f})" if sure else ""
    return percent(Rate.total(rates).rate) + between


def table(rates: Rates, fault: str, contenders: Sequence[Contender], count: int) -> list[str]:
    lines = [
        f"## Pages {fault}" if fault == "as they are" else f"## {fault[0].upper()}{fault[1:]}",
        "",
        "| engine | no filter | median radius 1 | best of the usual settings | which it was |",
        "|---|--:|--:|--:|---|",
    ]
    records = []
    for who in contenders:
        plain, median = rates[fault, who.title, NONE], rates[fault, who.title, MEDIAN]
        best, chosen = best_elsewhere(rates, fault, who.title, count)
        names = list(dict.fromkeys(str(setting) or "no filter" for setting in chosen))
        lines.append(f"| {who.title} | {cell(plain)} | {cell(median)} | {cell(best)} | {' or '.join(names)} |")
        records.append(Record(who.title, plain, best))
    sentence = filter_or_engine(records, contenders[0].title, "its best setting", "page")
    return [*lines, "", *([sentence, ""] if sentence else [])]


def document(rates: Rates, contenders: Sequence[Contender], count: int, command: str) -> str:
    versions = [f"- {who.title}: {get_engine(who.engine).about()}" for who in contenders]
    tables = [line for fault in FAULTS for line in table(rates, fault, contenders, count)]
    intro = INTRODUCTION.format(pages=counted(count, "real page"))
    lines = ["# The filter, or the engine?", "", intro, "", *versions, "", *tables]
    lines += ["## Made by", "", "```sh", command, "```", "", CLOSING]
    return "\n".join(lines) + "\n"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pages", type=int, default=22, help="at most so many")
    asked.add_argument("--minutes", type=float, default=11, help="no page is begun after so many")
    asked.add_argument("--megapixels", type=float, default=1.1, help="of the largest page taken")
    asked.add_argument("--engines", default="easyocr:draft,rapidocr,tesseract")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--write", type=Path, default=None, metavar="FILE", help="write the document there")
    given = asked.parse_args()
    contenders = named(given.engines.split(","))
    pages = chosen_pages(FOLDER, given.pages, given.megapixels)
    rates: Rates = {}
    start, done = time.monotonic(), 0
    with local_pool(given.workers) as pool:
        for page in pages:
            if done and time.monotonic() - start > 60 * given.minutes:
                break
            read_page(page, contenders, pool, rates)
            done += 1
            print(
                f"{done} of {len(pages)}: {page.name} ({time.monotonic() - start:.0f} s)", file=sys.stderr, flush=True
            )
    command = "python -m tests.benchmarks.bench_engines " + " ".join(sys.argv[1:])
    text = document(rates, contenders, done, command.strip())
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    print(text)
    print(f"{counted(done, 'page')} of {len(pages)} in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
