"""Page: what does the filter do here? The picture, the accuracy and the texts, each sent as soon as it is known."""

from __future__ import annotations

import time

import streamlit as st

from ocrlab.ui import frame
from ocrlab.ui.lab import Lab
from ocrlab.ui.tune import analysis as tables
from ocrlab.ui.tune import asking, faults, headline, lock_controls, pictures, results, sources, tuned
from ocrlab.ui.tune.stages import PICTURE
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import TunedPage

POLL_SECONDS = 0.3  # between two looks at a running reading
HEAD_START_SECONDS = 0.12  # that the browser has to draw the picture before the rest of the page follows


def picture(lab: Lab, state: TuneState) -> None:
    """The filtered page beside the original: the first thing sent, because a hand on a slider waits for it."""
    _compute(lab, state)
    if state.page is None:
        frame.failed(state.fault)
        return
    asking.ask(state, state.page, lab.owner)
    state.runs_ahead = False
    _pictures(lab, state)


def numbers(lab: Lab, state: TuneState) -> None:
    """What is known of the accuracy, and how far the readings have come."""
    if state.page is None:
        return
    if state.refused:
        faults.refused(state.refused)
    # A search for text may have ended since: then the readings that waited for it are still to be asked for.
    busy = state.is_reading or state.waits_for_boxes
    st.fragment(_numbers, run_every=POLL_SECONDS if busy else None)(lab, state, state.page, busy)


def readings(lab: Lab, state: TuneState) -> None:
    """Both texts and all that is known about them."""
    if state.page is not None:
        st.fragment(_readings, run_every=POLL_SECONDS if state.is_reading else None)(lab, state, state.page)


@st.fragment(key=PICTURE)
def _pictures(lab: Lab, state: TuneState) -> None:
    """The viewer; run alone while a slider is moved, here or in the sidebar."""
    if state.fault is None and state.page is not None and state.page.pipeline != lab.pipeline:
        _compute(lab, state)
    if state.fault is not None:
        frame.failed(state.fault)
    if state.page is None:
        return
    happened = pictures.show(lab, state, state.page)
    # A drag stays in here; what was let go of reaches link, readings and sidebar, so then the whole page runs.
    if state.runs_ahead or (happened.live and happened.live.released) or happened.rect or happened.word:
        state.runs_ahead = False
        time.sleep(HEAD_START_SECONDS)
        st.rerun()


def _compute(lab: Lab, state: TuneState) -> None:
    """The page under the present setting; where that fails the last picture of this page stays, and why is told.

    A page that its filters have never fitted is shown without them: a region that lies outside it can be drawn anew.
    """
    try:
        sample = sources.current(lab)
    except Exception as error:  # whatever a file does, the page stays
        state.page, state.fault = None, error
        return
    try:
        state.page, state.fault = tuned.tune(sample, lab.pipeline, lab.engine, lab.settings, lab.crop), None
    except Exception as error:  # whatever a filter does, the page stays
        state.fault = error
        if state.page is None or state.page.key != (sample.digest, lab.crop):
            state.page = tuned.unfiltered(sample, lab.engine, lab.settings, lab.crop)


def _numbers(lab: Lab, state: TuneState, page: TunedPage, busy: bool) -> None:
    headline.show(lab, state, page, state.known(lab.normalise))
    lock_controls.status(state, page)
    if busy and not state.is_reading:
        st.rerun()


def _readings(lab: Lab, state: TuneState, page: TunedPage) -> None:
    known = state.known(lab.normalise)
    results.texts_of_both(lab, state, page, known)
    results.downloads(lab, state, page, known)
    if known.pair and page.sample.truth:
        tables.show(lab.normalise, state, page.sample.truth, known.pair)
