"""What came of each page? The worst first, filtered, sorted, and each a click away from Tune."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from ocrlab.batch import Batch, Row
from ocrlab.batch.rows import worst_first
from ocrlab.delivery.report import BAR_WIDTHS
from ocrlab.errors import OcrLabError
from ocrlab.ui import state as session
from ocrlab.ui.batch.state import BatchState
from ocrlab.ui.look import TEAL
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.ui.widgets import bound, pressed

SHOWN = {"all": "All", "read": "Done", "failed": "Failed", "waiting": "To do"}
ROW_HEIGHT, HEIGHT, PICTURE_WIDTH = 56, 520, 116  # px
STATE_WIDTH, TOLD_WIDTH = 70, 260  # px: with these both are in sight on a page 1280 px wide
MOST_BINS, MOST_TICKS = 40, 10  # of the histogram
SMALL = 100  # rows up to which the table is sent again every other second


def poll_seconds(batch: Batch) -> float:
    """A long table is sent less often: a person reads in it meanwhile."""
    return 2.0 if len(batch.rows) <= SMALL else 6.0


def show(state: BatchState, batch: Batch) -> None:
    """Filters, the histogram beside them, and the table."""
    rows = list(batch.rows.values())
    names = [choice.name for choice in batch.plan.choices]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Show",
            list(SHOWN),
            default=state.shown,
            format_func=lambda kind: f"{SHOWN[kind]} {len(_shown(rows, kind)):,}",
            label_visibility="collapsed",
            **bound("batch-shown", state.shown, state.show),
        )
        if len(names) > 1:
            options = ["", *names]
            setting = state.setting if state.setting in names else ""
            st.selectbox(
                "Setting",
                options,
                options.index(setting),
                format_func=lambda name: name or "All settings",
                label_visibility="collapsed",
                width=260,
                **bound("batch-setting", setting, state.choose_setting),
            )
            rows = [row for row in rows if not setting or names[row.setting] == setting]
    rows = sorted(_shown(rows, state.shown), key=worst_first)
    if not rows:
        st.caption("No page is in this state.")
        return
    _table(state, batch, rows, len(names) > 1)
    _histogram(rows)


def _shown(rows: list[Row], kind: str) -> list[Row]:
    match kind:
        case "failed":
            return [row for row in rows if row.state == "failed"]
        case "read":
            return [row for row in rows if row.state in ("read", "done")]
        case "waiting":
            return [row for row in rows if row.state in ("waiting", "running")]
        case _:
            return rows


def _table(state: BatchState, batch: Batch, rows: list[Row], several: bool) -> None:
    scored = any(row.score for row in rows)
    told = any(row.reason or row.notes for row in rows)
    number = st.column_config.NumberColumn(format="%.1f %%")
    key = "batch-rows"  # the same while rows come in, or it would jump to its beginning under a person's eyes
    state.listed = tuple((row.page.key, row.setting) for row in rows)
    st.dataframe(
        pd.DataFrame([_line(batch, row, several, scored, told) for row in rows]),
        hide_index=True,
        key=key,
        on_select=lambda: state.choose_rows(st.session_state[key].selection.rows),
        selection_mode="single-row",
        row_height=ROW_HEIGHT,
        height=min(HEIGHT, (len(rows) + 1) * ROW_HEIGHT),
        placeholder="",
        column_config={
            "Picture": st.column_config.ImageColumn("", width=PICTURE_WIDTH),
            "State": st.column_config.TextColumn(width=STATE_WIDTH),
            "CER": number,
            "WER": number,
            "Confidence": st.column_config.NumberColumn(format="%.0f %%"),
            "Seconds": st.column_config.NumberColumn(format="%.2f"),
            "Diagnosis": st.column_config.TextColumn(
                width="medium", help="What is wrong with the page before any filter."
            ),
            "Notes": st.column_config.TextColumn(width=TOLD_WIDTH, help="Why a page failed, or what was noticed."),
        },
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        row = batch.rows.get(state.row) if state.row else None
        if row is None:
            st.caption("Choose a row to open its page on Tune with its setting.")
        else:
            _chosen(batch, row)


def _line(batch: Batch, row: Row, several: bool, scored: bool, told: bool) -> dict[str, Any]:
    choice = batch.plan.choices[row.setting]
    running = "reading" if batch.plan.read else "filtering"
    state = {"read": "writing", "waiting": "to do", "running": running}.get(row.state, row.state)
    line: dict[str, Any] = {"Picture": row.thumbnail or None, "Page": row.page.name, "State": state}
    if row.page.group:
        line["Group"] = row.page.group
    if several:
        line["Setting"] = choice.name
    if choice.is_recipe:
        line["Took"] = f"setting {row.place + 1}" if row.state in ("read", "done") else None
    if told:
        line["Notes"] = _reason(row) or "; ".join(row.notes) or None
    if scored:
        line["CER"] = 100 * row.score["cer"].rate if row.score else None
        line["WER"] = 100 * row.score["wer"].rate if row.score else None
    if batch.plan.read:
        line["Confidence"] = None if row.confidence is None else 100 * row.confidence
    line["Seconds"] = row.seconds if row.state in ("read", "done") else None
    line["Diagnosis"] = row.diagnosis or None
    return line


def _reason(row: Row) -> str:
    """Why the page failed, without the name that stands beside it."""
    return (row.reason or "").removeprefix(f"{row.page.name}: ")


def _chosen(batch: Batch, row: Row) -> None:
    st.markdown(f"**{as_text(row.page.name)}**{': ' + as_text(_reason(row)) if row.reason else ''}")
    if not pressed("Open on Tune", "batch-tune", icon=":material/tune:"):
        return
    lab = session.lab()
    pipeline = batch.plan.choices[row.setting].recipe.settings[row.place]
    try:
        page = row.page.entry.load()
        tune_page.read_as(batch.plan.engine, batch.plan.settings, batch.plan.normalise)
        tune_page.put(page)
        lab.set_pipeline(pipeline)
    except OcrLabError as error:
        tune_page.notice(f"The page on Tune stays as it was. {error}")
    st.switch_page("pages/tune.py")


def _histogram(rows: list[Row]) -> None:
    """How many pages are how good: by CER where there are truths, else by confidence."""
    read = [row for row in rows if row.state in ("read", "done")]
    scored = [row for row in read if row.score]
    name = "CER" if scored else "Confidence"
    values = [100 * row.score["cer"].rate for row in scored if row.score] or [
        100 * row.confidence for row in read if row.confidence is not None
    ]
    if len(values) < 2:
        return
    top = max(20.0, 10 * math.ceil(max(values) / 10 + 1e-9))
    step = next(width for width in BAR_WIDTHS if top / width <= MOST_BINS)
    ticks = [*range(0, math.ceil(top) + 1, step * math.ceil(top / step / MOST_TICKS))]
    chart = (
        alt.Chart(pd.DataFrame({"value": values}))
        .mark_bar(color=TEAL)
        .encode(
            x=alt.X(
                "value:Q",
                bin=alt.Bin(step=step),
                title=f"{name} (%)",
                scale=alt.Scale(domain=[0, top]),
                axis=alt.Axis(values=ticks, format="d"),
            ),
            y=alt.Y("count()", title="Pages", axis=alt.Axis(format="d", tickMinStep=1)),
        )
        .properties(height=180)
    )
    st.altair_chart(chart)
