"""Listing: which runs are there, in which order, and which of them are chosen?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any

import streamlit as st

from ocrlab.engines import engines
from ocrlab.store import LetGo, RunBounds, RunFilter, RunLine, RunOrder, Store, run_bounds
from ocrlab.ui.plain import as_text
from ocrlab.ui.runs import table
from ocrlab.ui.runs.state import DAYS, LIMITS, PER_PAGE, RunsState
from ocrlab.ui.widgets import bound
from ocrlab.wording import ago, counted

ORDERS: dict[RunOrder, str] = {
    "newest": "Newest first", "oldest": "Oldest first", "best": "Best CER first", "worst": "Worst CER first",
    "image": "By image", "pipeline": "By filters", "fastest": "Fastest first", "slowest": "Slowest first",
}  # fmt: skip
ROW_HEIGHT, HEIGHT = 44, 482  # px
DAY = 86_400.0
MARKS = {"title": "Name", "tag": "Tag", "note": "Note"}  # columns that stand there where any run has such a thing
EMPTY = "No run is kept yet. Read a page on **Tune**: every setting whose reading comes is listed here."
NOTHING_KEPT = "This lab keeps no runs: OCRLAB_RUNS or OCRLAB_RUNS_DAYS is 0."
NONE_SUCH = "No run is like this. Take a filter away to see more."


def show(state: RunsState, store: Store, owner: str) -> None:
    """The filters and the table of runs; what is selected there is in ``state.chosen``."""
    bounds = run_bounds()
    _filters(state, *store.run_choices(owner))
    which = wanted(state, time.time())
    total, lines = store.runs(owner, which, state.order, state.page * PER_PAGE, PER_PAGE)
    if not total:
        st.info(
            NONE_SUCH if state.is_filtered else NOTHING_KEPT if bounds.keeps_nothing else EMPTY,
            icon=":material/history:",
        )
        state.listed = state.chosen = ()
        return
    if not lines:  # runs went away meanwhile
        state.turn_page(0)
        st.rerun()
    state.listed = tuple(line.id for line in lines)
    _table(state, lines)
    _pages(state, total)
    if gone := store.runs_let_go(owner):
        st.caption(as_text(let_go(gone, bounds)))


def let_go(gone: LetGo, bounds: RunBounds) -> str:
    """How many runs are no longer there, and by which bounds."""
    day = datetime.fromtimestamp(gone.newest).strftime("%-d %B %Y")
    were = "was" if gone.number == 1 else "were"
    return (
        f"{counted(gone.number, 'older run')}, up to {day}, {were} let go. Runs stay for {bounds.days:g} days "
        f"(OCRLAB_RUNS_DAYS), at most {bounds.most_of_one:,} of one browser (half of OCRLAB_RUNS); those with a "
        "name, a tag or a note go last."
    )


def wanted(state: RunsState, now: float) -> RunFilter:
    """The filter as the database takes it."""
    days = DAYS[state.days]
    since = None if days is None else now - days * DAY
    return replace(state.which, since=since, worst=LIMITS[state.limit])


def _filters(state: RunsState, names: list[str], tags: list[str]) -> None:
    which = state.which
    known = engines()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Find",
            which.words,
            placeholder="image, filter, name, tag, note",
            max_chars=200,
            icon=":material/search:",
            width=280,
            **bound("runs-words", which.words, lambda words: state.filter(words=words)),
        )
        _choice("Engine", "runs-engine", names, which.engine, lambda name: state.filter(engine=name),
                lambda name: known[name].title if name in known else name)  # fmt: skip
        _choice("Tag", "runs-tag", tags, which.tag, lambda tag: state.filter(tag=tag), str)
        st.selectbox(
            "Made", list(DAYS), list(DAYS).index(state.days), width=150,
            **bound("runs-days", state.days, state.limit_days),
        )  # fmt: skip
        st.selectbox(
            "CER at most", list(LIMITS), list(LIMITS).index(state.limit), width=120,
            **bound("runs-limit", state.limit, state.limit_cer),
        )  # fmt: skip
        st.selectbox(
            "Order", list(ORDERS), list(ORDERS).index(state.order), format_func=ORDERS.__getitem__, width=170,
            **bound("runs-order", state.order, state.sort),
        )  # fmt: skip


def _choice(
    label: str, key: str, names: list[str], chosen: str, store: Callable[[str], None], written: Callable[[str], str]
) -> None:
    """A filter by one of the values that there are; none of them is "All"."""
    options = ["", *names] if chosen in ("", *names) else ["", *names, chosen]
    st.selectbox(
        label,
        options,
        options.index(chosen),
        format_func=lambda name: written(name) if name else "All",
        width=150,
        **bound(key, chosen, store),
    )


def _table(state: RunsState, lines: list[RunLine]) -> None:
    key = f"runs-table-{state.turn}"
    now = time.time()
    marks = [name for name in MARKS if any(getattr(line, name) for line in lines)]
    marks += ["by_command"] if any(line.by_command for line in lines) else []
    table.show(
        [_row(line, marks, now) for line in lines],
        key,
        state.choose,
        {
            "Picture": st.column_config.ImageColumn("", width="small"),
            "Image": st.column_config.TextColumn(width="medium"),
            "Filters": st.column_config.TextColumn(width="large"),
            "CER": st.column_config.NumberColumn(format="%.1f %%", width="small"),
            "Seconds": st.column_config.NumberColumn(format="%.2f", width="small"),
            "Engine": st.column_config.TextColumn(width="small"),
            "Made": st.column_config.TextColumn(width=110),
        },
        row_height=ROW_HEIGHT,
        height=HEIGHT,
    )


def _row(line: RunLine, marks: list[str], now: float) -> dict[str, Any]:
    known = engines()
    return {
        "Picture": line.thumbnail or None,
        "Image": line.image,
        "Filters": line.pipeline,
        "Engine": known[line.engine].title if line.engine in known else line.engine,
        "CER": None if line.cer is None else 100 * line.cer,
        "Seconds": line.seconds,
        "Made": ago(now - line.created),
        **{MARKS[name]: str(getattr(line, name)).partition("\n")[0] for name in marks if name in MARKS},
        **({"From": "command line" if line.by_command else "Tune"} if "by_command" in marks else {}),
    }


def _pages(state: RunsState, total: int) -> None:
    pages = ceil(total / PER_PAGE)
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = f", {len(state.chosen)} selected" if state.chosen else ""
        st.caption(f"{counted(total, 'run')}{chosen}. Select one to see it, two or more to compare them.")
        if pages > 1:
            st.space("stretch")
            st.button("Newer" if state.order == "newest" else "Back", icon=":material/chevron_left:",
                      disabled=state.page == 0, on_click=state.turn_page, args=(state.page - 1,))  # fmt: skip
            st.caption(as_text(f"page {state.page + 1} of {pages:,}"), width="content")
            st.button("Older" if state.order == "newest" else "Next", icon=":material/chevron_right:",
                      disabled=state.page + 1 >= pages, on_click=state.turn_page, args=(state.page + 1,))  # fmt: skip
