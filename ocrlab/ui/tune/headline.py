"""Does the filter help on this page? The number, the sentence, and how far the reading has come."""

from __future__ import annotations

import streamlit as st

from ocrlab.scoring import METRICS, another_page_warning
from ocrlab.scoring.metrics import Metric
from ocrlab.ui.state import SLOTS, Bench, Found, Lab, Shown
from ocrlab.ui.tune import analysis, faults
from ocrlab.ui.tune.normalisation import choose_normalisation

SHOWN = {"character_accuracy": "Character accuracy", "cer": "CER", "wer": "WER"}


def show(lab: Lab, bench: Bench, found: Found) -> None:
    """The number first, the sentence second; a running reading below it, in a place that is always kept free."""
    truth, scores = bench.sample.truth, found.scores
    left, right = st.columns([1.6, 3.1], vertical_alignment="top")
    if found.comparison:
        said = found.comparison.verdict
        head, colon, tail = said.sentence.partition(": ")
        rest = f'<span class="colon">{colon}</span><small>{tail or "filtered against original, on this page"}</small>'
        left.html(f'<p class="ocr-verdict {said.kind}" role="status">{head}{rest}</p>')
        for cell, name in zip(right.columns(len(SHOWN)), SHOWN, strict=True):
            _number(cell, METRICS[name], scores["original"][name].rate, scores["filtered"][name].rate)
        with right:
            choose_normalisation(lab)
        idle = f"{found.comparison.sentence} {analysis.chance(found.comparison)}"
    elif truth:
        waiting = any(s.job and not s.job.finished for s in found.shown.values())
        left.html(f'<p class="ocr-verdict" role="status">{"Reading both sides" if waiting else "Not read"}</p>')
        idle = "The accuracy of both sides appears here as soon as they are read."
    else:
        left.html('<p class="ocr-verdict" role="status">No accuracy without a ground truth</p>')
        with right:
            analysis.unverified(lab, found.readings)
        idle = "Type or open the true text under **Ground truth** to score both readings."
    with left.container(height=72, border=False, key="progress"):
        _progress(lab, found.shown, idle)
    if found.comparison:
        # The first warning, that the filter harms, is the headline already.
        for warning in found.comparison.warnings[1:]:
            st.warning(warning, icon=":material/psychology_alt:")
    doubts = [another_page_warning(score) for score in scores.values()]
    if len(doubts) == len(SLOTS) and all(doubts):  # where one side shares its words, the other is only misread
        st.warning(doubts[0], icon=":material/help:")
    faults.show(lab, found.shown)


def _number(cell: st.delta_generator.DeltaGenerator, metric: Metric, before: float, after: float) -> None:
    change = f"{100 * (after - before):+.1f} points"
    cell.metric(
        SHOWN[metric.name],
        f"{after:.1%}",
        change if after != before else "no change",
        help=metric.help,
        delta_color=("inverse" if metric.lower_is_better else "normal") if after != before else "off",
        delta_arrow="auto" if after != before else "off",
        delta_description=f"from {before:.1%}",
    )


def _progress(lab: Lab, shown: dict[str, Shown], idle: str) -> None:
    under_way = {slot: s.job for slot, s in shown.items() if s.job and not s.job.finished}
    ended = [slot for slot, s in shown.items() if s.job and s.job.state in ("cancelled", "failed")]
    with st.container(horizontal=True, vertical_alignment="center"):
        if under_way:
            slot, job = next(iter(under_way.items()))
            ahead = f", {job.place} in the queue" if job.place else ""
            st.progress(min(1.0, max(0.02, job.progress.fraction)), f"{SLOTS[slot]}: {job.progress}{ahead}")
            st.button(
                "Cancel",
                icon=":material/stop_circle:",
                help="Stop reading; what was read before stays.",
                on_click=lambda: [job.cancel() for job in under_way.values()],
            )
        elif ended:
            st.caption("Reading stopped.", help="What was read before stays.", width="content")
            if st.button("Read again", icon=":material/refresh:"):
                for slot in ended:
                    lab.kept.pop(f"asked:{slot}", None)
                st.rerun()
        else:
            st.caption(idle)
