"""Hint trial: was the page read better after a hint was followed?

Judged by the truth where there is one, with its interval; else by how many letters the engine is sure of, and called
that. A hint that did not help can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ocrlab.diagnose import Hint
from ocrlab.pipeline import Pipeline
from ocrlab.run import Run
from ocrlab.scoring import Comparison, sure_letters
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import scores
from ocrlab.ui.tune.readings import Known
from ocrlab.ui.tune.tuned import PageKey
from ocrlab.ui.widgets import pressed
from ocrlab.wording import percent, points

CLEAR = 0.02  # of the letters that were sure: a smaller change is no answer
PROXY = "no accuracy, only how sure the engine is"


@dataclass(frozen=True)
class HintTrial:
    """A hint that was followed on a page: the pipeline before and after, and the page's reading ``before``.

    Where that was still on its way, ``before`` is None, and the page without any filter stands for it.
    """

    hint: Hint
    page: PageKey
    pipeline: Pipeline
    applied: Pipeline
    before: Run | None

    def readings(self, known: Known) -> tuple[Run, Run] | None:
        """The readings to compare, once both are there: the same in everything but the filters."""
        pair = known.pair
        if pair is None or pair.old or pair.filtered.pipeline != self.applied:
            return None
        after = pair.filtered
        before = self.before if self.before is not None else pair.original
        return (before, after) if _alike(before, after) else None


@dataclass(frozen=True)
class Outcome:
    """What came of a hint: whether it ``helped`` (None where nobody can tell), in a sentence."""

    helped: bool | None
    sentence: str


def follow(lab: Lab, hint: Hint, page: PageKey, known: Known) -> HintTrial:
    """Put the hint's filters on the page; what was read until now is what they are measured by."""
    pipeline, pair = lab.pipeline, known.pair
    stands = pair is not None and not pair.old and not pair.is_draft and pair.filtered.pipeline == pipeline
    applied = hint.applied(pipeline)
    lab.set_pipeline(applied)
    return HintTrial(hint, page, pipeline, applied, pair.filtered if pair is not None and stands else None)


def outcome(trial: HintTrial, before: Run, after: Run, truth: str | None, normalise: str) -> Outcome:
    """What the two readings say of the hint."""
    against = "" if trial.before is not None else " against the page without filters"
    if truth:
        compared = scores.comparison(truth, before.counted, after.counted, trial.hint.title, normalise)
        return _by_truth(compared, trial.hint.title, against)
    was, now = sure_letters(before.reading), sure_letters(after.reading)
    change = (now - was) / max(was, 1.0)
    rest = f"the engine is sure of about {now:,.0f} letters, from {was:,.0f}{against} ({PROXY})."
    if abs(change) < CLEAR:
        return Outcome(None, f"{trial.hint.title} hardly changed anything: {rest}")
    verdict = "seems to help" if change > 0 else "did not help"
    return Outcome(change > 0, f"{trial.hint.title} {verdict}: {rest}")


def _by_truth(compared: Comparison, title: str, against: str) -> Outcome:
    was, now = compared.cer_before.rate, compared.cer_after.rate
    numbers = f"CER {percent(now)} from {percent(was)}{against}, {points(now - was)}."
    match compared.verdict.kind:
        case "better":
            verdict = "helped" if compared.verdict.sure else "seems to help"
            return Outcome(True, f"{title} {verdict}: {numbers} {scores.chance(compared)}")
        case "worse":
            return Outcome(False, f"{title} did not help: {numbers} {scores.chance(compared)}")
    return Outcome(None, f"{title} changed nothing in the number of errors: CER {percent(now)}{against}.")


def show(lab: Lab, trial: HintTrial, known: Known, truth: str | None) -> None:
    """What came of the hint, near the numbers; a way back where it did not help."""
    readings = trial.readings(known)
    if readings is None:
        st.caption(as_text(f"{trial.hint.title} is on; whether it helps is told once the page is read."))
        return
    result = outcome(trial, *readings, truth, lab.normalise)
    with st.container(horizontal=True, vertical_alignment="center", key="hint-outcome"):
        if result.helped:
            st.success(as_text(result.sentence), icon=":material/check_circle:")
            return
        message = st.info if result.helped is None else st.warning
        message(as_text(result.sentence), icon=":material/undo:")
        if pressed(
            "Take it back",
            "take-hint-back",
            icon=":material/undo:",
            help="Puts the filters back as they were before this hint.",
        ):
            lab.set_pipeline(trial.pipeline)
            st.rerun()


def _alike(before: Run, after: Run) -> bool:
    """Were both read in the same way, with text boxes locked or looked for anew in both?"""
    return (before.engine, before.version, before.settings, before.text_boxes is None) == (
        after.engine, after.version, after.settings, after.text_boxes is None,
    )  # fmt: skip
