"""What shall be searched, on which pages, and for how long? The form a search begins with."""

from __future__ import annotations

import streamlit as st

from ocrlab.engines import engines
from ocrlab.errors import InputError, OcrLabError
from ocrlab.scoring import METRICS
from ocrlab.search import CURATED, SAMPLERS, Plan, running
from ocrlab.search.command import command
from ocrlab.search.objective import CONFIDENCE, PROXY, needs_truth, title
from ocrlab.search.plan import MAX_GRID
from ocrlab.store import shared_store
from ocrlab.ui import frame, pool
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import pages as search_pages
from ocrlab.ui.search import space as search_space
from ocrlab.ui.search import tune_page
from ocrlab.ui.search.pages import Chosen
from ocrlab.ui.search.state import SearchForm, SearchState
from ocrlab.ui.widgets import pressed
from ocrlab.wording import counted, numbered

SAMPLER_TITLES = {"tpe": "TPE", "nsga2": "NSGA-II", "random": "Chance", "grid": "Full grid"}
MAX_NAME = 60  # characters


def show(state: SearchState) -> None:
    """Pages, what may vary, and the budget, side by side; then the button."""
    form, setting = state.form, tune_page.setting()
    pages, space, budget = st.columns(3, gap="large")
    with pages:
        frame.heading("Pages")
        chosen = search_pages.choose(form)
    with space:
        frame.heading("What may vary")
        texts = search_space.choose(form, setting.pipeline)
        if spoilt_by := setting.pipeline.spoilt_by:
            st.caption(
                f":material/broken_image: All pages are spoilt on purpose first, as on Tune, by {as_text(spoilt_by)}; "
                "no filter means spoilt and not filtered."
            )
    with budget:
        frame.heading("Goal and budget")
        _budget(form)
        setting = _engines(form, setting)
    with st.container(key="search-start"):
        plan = _plan(form, setting, texts)
        _start(state, chosen, plan)


def _budget(form: SearchForm) -> None:
    metrics, samplers = [*METRICS, CONFIDENCE], list(SAMPLERS)
    form.metric = st.selectbox(
        "Improve",
        metrics,
        index=metrics.index(form.start("search-metric", form.metric)),
        key="search-metric",
        format_func=title,
    )
    if form.metric == CONFIDENCE:
        st.caption(PROXY)
    form.sampler = st.selectbox(
        "Settings are chosen by",
        samplers,
        index=samplers.index(form.start("search-sampler", form.sampler)),
        key="search-sampler",
        format_func=lambda name: SAMPLER_TITLES[name],
        help="  \n".join(f"**{SAMPLER_TITLES[name]}** {text}." for name, text in SAMPLERS.items()),
    )
    form.trials = st.slider(
        "Settings to try, at most", 5, 300, form.start("search-trials", form.trials), 5, key="search-trials"
    )
    form.held_out = st.slider(
        "Pages held out",
        0,
        70,
        form.start("search-held", form.held_out),
        5,
        format="%d %%",
        key="search-held",
        help="These pages are not searched. They tell whether the best setting is better on pages new to it.",
    )
    with st.container(horizontal=True):
        form.draft = st.toggle(
            "Draft speed",
            form.start("search-draft", form.draft),
            key="search-draft",
            help="Search with the engine's quickest networks, and prove the best settings with the exact ones.",
        )
        form.locked = st.toggle(
            "Lock text boxes",
            form.start("search-locked", form.locked),
            key="search-locked",
            help="Find text once on each unfiltered page and read those boxes under every setting. Quicker, but it "
            "does not show what a filter does to finding text.",
        )


