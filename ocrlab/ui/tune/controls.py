"""How does a declared parameter become something a hand can move?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from ocrlab.engines import engines, get_engine
from ocrlab.filters import FAMILIES, all_filters, get_filter
from ocrlab.params import Param
from ocrlab.pipeline import Stage
from ocrlab.ui.state import PICTURE, START, Lab, Row
from ocrlab.ui.tune import lock

FEW = 4  # choices that fit side by side


def control(param: Param, value: Any, *, label: str, key: str, on_change: Callable[[], None] | None = None) -> Any:
    """The widget a parameter asks for, showing ``value``; returns what it is set to."""
    if key not in st.session_state:
        st.session_state[key] = list(value) if param.kind == "several" else value
    match param.kind:
        case "number" if param.range.log:
            return st.select_slider(
                label,
                _ratios(param, st.session_state[key]),
                key=key,
                help=param.help or None,
                format_func=lambda v: f"{v:g} {param.unit}".strip(),
                on_change=on_change,
            )
        case "number":
            kind, digits = (int, 0) if param.whole else (float, _decimals(param.step))
            unit = f" {param.unit}".rstrip().replace("%", "%%")
            return st.slider(
                label,
                kind(param.range.low),
                kind(param.range.high),
                step=kind(param.step),
                key=key,
                help=param.help or None,
                format=f"%.{digits}f{unit}",
                on_change=on_change,
            )
        case "choice" if len(param.choices) <= FEW and sum(map(len, param.choices)) <= 26:
            return st.segmented_control(
                label, param.choices, key=key, required=True, help=param.help or None, on_change=on_change
            )
        case "choice":
            return st.selectbox(label, param.choices, key=key, help=param.help or None, on_change=on_change)
        case "flag":
            return st.toggle(label, key=key, help=param.help or None, on_change=on_change)
        case "text":
            return st.text_input(label, key=key, help=param.help or None, max_chars=param.max_length)
        case "several":
            return tuple(st.multiselect(label, param.choices, key=key, help=param.help or None))


def _decimals(step: float) -> int:
    return max(0, len(f"{step:.6f}".rstrip("0").partition(".")[2]))


def _ratios(param: Param, current: float) -> list[float]:
    grid = {float(f"{v:.3g}") for v in np.geomspace(param.range.low, param.range.high, 61)}
    return sorted({*grid, float(param.range.low), float(param.range.high), param.default, current})


def stages(lab: Lab) -> None:
    """The pipeline as a list of cards, and the way to add, reset and remove."""
    for place, row in enumerate(lab.rows):
        _card(lab, row, first=place == 0, last=place == len(lab.rows) - 1)
    if not lab.rows:
        st.caption("No filter: the page is read as it is. Add one below.")
    names = [found.name for found in all_filters()]
    st.selectbox(
        "Add a filter",
        names,
        index=None,
        key="add",
        placeholder="Add a filter",
        label_visibility="collapsed",
        format_func=lambda name: f"{get_filter(name).title}  ·  {FAMILIES[get_filter(name).family]}",
        on_change=partial(_add, lab),
    )
    st.button(
        "Reset all",
        icon=":material/restart_alt:",
        on_click=partial(lab.set_pipeline, START),
        width="stretch",
        help="Back to the start: one median of radius 1.",
    )


def _add(lab: Lab) -> None:
    if st.session_state["add"]:
        lab.add(st.session_state["add"])
        st.session_state["add"] = None


def _card(lab: Lab, row: Row, *, first: bool, last: bool) -> None:
    found, stage = row.stage.declaration, row.stage
    with st.container(border=True, key=f"stage-{row.uid}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap=None, key=f"stage-head-{row.uid}"):
            key = f"{row.uid}:enabled"
            st.session_state.setdefault(key, stage.enabled)
            enabled = st.toggle(found.title, key=key, help=_about(found))
            st.space("stretch")
            st.button(
                "",
                icon=":material/arrow_upward:",
                key=f"{row.uid}:up",
                type="tertiary",
                disabled=first,
                help=f"Move {found.title} up",
                on_click=partial(lab.move, row.uid, -1),
            )
            st.button(
                "",
                icon=":material/arrow_downward:",
                key=f"{row.uid}:down",
                type="tertiary",
                disabled=last,
                help=f"Move {found.title} down",
                on_click=partial(lab.move, row.uid, 1),
            )
            st.button(
                "",
                icon=":material/restart_alt:",
                key=f"{row.uid}:reset",
                type="tertiary",
                help=f"Reset {found.title} to its defaults",
                on_click=partial(lab.change, row.uid, Stage.of(found.name)),
            )
            st.button(
                "",
                icon=":material/close:",
                key=f"{row.uid}:remove",
                type="tertiary",
                help=f"Remove {found.title}",
                on_click=partial(lab.remove, row.uid),
            )
        values = {
            param.name: control(
                param,
                stage.settings[param.name],
                label=f"{found.title} {param.title}",
                key=f"{row.uid}:{param.name}",
                on_change=partial(_moved, lab, row, param),
            )
            for param in found.params
        }
        if stage.region:
            st.button(
                "Region {}, {} · {} x {} px".format(*stage.region),
                icon=":material/close:",
                type="tertiary",
                key=f"{row.uid}:region",
                help="The stage is limited to this region; press to use the whole page.",
                on_click=partial(lab.limit, row.uid, None),
            )
    row.stage = Stage.of(found.name, values, enabled, stage.region)


def _moved(lab: Lab, row: Row, param: Param) -> None:
    """A hand moved a control: the picture follows first, on its own; it calls for the rest of the page."""
    key = f"{row.uid}:{param.name}"
    lab.touched = key
    row.stage = row.stage.replace(**{param.name: st.session_state[key]})
    if lab.kept.get("bench") is not None and lab.kept["fault"] is None:
        lab.ahead = True
        st.rerun(PICTURE)


def _about(found: Any) -> str:
    return "  \n".join([found.summary, *(f"**{head}:** {text}" for head, text in found.sections.items())])


def recognition(lab: Lab) -> None:
    """Where text is looked for, the engine and its own settings; those are made only while they are looked at."""
    lock.choose(lab)
    box = st.expander("Recognition", icon=":material/text_fields:", key="recognition", on_change="rerun")
    if not box.open:
        return
    with box:
        _engine(lab)
        engine = get_engine(lab.engine)
        values = {}
        for param in engine.params:
            now = lab.settings.get(param.name, param.default)
            values[param.name] = control(param, now, label=param.title.capitalize(), key=f"{lab.engine}:{param.name}")
        lab.settings = {p.name: values[p.name] for p in engine.params if values[p.name] != p.default}
        st.button(
            "Reset recognition",
            icon=":material/restart_alt:",
            width="stretch",
            on_click=partial(_reset_recognition, lab),
        )


def _engine(lab: Lab) -> None:
    usable = [name for name, engine in engines().items() if engine.available() is None]
    if not usable or usable == [lab.engine]:
        return
    if lab.engine in usable:
        st.session_state.setdefault("engine", lab.engine)
    chosen = st.selectbox("Engine", usable, key="engine", format_func=lambda name: engines()[name].title)
    if chosen != lab.engine:
        lab.engine, lab.settings = chosen, {}


def _reset_recognition(lab: Lab) -> None:
    lab.settings = {}
    for key in [k for k in st.session_state if str(k).startswith(f"{lab.engine}:")]:
        del st.session_state[key]
