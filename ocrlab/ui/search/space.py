"""What may vary? A ready-made space, ranges for the stages on Tune made from their declarations, or plain text."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import streamlit as st

from ocrlab.filters import all_filters, get_filter
from ocrlab.params import Param
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.search import CURATED
from ocrlab.search.space.dimensions import LOG_POINTS
from ocrlab.ui.plain import as_text
from ocrlab.ui.search.state import ParamRange, SearchForm, StageRange

SPACES = {"ready": "Ready-made", "current": "The pipeline on Tune", "written": "Written"}


def choose(form: SearchForm, pipeline: Pipeline) -> list[str]:
    """The texts of a space, as `Space.of` reads them; ``pipeline`` stands on Tune."""
    kinds = list(SPACES)
    form.space = st.selectbox(
        "Space",
        kinds,
        index=kinds.index(form.start("search-space", form.space)),
        key="search-space",
        format_func=lambda kind: SPACES[kind],
    )
    match form.space:
        case "ready":
            return _ready_made(form)
        case "current":
            return _around(form, pipeline)
        case _:
            return _written(form)


def _ready_made(form: SearchForm) -> list[str]:
    names = list(CURATED)
    chosen = st.radio(
        "Ready-made space",
        names,
        index=names.index(form.start("search-ready", form.ready)),
        key="search-ready",
        format_func=str.capitalize,
        captions=[CURATED[name].help for name in names],
        label_visibility="collapsed",
    )
    form.ready = chosen or form.ready
    return list(CURATED[form.ready].vary)


def _written(form: SearchForm) -> list[str]:
    form.written = st.text_area(
        "One place in the pipeline a line",
        form.start("search-written", form.written),
        key="search-written",
        height=190,
        placeholder="median? radius=1..3\notsu|sauvola|none window=15..51:4\norder median otsu",
        help="A range, a list a|b, a filter or nothing (?), one of several filters, or an order.",
    )
    return [line.strip() for line in form.written.splitlines() if line.strip()]


def _around(form: SearchForm, pipeline: Pipeline) -> list[str]:
    """Controls made from the declarations of the stages on the Tune page."""
    stages = [stage for stage in pipeline.filtering.stages if stage.enabled]
    if not stages:
        st.caption("There is no filter on the Tune page. Add some there, or choose a ready-made space.")
    texts = []
    counts: dict[str, int] = {}
    for stage in stages:
        counts[stage.filter] = counts.get(stage.filter, 0) + 1
        name = f"{stage.filter} {counts[stage.filter]}"  # the second median has a range of its own
        if text := _stage(form, stage, name, form.stages.setdefault(name, StageRange())):
            texts.append(text)
    for first, second in pairwise(stages):
        if first.filter != second.filter and _either_order(form, first, second):
            texts.append(f"order {first.filter} {second.filter}")
    return texts


def _either_order(form: SearchForm, first: Stage, second: Stage) -> bool:
    name = f"{first.filter} {second.filter}"
    key = f"search:order:{name}"
    form.orders[name] = st.toggle(
        as_text(f"{first.declaration.title} and {second.declaration.title} in either order"),
        form.start(key, form.orders.get(name, False)),
        key=key,
    )
    return form.orders[name]


def _stage(form: SearchForm, stage: Stage, name: str, chosen: StageRange) -> str | None:
    declaration, key = stage.declaration, f"search:{name}"
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{as_text(declaration.title)}**")
            chosen.optional = st.toggle(
                "On or off",
                form.start(f"{key}:optional", chosen.optional),
                key=f"{key}:optional",
                help=f"Try the pipeline without {as_text(declaration.title)} too.",
            )
        family = [filter_.name for filter_ in all_filters() if filter_.family == declaration.family]
        others = st.multiselect(
            f"Or instead of {as_text(declaration.title)}",
            [other for other in family if other != stage.filter],
            default=form.start(f"{key}:others", chosen.others),
            key=f"{key}:others",
            format_func=lambda other: get_filter(other).title,
            placeholder="Alternatives",
            label_visibility="collapsed",
        )
        chosen.others = tuple(others)
        owner = f"{stage.filter}." if others else ""
        spans = []
        for param in declaration.params:
            range_ = chosen.params.setdefault(param.name, ParamRange())
            if span := _span(form, param, stage.settings[param.name], range_, f"{key}:{param.name}"):
                spans.append(f"{owner}{param.name}={span}")
    if not (chosen.optional or others or spans):
        return None
    return " ".join(["|".join([stage.filter, *others]) + ("?" if chosen.optional else ""), *spans])


def _span(form: SearchForm, param: Param, value: Any, chosen: ParamRange, key: str) -> str | None:
    """The control for one parameter's range; None where it stays as it is."""
    chosen.varies = st.checkbox(
        f"Vary {as_text(param.title)}",
        form.start(f"{key}:vary", chosen.varies),
        key=f"{key}:vary",
        help=as_text(param.help) or None,
    )
    if not chosen.varies:
        return None
    match param.kind:
        case "number":
            options = _grid(param)
            low, high = st.select_slider(
                as_text(param.title),
                options,
                value=form.start(f"{key}:span", chosen.span or _near(options, value)),
                key=f"{key}:span",
                format_func=lambda number: as_text(f"{number:g} {param.unit}".strip()),
                label_visibility="collapsed",
            )
            chosen.span = (low, high)
            return f"{low:g}..{high:g}"
        case "choice":
            names = st.multiselect(
                as_text(param.title),
                param.choices,
                default=form.start(f"{key}:span", chosen.span or param.choices),
                key=f"{key}:span",
                label_visibility="collapsed",
            )
            chosen.span = tuple(names)
            return "|".join(names) or None
        case _:
            return "true|false"


def _grid(param: Param) -> list[float]:
    """The numbers a slider offers: those of the declaration, or at even ratios."""
    span = param.range
    if span is None:
        return []
    if span.log or span.step is None:
        ratio = (span.high / span.low) ** (1 / (6 * LOG_POINTS))
        return [float(f"{span.low * ratio**i:.3g}") for i in range(6 * LOG_POINTS)] + [span.high]
    count = round((span.high - span.low) / span.step) + 1
    return [float(f"{span.low + i * span.step:.10g}") for i in range(count)]


def _near(options: list[float], value: float) -> tuple[float, float]:
    """From the lowest to about twice the present value: where looking pays first."""
    high = next((option for option in options if option >= max(2 * value, options[0])), options[-1])
    return (options[0], high) if high > options[0] else (options[0], options[min(3, len(options) - 1)])