def _engines(form: SearchForm, setting: tune_page.Setting) -> tune_page.Setting:
    """The engines that may read beside the one on Tune; the setting with them."""
    usable = [name for name, engine in engines().items() if engine.available() is None and name != setting.engine]
    if not usable:
        return setting
    chosen = st.multiselect(
        f"Engines to try beside {as_text(engines()[setting.engine].title)}",
        usable,
        form.start("search-engines", [name for name in form.engines if name in usable]),
        key="search-engines",
        format_func=lambda name: engines()[name].title,
        placeholder="None: only filters vary",
        help="The engine then varies like any choice, and the best setting is proved against each engine without a "
        "filter: it may be the engine that matters.",
    )
    form.engines = [name for name in chosen if name != setting.engine]
    return tune_page.with_engines(setting, form.engines) if form.engines else setting


def _plan(form: SearchForm, setting: tune_page.Setting, texts: list[str]) -> Plan | None:
    """The search that is chosen; None, with the reason shown, while there can be none."""
    if not texts:
        st.caption("Nothing varies yet.")
        return None
    try:
        plan = Plan.of(
            texts,
            engine=setting.engine,
            settings=setting.settings,
            current=setting.pipeline,
            normalise=setting.normalise,
            metric=form.metric,
            sampler=form.sampler,
            trials=form.trials,
            hold_out=form.held_out / 100,
            draft=form.draft,
            locked=form.locked,
        )
    except OcrLabError as error:
        st.error(as_text(error), icon=":material/error:")
        return None
    count = plan.space.count
    if plan.sampler == "grid" and count > MAX_GRID and plan.budget < count:
        st.warning(f"The full grid has {count:,} settings; only the first {plan.budget} of them would be tried.")
    tried = f"and at most {plan.budget} are tried" if plan.budget < count else "and all may be tried"
    first = "no filter with each engine" if plan.others else "no filter"
    st.caption(
        f"{counted(count, 'setting')} can be made of this, {tried}: {first} "
        "and the pipeline on Tune first. "
        "A setting that falls behind is given up early."
    )
    return plan.with_trials(min(plan.budget, count + 1 + len(plan.engines)))


def _start(state: SearchState, chosen: Chosen | None, plan: Plan | None) -> None:
    form = state.form
    reason = _why_not(chosen, form.metric)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form.name = st.text_input(
            "Name",
            form.start("search-name", form.name),
            key="search-name",
            placeholder="chosen for you",
            width=320,
            max_chars=MAX_NAME,
        ).strip()
        # Not by a callback, which would take up what was chosen a run before.
        starts = pressed(
            "Start the search",
            "search-begin",
            type="primary",
            icon=":material/search:",
            disabled=plan is None or reason is not None,
        )
        if reason:
            st.markdown(f":material/info: {as_text(reason)}", width="content")
    if plan is None or chosen is None:
        return
    if starts:
        _begin(state, chosen, plan)
    with st.expander("The same on the command line", icon=":material/terminal:"):
        st.code(command(plan, chosen.source, form.name), language="bash", wrap_lines=True)


def _why_not(chosen: Chosen | None, metric: str) -> str | None:
    """Why these pages cannot be searched; None where they can."""
    if chosen is None:
        return "Choose pages first."
    if needs_truth(metric) and not chosen.truths:
        pages = "None of these pages has" if chosen.pages > 1 else "This page does not have"
        return f"{pages} a ground truth to measure by. Add one, or choose “{title(CONFIDENCE)}” to improve."
    return None


def _begin(state: SearchState, chosen: Chosen, plan: Plan) -> None:
    """Start the search and look at it. Raises `InputError` where its name is taken."""
    store = shared_store()
    taken = {study.name for study in store.studies()}
    if state.form.name in taken:
        raise InputError(f"study: the name {state.form.name!r} is taken; choose another")
    taken |= store.names_of_deleted("study")
    name = state.form.name or numbered(f"{chosen.label}, {_what(plan)}"[:MAX_NAME], taken)
    running.begin(plan, chosen.source, name, pool.shared_pool(), store)
    state.form.name = ""
    state.look_at(name)
    st.rerun()


def _what(plan: Plan) -> str:
    """What varies, in a word or two."""
    ready_made = next((space.name for space in CURATED.values() if space.vary == plan.vary), None)
    return ready_made or plan.vary[0].split()[0].rstrip("?")
