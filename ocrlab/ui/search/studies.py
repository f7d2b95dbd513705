"""Which searches are there, which are on their way, and which one is looked at?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.search import running, turns
from ocrlab.search.running import Runner
from ocrlab.store import StoredStudy, StoredTrial, shared_store
from ocrlab.ui import frame, names, pool
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.ui.search.state import SearchState
from ocrlab.wording import counted

NEW = "New search"
MAX_LISTED = 50  # the newest
LINK = "study"  # in the page's address, so that a search is found again after a reload and a restart


def choose(state: SearchState) -> None:
    """The list of searches in the sidebar."""
    frame.heading("Searches")
    studies = _studies()
    if not state.came_by_address:
        state.arrive(names.linked(LINK, studies, _missing))
    if state.study and state.study not in studies and running.runner_of(shared_store(), state.study) is None:
        state.look_at(None)  # removed, by somebody else perhaps
    icons = {name: _icon(study) for name, study in studies.items()}
    titles = {name: study.title for name, study in studies.items()}
    names.show(LINK, "studies", state.study, icons, state.look_at, new=NEW, titles=titles)


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
        st.markdown(f"**{as_text(study.title or name)}** {how}, {counted(tried, 'setting')} tried so far.{rest}")
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


def _missing(name: str) -> None:
    tune_page.notice(f"There is no search {name!r} here; choose one on the left, or begin a new one.")


def _icon(study: StoredStudy) -> str:
    runner = running.runner_of(shared_store(), study.name)
    alive = runner is not None and runner.alive
    return names.icon(study.state, alive, bool(runner and runner.study and runner.study.paused))
