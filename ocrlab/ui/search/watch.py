"""How is the search going, and what has it found so far?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.runs import set_list
from ocrlab.search import Study, StudyProgress, objective, running, tables
from ocrlab.search.proving.words import duration
from ocrlab.search.running import Runner
from ocrlab.store import SetName, shared_store
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import outcome, studies, trials, tune_page
from ocrlab.ui.search.state import SearchState
from ocrlab.wording import counted, percent, points

POLL_SECONDS = 1.0  # between two looks at a search that runs here
POLL_AFAR_SECONDS = 3.0  # at one that another process carries out
PHASES = {
    "starting": "Starting",
    "searching": "Searching",
    "finals": "Reading the last few settings exactly",
    "proving": "Proving the best on the pages held out",
}

Seen = tuple[int, str] | None  # trials and phase, as the whole page shows them


def show(state: SearchState, name: str) -> None:
    """One search: running here or elsewhere, interrupted or done."""
    store = shared_store()
    runner = running.runner_of(store, name)
    alive = runner is not None and runner.alive
    study = runner.study if runner is not None and runner.study is not None else None
    if study is None and not alive:
        study = _opened(state, name)
    afar = not alive and study is not None and study.summary is None and studies.elsewhere(name)
    seen = (len(study.trials), study.progress.phase) if study else None
    every = POLL_SECONDS if alive else POLL_AFAR_SECONDS if afar else None
    st.fragment(_state, run_every=every)(state, name, study, seen, afar, _title(name))
    if runner is not None and runner.error:
        st.error(as_text(runner.error), icon=":material/error:")
    if study is not None:
        _notes(study)
    if study is None or not study.trials:
        return
    if study.summary:
        outcome.show(study, study.summary)
    trials.show(state, study)


def _notes(study: Study) -> None:
    """What was made of pages and truths that left something open; it stands before the numbers they make."""
    notes, left_out = study.pages.notes, study.pages.left_out
    if notes or left_out:
        titles = [counted(len(left_out), "page") + " left out"] if left_out else []
        titles += [counted(len(notes), "note") + " on pages and truths"] if notes else []
        with st.expander(as_text(", ".join(titles)), icon=":material/info:"):
            sentences = [*(f"Left out: {page}" for page in left_out), *notes]
            st.markdown("\n".join(f"- {as_text(sentence)}" for sentence in sentences))


def _opened(state: SearchState, name: str) -> Study | None:
    """A study of the store that nobody here runs; None where there is none of that name."""
    stored = shared_store().study(name)
    if stored is None:
        return None
    study = state.opened(name, proved=stored.summary is not None)
    if study is None:
        study = running.opened(name, shared_store())
        state.keep_open(study)
    return study


def _title(name: str) -> str:
    """What people call the search; else its name."""
    stored = shared_store().study(name)
    return stored.title or name if stored else name


def _state(state: SearchState, name: str, study: Study | None, seen: Seen, afar: bool, title: str) -> None:
    """What changes while one looks: the numbers, the bar, the buttons."""
    runner = running.runner_of(shared_store(), name)
    alive = runner is not None and runner.alive
    if runner is not None and runner.study is not study and runner.study is not None:
        st.rerun()
    if afar and not alive and study is not None:
        study.recall()
        if not studies.elsewhere(name):
            st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(as_text(title), anchor=False)
        st.space("stretch")
        _buttons(state, name, runner, study, afar)
    if study is None:
        looking = f"Looking at the pages: {runner.looked}, now {runner.looking}" if runner and alive else "Not begun"
        st.progress(0.0, text=as_text(looking))
        return
    _numbers(study, alive)
    _bar(study, alive, afar)
    ended = state.notice_running(alive)
    if seen != (len(study.trials), study.progress.phase) or ended:
        st.rerun()


def _numbers(study: Study, alive: bool) -> None:
    progress = study.progress
    best, nothing, count, saved, left = st.columns(5)
    scores = _scores(study, progress)
    if scores is None:
        first = "No filter comes first, on every page: the others are measured by it."
        best.metric("Best so far", "...", help=first)
        nothing.metric("No filter", "...")
    else:
        lower = objective.lower_is_better(study.plan.metric)
        differs = scores[0] != scores[1]
        best.metric(
            "Best found" if study.summary else "Best so far",
            percent(scores[0]),
            points(scores[0] - scores[1]) if differs else "as without filter",
            delta_color=("inverse" if lower else "normal") if differs else "off",
            delta_arrow="auto" if differs else "off",
            help=f"{objective.title(study.plan.metric)} on the pages searched. What it is worth on other pages, the "
            "proof tells at the end.",
        )
        nothing.metric("No filter", percent(scores[1]))
    count.metric("Pages read", f"{progress.read:,}", help="Read by the engine.")
    saved.metric("Known already", f"{progress.saved:,}", help="The same pixels had been read before.")
    to_go = "0" if study.summary else "..." if progress.to_go is None or not alive else f"{progress.to_go:,}"
    left.metric("To go", to_go, help="An estimate, from how many pages a setting has needed so far.")


def _scores(study: Study, progress: StudyProgress) -> tuple[float, float] | None:
    """The best score and that of no filter on the pages searched; None while there are none."""
    if study.summary:
        return study.summary.searched.best.rate, study.summary.searched.no_filter.rate
    if progress.best is None or progress.no_filter is None:
        return None
    metric = study.plan.metric
    return tables.shown(metric, progress.best.loss), tables.shown(metric, progress.no_filter.loss)


def _bar(study: Study, alive: bool, afar: bool) -> None:
    progress = study.progress
    if alive:
        share = progress.page / max(1, progress.pages)
        done = (progress.trials + share) / progress.budget if progress.phase == "searching" else share
        st.progress(min(1.0, done), text=_how_far(study, progress))
    elif afar:
        st.info(
            f"Another process is at this search: {progress.trials} of {counted(progress.budget, 'setting')}. This page "
            "follows it; join in, and both share the work.",
            icon=":material/sync:",
        )
    elif progress.phase != "done" and study.summary is None:
        st.info(
            f"Interrupted after {progress.trials} of {counted(progress.budget, 'setting')}. Nothing is lost: it goes "
            "on where it was.",
            icon=":material/pause_circle:",
        )


def _how_far(study: Study, progress: StudyProgress) -> str:
    parts = ["Paused" if study.paused else PHASES.get(progress.phase, progress.phase.capitalize())]
    if progress.phase == "searching":
        parts.append(f"{progress.trials} of {counted(progress.budget, 'setting')}")
    if progress.pages:
        parts.append(f"page {min(progress.page + 1, progress.pages)} of {progress.pages}")
    parts.append(f"{duration(progress.seconds)} so far")
    if progress.seconds_left is not None:
        parts.append(f"about {duration(progress.seconds_left)} to go")
    return " · ".join(parts)


def _buttons(state: SearchState, name: str, runner: Runner | None, study: Study | None, afar: bool) -> None:
    if runner is not None and runner.alive:
        _steering(runner.study)
        return
    if study is not None and study.summary is None:
        label, icon = ("Join in", "group_add") if afar else ("Go on", "play_arrow")
        go_on = partial(studies.go_on, state, name)
        st.button(label, type="primary", icon=f":material/{icon}:", on_click=go_on)
    if not afar:
        with st.popover("", icon=":material/delete:", help="Remove this search"):
            st.write("Remove this search from the list? For a day Runs can put it back.")
            st.button("Remove", key="search-remove", on_click=partial(_remove, state, name))


def _steering(study: Study | None) -> None:
    """The buttons of a search that runs here; ``study`` is None while its pages are looked at."""
    if study is None:
        st.button("Pause", icon=":material/pause:", disabled=True, help="Once it has begun.")
        return
    if study.paused:
        st.button("Resume", icon=":material/play_arrow:", on_click=study.resume)
    else:
        st.button("Pause", icon=":material/pause:", on_click=study.pause)
    st.button(
        "Prove now",
        icon=":material/verified:",
        on_click=study.finish,
        disabled=len(study.trials) < 2 or study.progress.phase != "searching",
        help="Try no further setting: prove the best so far on the pages held out.",
    )
    st.button("Stop", icon=":material/stop:", on_click=study.stop, help="Stop; it can go on later.")


def _remove(state: SearchState, name: str) -> None:
    try:
        set_list.delete(shared_store(), [SetName("study", name)])
        state.look_at(None)
    except OcrLabError as error:
        tune_page.notice(error)
