"""Sets: two settings of batches and studies beside each other, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from ocrlab.errors import InputError
from ocrlab.runs.sets import SetsCompared, SetSide, set_names, set_side
from ocrlab.store import Store
from ocrlab.ui.plain import as_text
from ocrlab.ui.runs.state import RunsState
from ocrlab.ui.widgets import bound
from ocrlab.wording import counted, percent, points

EMPTY = "There is nothing to compare yet: begin a **Search** or a **Batch** with at least two settings."
NO_PAGE = "These two have no scored page in common. Settings of one batch, or trials of one study, always have."
WHICH = ("First", "Second")


def show(state: RunsState, store: Store, titles: Mapping[tuple[str, str], str]) -> None:
    """Two settings to choose, what came of them on the pages that both have read, and each of these pages.

    They are of the sets that are selected, where those have two.
    """
    names = set_names(store, state.of_sets.chosen)
    if len(names) < 2 and state.of_sets.chosen:
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
            format_func=lambda name: _title(name, titles),
            **bound(f"runs-set-{number}", chosen, partial(state.put_set, number)),
        )
        try:
            side = set_side(store, *chosen)
        except InputError as error:  # a filter that is no longer there
            cell.warning(as_text(error), icon=":material/extension_off:")
            continue
        if side:
            cell.caption(as_text(side.name))
            sides.append(side)
    if len(sides) == 2:
        _compared(SetsCompared(sides[0], sides[1]))


def _title(name: tuple[str, str, int], titles: Mapping[tuple[str, str], str]) -> str:
    """Letter for letter, because a list to choose from knows no Markdown."""
    kind, set_name, number = name
    shown = titles.get((kind, set_name), set_name)
    return f"{shown}, setting {number + 1}" if kind == "batch" else f"{shown}, trial {number}"


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
