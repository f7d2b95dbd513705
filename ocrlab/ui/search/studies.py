"""Which searches are there, which are on their way, and which one is looked at?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.search import running, turns
from ocrlab.search.running import Runner
from ocrlab.store import StoredStudy, StoredTrial, shared_store
from ocrlab.ui import pool
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.ui.search.state import SearchState
from ocrlab.wording import counted

NEW = "New search"
MAX_LISTED = 50  # the newest
LINK = "study"  # in the page's address, so that a search is found again after a reload and a restart

# Streamlit centres what stands in a button and gives the chosen one another margin: a list of names is ragged then.
STYLE = """
<style>
[class*="st-key-studies"] button { justify-content: flex-start; text-align: left; padding: .25rem .6rem; }
[class*="st-key-studies"] button > div, [class*="st-key-studies"] button span { justify-content: flex-start; }
</style>
"""


def choose(state: SearchState) -> None:
    """The list of searches in the sidebar."""
    st.html(STYLE)
    st.markdown("##### Searches")
    studies = _studies()
    if not state.came_by_address:
        state.arrive(_linked(studies))
    if state.study and state.study not in studies and running.runner_of(shared_store(), state.study) is None:
        state.look_at(None)  # removed, by somebody else perhaps
    chosen = state.study
    st.button(
        NEW,
        icon=":material/add:",
        width="stretch",
        disabled=chosen is None,
        on_click=partial(state.look_at, None),
    )
    if chosen and chosen not in studies:
        st.caption(f"{as_text(chosen)}: looking at the pages")
    with st.container(key="studies", gap="small"):
        for name, study in studies.items():
            st.button(
                as_text(name),
                key=f"study:{name}",
                icon=f":material/{_icon(study, running.runner_of(shared_store(), name))}:",
                type="secondary" if name == chosen else "tertiary",
                width="stretch",
                on_click=partial(state.look_at, name),
            )
    if chosen:
        st.query_params[LINK] = chosen
    else:
        st.query_params.pop(LINK, None)


def unfinished(state: SearchState) -> None:
    """At the top of the page for a new search: those that are on their way, and those that can go on."""
    for name, study in _studies().items():
        if study.state != "done":
            _unfinished(state, study, running.runner_of(shared_store(), name), shared_store().trials(name))


def _unfinished(state: SearchState, study: StoredStudy, runner: Runner | None, trials: list[StoredTrial]) -> None:
    name = study.name
    at_work = turns.at_work(study, trials)
    how = "is on its way in another process" if at_work else "was interrupted"
    if runner is not None and runner.alive:
        at_work = True
        how = "is paused" if runner.study is not None and runner.study.paused else "is on its way"
    tried = sum(trial.state != "running" for trial in trials)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        rest = "" if at_work else " Nothing is lost."
        st.markdown(f"**{as_text(name)}** {how}, {counted(tried, 'setting')} tried so far.{rest}")
        st.space("stretch")
        if at_work:
            look = partial(state.look_at, name)
            st.button("Watch", f"watch:{name}", icon=":material/monitoring:", on_click=look)
        else:
            start = partial(go_on, state, name)
            st.button("Go on", f"go-on:{name}", type="primary", icon=":material/play_arrow:", on_click=start)


def go_on(state: SearchState, name: str) -> None:
    """Start an interrupted search again where it was, and look at it."""
    state.begin_again(name)
    try:
        running.go_on(name, pool.shared_pool(), shared_store())
    except OcrLabError as error:
        tune_page.notice(error)


def elsewhere(name: str) -> bool:
    """Is a process at this search, here or on another machine?"""
    store = shared_store()
    study = store.study(name)
    return study is not None and turns.at_work(study, store.trials(name))


def _studies() -> dict[str, StoredStudy]:
    return {study.name: study for study in shared_store().studies()[:MAX_LISTED]}


def _linked(studies: dict[str, StoredStudy]) -> str | None:
    """The study that the page's address names, if there is one of that name."""
    name = st.query_params.get(LINK)
    if name and name not in studies:
        tune_page.notice(f"There is no search {name!r} here; choose one on the left, or begin a new one.")
        return None
    return name


def _icon(study: StoredStudy, runner: Runner | None) -> str:
    if runner is not None and runner.alive:
        return "pause_circle" if runner.study and runner.study.paused else "sync"
    return {"done": "check_circle", "failed": "error"}.get(study.state, "stop_circle")
