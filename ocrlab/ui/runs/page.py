"""Page: every run, and what is selected of them, beneath each other."""

from __future__ import annotations

import streamlit as st

from ocrlab.runs import PastRun
from ocrlab.store import shared_store
from ocrlab.ui.lab import Lab
from ocrlab.ui.runs import chosen, compared, listing, marks, set_listing
from ocrlab.ui.runs.state import RUNS, SETS, RunsState
from ocrlab.ui.widgets import bound
from ocrlab.ui.work import visitor
from ocrlab.ui.work.writer import shared_writer
from ocrlab.wording import counted


def show(state: RunsState, lab: Lab) -> None:
    """The list, then one run, or what two and more have not in common; or two settings over a set of pages."""
    st.segmented_control(
        "Compare",
        [RUNS, SETS],
        default=state.kind,
        label_visibility="collapsed",
        **bound("runs-kind", state.kind, state.look_at),
    )
    if state.kind == SETS:
        set_listing.show(state, shared_store(), lab)
    else:
        _runs(state, lab)


def _runs(state: RunsState, lab: Lab) -> None:
    store, owner = shared_store(), visitor.owner()
    shared_writer().ask(lambda: None)  # what was read a moment ago is in the list
    listing.show(state, store, owner)
    runs = [PastRun(stored) for stored in store.whole_runs(owner, state.chosen)] if state.chosen else []
    if gone := len(state.chosen) - len(runs):
        marks.gone(counted(gone, "selected run"), gone)
    if state.listed or runs:
        chosen.actions(state, store, owner, lab, runs)
    chosen.undo(state, store, owner)
    if len(runs) == 1:
        chosen.heading(runs[0])
        compared.alone(lab, runs[0])
        chosen.mark(store, owner, runs[0])
    elif runs:
        compared.show(state, lab, runs)
