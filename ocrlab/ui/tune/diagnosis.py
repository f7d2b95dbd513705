"""Diagnosis: what is measurably wrong with this page, in one line, and on a click all of it, with what to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import streamlit as st

from ocrlab.diagnose import Diagnosis, Finding, Hint, diagnose, hints
from ocrlab.image import Image, digest
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import hint_trial
from ocrlab.ui.tune.hint_trial import HintTrial
from ocrlab.ui.tune.readings import Known
from ocrlab.ui.tune.tuned import TunedPage
from ocrlab.ui.widgets import pressed

COLOURS: Mapping[str, str] = {"strong": "orange", "mild": "yellow", "fine": "green"}


@dataclass
class Diagnosed:
    """The last diagnosis of either side by the digest of its pixels, and the ``trial`` of the last hint followed."""

    trial: HintTrial | None = None
    _known: dict[str, tuple[str, Diagnosis]] = field(default_factory=dict)

    def of(self, side: str, image: Image) -> Diagnosis:
        key = digest(image)
        known = self._known.get(side)
        if known is None or known[0] != key:
            known = self._known[side] = key, diagnose(image)
        return known[1]

    def trial_of(self, lab: Lab, page: TunedPage) -> HintTrial | None:
        """The trial that is under way or decided; it ends where a hand changes the filters, or the page."""
        if self.trial and (self.trial.page, self.trial.applied) != (page.key, lab.pipeline):
            self.trial = None
        return self.trial

    def follow(self, lab: Lab, hint: Hint, page: TunedPage, known: Known) -> None:
        """A person wants this hint tried."""
        self.trial = hint_trial.follow(lab, hint, page.key, known)


def show(lab: Lab, diagnosed: Diagnosed, page: TunedPage, known: Known) -> None:
    """The line, and what is behind it."""
    diagnosis = diagnosed.of("original", page.part_unfiltered)
    icon = ":material/troubleshoot:"
    box = st.expander(as_text(diagnosis.sentence), icon=icon, key="diagnosis", on_change="rerun")
    if box.open:
        with box:
            _hints(lab, diagnosed, diagnosis, page, known)
            _measures(
                page.sample.dpi,
                diagnosis,
                diagnosed.of("filtered", page.image("filtered")) if len(page.steps) > len(page.spoilt) else None,
            )
    if trial := diagnosed.trial_of(lab, page):
        hint_trial.show(lab, trial, known, page.sample.truth)


def _hints(lab: Lab, diagnosed: Diagnosed, diagnosis: Diagnosis, page: TunedPage, known: Known) -> None:
    """Each fault with what to try against it."""
    proposed = {hint.finding.measure.name: hint for hint in hints(diagnosis)}
    for finding in diagnosis.faults:
        hint = proposed.get(finding.measure.name)
        text, action = st.columns([6, 1], vertical_alignment="center")
        colour = COLOURS[finding.verdict or "fine"]
        text.markdown(
            f":{as_text(colour)}-badge[{as_text(finding.verdict)}] {as_text(finding)} &nbsp; "
            + (f"**{as_text(hint.title)}.** {as_text(hint.because)}" if hint else "No filter of the lab mends this."),
            help=as_text(finding.measure.help),
        )
        if hint is None:
            continue
        is_on = hint.applied(lab.pipeline) == lab.pipeline
        with action:
            follows = pressed(
                "In use" if is_on else "Try it",
                f"hint-{finding.measure.name}",
                icon=":material/check:" if is_on else ":material/play_arrow:",
                disabled=is_on,
                width="stretch",
                help="Puts it in its place among the filters; then the lab says whether the page is read better.",
            )
        if follows:
            diagnosed.follow(lab, hint, page, known)
            st.rerun()  # the whole page: these buttons stand in a part that runs alone


def _measures(dpi: float | None, page: Diagnosis, filtered: Diagnosis | None) -> None:
    """Everything measured, with what the filters have made of it; what each says stands there on hover."""
    told = [finding for finding in page.findings if finding.value is not None]
    if told:
        cells = "".join(_cell(finding, filtered[finding.measure.name] if filtered else finding) for finding in told)
        if dpi is not None:
            cells += (
                f'<span title="As the file states it, or as the PDF is drawn.">Resolution <b>{dpi:.0f} dpi</b></span>'
            )
        st.html(f'<div class="ocr-measures">{cells}</div>')
        st.caption("Measured on the page before its filters; behind an arrow, on the filtered page.")


def _cell(finding: Finding, after: Finding) -> str:
    changed = "" if after.text == finding.text or after.value is None else f" → {after.text}"
    return (
        f'<span class="{finding.verdict}" title="{escape(finding.measure.help)}">{escape(finding.measure.title)} '
        f"<b>{escape(finding.text)}</b>{escape(changed)}</span>"
    )
