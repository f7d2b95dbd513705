"""What may vary? A ready-made space, ranges for the stages on Tune made from their declarations, or plain text."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import streamlit as st

from ocrlab.filters import all_filters
from ocrlab.params import Param
from ocrlab.search import CURATED
from ocrlab.search.space.dimensions import LOG_POINTS
from ocrlab.ui.state import Lab, Row

SPACES = {"ready": "Ready-made", "current": "The pipeline on Tune", "written": "Written"}


def choose(lab: Lab) -> list[str]:
    """The texts of a space, as `Space.of` reads them."""
    kind = st.selectbox("Space", list(SPACES), key="search-space", format_func=SPACES.get)
    match kind:
        case "ready":
            name = st.radio(
                "Ready-made space",
                list(CURATED),
                key="search-ready",
                format_func=str.capitalize,
                captions=[CURATED[one].help for one in CURATED],
                label_visibility="collapsed",
            )
            texts = list(CURATED[name].vary)
        case "current":
            texts = _around(lab)
        case _:
            text = st.text_area(
                "One place in the pipeline a line",
                key="search-written",
                height=190,
                placeholder="median? radius=1..3\notsu|sauvola|none window=15..51:4\norder median otsu",
                help="A range, a list a|b, a filter or none (?), one of several filters, or an order.",
            )
            texts = [line.strip() for line in text.splitlines() if line.strip()]
    return texts


def _around(lab: Lab) -> list[str]:
    """Controls made from the declarations of the stages on the Tune page."""
    rows = [row for row in lab.rows if row.stage.enabled]
    if not rows:
        st.caption("There is no filter on the Tune page. Add some there, or choose a ready-made space.")
    texts = [text for row in rows if (text := _stage(row))]
    for one, other in pairwise(rows):
        first, second = one.stage.filter, other.stage.filter
        if first != second and st.toggle(
            f"{one.stage.declaration.title} and {other.stage.declaration.title} in either order",
            key=f"search:{one.uid}:{other.uid}:order",
        ):
            texts.append(f"order {first} {second}")
    return texts


def _stage(row: Row) -> str | None:
    stage, found, key = row.stage, row.stage.declaration, f"search:{row.uid}"
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{found.title}**")
            optional = st.toggle(
                "On or off", key=f"{key}:optional", help=f"Try the pipeline without {found.title} too."
            )
        others = st.multiselect(
            f"Or instead of {found.title}",
            [one.name for one in all_filters() if one.family == found.family and one.name != found.name],
            key=f"{key}:others",
            format_func=lambda name: next(one.title for one in all_filters() if one.name == name),
            placeholder="Alternatives",
            label_visibility="collapsed",
        )
        spans = [
            f"{param.name}={span}" if not others else f"{found.name}.{param.name}={span}"
            for param in found.params
            if (span := _span(param, stage.settings[param.name], f"{key}:{param.name}"))
        ]
    if not (optional or others or spans):
        return None
    return " ".join(["|".join([stage.filter, *others]) + ("?" if optional else ""), *spans])


def _span(param: Param, value: Any, key: str) -> str | None:
    """The control for one parameter's range; None where it stays as it is."""
    if not st.checkbox(f"Vary {param.title}", key=f"{key}:vary", help=param.help or None):
        return None
    match param.kind:
        case "number":
            options = _grid(param)
            low, high = st.select_slider(
                param.title,
                options,
                value=_near(options, value),
                key=f"{key}:span",
                format_func=lambda v: f"{v:g} {param.unit}".strip(),
                label_visibility="collapsed",
            )
            return f"{low:g}..{high:g}"
        case "choice":
            chosen = st.multiselect(
                param.title, param.choices, default=param.choices, key=f"{key}:span", label_visibility="collapsed"
            )
            return "|".join(chosen) or None
        case _:
            return "true|false"


def _grid(param: Param) -> list[float]:
    r = param.range
    if r.log:
        ratio = (r.high / r.low) ** (1 / (6 * LOG_POINTS))
        return [float(f"{r.low * ratio**i:.3g}") for i in range(6 * LOG_POINTS)] + [r.high]
    count = round((r.high - r.low) / r.step) + 1
    return [float(f"{r.low + i * r.step:.10g}") for i in range(count)]


def _near(options: list[float], value: float) -> tuple[float, float]:
    """From the lowest to about twice the present value: where looking pays first."""
    high = next((one for one in options if one >= max(2 * value, options[0])), options[-1])
    return (options[0], high) if high > options[0] else (options[0], options[min(3, len(options) - 1)])
