"""Sets: two settings of batches and studies beside each other, page by page."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from ocrlab.runs.sets import SetsCompared, SetSide, set_names, set_side
from ocrlab.store import shared_store
from ocrlab.ui.plain import as_text
from ocrlab.ui.runs.state import RunsState
from ocrlab.ui.widgets import bound
from ocrlab.wording import counted, percent, points

EMPTY = "There is nothing to compare yet: begin a **Search** or a **Batch** with at least two settings."
NO_PAGE = "These two have no scored page in common. Settings of one batch, or trials of one study, always have."
WHICH = ("First", "Second")


def show(state: RunsState) -> None:
    """Two settings to choose, what came of them on the pages that both have read, and each of these pages."""
    store = shared_store()
    names = set_names(store)
    if len(names) < 2:
        st.info(EMPTY, icon=":material/library_books:")
        return
    first = state.sets[0] if state.sets[0] in names else names[0]
    second = state.sets[1] if state.sets[1] in names else names[1]
    sides: list[SetSide] = []
    for number, (cell, chosen) in enumerate(zip(st.columns(2), (first, second), strict=True)):
        cell.selectbox(
            WHICH[number],
            names,
            names.index(chosen),
            format_func=lambda name: (
                f"{name[1]}, setting {name[2] + 1}" if name[0] == "batch" else f"{name[1]}, trial {name[2]}"
            ),
            **bound(f"runs-set-{number}", chosen, partial(state.put_set, number)),
        )
        if side := set_side(store, *chosen):
            cell.caption(as_text(side.name))
            sides.append(side)
    if len(sides) == 2:
        _compared(SetsCompared(sides[0], sides[1]))


def _compared(compared: SetsCompared) -> None:
    if not compared.pages:
        st.info(NO_PAGE, icon=":material/help:")
        return
    before, after = (rate.rate for rate in compared.totals)
    st.markdown(f"**{as_text(compared.verdict.sentence)}**")
    change = compared.difference
    st.caption(
        as_text(
            f"CER {percent(before)} under the first, {percent(after)} under the second; the change is "
            f"{points(change.low)} to {points(change.high)} (95 %, {counted(change.units, 'page')})."
        )
    )
    groups = {
        "Both wrong": compared.both_wrong,
        "Only the first wrong": compared.only_first_wrong,
        "Only the second wrong": compared.only_second_wrong,
    }
    for cell, (title, pages) in zip(st.columns(3), groups.items(), strict=True):
        cell.metric(as_text(title), len(pages))
    wrong = {page: title for title, pages in groups.items() for page in pages}
    rows = [
        {"Page": name, "First": 100 * a.rate, "Second": 100 * b.rate, "Wrong": wrong.get(name, "")}
        for name, a, b in compared.pages
    ]
    number = st.column_config.NumberColumn(format="%.1f %%")
    st.dataframe(
        pd.DataFrame(sorted(rows, key=lambda row: str(row["Wrong"]) or "~")),
        hide_index=True,
        column_config={"First": number, "Second": number},
    )
