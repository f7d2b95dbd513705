"""Headline: does the filter help on this page? The number, the sentence, and how far the reading has come."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ocrlab.engines import engines
from ocrlab.scoring import METRICS, Comparison, another_page_warning, known_words, without_truth
from ocrlab.scoring.metrics import Metric
from ocrlab.truth import truth_warning
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import faults, normalising, scores
from ocrlab.ui.tune.keys import READ_AGAIN
from ocrlab.ui.tune.readings import Known, Pair, Shown
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import TunedPage
from ocrlab.ui.viewer import Side
from ocrlab.ui.widgets import pressed
from ocrlab.wording import percent, points

NUMBERS = {"character_accuracy": "Character accuracy", "cer": "CER", "wer": "WER"}
AGO = "of the setting before; the new one is not read yet"
DRAFT = "by drafts of both sides; the exact readings are not there yet"


def show(lab: Lab, state: TuneState, page: TunedPage, known: Known) -> None:
    """The verdict first, the numbers beside it; a running reading below, in a place that is always kept free.

    Numbers and verdict come of two readings of one request. While a newer pair is on its way they stand there dimmed,
    all of them.
    """
    truth, pair = page.sample.truth, known.pair
    compared = scores.of_pair(truth, pair, lab.normalise) if truth and pair else None
    left, right = st.columns([1.6, 3.1], vertical_alignment="top")
    with right:
        numbers = st.container(key="numbers-old" if pair and pair.old else "numbers")
    if compared and pair:
        idle = _verdict(left, compared, pair)
        _scores(numbers, pair, is_sure=compared.verdict.sure and compared.verdict.kind != "same")
    elif truth:
        idle = _not_compared(left, page, known)
    else:
        _say(left, "", "No accuracy without a ground truth")
        idle = "Type or open the true text under **Ground truth** to score both readings."
        if pair:
            _unverified(numbers, pair, lab.normalise)
    if pair:
        with right:
            normalising.choose(lab)
    with left.container(height=72, border=False, key="progress"):
        _progress(state, page, known.shown, idle)
    if compared and pair and not pair.old and not pair.is_draft:
        _warnings(compared, pair)
    faults.show(lab, page.titles, known.shown)


def _verdict(cell: DeltaGenerator, compared: Comparison, pair: Pair) -> str:
    """The verdict on this pair; returns what is to be said of it below."""
    verdict = compared.verdict
    head, _, tail = verdict.sentence.partition(": ")
    if pair.old or pair.is_draft:
        _say(cell, "old" if pair.old else "draft", head, AGO if pair.old else DRAFT)
    else:
        kind = verdict.kind if verdict.sure else "unsure"
        _say(cell, kind, head, _sides(pair) if pair.is_of_two_settings else tail or _sides(pair))
    about_words = scores.words_too(pair) if verdict.kind == "same" else ""
    return as_text(" ".join(filter(None, [scores.sentence(compared), about_words, scores.chance(compared)])))


def _sides(pair: Pair) -> str:
    before, after = pair.labels.values()
    return f"{after} against {before}, on this page"


def _not_compared(cell: DeltaGenerator, page: TunedPage, known: Known) -> str:
    if page.asked and "filtered" not in page.asked:
        _say(cell, "", "Not filtered")
        return "The page is shown as it is: its filters do not fit it."
    waiting = any(shown.is_under_way for shown in known.shown.values())
    _say(cell, "", "Reading both sides" if waiting else "Not read")
    return "The accuracy of both sides appears here as soon as they are read."


def _say(cell: DeltaGenerator, kind: str, head: str, tail: str = "") -> None:
    rest = f'<span class="colon">: </span><small>{escape(tail)}</small>' if tail else ""
    heard = '<h2 class="ocr-heard">Result</h2>'
    cell.html(f'{heard}<p class="ocr-verdict {kind}" role="status">{escape(head)}{rest}</p>')


def _scores(place: DeltaGenerator, pair: Pair, is_sure: bool) -> None:
    """The numbers of both sides; green and red stand only where the verdict does, for a change that is no chance."""
    before, after = pair.original.score, pair.filtered.score
    if before and after:
        for cell, name in zip(place.columns(len(NUMBERS)), NUMBERS, strict=True):
            _number(cell, METRICS[name], before[name].rate, after[name].rate, pair, is_sure)


def _number(cell: DeltaGenerator, metric: Metric, before: float, after: float, pair: Pair, is_sure: bool) -> None:
    draft = " (draft)" if pair.is_draft else ""
    differs = after != before
    is_coloured = differs and is_sure and not pair.old and not pair.is_draft
    cell.metric(
        f"{NUMBERS[metric.name]}{draft}",
        percent(after),
        points(after - before) if differs else "no change",
        help=metric.help,
        delta_color=("inverse" if metric.lower_is_better else "normal") if is_coloured else "off",
        delta_arrow="auto" if differs else "off",
        delta_description=f"from {percent(before)}",
    )


def _unverified(place: DeltaGenerator, pair: Pair, normalise: str) -> None:
    """What can be said without a truth, and that it is no accuracy."""
    original, filtered = pair.original.reading, pair.filtered.reading
    languages = pair.filtered.settings.get("languages") or ()
    before = known_words(original.text, languages)
    hints = without_truth(filtered, original, scores.DOUBT, normalise, languages)
    engine = engines()[pair.filtered.engine].title
    draft = " (draft)" if pair.is_draft else ""
    cells = place.columns(4)
    cells[0].metric(
        f"Confidence{draft}",
        _share(hints.confidence),
        delta_description=f"from {_share(original.mean_confidence)}",
        help=f"How sure {as_text(engine)} is of itself, weighted by letters. It can be sure and wrong.",
    )
    cells[1].metric(
        f"Agreement{draft}",
        _share(hints.agreement.rate if hints.agreement else None),
        help="How far the readings of original and filtered page say the same.",
    )
    cells[2].metric(
        f"Doubtful words{draft}",
        len(hints.doubtful),
        help=f"Words read with a confidence under {percent(scores.DOUBT, 0)}.",
    )
    cells[3].metric(
        f"Known words{draft}",
        _share(hints.known.rate if hints.known else None),
        delta_description=f"from {_share(before.rate if before else None)}",
        help="The share of words, by letters, that stand in a word list of the page's language. Names and numbers do "
        "not, so it compares two readings of one page and is no accuracy.",
    )
    place.caption(hints.label)


def _share(value: float | None) -> str:
    return "-" if value is None else percent(value)


def _warnings(compared: Comparison, pair: Pair) -> None:
    # The first warning, that the filter harms, is the headline already.
    for warning in compared.warnings[1:]:
        st.warning(as_text(warning), icon=":material/psychology_alt:")
    doubts = [another_page_warning(run.score) for run in pair.runs.values() if run.score]
    if doubts and all(doubts):  # where one side shares its words, the other is only misread
        st.warning(as_text(doubts[0]), icon=":material/help:")
    filtered = pair.filtered
    if hint := truth_warning(compared.before.truth.given, filtered.settings):
        st.warning(as_text(hint), icon=":material/translate:")


def _progress(state: TuneState, page: TunedPage, shown: Mapping[Side, Shown], idle: str) -> None:
    under_way = {side: s for side, s in shown.items() if s.is_under_way}
    ended = [side for side, s in shown.items() if s.has_ended_badly]

    with st.container(horizontal=True, vertical_alignment="center"):
        if under_way:
            _running(page, under_way)
            st.button(
                "Cancel",
                icon=":material/stop_circle:",
                help="Stop reading; what was read before stays.",
                on_click=state.stop_reading,
            )
        elif ended:
            st.caption("Reading stopped.", help="What was read before stays.", width="content")
            if pressed(
                "Read again",
                "read-again",
                icon=":material/refresh:",
                shortcut=READ_AGAIN.key,
                help=as_text(READ_AGAIN.tooltip("Read what was stopped or has failed")),
            ):
                for side in ended:
                    state.ask_again(side)
                st.rerun()
        else:
            st.caption(idle)


def _running(page: TunedPage, under_way: Mapping[Side, Shown]) -> None:
    """The bar of the reading that runs, or of the next."""
    side, shown = min(under_way.items(), key=lambda item: item[1].job is None or item[1].job.state != "running")
    job = shown.job
    assert job is not None, "what is under way has a job"
    ahead = f", {job.place} in the queue" if job.place else ""
    name = as_text(f"{page.titles[side]}, draft" if shown.drafts else page.titles[side])
    st.progress(min(1.0, max(0.02, job.progress.fraction)), f"{name}: {as_text(job.progress)}{ahead}")
