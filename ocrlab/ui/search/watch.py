"""How is the search going, what has it found, and what does that look like?"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from ocrlab.search import Study, Trial, objective, running, tables, words
from ocrlab.search.running import Runner
from ocrlab.store import shared_store
from ocrlab.ui.search import crops, outcome, plots, studies
from ocrlab.ui.state import Lab

POLL = 1.0  # seconds between two looks at a search that runs here
POLL_AFAR = 3.0  # at one that another process carries out
PHASES = {"starting": "Starting", "searching": "Searching", "proving": "Proving the best on pages held out"}


def show(lab: Lab, name: str) -> None:
    """One search: running here or elsewhere, interrupted or done."""
    store = shared_store()
    runner = running.running(store, name)
    alive = runner is not None and runner.alive
    study = runner.study if runner is not None and runner.study is not None else None
    if study is None and not alive and store.study(name) is not None:
        study = _opened(lab, name)
    afar = not alive and study is not None and study.summary is None and studies.elsewhere(name)
    seen = (len(study.trials), study.progress.phase) if study else None
    st.fragment(_state, run_every=POLL if alive else POLL_AFAR if afar else None)(lab, name, study, seen, afar)
    if runner is not None and runner.error:
        st.error(runner.error, icon=":material/error:")
    if study is None or not study.trials:
        return
    if study.summary:
        outcome.show(lab, study)
    _plots(lab, study)


def _opened(lab: Lab, name: str) -> Study:
    """A study nobody here runs; kept, because reading it anew on every click would be slow."""
    kept = lab.kept.get("opened-study")
    stored = shared_store().study(name)
    if kept is None or kept.name != name or bool(kept.summary) != bool(stored.summary):
        kept = lab.kept["opened-study"] = running.opened(name, shared_store())
    return kept


def _state(lab: Lab, name: str, study: Study | None, seen: Any, afar: bool) -> None:
    """What changes while one looks: the numbers, the bar, the buttons."""
    runner = running.running(shared_store(), name)
    alive = runner is not None and runner.alive
    if runner is not None and runner.study is not study and runner.study is not None:
        st.rerun()
    if afar and not alive:
        study.recall()
        if not studies.elsewhere(name):
            st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(name, anchor=False)
        st.space("stretch")
        _buttons(lab, name, runner, study, afar)
    if study is None:
        st.progress(0.0, text=f"Looking at the pages: {runner.looked}, now {runner.looking}" if alive else "Not begun")
        return
    _numbers(study, alive, afar)
    if seen != (len(study.trials), study.progress.phase) or (lab.kept.get("alive") and not alive):
        lab.kept["alive"] = alive
        st.rerun()
    lab.kept["alive"] = alive


def _numbers(study: Study, alive: bool, afar: bool) -> None:
    told = study.progress
    lower = objective.lower_is_better(study.plan.metric)
    cells = st.columns(5)
    if not (told.best and told.no_filter):
        first = "No filter comes first, on every page: the others are measured by it."
        cells[0].metric("Best so far", "...", help=first)
        cells[1].metric("No filter", "...")
    else:
        best, nothing = (tables.shown(study, trial.value) for trial in (told.best, told.no_filter))
        change = f"{100 * (best - nothing):+.1f} points" if best != nothing else "as without filter"
        cells[0].metric(
            "Best found" if study.summary else "Best so far",
            words.percent(best),
            change,
            delta_color=("inverse" if lower else "normal") if best != nothing else "off",
            delta_arrow="auto" if best != nothing else "off",
            help=f"{objective.title(study.plan.metric)} on the pages searched on. What it is worth on other pages, the "
            "proof tells at the end.",
        )
        cells[1].metric("No filter", words.percent(nothing))
    cells[2].metric("Pages read", f"{told.read}", help="Read by the engine.")
    cells[3].metric("Known already", f"{told.saved}", help="The same pixels had been read before.")
    left = "" if told.seconds_left is None or not alive else f"about {_minutes(told.seconds_left)}"
    to_go = "0" if study.summary else "..." if told.to_go is None or not alive else f"{told.to_go}"
    cells[4].metric("To go", to_go, help="An estimate, from how many pages a setting has needed so far.")
    if alive:
        what = "Paused" if study.paused else PHASES.get(told.phase, told.phase.capitalize())
        settings = f"{told.trials} of {told.budget} settings" if told.phase != "proving" else ""
        page = f"page {min(told.page + 1, told.pages)} of {told.pages}" if told.pages else ""
        parts = [what, settings, page, f"{_minutes(told.seconds)} so far", left and f"{left} to go"]
        share = told.page / max(1, told.pages)
        done = share if told.phase == "proving" else (told.trials + share) / told.budget
        st.progress(min(1.0, done), text=" · ".join(filter(None, parts)))
    elif afar:
        st.info(
            f"Another process is at this search: {told.trials} of {told.budget} settings. This page follows it; "
            "join in, and both share the work.",
            icon=":material/sync:",
        )
    elif told.phase != "done" and study.summary is None:
        st.info(
            f"Interrupted after {told.trials} of {told.budget} settings. Nothing is lost: it goes on where it was.",
            icon=":material/pause_circle:",
        )


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _buttons(lab: Lab, name: str, runner: Runner | None, study: Study | None, afar: bool) -> None:
    alive = runner is not None and runner.alive
    if alive and runner.study is not None:
        running_study = runner.study
        if running_study.paused:
            st.button("Resume", icon=":material/play_arrow:", on_click=running_study.resume)
        else:
            st.button("Pause", icon=":material/pause:", on_click=running_study.pause)
        st.button(
            "Prove now",
            icon=":material/verified:",
            on_click=running_study.finish,
            disabled=len(running_study.trials) < 2 or running_study.progress.phase != "searching",
            help="Try no further setting: prove the best so far on the pages held out.",
        )
        st.button("Stop", icon=":material/stop:", on_click=running_study.stop, help="Stop; it can go on later.")
    elif alive:
        st.button("Pause", icon=":material/pause:", disabled=True, help="Once it has begun.")
    elif not alive and study is not None and study.summary is None:
        label, icon = ("Join in", "group_add") if afar else ("Go on", "play_arrow")
        go_on = partial(studies.go_on, lab, name)
        st.button(label, type="primary", icon=f":material/{icon}:", on_click=go_on)
    if not alive and not afar:
        with st.popover("", icon=":material/delete:", help="Remove this search"):
            st.write("Remove this search with its trials and readings?")
            st.button("Remove", key="search-remove", on_click=partial(_remove, lab, name))


def _remove(lab: Lab, name: str) -> None:
    shared_store().forget(name)
    running.drop(shared_store(), name)
    studies.look_at(lab, None)


# Plots


def _plots(lab: Lab, study: Study) -> None:
    names = [
        "Over time",
        "By parameter",
        "Two parameters",
        "All parameters",
        "What decides",
        "Accuracy and time",
        "Crops",
    ]
    tabs = dict(zip(names, st.tabs(names, key="search-plots", on_change="rerun"), strict=True))
    # Numbers first: they are what a person looks for.
    dimensions = {d.name: d for d in sorted(study.space.dimensions, key=lambda d: not d.is_ordered)}
    picked = None
    # Only the open tab is computed and sent.
    if tabs["Over time"].open:
        with tabs["Over time"]:
            picked = plots.history(study)
    if tabs["By parameter"].open:
        with tabs["By parameter"]:
            name = st.selectbox("Parameter", list(dimensions), key="plot-dimension", width=340)
            picked = plots.by_parameter(study, dimensions[name])
    if tabs["Two parameters"].open:
        with tabs["Two parameters"]:
            picked = _two(study, dimensions)
    if tabs["All parameters"].open:
        with tabs["All parameters"]:
            plots.parallel(study)
    if tabs["What decides"].open:
        with tabs["What decides"]:
            plots.weights(study)
    if tabs["Accuracy and time"].open:
        with tabs["Accuracy and time"]:
            picked = plots.time(study)
    if tabs["Crops"].open:
        with tabs["Crops"]:
            crops.sheet(lab, study)
            return
    if picked is not None:
        lab.kept["trial"] = picked
    _trials(lab, study)


def _two(study: Study, dimensions: dict[str, Any]) -> int | None:
    pairs = tables.together(study)
    if not pairs:
        st.caption("Only one thing varies here." if len(dimensions) < 2 else "No trial has had two values yet.")
        return None
    with st.container(horizontal=True):
        one = st.selectbox("Across", list(dict.fromkeys(pair[0] for pair in pairs)), key="plot-one", width=320)
        others = [pair[1] for pair in pairs if pair[0] == one]
        other = st.selectbox("Up", others, key=f"plot-other:{one}", width=320)
    return plots.heat(study, dimensions[one], dimensions[other])


def _trials(lab: Lab, study: Study) -> None:
    """The chosen trial, and the list to choose from."""
    trials = {trial.number: trial for trial in study.trials}
    chosen: Trial | None = trials.get(lab.kept.get("trial"))
    with st.container(horizontal=True, vertical_alignment="center"):
        if chosen is None:
            st.caption("Click a trial in a plot or choose a row to open its setting.")
        else:
            score = "failed" if chosen.value is None else words.percent(tables.shown(study, chosen.value))
            st.markdown(f"**Trial {chosen.number}**, {score}: `{chosen.pipeline}`")
            outcome.open_on_tune(lab, chosen.pipeline, "trial")
    rows = [
        {
            "Trial": trial.number,
            objective.title(study.plan.metric): None if trial.value is None else 100 * tables.shown(study, trial.value),
            "Pages": trial.pages,
            "State": tables.STATES[trial.state],
            "Seconds a page": trial.seconds,
            "Setting": str(trial.pipeline) if trial.state != "failed" else f"{trial.pipeline}: {trial.why}",
        }
        for trial in sorted(trials.values(), key=lambda t: (t.state != "complete", t.value is None, t.value))
    ]
    event = st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="search-trials",
        on_select="rerun",
        selection_mode="single-row",
        height=300 if len(rows) > 7 else "auto",
        column_config={
            objective.title(study.plan.metric): st.column_config.NumberColumn(format="%.1f %%"),
            "Seconds a page": st.column_config.NumberColumn(format="%.2f"),
            "Setting": st.column_config.TextColumn(width="large"),
        },
    )
    if event.selection.rows and rows[event.selection.rows[0]]["Trial"] != lab.kept.get("row"):
        lab.kept["row"] = lab.kept["trial"] = rows[event.selection.rows[0]]["Trial"]
        st.rerun()
