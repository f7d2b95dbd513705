"""Report: how is the proof of a search handed on to somebody who has no lab?"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any, BinaryIO

from ocrlab.datasets import Sample
from ocrlab.delivery import report
from ocrlab.errors import OcrLabError
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import marking
from ocrlab.search import objective, tables
from ocrlab.search.pages import Page
from ocrlab.search.proving import Summary, words

if TYPE_CHECKING:
    from ocrlab.search.study import Study

MOST_PAGES = 30  # that are shown with pictures


def write_report(study: Study, summary: Summary, file: BinaryIO) -> None:
    """The verdict, no filter beside the answer with intervals, each page of the proof, what was searched and how.

    Pages with pictures are made ready one by one.
    """
    named = tables.named_settings(summary, study.space.base)
    pages, proved, plan = tables.proof_pages(study.known, list(named.values())), summary.proved, study.plan
    head, _, rest = words.verdict(summary).partition(": ")
    turned_down = summary.turned_down
    report.write(
        "search.html",
        file,
        name=summary.study,
        metric=objective.title(summary.metric),
        head=head,
        rest=f"{rest[:1].upper()}{rest[1:]}",
        kind=words.kind(summary),
        sentences=[*words.lines(summary), *(f"Left out: {page}" for page in summary.left_out)],
        compared=[
            ("No filter", proved.no_filter, proved.interval_no_filter, None),
            *([("Turned down", turned_down.rate, None, turned_down.gain)] if turned_down else []),
            *([("Best", proved.best, proved.interval_best, proved.gain)] if summary.best.filtering.stages else []),
        ],
        named=named,
        grouped=any(page["group"] for page in pages),
        pages=pages,
        looks=_looks(study, *((t.engine, t.setting) if (t := turned_down) else (summary.engine, summary.best))),
        marks=report.as_html(f"{marking.MARKS} "),
        trials=summary.trials,
        varied=plan.vary,
        engine=" or ".join(map(words.titled, plan.engines)),
        settings=report.settings(plan.proof or plan.settings),
        normalise=plan.normalise,
    )


def _looks(study: Study, engine: str, setting: Pipeline) -> Iterator[dict[str, Any]]:
    """Pages of the proof, as they came and under the setting that the search found."""
    for page in study.known.proof_pages[:MOST_PAGES]:
        try:
            sample = page.entry.load()
            sides = [
                _side(study, page, sample, engine, pipeline) for pipeline in dict.fromkeys((setting.spoiling, setting))
            ]
        except OcrLabError as error:
            yield {"page": page, "gone": str(error)}
        else:
            yield {"page": page, "gone": None, "sides": sides}


def _side(study: Study, page: Page, sample: Sample, engine: str, pipeline: Pipeline) -> dict[str, Any]:
    """A page under a setting: its picture, its rate, and what was read with its differences from the truth."""
    known = study.known
    stored = known.reading(pipeline, page, proof=True, engine=engine)
    rate = known.rates(pipeline, [page], proof=True, engine=engine).get(page.key)
    whole = study.store.reading(stored.key) if stored else None
    text = ""
    if stored is not None and whole is None:  # the store has made room since: the text is there, its words are not
        text = escape(stored.text)
    elif whole is not None:
        counted = sample.truth is not None and not sample.ignored
        text = (
            marking.marked(sample.truth or "", whole.reading, study.plan.normalise)
            if counted
            else marking.plain(whole.reading)
        )
    return {
        "name": words.with_engine(str(pipeline) if pipeline.filtering.stages else "No filter", engine),
        "picture": report.picture(pipeline.apply(sample.image)),
        "rate": rate,
        "text": report.as_html(text),
    }
