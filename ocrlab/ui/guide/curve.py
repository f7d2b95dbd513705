"""Curve: how many characters are wrong over the radius, and beside other filters?"""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from ocrlab.lesson import CURVE, Measured, Scenario
from ocrlab.ui.guide.state import GuideState
from ocrlab.ui.look import GREY, ORANGE, TEAL

HEIGHT = 230


def over_radius(measured: Measured, scenario: Scenario) -> None:
    """CER over the median's radius, with no filter as a line across."""
    none = measured.cer("none")
    rows = [
        {"Radius": radius, "CER": 100 * rate.rate, "chosen": radius == measured.radius}
        for radius in CURVE
        if (rate := measured.cer(f"median {radius}")) is not None
    ]
    if not rows:  # a curve without points would be a mark that has no name for those who hear it
        st.caption("Comes with the first readings.")
        return
    most = max([*(row["CER"] for row in rows), 100 * none.rate if none else 0, 1])
    scale = alt.Scale(domain=[0, most * 1.1])
    curve = alt.Chart(pd.DataFrame(rows, columns=["Radius", "CER", "chosen"])).encode(
        x=alt.X("Radius:Q", title="Median radius, px", axis=alt.Axis(values=list(CURVE), format="d")).scale(
            domain=[CURVE[0] - 0.3, CURVE[-1] + 0.3]
        ),
        y=alt.Y("CER:Q", title="CER, %", scale=scale),
        tooltip=[alt.Tooltip("Radius:Q", title="Radius, px"), alt.Tooltip("CER:Q", format=".1f", title="CER, %")],
    )
    layers = [
        curve.mark_line(color=TEAL, strokeWidth=2.5),
        curve.mark_point(filled=True, color=TEAL).encode(
            size=alt.condition("datum.chosen", alt.value(190), alt.value(60))
        ),
    ]
    if none is not None:
        line = alt.Chart(pd.DataFrame([{"CER": 100 * none.rate, "text": f"no filter, {100 * none.rate:.1f} %"}]))
        layers += [
            line.mark_rule(color=ORANGE, strokeDash=[6, 4], strokeWidth=2).encode(y=alt.Y("CER:Q", scale=scale)),
            line.mark_text(color=ORANGE, align="right", baseline="bottom", dy=-4, fontSize=12).encode(
                x=alt.value("width"), y=alt.Y("CER:Q", scale=scale), text="text:N"
            ),
        ]
    st.altair_chart(alt.layer(*layers).properties(height=HEIGHT), key=f"lesson-curve-{scenario.name}")


def beside(measured: Measured, state: GuideState) -> None:
    """No filter, the median as it is set, and the others, as bars; the fewest errors stand out."""
    keys = ["none", f"median {state.radius}", *(key for key in state.trials if key.startswith("other "))]
    trials = {key: state.trials[key] for key in keys}
    best = measured.best(trials)
    rows = [
        {"Setting": trial.title, "CER": 100 * rate.rate, "best": best is not None and trial.key == best.key}
        for key, trial in trials.items()
        if (rate := measured.cer(key)) is not None
    ]
    if not rows:
        st.caption("Comes with the first readings.")
        return
    order = [trial.title for trial in trials.values()]
    chart = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("Setting:N", sort=order, title=None, scale=alt.Scale(domain=order), axis=alt.Axis(labelLimit=220)),
        x=alt.X("CER:Q", title="CER, %", scale=alt.Scale(domainMin=0)),
    )
    bars = chart.mark_bar(size=20, cornerRadiusEnd=3).encode(
        color=alt.condition("datum.best", alt.value(TEAL), alt.value(GREY))
    )
    numbers = chart.mark_text(align="left", dx=4, fontSize=12).encode(text=alt.Text("CER:Q", format=".1f"))
    st.altair_chart((bars + numbers).properties(height=38 * len(order) + 40), key=f"lesson-bars-{state.scenario}")
