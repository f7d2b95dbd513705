"""Page: what does the filter do here? The picture, the accuracy and the texts, each sent as soon as it is known."""

from __future__ import annotations

import time

import streamlit as st

from ocrlab.ui import frame, looking
from ocrlab.ui.lab import Lab
from ocrlab.ui.runs import remembering
from ocrlab.ui.tune import analysis as tables
from ocrlab.ui.tune import (
    asking,
    diagnosis,
    faults,
    good_setting,
    headline,
    lock_controls,
    pictures,
    recipe_card,
    results,
    sources,
    strip,
    true_page,
    tuned,
    upright,
)
from ocrlab.ui.tune.stages import PICTURE
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import TunedPage

HEAD_START_SECONDS = 0.12  # that the browser has to draw the picture before the rest of the page follows


def picture(lab: Lab, state: TuneState) -> None:
    """The filtered page beside the original: the first thing sent, because a hand on a slider waits for it."""
    state.newest.begin()
    _compute(lab, state)
    with state.newest.writing():
        state.newest.has_run_ahead()  # what follows the picture follows now
        if state.page is not None:
            asking.ask(state, state.page, lab.owner)
    if state.page is None:
        frame.failed(state.fault)
        return
    _pictures(lab, state)


def numbers(lab: Lab, state: TuneState) -> None:
    """What is known of the accuracy, and how far the readings have come."""
    if state.page is None:
        return
    if state.refused:
        faults.refused(state.refused)
    # A search for text may have ended since: then the readings that waited for it are still to be asked for.
    with state.newest.writing():
        upright.ask(lab, state.upright, state.known(lab.normalise))
        state.recipe.ask(lab, state.page)
    every = looking.NEAR_SECONDS if state.waits_for_boxes else looking.interval(state.jobs)
    st.fragment(_numbers, run_every=every)(lab, state, state.page, every)


def minute(lab: Lab, state: TuneState) -> None:
    """A good setting for this page, for whoever asks for one."""
    if state.page is not None:
        good_setting.show(lab, state.minute, state.page)


def tried(lab: Lab, state: TuneState) -> None:
    """The settings that were read on this page, the present one among them as soon as it is."""
    if state.page is not None:
        with state.newest.writing():
            strip.note(lab, state, state.page)
        strip.show(lab, state, state.page)


def readings(lab: Lab, state: TuneState) -> None:
    """Both texts and all that is known about them."""
    if state.page is not None:
        # What waits behind others brings no words; that it has come up is seen above.
        every = looking.interval(state.jobs_of_page)
        is_near = every == looking.NEAR_SECONDS
        st.fragment(_readings, run_every=every if is_near else None)(lab, state, state.page)


@st.fragment(key=PICTURE)
def _pictures(lab: Lab, state: TuneState) -> None:
    """The viewer; run alone while a slider is moved, here or in the sidebar."""
    state.newest.begin()
    if state.fault is None and state.page is not None and state.page.pipeline != lab.pipeline:
        _compute(lab, state)
    if state.fault is not None:
        frame.failed(state.fault)
    if state.page is None:
        return
    happened = pictures.show(lab, state, state.page)
    # A drag stays in here; what was let go of reaches link, readings and sidebar, so then the whole page runs.
    released = happened.live and happened.live.released
    if state.newest.has_run_ahead() or released or happened.rect or happened.word:
        time.sleep(HEAD_START_SECONDS)
        st.rerun()


def _compute(lab: Lab, state: TuneState) -> None:
    """The page under the present setting; where that fails the last picture of this page stays, and why is told.

    A page that its filters have never fitted is shown without them: a region that lies outside it can be drawn anew.
    """
    page: TunedPage | None = None
    fault: Exception | None = None
    try:
        sample = sources.current(lab)
        try:
            rival = strip.rival(state.tried.on((sample.digest, lab.crop)))
            page = tuned.tune(sample, lab.pipeline, lab.engine, lab.settings, lab.crop, rival)
        except Exception as error:  # whatever a filter does, the page stays
            fault, page = error, state.page
            if page is None or page.key != (sample.digest, lab.crop):
                page = tuned.unfiltered(sample, lab.engine, lab.settings, lab.crop)
    except Exception as error:  # whatever a file does, the page stays
        page, fault = None, error
    with state.newest.writing():
        state.page, state.fault = page, fault


def _numbers(lab: Lab, state: TuneState, page: TunedPage, every: float | None) -> None:
    headline.show(lab, state, page, state.known(lab.normalise))
    true_page.show(lab, state.true_pages, page)
    upright.show(lab, state.upright)
    diagnosis.show(lab, state.diagnosed, page, state.known(lab.normalise))
    recipe_card.show(lab, state.recipe)
    lock_controls.status(state, page)
    strip.status(state, page)
    looking.renew(every, state.jobs)


def _readings(lab: Lab, state: TuneState, page: TunedPage) -> None:
    known = state.known(lab.normalise)
    remembering.settle(lab, page, known.pair)
    results.texts_of_both(lab, state, page, known)
    results.downloads(lab, state, page, known)
    if known.pair and page.sample.truth:
        tables.show(lab.normalise, state, page.sample.truth, known.pair)
