"""What did each setting make of the pages? Plots to look at, and the list of trials to choose from."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ocrlab.search import Study, Trial, objective, tables
from ocrlab.search.known import Known
from ocrlab.search.space import Dimension
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import crops, plots, tune_page
from ocrlab.ui.search.state import SearchState
from ocrlab.wording import counted, percent

TABS = (
    "Over time",
    "By parameter",
    "Two parameters",
    "All parameters",
    "What decides",
    "Accuracy and time",
    "Crops",
)
ROWS_IN_SIGHT = 7


def show(state: SearchState, study: Study) -> None:
    """The plots, one a tab, and the trials below; a click on a trial opens it."""
    known = study.known
    # Only the open tab is computed and sent.
    tabs = dict(zip(TABS, st.tabs(TABS, key="search-plots", on_change="rerun"), strict=True))
    name = next((name for name, tab in tabs.items() if tab.open), TABS[0])
    with tabs[name]:
        if name == "Crops":
            crops.sheet(study)
            return
        picked = _plot(known, name)
    if picked is not None:
        state.open_trial(picked)
    _chosen(study, {trial.number: trial for trial in study.trials}.get(-1 if state.trial is None else state.trial))
    _list(state, known)


def _plot(known: Known, name: str) -> int | None:
    """Draw one of the plots; the trial that was clicked."""
    # Numbers first: they are what a person looks for.
    dimensions = {d.name: d for d in sorted(known.space.dimensions, key=lambda d: not d.is_ordered)}
    match name:
        case "By parameter":
            parameter = st.selectbox("Parameter", list(dimensions), key="plot-dimension", width=340)
            return plots.by_parameter(known, dimensions[parameter])
        case "Two parameters":
            return _two(known, dimensions)
        case "All parameters":
            plots.parallel(known)
        case "What decides":
            plots.weights(known)
        case "Accuracy and time":
            return plots.time(known)
        case _:
            return plots.history(known)
    return None


def _two(known: Known, dimensions: dict[str, Dimension]) -> int | None:
    pairs = tables.together(known)
    if not pairs:
        st.caption("Only one thing varies here." if len(dimensions) < 2 else "No trial has had two values yet.")
        return None
    with st.container(horizontal=True):
        across = st.selectbox("Across", list(dict.fromkeys(pair[0] for pair in pairs)), key="plot-one", width=320)
        partners = [pair[1] for pair in pairs if pair[0] == across]
        up = st.selectbox("Up", partners, key=f"plot-other:{across}", width=320)
    return plots.heat(known, dimensions[across], dimensions[up])


def _chosen(study: Study, trial: Trial | None) -> None:
    """The trial that is open, and the way to Tune with it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if trial is None:
            st.caption("Click a trial in a plot or choose a row to open its setting.")
            return
        st.markdown(f"**Trial {trial.number}**, {as_text(_told(study.known, trial))}: {as_text(trial)}")
        tune_page.open_button(study, trial.pipeline, next(iter(study.known.searched), None), "trial", trial.engine)


def _told(known: Known, trial: Trial) -> str:
    if trial.value is None:
        return "failed"
    score = percent(tables.shown(known.plan.metric, trial.value))
    if trial.is_complete:
        return score
    return f"given up after {trial.pages} of {counted(len(known.searched), 'page')}, {score} expected"


def _list(state: SearchState, known: Known) -> None:
    """Every trial, those read on all pages first; a score that is only expected has a column of its own."""
    title = objective.short(known.plan.metric)
    expected = f"{title} expected"
    rows = [_row(known, trial, title, expected) for trial in sorted(known.trials, key=_order)]
    number = st.column_config.NumberColumn(format="%.1f %%")
    event = st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="search-trials",
        on_select="rerun",
        selection_mode="single-row",
        height=300 if len(rows) > ROWS_IN_SIGHT else "auto",
        placeholder="",
        column_config={
            title: number,
            expected: number,
            "Seconds a page": st.column_config.NumberColumn(format="%.2f"),
            "Setting": st.column_config.TextColumn(width="large"),
        },
    )
    chosen = event.selection.rows
    if chosen and state.choose_row(rows[chosen[0]]["Trial"]):
        st.rerun()


def _order(trial: Trial) -> tuple[bool, float, int]:
    return not trial.is_complete, *trial.rank


def _row(known: Known, trial: Trial, title: str, expected: str) -> dict[str, Any]:
    score = None if trial.value is None else 100 * tables.shown(known.plan.metric, trial.value)
    setting = str(trial)
    return {
        "Trial": trial.number,
        title: score if trial.is_complete else None,
        expected: None if trial.is_complete else score,
        "Pages": trial.pages,
        "State": {"complete": "all pages read", "pruned": "given up early"}.get(trial.state, trial.state),
        "Seconds a page": trial.seconds,
        "Setting": setting if trial.state != "failed" else f"{setting}: {trial.why}",
    }
