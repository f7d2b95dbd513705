"""Report: what is worth handing on of a batch, for somebody who has no lab?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from ocrlab import run
from ocrlab.batch.outcome import Outcome
from ocrlab.batch.rows import Row, worst_first
from ocrlab.batch.totals import totals
from ocrlab.delivery import report
from ocrlab.errors import EngineError, InputError
from ocrlab.scoring import marking
from ocrlab.wording import versioned

MOST_PAGES = 60  # that are shown with pictures, the worst first: some 4 MB


def write_report(outcome: Outcome, file: BinaryIO) -> None:
    """The batch as one HTML file. Pages with pictures are made ready one by one: one is in memory at a time."""
    plan, rows = outcome.plan, sorted(outcome.rows, key=worst_first)
    read = [row for row in rows if row.state in ("read", "done")]
    version = next((row.version for row in read), "")
    report.write(
        "batch.html",
        file,
        created=outcome.created,
        name=outcome.name,
        pages=len({row.page.key for row in rows}),
        engine=versioned(plan.engine, version),
        settings=report.settings(plan.settings),
        normalise=plan.normalise,
        totals=totals(plan, rows),
        scored=any(row.score for row in read),
        grouped=any(row.page.group for row in rows),
        histograms=list(_histograms(outcome, read)),
        choices=plan.choices,
        rows=rows,
        total=len(read),
        looked_at=min(len(read), MOST_PAGES),
        marks=report.as_html(f"{marking.MARKS} "),
        looks=_looks(outcome, read[:MOST_PAGES]),
    )


def _histograms(outcome: Outcome, read: Sequence[Row]) -> Iterator[tuple[str, list[report.Bar]]]:
    """How many pages are how good under each setting: by CER where there are truths, else by confidence."""
    for number, choice in enumerate(outcome.plan.choices):
        rows = [row for row in read if row.setting == number]
        name, shares = "CER", [row.score["cer"].rate for row in rows if row.score]
        if not shares:
            name, shares = "Confidence", [row.confidence for row in rows if row.confidence is not None]
        if bars := report.histogram(shares):
            under = f" under {choice.name}" if len(outcome.plan.choices) > 1 else ""
            yield f"Pages by {name}{under}", bars


def _looks(outcome: Outcome, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    plan = outcome.plan
    for row in rows:
        pipeline = plan.choices[row.setting].recipe.settings[row.place]
        look: dict[str, Any] = {"row": row, "pipeline": pipeline, "gone": None}
        try:
            sample = row.page.entry.load()
            asked = run.prepare(sample, pipeline, plan.engine, plan.settings)
            stored = outcome.reading(row.key or "")
        except (InputError, EngineError) as error:
            yield look | {"gone": str(error)}
            continue
        if stored is None:
            yield look | {"gone": f"{row.page.name}: its reading is no longer in the database; read it again"}
            continue
        uncounted = run.uncounted_in(asked, stored.reading)
        text = (
            marking.plain(stored.reading)
            if sample.truth is None
            else marking.marked(sample.truth, stored.reading, plan.normalise, uncounted)
        )
        yield look | {
            "before": report.picture(sample.image),
            "after": report.picture(asked.filtered),
            "text": report.as_html(text),
        }
