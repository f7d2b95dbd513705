"""What does a search look like? Each plot answers one question; a click on a trial chooses it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from ocrlab.search import Study, objective, tables
from ocrlab.search.places import Dimension

HEIGHT = 320
TEAL, ORANGE, GREY = "#0d9488", "#ea580c", "#8a9a97"
STATES = alt.Scale(domain=list(tables.STATES.values()), range=[TEAL, GREY, ORANGE])


def _score(study: Study, field: str = "score") -> Any:
    """The axis of the metric; good is always up."""
    return alt.Y(
        f"{field}:Q",
        title=objective.title(study.plan.metric),
        axis=alt.Axis(format="%"),
        scale=alt.Scale(zero=False, reverse=objective.lower_is_better(study.plan.metric)),
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("trial:Q", title="Trial"),
        alt.Tooltip("setting:N", title="Setting"),
        alt.Tooltip("score:Q", title="Score", format=".1%"),
        alt.Tooltip("pages:Q", title="Pages read"),
        alt.Tooltip("state:N", title="State"),
    ]


def _rule(study: Study) -> alt.Chart:
    """The score of no filter, right across."""
    level = tables.no_filter(study)
    data = pd.DataFrame({"score": [] if level is None else [level], "what": [] if level is None else ["no filter"]})
    base = alt.Chart(data).encode(y=_score(study))
    line = base.mark_rule(strokeDash=[5, 4], color=ORANGE, strokeWidth=1.5)
    text = base.mark_text(align="left", dx=4, dy=-6, color=ORANGE, fontSize=11).encode(text="what:N", x=alt.value(0))
    return line + text


def _points(study: Study, data: pd.DataFrame, x: Any, name: str) -> alt.Chart:
    pick = alt.selection_point(name=name, fields=["trial"], on="click", empty=False)
    return (
        alt.Chart(data)
        .mark_point(filled=True, size=70, opacity=0.85)
        .encode(
            x=x,
            y=_score(study),
            color=alt.Color("state:N", scale=STATES, title=None, legend=alt.Legend(orient="top")),
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


def history(study: Study) -> int | None:
    """Every trial in turn, and the best so far."""
    data = pd.DataFrame(tables.trials(study))
    line = (
        alt.Chart(pd.DataFrame(tables.best_so_far(study)))
        .mark_line(interpolate="step-after", color=TEAL, strokeWidth=2)
        .encode(x=alt.X("trial:Q", title="Trial"), y=_score(study))
    )
    x = alt.X("trial:Q", title="Trial", axis=alt.Axis(tickMinStep=1))
    chart = (_rule(study) + line + _points(study, data, x, "pick")).properties(height=HEIGHT)
    return _show(chart, "plot-history", "pick")


def by_parameter(study: Study, dimension: Dimension) -> int | None:
    """Score against one parameter: all trials, and the best at each value with its 95 % interval."""
    every = pd.DataFrame([row for row in tables.trials(study) if dimension.name in row])
    best = pd.DataFrame(tables.by_value(study, dimension))
    if every.empty:
        st.caption("No trial has had a value here yet.")
        return None
    every = every.assign(value=every[dimension.name])
    kind = "Q" if dimension.is_ordered else "N"
    named = f"{dimension.name} ({dimension.unit})" if dimension.unit else dimension.name
    scale = alt.Scale(type="log") if dimension.log else alt.Undefined
    x = alt.X(f"value:{kind}", title=named, scale=scale, axis=alt.Axis(labelAngle=0))
    base = alt.Chart(best).encode(x=x)
    if kind == "Q":
        band = base.mark_area(opacity=0.18, color=TEAL).encode(y=_score(study, "low"), y2="high:Q")
        line = base.mark_line(color=TEAL, strokeWidth=2).encode(y=_score(study))
    else:
        band = base.mark_rule(opacity=0.35, color=TEAL, strokeWidth=10).encode(y=_score(study, "low"), y2="high:Q")
        line = base.mark_tick(color=TEAL, thickness=3, width=24).encode(y=_score(study))
    chart = (band + _rule(study) + line + _points(study, every, x, "pick")).properties(height=HEIGHT)
    return _show(chart, f"plot-parameter-{dimension.name}", "pick")


def heat(study: Study, one: Dimension, other: Dimension) -> int | None:
    """The best score at each pair of values."""
    rows = [row for row in tables.trials(study) if one.name in row and other.name in row]
    if not rows:
        st.caption("No trial has had both yet.")
        return None
    data = pd.DataFrame(rows).assign(
        one=[str(row[one.name]) for row in rows], other=[str(row[other.name]) for row in rows]
    )
    lower = objective.lower_is_better(study.plan.metric)
    data = data.sort_values("score", ascending=lower).groupby(["one", "other"], as_index=False).first()
    pick = alt.selection_point(name="pick", fields=["trial"], on="click", empty=False)
    base = alt.Chart(data).encode(
        x=alt.X("one:O", title=one.name, sort=[str(v) for v in one.grid], axis=alt.Axis(labelAngle=0)),
        y=alt.Y("other:O", title=other.name, sort=[str(v) for v in reversed(other.grid)]),
    )
    fill = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color(
            "score:Q",
            title=objective.title(study.plan.metric),
            scale=alt.Scale(scheme="viridis", reverse=lower),
            legend=alt.Legend(format="%", orient="right"),
        ),
        tooltip=_tooltip(),
    ).add_params(pick)  # fmt: skip
    ends = data["score"].min(), data["score"].max()
    middle = sum(ends) / 2
    bright = f"datum.score {'<' if lower else '>'} {middle}"
    text = base.mark_text(fontSize=12).encode(
        text=alt.Text("score:Q", format=".1%"), color=alt.condition(bright, alt.value("#10201d"), alt.value("#ffffff"))
    )
    return _show((fill + text).properties(height=HEIGHT), "plot-heat", "pick")


def parallel(study: Study) -> None:
    """Every trial as a line through the values it had; the better, the stronger."""
    dimensions = study.space.dimensions
    rows = []
    for row in tables.trials(study):
        for place, dimension in enumerate(dimensions):
            if dimension.name in row:
                grid = [str(value) for value in dimension.grid]
                value = row[dimension.name]
                if dimension.is_number:
                    height = (value - dimension.low) / max(dimension.high - dimension.low, 1e-9)
                else:
                    height = grid.index(str(value)) / max(1, len(grid) - 1)
                rows.append(
                    {"trial": row["trial"], "parameter": dimension.name, "place": place, "height": height,
                     "value": str(value), "score": row["score"], "setting": row["setting"], "pages": row["pages"],
                     "state": row["state"]}
                )  # fmt: skip
    if not rows:
        st.caption("No trial has had a value yet.")
        return
    lower = objective.lower_is_better(study.plan.metric)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("parameter:N", sort=[d.name for d in dimensions], title=None, axis=alt.Axis(labelAngle=-25, grid=True)),
        y=alt.Y("height:Q", title=None, axis=None),
        color=alt.Color(
            "score:Q",
            title=objective.title(study.plan.metric),
            scale=alt.Scale(scheme="viridis", reverse=lower),
            legend=alt.Legend(format="%", orient="right"),
        ),
    )
    lines = base.mark_line(opacity=0.55, strokeWidth=2).encode(detail="trial:N", order="place:Q", tooltip=_tooltip())
    marks = base.mark_circle(size=50).encode(tooltip=[*_tooltip(), alt.Tooltip("value:N", title="Value")])
    _show((lines + marks).properties(height=HEIGHT + 60), "plot-parallel")


def weights(study: Study) -> None:
    """Which parameter decides."""
    rows = tables.weights(study)
    if not rows:
        st.caption("Eight trials that differ in a parameter are needed to tell how much it decides.")
        return
    bars = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(color=TEAL, cornerRadiusEnd=3)
        .encode(
            x=alt.X("share:Q", title="Share of the differences it explains by itself", axis=alt.Axis(format="%")),
            y=alt.Y("parameter:N", sort="-x", title=None, axis=alt.Axis(labelLimit=320, labelOverlap=False)),
            tooltip=[
                alt.Tooltip("parameter:N", title="Parameter"),
                alt.Tooltip("share:Q", format=".0%", title="Share"),
            ],
        )
    )
    _show(bars.properties(height=60 + 34 * len(rows)), "plot-weights")


def time(study: Study) -> int | None:
    """Score against seconds a page, with the settings that nothing beats in both."""
    data = pd.DataFrame(tables.trials(study))
    front = data[data["trial"].isin(tables.front(study))].sort_values("seconds")
    x = alt.X("seconds:Q", title="Seconds a page, filter and reading", scale=alt.Scale(zero=False))
    line = (
        alt.Chart(front)
        .mark_line(
            interpolate="step-after", color=TEAL, strokeDash=[3, 3], point=alt.OverlayMarkDef(size=140, filled=False)
        )
        .encode(x=x, y=_score(study))
    )
    chart = (_rule(study) + line + _points(study, data, x, "pick")).properties(height=HEIGHT)
    return _show(chart, "plot-time", "pick")
