"""What does a search look like? Each plot answers one question; a click on a trial chooses it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from ocrlab.search import objective, tables
from ocrlab.search.known import Known
from ocrlab.search.space import Dimension
from ocrlab.ui.look import GREY, ORANGE, PALE, TEAL
from ocrlab.wording import percent

HEIGHT = 320
STATES = list(tables.STATES.values())
# A score that is only expected must not look like one that was measured: hollow, and of another shape.
COLOURS = alt.Scale(domain=STATES, range=[TEAL, GREY, ORANGE])
FILLS = alt.Scale(domain=STATES, range=[TEAL, "transparent", ORANGE])
LEGEND = alt.Legend(orient="top", labelLimit=300, symbolSize=110, symbolStrokeWidth=2)
PERCENT = "format(100 * datum.value, '.4~g') + ' %'"  # of a number on an axis
SHAPES = alt.Scale(domain=STATES, range=["circle", "diamond", "cross"])


def _score(known: Known, field: str = "score") -> Any:
    """The axis of the metric; good is always up."""
    return alt.Y(
        f"{field}:Q",
        title=objective.title(known.plan.metric),
        axis=alt.Axis(labelExpr=PERCENT),
        scale=_scale(known),
    )


def _scale(known: Known) -> alt.Scale:
    limits = tables.limits(known)
    reverse = objective.lower_is_better(known.plan.metric)
    if limits is None:
        return alt.Scale(zero=False, reverse=reverse)
    return alt.Scale(zero=False, reverse=reverse, domain=list(limits), clamp=True, nice=False)


def _below(known: Known, *texts: str) -> None:
    """What has to be said of a plot; also where its axis does not reach as far as the worst."""
    limits = tables.limits(known)
    if limits is not None:
        worst = limits[1] if objective.lower_is_better(known.plan.metric) else limits[0]
        texts = (
            *texts,
            f"Settings at the lower edge read worse than {percent(worst, 0)}; hover over one for its score.",
        )
    if texts:
        st.caption(" ".join(texts))


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("trial:Q", title="Trial"),
        alt.Tooltip("setting:N", title="Setting"),
        alt.Tooltip("shown:N", title="Score"),
        alt.Tooltip("pages:Q", title="Pages read"),
        alt.Tooltip("state:N", title="State"),
    ]


def _rule(known: Known) -> alt.Chart:
    """The score of no filter, right across."""
    level = tables.no_filter(known)
    data = pd.DataFrame({"score": [] if level is None else [level], "what": [] if level is None else ["no filter"]})
    base = alt.Chart(data).encode(y=_score(known))
    line = base.mark_rule(strokeDash=[5, 4], color=ORANGE, strokeWidth=1.5)
    text = base.mark_text(align="right", dx=-4, dy=9, color=ORANGE, fontSize=11)
    text = text.encode(text="what:N", x=alt.value("width"))
    return line + text


def _points(known: Known, data: pd.DataFrame, x: Any, name: str) -> alt.Chart:
    pick = alt.selection_point(name=name, fields=["trial"], on="click", empty=False)
    return (
        alt.Chart(data)
        .mark_point(size=70, opacity=0.85, strokeWidth=2)
        .encode(
            x=x,
            y=_score(known),
            color=alt.Color("state:N", scale=COLOURS, title=None, legend=LEGEND),
            fill=alt.Fill("state:N", scale=FILLS, title=None, legend=LEGEND),
            shape=alt.Shape("state:N", scale=SHAPES, title=None, legend=LEGEND),
            size=alt.condition(pick, alt.value(220), alt.value(70)),
            tooltip=_tooltip(),
        )
        .add_params(pick)
    )


def _show(chart: alt.Chart, key: str, pick: str | None = None) -> int | None:
    """Draw, and say which trial was clicked."""
    if pick is None:
        st.altair_chart(chart, width="stretch", key=key)
        return None
    event = st.altair_chart(chart, width="stretch", key=key, on_select="rerun", selection_mode=pick)
    chosen = event.selection.get(pick) if event else None
    return int(chosen[0]["trial"]) if chosen and "trial" in chosen[0] else None


def history(known: Known) -> int | None:
    """Every trial in turn, and the best so far."""
    data = pd.DataFrame(tables.trials(known))
    line = (
        alt.Chart(pd.DataFrame(tables.best_so_far(known)))
        .mark_line(interpolate="step-after", color=TEAL, strokeWidth=2)
        .encode(x=alt.X("trial:Q", title="Trial"), y=_score(known))
    )
    x = alt.X("trial:Q", title="Trial", axis=alt.Axis(tickMinStep=1))
    chart = (_rule(known) + line + _points(known, data, x, "pick")).properties(height=HEIGHT)
    picked = _show(chart, "plot-history", "pick")
    _below(known)
    return picked


def by_parameter(known: Known, dimension: Dimension) -> int | None:
    """Score against one parameter: all trials, and the best at each value with its 95 % interval."""
    every = pd.DataFrame([row for row in tables.trials(known) if dimension.name in row])
    best = pd.DataFrame(tables.by_value(known, dimension))
    if every.empty:
        st.caption("No trial has had a value here yet.")
        return None
    every = every.assign(value=every[dimension.name])
    kind = "Q" if dimension.is_ordered else "N"
    title = f"{dimension.name} ({dimension.unit})" if dimension.unit else dimension.name
    scale = alt.Scale(type="log") if dimension.log else alt.Undefined
    axis = alt.Axis(labelAngle=0, tickMinStep=1, format="d") if dimension.whole else alt.Axis(labelAngle=0)
    x = alt.X(f"value:{kind}", title=title, scale=scale, axis=axis)
    base = alt.Chart(best).encode(x=x)
    # A bar at each value, for a band has no width where there is one value.
    bars = base.mark_rule(opacity=0.3, color=TEAL, strokeWidth=6).encode(y=_score(known, "low"), y2="high:Q")
    if kind == "Q":
        band = base.mark_area(opacity=0.16, color=TEAL).encode(y=_score(known, "low"), y2="high:Q")
        line = bars + base.mark_line(color=TEAL, strokeWidth=2).encode(y=_score(known))
    else:
        band = bars
        line = base.mark_tick(color=TEAL, thickness=3, width=24).encode(y=_score(known))
    chart = (band + _rule(known) + line + _points(known, every, x, "pick")).properties(height=HEIGHT)
    picked = _show(chart, f"plot-parameter-{dimension.name}", "pick")
    _below(known, "Line and band: the best trial at each value and its 95 % interval over the pages it was read on.")
    return picked


def heat(known: Known, across: Dimension, up: Dimension) -> int | None:
    """The best score at each pair of values."""
    rows = [row for row in tables.trials(known) if across.name in row and up.name in row]
    if not rows:
        st.caption("No trial has had both yet.")
        return None
    data = pd.DataFrame(rows).assign(
        across=[str(row[across.name]) for row in rows], up=[str(row[up.name]) for row in rows]
    )
    lower = objective.lower_is_better(known.plan.metric)
    data = data.sort_values("score", ascending=lower).groupby(["across", "up"], as_index=False).first()
    pick = alt.selection_point(name="pick", fields=["trial"], on="click", empty=False)
    base = alt.Chart(data).encode(
        x=alt.X(
            "across:O",
            title=across.name,
            sort=[str(value) for value in across.grid],
            axis=alt.Axis(labelAngle=0, titleLimit=500),
        ),
        y=alt.Y(
            "up:O",
            title=up.name,
            sort=[str(value) for value in reversed(up.grid)],
            axis=alt.Axis(titleLimit=HEIGHT - 80),
        ),
    )
    fill = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color(
            "score:Q",
            title=objective.title(known.plan.metric),
            scale=alt.Scale(scheme="viridis", reverse=lower, domain=_ends(known), clamp=True),
            legend=alt.Legend(labelExpr=PERCENT, orient="right"),
        ),
        tooltip=_tooltip(),
    ).add_params(pick)  # fmt: skip
    middle = sum(_ends(known)) / 2
    bright = f"datum.score {'<' if lower else '>'} {middle}"
    text = base.mark_text(fontSize=12).encode(
        text="shown:N", color=alt.condition(bright, alt.value("#10201d"), alt.value("#ffffff"))
    )
    return _show((fill + text).properties(height=HEIGHT), "plot-heat", "pick")


def parallel(known: Known) -> None:
    """Every trial as a line through the values it had; the better, the stronger."""
    dimensions = known.space.dimensions
    places = {dimension.name: place for place, dimension in enumerate(dimensions)}
    by_name = {dimension.name: dimension for dimension in dimensions}
    rows = [
        row | {"parameter": name, "place": place, "height": _height(by_name[name], row[name]), "value": str(row[name])}
        for row in tables.trials(known)
        for name, place in places.items()
        if name in row
    ]
    if not rows:
        st.caption("No trial has had a value yet.")
        return
    lower = objective.lower_is_better(known.plan.metric)
    axis = alt.Axis(labelAngle=-25, labelOverlap=False, labelLimit=150, grid=True)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("parameter:N", sort=list(places), title=None, axis=axis),
        y=alt.Y("height:Q", title=None, axis=None),
    )
    shade = alt.Color(
        "score:Q",
        title=objective.title(known.plan.metric),
        scale=alt.Scale(range=[TEAL, PALE] if lower else [PALE, TEAL], domain=_ends(known), clamp=True),
        legend=alt.Legend(labelExpr=PERCENT, orient="top", gradientLength=200),
    )
    strength = alt.Opacity(
        "score:Q", scale=alt.Scale(range=[0.9, 0.25] if lower else [0.25, 0.9], domain=_ends(known), clamp=True),
        legend=None,
    )  # fmt: skip
    lines = base.mark_line(strokeWidth=2).encode(
        color=shade, opacity=strength, detail="trial:N", order="place:Q", tooltip=_tooltip()
    )
    marks = base.mark_circle(size=50).encode(
        color=shade, opacity=strength, tooltip=[*_tooltip(), alt.Tooltip("value:N", title="Value")]
    )
    ends = [
        {"parameter": each.name, "height": _height(each, end), "value": f"{end:g}" if each.is_number else str(end)}
        for each in dimensions
        for end in ((each.low, each.high) if each.is_number else each.values)
    ]
    values = (
        alt.Chart(pd.DataFrame(ends))
        .mark_text(align="left", dx=6, dy=-6, fontSize=10, color=GREY)
        .encode(x=alt.X("parameter:N", sort=list(places)), y="height:Q", text="value:N")
    )
    _show((lines + marks + values).properties(height=HEIGHT + 80), "plot-parallel")


def _height(dimension: Dimension, value: Any) -> float:
    """Where a value stands on its axis, 0 to 1."""
    if dimension.is_number:
        return (value - dimension.low) / max(dimension.high - dimension.low, 1e-9)
    return dimension.values.index(value) / max(1, len(dimension.values) - 1)


def _ends(known: Known) -> list[float]:
    scores = [row["score"] for row in tables.trials(known)]
    return list(tables.limits(known) or (min(scores), max(scores)))


def weights(known: Known) -> None:
    """Which parameter decides."""
    rows = tables.weights(known)
    if not rows:
        st.caption("Eight trials that differ in a parameter are needed to tell how much it decides.")
        return
    bars = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(color=TEAL, cornerRadiusEnd=3)
        .encode(
            x=alt.X(
                "share:Q", title="Share of the differences it explains by itself", axis=alt.Axis(labelExpr=PERCENT)
            ),
            y=alt.Y("parameter:N", sort="-x", title=None, axis=alt.Axis(labelLimit=320, labelOverlap=False)),
            tooltip=[
                alt.Tooltip("parameter:N", title="Parameter"),
                alt.Tooltip("shown:N", title="Share"),
            ],
        )
    )
    _show(bars.properties(height=60 + 34 * len(rows)), "plot-weights")


def time(known: Known) -> int | None:
    """Score against seconds a page, with the settings that nothing beats in both."""
    data = pd.DataFrame(tables.trials(known))
    front = data[data["trial"].isin(tables.front(known))].sort_values("seconds")
    x = alt.X("seconds:Q", title="Seconds a page, filter and reading", scale=alt.Scale(zero=False))
    line = (
        alt.Chart(front)
        .mark_line(
            interpolate="step-after",
            color=TEAL,
            strokeDash=[3, 3],
            point=alt.OverlayMarkDef(size=150, filled=False, color=TEAL, strokeWidth=2),
        )
        .encode(x=x, y=_score(known))
    )
    chart = (_rule(known) + line + _points(known, data, x, "pick")).properties(height=HEIGHT)
    picked = _show(chart, "plot-time", "pick")
    _below(known, "Ringed: settings read on all pages that none beats in both accuracy and time, the Pareto front.")
    return picked
