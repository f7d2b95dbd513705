"""Which searches are there, which are on their way, and which one is looked at?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.search import running, turns
from ocrlab.search.running import Runner
from ocrlab.store import StoredStudy, shared_store
from ocrlab.ui import pool
from ocrlab.ui.state import Lab

NEW = "New search"
MOST = 50  # in the list: the newest
LINK = "study"  # in the page's address, so that a search is found again after a reload and a restart


def choose(lab: Lab) -> str | None:
    """The list of searches in the sidebar; None for a new one."""
    st.markdown("##### Searches")
    studies = _studies()
    if "study" not in lab.kept:
        lab.kept["study"] = _linked(lab, studies)
    chosen = lab.kept.get("study")
    if chosen and chosen not in studies and running.running(shared_store(), chosen) is None:
        chosen = lab.kept["study"] = None
    fresh = partial(look_at, lab, None)
    st.button(NEW, icon=":material/add:", width="stretch", disabled=chosen is None, on_click=fresh)
    if chosen and chosen not in studies:
        st.caption(f"{chosen}: looking at the pages")
    for name, study in studies.items():
        st.button(
            name,
            key=f"study:{name}",
            icon=f":material/{_icon(study, running.running(shared_store(), name))}:",
            type="secondary" if name == chosen else "tertiary",
            width="stretch",
            on_click=partial(look_at, lab, name),
        )
    if chosen:
        st.query_params[LINK] = chosen
    else:
        st.query_params.pop(LINK, None)
    return chosen


def unfinished(lab: Lab) -> None:
    """At the top of the page for a new search: those that are on their way, and those that can go on."""
    for name, study in _studies().items():
        if study.state == "done":
            continue
        runner = running.running(shared_store(), name)
        alive = runner is not None and runner.alive
        trials = shared_store().trials(name)
        at_work = alive or turns.at_work(study, trials)
        tried = sum(trial.state != "running" for trial in trials)
        so_far = f"{tried} setting{'' if tried == 1 else 's'} tried so far"
        if alive:
            how = "is paused" if runner.study is not None and runner.study.paused else "is on its way"
        else:
            how = "is on its way in another process" if at_work else "was interrupted"
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{name}** {how}, {so_far}.{'' if at_work else ' Nothing is lost.'}")
            st.space("stretch")
            if at_work:
                st.button("Watch", f"watch:{name}", icon=":material/monitoring:", on_click=partial(look_at, lab, name))
            else:
                st.button(
                    "Go on", f"go-on:{name}", type="primary", icon=":material/play_arrow:",
                    on_click=partial(go_on, lab, name),
                )  # fmt: skip


def look_at(lab: Lab, name: str | None) -> None:
    lab.kept["study"] = name
    lab.kept.pop("trial", None)


def go_on(lab: Lab, name: str) -> None:
    """Start an interrupted search again where it was, and look at it."""
    look_at(lab, name)
    try:
        lab.kept.pop("opened-study", None)
        running.go_on(name, pool.shared_pool(), shared_store())
    except OcrLabError as error:
        lab.notice(error)


def elsewhere(name: str) -> bool:
    """Is a process at this search, here or on another machine?"""
    store = shared_store()
    study = store.study(name)
    return study is not None and turns.at_work(study, store.trials(name))


def _studies() -> dict[str, StoredStudy]:
    return {study.name: study for study in shared_store().studies()[:MOST]}


def _linked(lab: Lab, studies: dict[str, StoredStudy]) -> str | None:
    name = st.query_params.get(LINK)
    if name and name not in studies:
        lab.notice(f"There is no search {name!r} here; choose one on the left, or begin a new one.")
        return None
    return name


def _icon(study: StoredStudy, live: Runner | None) -> str:
    if live is not None and live.alive:
        return "pause_circle" if live.study and live.study.paused else "sync"
    return {"done": "check_circle", "failed": "error"}.get(study.state, "stop_circle")
