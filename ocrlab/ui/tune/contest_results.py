"""Contest results: who reads this page best, in a table, in sentences, and text beside text?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from ocrlab.contest import Record, filter_or_engine, this_setting
from ocrlab.contest.words import span
from ocrlab.reading import Reading
from ocrlab.run import Run
from ocrlab.scoring import Comparison, Rate, line_rates, without_truth
from ocrlab.scoring.unverified import LABEL
from ocrlab.ui import texts
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import scores
from ocrlab.ui.tune.contest import Standing
from ocrlab.ui.tune.tuned import SIDES, TunedPage
from ocrlab.ui.viewer import Side
from ocrlab.wording import counted, listed, percent
from ocrlab.workers import Job

ABREAST = {1: 1, 2: 2, 4: 2}  # texts in a row, by how many there are; three of any other number
CHANCE = {"worse": "worse", "cannot tell": "could be chance"}
Cell = str | int | float | None


@dataclass(frozen=True)
class Standings:
    """How far each contender has come with a page, and the normalisation under which they are scored.

    ``mine`` is the title of the one that reads the page above.
    """

    page: TunedPage
    each: list[Standing]
    normalise: str
    mine: str = ""

    @property
    def truth(self) -> str | None:
        return self.page.sample.truth

    @property
    def first(self) -> Standing | None:
        """The first that has read the filtered page: without a truth the others are measured by it."""
        return next((standing for standing in self.each if standing.reading), None)

    def run(self, standing: Standing, side: Side) -> Run | None:
        read = standing.reads.get(side)
        return read.run(self.page.sample, self.normalise) if read else None

    def counted(self, standing: Standing, side: Side = "filtered") -> Reading | None:
        """What counts of a reading: all but what stands where the truth says "do not count"."""
        run = self.run(standing, side)
        return run.counted if run else None

    def cer(self, standing: Standing, side: Side = "filtered") -> Rate | None:
        run = self.run(standing, side)
        return run.score["cer"] if run and run.score else None

    def compared(self, standing: Standing) -> Comparison | None:
        """What the filter did to its reading; None where either side is not read as it is now."""
        before, after = (self.counted(standing, side) for side in SIDES)
        if self.truth is None or before is None or after is None or standing.old:
            return None
        return scores.comparison(self.truth, before, after, scores.subject(self.page.pipeline), self.normalise)

    def records(self) -> list[Record]:
        """What each of them made of the lines of the page, both ways."""
        compared = [(standing.title, self.compared(standing)) for standing in self.each]
        return [Record(title, line_rates(both.before), line_rates(both.after)) for title, both in compared if both]

    def ranked(self) -> list[tuple[Standing, Rate]]:
        """Those that have read the page as it is now, the one with the fewest errors first."""
        rates = [(standing, self.cer(standing)) for standing in self.each if not standing.old]
        return sorted(((s, rate) for s, rate in rates if rate is not None), key=lambda pair: pair[1].errors)


def show(standings: Standings, sides: list[Side]) -> None:
    """All that is known of them, once anything was asked for."""
    if not any(standing.jobs for standing in standings.each):
        return
    _table(standings, len(sides) > 1)
    _failures(standings.each)
    if standings.truth:
        _sentences(standings, standings.truth)
    _texts(standings, sides)


def how_far(job: Job[Reading] | None) -> str:
    """How far a reading has come; nothing is to be said of one that has just ended well."""
    if job is None:
        return "not read yet"
    match job.state:
        case "queued":
            return f"waiting, {job.place} in the queue" if job.place else "waiting"
        case "running":
            return str(job.progress)
        case "failed":
            return "failed"
        case "cancelled":
            return "stopped"
    return "read before" if job.cached else ""


def _table(standings: Standings, both_sides: bool) -> None:
    first = standings.first
    rows = [_row(standings, standing, both_sides) for standing in standings.each]
    st.dataframe(rows, hide_index=True, placeholder="", column_config=_columns(first.title if first else ""))
    if not standings.truth:
        st.caption(f"{LABEL} Whether the filter matters more here or the engine, only a ground truth can tell.")
    if any(standing.old for standing in standings.each):
        st.caption("Picture or settings have changed since what is marked old was read; read again to compare.")


def _row(standings: Standings, standing: Standing, both_sides: bool) -> dict[str, Cell]:
    job, reading = standing.jobs.get("filtered"), standing.reading
    row: dict[str, Cell] = {"engine": standing.title, "seconds": job.seconds if job else None}
    if standings.truth:
        row |= _scored(standings, standing, both_sides)
        row["beside"] = _beside(standings, standings.truth, standing)
    elif reading and standings.first:
        other = standings.first.reading if standings.first is not standing else None
        hints = without_truth(reading, other, scores.DOUBT, standings.normalise)
        row["agreement"] = 100 * hints.agreement.rate if hints.agreement else None
        row["doubtful"] = len(hints.doubtful)
    confidence = reading.mean_confidence if reading else None
    row["confidence"] = None if confidence is None else 100 * confidence
    return {**row, "note": "old" if standing.old else how_far(job)}


def _scored(standings: Standings, standing: Standing, both_sides: bool) -> dict[str, Cell]:
    now, before = standings.run(standing, "filtered"), standings.cer(standing, "original") if both_sides else None
    both = ["was", "change", "interval"] if both_sides else []
    cells: dict[str, Cell] = dict.fromkeys(["cer", "wer", "errors", *both])
    if now and now.score:
        cer, wer = now.score["cer"], now.score["wer"]
        cells |= {"cer": 100 * cer.rate, "wer": 100 * wer.rate, "errors": cer.errors}
        if before:
            cells["change"] = 100 * (cer.rate - before.rate)
    if before:
        cells["was"] = 100 * before.rate
    if both_sides and (compared := standings.compared(standing)):
        cells["interval"] = span(compared.difference)
    return cells


def _columns(first: str) -> Mapping[str, ColumnConfig]:
    number, text, doubt = st.column_config.NumberColumn, st.column_config.TextColumn, percent(scores.DOUBT, 0)
    return {
        "cer": number("CER", format="%.1f %%", help="Characters wrong, of those in the truth."),
        "wer": number("WER", format="%.1f %%", help="Words wrong, of those in the truth."),
        "errors": number(help="Characters read wrong, missed or added."),
        "was": number("CER, original", format="%.1f %%"),
        "change": number("by the filter", format="%+.1f points", help="Below 0 the filter helps this engine."),
        "interval": text("95 % interval", help="Of what the filter does, judged by the lines of the page."),
        "beside": text("beside the best", help="Is it worse by more than chance, judged by the lines of the page?"),
        "agreement": number(f"agrees with {first}", format="%.1f %%", help="How far both texts say the same."),
        "doubtful": number("doubtful words", help=f"Words read with a confidence under {doubt}."),
        "confidence": number("mean confidence", format="%.1f %%", help="How sure it is of itself; no accuracy."),
        "seconds": number(format="%.1f s", help="What the reading of the filtered page took."),
        "note": text("", width="medium"),
    }


def _beside(standings: Standings, truth: str, standing: Standing) -> str:
    ranked = standings.ranked()
    if not ranked or standing.reading is None or standing.old:
        return ""
    best = ranked[0][0]
    least, here = standings.counted(best), standings.counted(standing)
    if standing is best or least is None or here is None:
        return "fewest errors"
    compared = scores.comparison(truth, least, here, standing.title, standings.normalise)
    same = compared.cer_before == compared.cer_after
    return "as many errors" if same else CHANCE[compared.difference.verdict]


def _failures(each: list[Standing]) -> None:
    """Each error once, with all who met it."""
    titles_by_error: dict[str, list[str]] = {}
    for standing in each:
        for error in {str(job.error) for job in standing.jobs.values() if job.state == "failed"}:
            titles_by_error.setdefault(error, []).append(standing.title)
    for error, titles in titles_by_error.items():
        st.error(as_text(f"{listed(titles)}: {error}"), icon=":material/error:")


def _sentences(standings: Standings, truth: str) -> None:
    sentences = []
    setting = this_setting(standings.page.pipeline)
    if weighed := filter_or_engine(standings.records(), standings.mine, setting, "line"):
        sentences.append(f"**{as_text(weighed)}**")
    ranked = standings.ranked()
    if len(ranked) > 1:
        best, runner_up = ranked[0][0], ranked[1][0]
        least, more = standings.counted(best), standings.counted(runner_up)
        if least and more:
            compared = scores.comparison(truth, more, least, best.title, standings.normalise)
            outcome = sentence([(standing.title, rate) for standing, rate in ranked])
            sentences.append(f"{as_text(outcome)} {as_text(scores.chance(compared))}")
    if helped := _helped(standings):
        sentences.append(as_text(helped))
    if sentences:
        st.markdown("  \n".join(sentences))


def sentence(ranked: list[tuple[str, Rate]]) -> str:
    """Who makes the fewest errors; ``ranked`` holds two names or more with their rates, the best first."""
    (best, least), (runner_up, more) = ranked[:2]
    if fewer := more.errors - least.errors:
        return f"{best} makes {counted(fewer, 'error')} fewer than {runner_up} on this page."
    level = listed(name for name, rate in ranked if rate.errors == least.errors)
    return f"{level} make equally many errors on this page: {least.errors}."


def _helped(standings: Standings) -> str:
    """Whom the filter helps, whom it harms, and of whom nothing is sure."""
    subject = scores.subject(standings.page.pipeline)
    titles: dict[str, list[str]] = {}
    for standing in standings.each:
        compared = standings.compared(standing)
        if compared and subject != scores.NO_FILTER:
            verdict = compared.verdict
            titles.setdefault(verdict.kind if verdict.sure else "unsure", []).append(standing.title)
    s = "" if scores.is_plural(subject) else "s"
    verbs = {
        "better": f"help{s}",
        "worse": f"harm{s}",
        "same": f"change{s} no number for",
        "unsure": f"make{s} no sure difference to",
    }
    parts = [f"{verb} {listed(titles[kind])}" for kind, verb in verbs.items() if kind in titles]
    return f"{subject} {listed(parts)}." if parts else ""


def _texts(standings: Standings, sides: list[Side]) -> None:
    """What each of them read, marked where it differs from the truth, or without one from the first."""
    side: Side = "filtered"
    if len(sides) > 1:
        side = st.segmented_control(
            "Texts of",
            list(SIDES),
            default="filtered",
            key="contest-side",
            required=True,
            format_func=lambda side: SIDES[side],
        )
    reads = [(standing, standing.reads[side]) for standing in standings.each if side in standing.reads]
    if not reads:
        return
    (first, first_read), truth = reads[0], standings.truth
    measure, abreast = truth or first_read.reading.text, ABREAST.get(len(reads), 3)
    for at in range(0, len(reads), abreast):
        for column, (standing, read) in zip(st.columns(abreast), reads[at : at + abreast], strict=False):
            column.markdown(f"**{as_text(standing.title)}**" + (" &nbsp; :gray-badge[old]" if standing.old else ""))
            itself = not truth and standing is first
            reading, normalise = read.reading, standings.normalise
            run = standings.run(standing, side)
            uncounted = run.uncounted if run and truth else ()
            body = texts.plain(reading) if itself else texts.marked(measure, reading, normalise, uncounted)
            column.html(f'<div class="ocr-text still{" old" if standing.old else ""}">{body}</div>')
    if truth:
        st.html(f'<p class="ocr-key">{texts.MARKS} with the true characters above.</p>')
    elif len(reads) > 1:
        marks = '<del>only there</del> <ins>only here</ins> <span class="swap">different</span>'
        st.html(f'<p class="ocr-key">{marks} beside {escape(first.title)}, with its characters above.</p>')
