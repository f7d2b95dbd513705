"""Compared: which engine reads a data set best, and does it do more for it than the filter?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ocrlab.cli.console import answer, answer_json, progress, say
from ocrlab.contest import Contender, Outcome, Record, engines_alone, filter_or_engine, read_all, this_setting
from ocrlab.contest.words import span
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate, interval
from ocrlab.search import Source
from ocrlab.wording import counted, percent, shown_name
from ocrlab.workers import WorkerPool

HEAD = ("engine", "no filter", "s a page", "filtered", "s a page", "by the filter (95 % interval)")


def compare(
    dataset: str,
    contenders: Sequence[Contender],
    pipeline: Pipeline,
    normalise: str,
    open_pool: Callable[[], WorkerPool],
    as_json: bool,
) -> None:
    """Read the set with every engine, both ways, and print a row an engine and the sentence."""
    entries = Source.of(dataset).entries()
    with open_pool() as pool:
        try:
            outcome = read_all(
                entries, contenders, pipeline, pool, normalise, lambda name: progress(f"reading {shown_name(name)}")
            )
        except BaseException:
            pool.abandon()
            raise
    for left_out in outcome.left_out:
        say(f"left out: {left_out}")
    setting = this_setting(pipeline)
    sentence = (
        filter_or_engine(outcome.records, contenders[0].title, setting, "page")
        if setting
        else engines_alone(outcome.records, "page")
    )
    if as_json:
        for who, record in zip(contenders, outcome.records, strict=True):
            answer_json(_described(who, record, outcome, bool(setting)))
        answer_json(
            {
                "pages": outcome.pages,
                "left_out": list(outcome.left_out),
                "pipeline": pipeline.to_dict(),
                "sentence": sentence,
            }
        )
        return
    answer(_table(outcome, bool(setting)))
    answer(f"\n{counted(outcome.pages, 'page')}; CER, filtered: {pipeline if setting else 'not at all'}")
    if sentence:
        answer(sentence)


def _table(outcome: Outcome, filtered: bool) -> str:
    width = len(HEAD) if filtered else 3
    rows = [HEAD, *(_row(record, outcome.pages) for record in outcome.records)]
    widths = [max(len(row[column]) for row in rows) for column in range(width)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *(row[at].rjust(widths[at]) for at in range(1, width))]) for row in rows
    )


def _row(record: Record, pages: int) -> tuple[str, ...]:
    plain, filtered = (percent(Rate.total(rates).rate) for rates in (record.plain, record.filtered))
    before, after = (f"{seconds / pages:.1f}" for seconds in record.seconds)
    return record.title, plain, before, filtered, after, span(record.by_filter)


def _described(who: Contender, record: Record, outcome: Outcome, filtered: bool) -> dict[str, Any]:
    before, after = (round(seconds / outcome.pages, 3) for seconds in record.seconds)
    ways = {"no_filter": (record.plain, before)} | ({"filtered": (record.filtered, after)} if filtered else {})
    own: dict[str, Any] = {"engine": who.engine, "title": who.title, "settings": dict(who.settings)}
    for name, (rates, seconds) in ways.items():
        sure = interval(rates)
        own[name] = {
            "cer": Rate.total(rates).to_dict(),
            "interval": [sure.low, sure.high] if sure else None,
            "seconds_per_page": seconds,
        }
    return own | ({"by_filter": record.by_filter.to_dict()} if filtered else {})
