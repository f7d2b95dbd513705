"""Stages: the pipeline as a list of cards, and the way to add, move, switch off, reset and remove a filter."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.export import recipe_from
from ocrlab.filters import FAMILIES, Filter, all_filters, get_filter
from ocrlab.params import Param
from ocrlab.pipeline import Stage
from ocrlab.ui import along, frame
from ocrlab.ui.lab import START, Lab, Row
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import keys, steps
from ocrlab.ui.tune.controls import control
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.widgets import bound

PICTURE = "picture"  # the fragment that shows both sides of the page


def heading(lab: Lab, state: TuneState) -> None:
    """The heading, and beside it the way to take a step back, and the keys."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters-head"):
        frame.heading("Filters")
        st.space("stretch")
        steps.buttons(lab, state)
        box = st.popover(
            "Keys", icon=":material/keyboard:", type="tertiary", help="Keys", key="keys", on_change="rerun"
        )
    if box.open:
        with box:
            keys.table()


def show(lab: Lab, state: TuneState) -> None:
    """All cards, and below them what adds one and what takes all back to the start."""
    for row in lab.filter_rows:
        card(lab, state, row)
    if not lab.filter_rows:
        st.caption("No filter: the page is read as it is. Add one below.")
    names = [filter_.name for filter_ in all_filters()]
    st.selectbox(
        "Add a filter",
        names,
        index=None,
        placeholder="Add a filter",
        label_visibility="collapsed",
        format_func=lambda name: f"{get_filter(name).title}  ·  {FAMILIES[get_filter(name).family]}",
        **bound("add", None, lab.add),
    )
    st.button(
        "Reset all",
        icon=":material/restart_alt:",
        on_click=partial(lab.set_filters, START),
        width="stretch",
        help="Back to the start: one median of radius 1.",
    )
    along.open_menu(partial(_open, lab, state), partial(_refuse, lab), state.settings_opened)


def _open(lab: Lab, state: TuneState, text: str) -> None:
    try:
        recipe, learnt = recipe_from(text)
        if recipe.chooses:
            state.recipe.open(recipe, learnt)
        else:
            lab.set_pipeline(recipe.settings[0])
    except OcrLabError as error:
        _refuse(lab, error)
        return
    state.settings_opened += 1


def _refuse(lab: Lab, error: OcrLabError) -> None:
    lab.notice(f"The filters stay as they are. {error}")


def card(lab: Lab, state: TuneState, row: Row) -> None:
    """A stage: its head, a control for each of its values, and the region it is limited to."""
    filter_, stage = row.stage.declaration, row.stage
    with st.container(border=True, key=f"stage-{row.uid}", gap="small"):
        _head(lab, row)
        for param in filter_.params:
            control(
                param,
                stage.settings[param.name],
                partial(_set, lab, state, row.uid, param),
                label=f"{filter_.title} {param.title}",
                name=f"{row.uid}:{param.name}",
            )
        if stage.region:
            st.button(
                "Region {}, {} · {} x {} px".format(*stage.region),
                icon=":material/close:",
                type="tertiary",
                key=f"{row.uid}:region",
                help="The stage is limited to this region; press to use the whole page.",
                on_click=partial(lab.limit, row.uid, None),
            )


def _head(lab: Lab, row: Row) -> None:
    """The filter's switch, and four buttons whose labels are for those who hear the page (see look.css)."""
    filter_, uid = row.stage.declaration, row.uid
    title = as_text(filter_.title)
    rows = lab.spoiling_rows if filter_.spoils else lab.filter_rows
    place = rows.index(row)
    with st.container(horizontal=True, vertical_alignment="center", gap=None, key=f"stage-head-{uid}"):
        on = row.stage.enabled
        st.toggle(title, on, help=_about(filter_), **bound(f"{uid}:enabled", on, partial(lab.switch, uid)))
        st.space("stretch")
        with st.container(horizontal=True, gap=None, width="content", key=f"stage-buttons-{uid}"):
            button = partial(st.button, type="tertiary")
            button(
                f"Move {title} up",
                icon=":material/arrow_upward:",
                key=f"{uid}:up",
                disabled=place == 0,
                help=f"Move {title} up",
                on_click=partial(lab.move, uid, -1),
            )
            button(
                f"Move {title} down",
                icon=":material/arrow_downward:",
                key=f"{uid}:down",
                disabled=place == len(rows) - 1,
                help=f"Move {title} down",
                on_click=partial(lab.move, uid, 1),
            )
            button(
                f"Reset {title}",
                icon=":material/restart_alt:",
                key=f"{uid}:reset",
                help=f"Reset {title} to its defaults",
                on_click=partial(lab.set_stage, uid, Stage.of(filter_.name)),
            )
            button(
                f"Remove {title}",
                icon=":material/close:",
                key=f"{uid}:remove",
                help=f"Remove {title}",
                on_click=partial(lab.remove, uid),
            )


def _set(lab: Lab, state: TuneState, uid: str, param: Param, value: Any) -> None:
    """A hand moved a control: the picture follows first, on its own; it calls for the rest of the page."""
    row = lab.row(uid)
    if row is None:
        return
    state.touch(f"{uid}:{param.name}")
    row.stage = row.stage.replace(**{param.name: value})
    if state.page is not None and state.fault is None:
        state.newest.run_ahead()
        with suppress(st.errors.StreamlitAPIException):  # moved before the picture was ever there: the whole page runs
            st.rerun(PICTURE)


def _about(filter_: Filter) -> str:
    sections = (f"**{as_text(head)}:** {as_text(text)}" for head, text in filter_.sections.items())
    return "  \n".join([as_text(filter_.summary), *sections])
