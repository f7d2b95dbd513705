"""What shall be searched, on which pages, and for how long? The form a search begins with."""

from __future__ import annotations

import shlex
from functools import partial
from typing import Any

import streamlit as st

from ocrlab.engines import effective, get_engine
from ocrlab.errors import InputError, OcrLabError
from ocrlab.scoring import METRICS
from ocrlab.search import CURATED, SAMPLERS, Plan, running
from ocrlab.search.objective import CONFIDENCE, PROXY, title
from ocrlab.search.plan import GRID_MOST
from ocrlab.search.space.space import Space
from ocrlab.store import shared_store
from ocrlab.ui import pool
from ocrlab.ui.search import pages as search_pages
from ocrlab.ui.search import space as search_space
from ocrlab.ui.state import Lab


def form(lab: Lab) -> None:
    """Pages, what may vary, and the budget, side by side; then the button."""
    pages, space, budget = st.columns(3, gap="large")
    with pages:
        st.markdown("##### Pages")
        source = search_pages.choose(lab)
    with space:
        st.markdown("##### What may vary")
        texts = search_space.choose(lab)
    with budget:
        st.markdown("##### Goal and budget")
        given = _budget()
    with st.container(key="search-start"):
        _start(lab, source, texts, given)


def _budget() -> dict[str, Any]:
    metric = st.selectbox("Improve", [*METRICS, CONFIDENCE], key="search-metric", format_func=title)
    if metric == CONFIDENCE:
        st.caption(PROXY)
    sampler = st.selectbox(
        "Settings are chosen by",
        list(SAMPLERS),
        key="search-sampler",
        format_func={"tpe": "TPE", "nsga2": "NSGA-II", "random": "Chance", "grid": "Full grid"}.get,
        help="  \n".join(f"**{name}:** {text}" for name, text in SAMPLERS.items()),
    )
    trials = st.slider("Settings to try, at most", 5, 300, 60, 5, key="search-trials")
    held = st.slider(
        "Pages held out",
        0,
        70,
        30,
        5,
        format="%d%%",
        key="search-held",
        help="These pages are never searched on: they tell whether the best setting is better on pages new to it.",
    )
    with st.container(horizontal=True):
        draft = st.toggle(
            "Draft speed",
            True,
            key="search-draft",
            help="Search with the engine's quickest networks, and prove with the exact ones.",
        )
        locked = st.toggle(
            "Lock text regions",
            key="search-locked",
            help="Find text once on each unfiltered page and read those boxes under each setting: quicker, but what a "
            "filter does to finding text is not seen.",
        )
    return {
        "metric": metric,
        "sampler": sampler,
        "trials": trials,
        "hold_out": held / 100,
        "draft": draft,
        "locked": locked,
    }


def _start(lab: Lab, source: dict[str, Any] | None, texts: list[str], given: dict[str, Any]) -> None:
    plan = None
    try:
        if texts:
            space = Space.of(texts, lab.pipeline)
            count = space.count
            if given["sampler"] == "grid" and count > GRID_MOST and given["trials"] < count:
                st.warning(f"The full grid has {count:,} points; the first {given['trials']} of them would be tried.")
            settings = {k: v for k, v in effective(get_engine(lab.engine), lab.settings).items() if k in lab.settings}
            plan = Plan.of(
                tuple(texts),
                engine=lab.engine,
                settings=settings,
                current=lab.pipeline,
                normalise=lab.normalise,
                **given | {"trials": min(given["trials"], count + 2)},
            )
            tried = f"at most {plan.budget} are tried" if plan.budget < count else "all may be tried"
            st.caption(
                f"{count:,} settings can be made of this, {tried}; no filter and the pipeline on Tune come first. "
                "Each is given up as soon as it is hopeless."
            )
        else:
            st.caption("Nothing varies yet.")
    except OcrLabError as error:
        st.error(str(error), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name", key="search-name", placeholder="chosen for you", width=320, max_chars=60)
        st.button(
            "Start the search",
            type="primary",
            icon=":material/search:",
            disabled=plan is None or source is None,
            on_click=partial(_begin, lab, plan, source, name.strip()),
        )
    if plan is not None and source is not None:
        with st.expander("The same on the command line", icon=":material/terminal:"):
            st.code(command(plan, source), language="bash", wrap_lines=True)


def command(plan: Plan, source: dict[str, Any]) -> str:
    """The command that searches the same."""
    parts = ["python", "-m", "ocrlab", "search", source["path"]]
    for text in plan.vary:
        parts += ["--vary", text]
    for stage in plan.current.stages:
        parts += ["--stage", str(stage)]
    for name, value in (("metric", "cer"), ("sampler", "tpe"), ("trials", 60), ("normalise", Plan.normalise)):
        if getattr(plan, name) != value:
            parts += [f"--{name}", str(getattr(plan, name))]
    parts += ["--hold-out", f"{plan.hold_out:g}"] if plan.hold_out != 0.3 else []
    parts += ["--group-by", source["group_by"]] if source.get("group_by") else []
    return shlex.join(parts + (["--locked"] if plan.locked else []))


def _begin(lab: Lab, plan: Plan, source: dict[str, Any], name: str) -> None:
    try:
        store = shared_store()
        taken = {study.name for study in store.studies()}
        if name in taken:
            raise InputError(f"study: the name {name!r} is taken; choose another")
        stem, number = name or f"{source['label']}, {_what(plan)}"[:60], 1
        name = stem
        while name in taken:
            number += 1
            name = f"{stem} {number}"
        running.begin(plan, source, name, pool.shared_pool(), store)
        lab.kept["study"] = name
    except OcrLabError as error:
        lab.notice(error)


def _what(plan: Plan) -> str:
    return next((one.name for one in CURATED.values() if one.vary == plan.vary), plan.vary[0].split()[0].rstrip("?"))
