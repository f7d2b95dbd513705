"""What does a search look like? Each plot answers one question; a click on a trial chooses it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from ocrlab.search import Study, objective, tables
from ocrlab.search.space.dimensions import Dimension

HEIGHT = 320
TEAL, ORANGE, GREY, PALE = "#0d9488", "#ea580c", "#8a9a97", "#b9c6c3"
STATES = alt.Scale(domain=list(tables.STATES.values()), range=[TEAL, GREY, ORANGE])


def _score(study: Study, field: str = "score") -> Any:
    """The axis of the metric; good is always up."""
    return alt.Y(
        f"{field}:Q",
        title=objective.title(study.plan.metric),
        axis=alt.Axis(format="%"),
        scale=_scale(study),
    )


def _scale(study: Study) -> alt.Scale:
    limits = tables.limits(study)
    domain = {} if limits is None else {"domain": limits, "clamp": True, "nice": False}
    return alt.Scale(zero=False, reverse=objective.lower_is_better(study.plan.metric), **domain)


def _below(study: Study, *texts: str) -> None:
    """What has to be said of a plot; also where its axis does not reach as far as the worst."""
    limits = tables.limits(study)
    if limits is not None:
        worst = limits[1] if objective.lower_is_better(study.plan.metric) else limits[0]
        texts = (*texts, f"Settings at the lower edge read worse than {worst:.0%}; hover over one for its score.")
    if texts:
        st.caption(" ".join(texts))


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
    text = base.mark_text(align="right", dx=-4, dy=9, color=ORANGE, fontSize=11)
    text = text.encode(text="what:N", x=alt.value("width"))
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
    picked = _show(chart, "plot-history", "pick")
    _below(study)
    return picked


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
    axis = alt.Axis(labelAngle=0, **({"tickMinStep": 1, "format": "d"} if dimension.whole else {}))
    x = alt.X(f"value:{kind}", title=named, scale=scale, axis=axis)
    base = alt.Chart(best).encode(x=x)
    # A bar at each value, for a band has no width where there is one value.
    bars = base.mark_rule(opacity=0.3, color=TEAL, strokeWidth=6).encode(y=_score(study, "low"), y2="high:Q")
    if kind == "Q":
        band = base.mark_area(opacity=0.16, color=TEAL).encode(y=_score(study, "low"), y2="high:Q")
        line = bars + base.mark_line(color=TEAL, strokeWidth=2).encode(y=_score(study))
    else:
        band = bars
        line = base.mark_tick(color=TEAL, thickness=3, width=24).encode(y=_score(study))
    chart = (band + _rule(study) + line + _points(study, every, x, "pick")).properties(height=HEIGHT)
    picked = _show(chart, f"plot-parameter-{dimension.name}", "pick")
    _below(study, "Line and band: the best trial at each value and its 95 % interval over the pages it was read on.")
    return picked


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
        x=alt.X("one:O", title=one.name, sort=[str(v) for v in one.grid], axis=alt.Axis(labelAngle=0, titleLimit=500)),
        y=alt.Y(
            "other:O",
            title=other.name,
            sort=[str(v) for v in reversed(other.grid)],
            axis=alt.Axis(titleLimit=HEIGHT - 80),
        ),
    )
    fill = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color(
            "score:Q",
            title=objective.title(study.plan.metric),
            scale=alt.Scale(scheme="viridis", reverse=lower, domain=_ends(study), clamp=True),
            legend=alt.Legend(format="%", orient="right"),
        ),
        tooltip=_tooltip(),
    ).add_params(pick)  # fmt: skip
    middle = sum(_ends(study)) / 2
    bright = f"datum.score {'<' if lower else '>'} {middle}"
    text = base.mark_text(fontSize=12).encode(
        text=alt.Text("score:Q", format=".1%"), color=alt.condition(bright, alt.value("#10201d"), alt.value("#ffffff"))
    )
    return _show((fill + text).properties(height=HEIGHT), "plot-heat", "pick")


def parallel(study: Study) -> None:
    """Every trial as a line through the values it had; the better, the stronger."""
    dimensions = study.space.dimensions
    places = {dimension.name: place for place, dimension in enumerate(dimensions)}
    known = {dimension.name: dimension for dimension in dimensions}
    rows = [
        row | {"parameter": name, "place": place, "height": _height(known[name], row[name]), "value": str(row[name])}
        for row in tables.trials(study)
        for name, place in places.items()
        if name in row
    ]
    if not rows:
        st.caption("No trial has had a value yet.")
        return
    lower = objective.lower_is_better(study.plan.metric)
    axis = alt.Axis(labelAngle=-25, labelOverlap=False, labelLimit=150, grid=True)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("parameter:N", sort=list(places), title=None, axis=axis),
        y=alt.Y("height:Q", title=None, axis=None),
    )
    shade = alt.Color(
        "score:Q",
        title=objective.title(study.plan.metric),
        scale=alt.Scale(range=[TEAL, PALE] if lower else [PALE, TEAL], domain=_ends(study), clamp=True),
        legend=alt.Legend(format="%", orient="top", gradientLength=200),
    )
    strength = alt.Opacity(
        "score:Q", scale=alt.Scale(range=[0.9, 0.25] if lower else [0.25, 0.9], domain=_ends(study), clamp=True),
        legend=None,
    )  # fmt: skip
    lines = base.mark_line(strokeWidth=2).encode(
        color=shade, opacity=strength, detail="trial:N", order="place:Q", tooltip=_tooltip()
    )
    marks = base.mark_circle(size=50).encode(
        color=shade, opacity=strength, tooltip=[*_tooltip(), alt.Tooltip("value:N", title="Value")]
    )
    named = [
        {"parameter": one.name, "height": _height(one, value), "value": f"{value:g}" if one.is_number else str(value)}
        for one in dimensions
        for value in ((one.low, one.high) if one.is_number else one.values)
    ]
    values = (
        alt.Chart(pd.DataFrame(named))
        .mark_text(align="left", dx=6, dy=-6, fontSize=10, color=GREY)
        .encode(x=alt.X("parameter:N", sort=list(places)), y="height:Q", text="value:N")
    )
    _show((lines + marks + values).properties(height=HEIGHT + 80), "plot-parallel")


def _height(dimension: Dimension, value: Any) -> float:
    """Where a value stands on its axis, 0 to 1."""
    if dimension.is_number:
        return (value - dimension.low) / max(dimension.high - dimension.low, 1e-9)
    return dimension.values.index(value) / max(1, len(dimension.values) - 1)


def _ends(study: Study) -> list[float]:
    scores = [row["score"] for row in tables.trials(study)]
    return list(tables.limits(study) or (min(scores), max(scores)))


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
            interpolate="step-after",
            color=TEAL,
            strokeDash=[3, 3],
            point=alt.OverlayMarkDef(size=150, filled=False, color=TEAL, strokeWidth=2),
        )
        .encode(x=x, y=_score(study))
    )
    chart = (_rule(study) + line + _points(study, data, x, "pick")).properties(height=HEIGHT)
    picked = _show(chart, "plot-time", "pick")
    _below(study, "Ringed: settings read on all pages that none beats in both accuracy and time, the Pareto front.")
    return picked
