"""What went wrong, what did the filter rescue and lose, and how sure is all that?"""

from __future__ import annotations

from functools import lru_cache
from textwrap import shorten

import altair as alt
import pandas as pd
import streamlit as st

from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading
from ocrlab.scoring import (
    METRICS,
    Comparison,
    Confusion,
    compare,
    confusions,
    heat_map,
    interval,
    line_rates,
    score,
    without_truth,
)
from ocrlab.scoring.certainty import FEWEST
from ocrlab.scoring.characters import CLASSES
from ocrlab.scoring.expected import word_at
from ocrlab.text import normalisation
from ocrlab.ui.state import SLOTS, Found, Lab
from ocrlab.ui.tune.normalisation import choose_normalisation

DOUBT = 0.5  # confidence under which a word is listed as doubtful
MOST = 200  # rows of a table; beyond that nobody reads on
SHADES = ["rgba(13, 148, 136, 0.2)", "rgb(13, 148, 136)"]  # see-through where rare, on a light and on a dark page
PLACES = 12  # of one confusion that are offered by name

scored = lru_cache(maxsize=64)(score)  # kept while its readings stand on the page, whoever asks


@lru_cache(maxsize=32)
def comparison(truth: str, original: Reading, filtered: Reading, change: str, normalise: str) -> Comparison:
    """Both readings against the truth, kept while they stand on the page."""
    return compare(
        truth, original.text, filtered.text, change, original.mean_confidence, filtered.mean_confidence, normalise
    )


def name_of(pipeline: Pipeline) -> str:
    """What changed, as a sentence begins: ``The median``, or ``The filters``."""
    on = [stage.declaration.title for stage in pipeline.stages if stage.enabled]
    return f"The {on[0].lower()}" if len(on) == 1 else "The filters" if on else "No filter"


def chance(found: Comparison) -> str:
    """How sure the difference is, in a sentence."""
    sure = found.difference
    if sure.verdict != "cannot tell":
        low, high = sorted((abs(100 * sure.low), abs(100 * sure.high)))
        return f"95 % sure: {low:.0f} to {high:.0f} points, from {sure.units} lines."
    if found.verdict.kind == "same":
        return ""
    if sure.units < FEWEST:
        return f"With {sure.units} line{'' if sure.units == 1 else 's'} this could be chance."
    return f"It could be chance: between {_side(sure.low)} and {_side(sure.high)} (95 %, {sure.units} lines)."


def _side(change: float) -> str:
    """A change of the CER as a person says it."""
    return f"{abs(100 * change):.0f} points {'worse' if change > 0 else 'better'}"


def show(lab: Lab, found: Found) -> None:
    """The tables behind the headline, one tab a question."""
    compared, readings = found.comparison, found.readings
    classes, lines, confused, changed, measures = st.tabs(
        ["By kind of character", "By line", "Confusions", "Rescued and lost", "All measures"],
        key="analysis",
        on_change="rerun",
    )
    # Only the open tab is computed and sent.
    if classes.open:
        with classes:
            _classes(compared)
    if lines.open:
        with lines:
            _lines(lab, compared, readings)
    if confused.open:
        with confused:
            _confusions(lab, compared, readings)
    if changed.open:
        with changed:
            _changed(lab, compared, readings)
    if measures.open:
        with measures:
            _measures(found)
    now = normalisation(lab.normalise)
    st.caption(f"Normalisation: {now.name}.", help=now.help)


def _classes(found: Comparison) -> None:
    rows = [
        {
            "kind": change.name,
            "in truth": change.before.length,
            "original": 100 * change.before.rate,
            "filtered": 100 * change.after.rate,
            "rescued": change.rescued,
            "lost": change.lost,
        }
        for change in found.classes.values()
    ]
    share = {"min_value": 0, "max_value": 100, "format": "%.0f %%"}
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            "original": st.column_config.ProgressColumn("read right, original", **share),
            "filtered": st.column_config.ProgressColumn("read right, filtered", **share),
        },
    )
    held = (f"**{name}**: {CLASSES[name].help}" for name in found.classes)
    st.caption("What each kind holds", help="\n\n".join(held))


def _lines(lab: Lab, compared: Comparison, readings: dict[str, Reading]) -> None:
    alignment = compared.after
    numbers = list(dict.fromkeys(place.line for place in alignment.truth.places))
    given = alignment.truth.given.splitlines()
    rates = zip(numbers, line_rates(compared.before), line_rates(compared.after), strict=True) if numbers else ()
    rows = [
        {
            "line": given[n],
            "original": 100 * one.rate,
            "filtered": 100 * other.rate,
            "errors": other.errors - one.errors,
        }
        for n, one, other in rates
    ]
    percent = st.column_config.NumberColumn(format="%.0f %%")
    row = _selected(
        rows,
        "lines",
        360,
        column_config={
            "line": st.column_config.TextColumn("line of the truth", width="large"),
            "original": percent,
            "filtered": percent,
            "errors": st.column_config.NumberColumn("more or fewer errors", format="%+d"),
        },
    )
    st.caption("CER of each line. Select one to find it in the picture.")
    words = [
        alignment.text.places[read].word
        for place, read in zip(alignment.truth.places, alignment.read_at, strict=True)
        if row is not None and place.line == numbers[row] and read is not None
    ]
    _point_at(lab, "lines", "filtered", readings["filtered"], words)


def _confusions(lab: Lab, found: Comparison, readings: dict[str, Reading]) -> None:
    side = st.segmented_control("Reading", tuple(SLOTS), default="filtered", key="confused-side", required=True)
    listed = confusions(found.before if side == "original" else found.after)
    if not listed:
        st.caption("Nothing was confused: every character is right.")
        return
    left, right = st.columns([1, 1.3])
    with left:
        rows = [{"true -> read": c.label, "times": c.count} for c in listed[:MOST]]
        row = _selected(rows, f"confusions-{side}", 360)
        st.caption("Select a row to see where on the page.")
    with right:
        st.altair_chart(_heat(listed), width="stretch")
    spots = [] if row is None else [spot.text for spot in listed[row].spots if spot.text is not None]
    _point_at(lab, f"confusions-{side}", side, readings[side], [spot.word for spot in spots])


def _heat(listed: list[Confusion]) -> alt.Chart:
    rows, columns, counts = heat_map(listed)
    cells = pd.DataFrame(
        [
            {"true": row, "read": column, "times": counts[i][j]}
            for i, row in enumerate(rows)
            for j, column in enumerate(columns)
            if counts[i][j]
        ]
    )
    return (
        alt.Chart(cells, height=360)
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X("read:N", sort=columns, title="read as", axis=alt.Axis(labelAngle=0, labelOverlap=False)),
            y=alt.Y("true:N", sort=rows, title="true character"),
            color=alt.Color("times:Q", scale=alt.Scale(range=SHADES), legend=alt.Legend(tickMinStep=1)),
            tooltip=["true", "read", "times"],
        )
    )


def _changed(lab: Lab, found: Comparison, readings: dict[str, Reading]) -> None:
    for column, title, changes in zip(st.columns(2), ("Rescued", "Lost"), (found.rescued, found.lost), strict=True):
        with column:
            st.markdown(f"**{title}** :gray[{len(changes)} characters]")
            rows = [dict(zip(("true", *SLOTS), change.labels, strict=True)) for change in changes[:MOST]]
            if not rows:
                st.caption("None.")
                continue
            row = _selected(rows, f"changed-{title}", 300)
            change = None if row is None else changes[row]
            place = change and (change.after_place or change.before_place)
            side = "filtered" if change and change.after_place else "original"
            _point_at(lab, f"changed-{title}", side, readings[side], [place.word] if place else [])


def _selected(rows: list[dict], key: str, height: int, **more: object) -> int | None:
    """A table of which one row can be selected; that row."""
    shown = st.dataframe(
        rows, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", height=height, **more
    )
    # A selection outlives the table it was made in, which may have had more rows.
    return next((row for row in shown.selection.rows if row < len(rows)), None)


def _point_at(lab: Lab, table: str, side: str, reading: Reading, tokens: list[int]) -> None:
    """Mark the first of these words of the text in the picture, which centres it, and offer the others."""
    words = list(dict.fromkeys(word_at(reading, token) for token in tokens))[:PLACES]
    target = (side, words[0]) if words else None
    if len(words) > 1:
        place = st.pills(
            "Where on the page",
            range(len(words)),
            format_func=lambda at: shorten(reading.words[words[at]].text, 40, placeholder=" ..."),
            default=0,
            required=True,
            key=f"where-{table}-{side}-{words}",
        )
        target = (side, words[place])
    elif words:
        st.caption(f"“{reading.words[words[0]].text}” is marked in the picture.")
    # Only news: a word that is clicked in the picture later on stays the one that is marked.
    pointed = lab.kept.setdefault("pointed", {})
    if pointed.get(table) != target:
        pointed[table] = target
        lab.selected = target
        st.rerun()


def _measures(found: Found) -> None:
    original, filtered = (found.scores[side] for side in SLOTS)
    rows = [
        {
            "measure": metric.title,
            "original": f"{100 * original[name].rate:.1f} %",
            "filtered": f"{100 * filtered[name].rate:.1f} %",
            "good is": "low" if metric.lower_is_better else "high",
            "what it means": metric.help,
        }
        for name, metric in METRICS.items()
    ]
    st.table(rows, hide_index=True)  # a table wraps its text, a data frame cuts it off
    compared = found.comparison
    sides = zip(SLOTS, (compared.before, compared.after), strict=True)
    known = [(side, interval(line_rates(alignment))) for side, alignment in sides]
    said = [f"{side} {100 * sure.low:.1f} to {100 * sure.high:.1f} %" for side, sure in known if sure]
    if said:
        sure = compared.difference
        st.caption(
            f"95 % interval of the CER over {sure.units} lines: {', '.join(said)}; difference "
            f"{100 * sure.low:+.1f} to {100 * sure.high:+.1f} points: {sure.verdict}.",
            help="Lines are drawn again and again with replacement; 95 of 100 such pages have a CER in this interval. "
            f"Below {FEWEST} lines there is no verdict.",
        )


def unverified(lab: Lab, readings: dict[str, Reading]) -> None:
    """What can be said without a truth, and that it is no accuracy."""
    if len(readings) < len(SLOTS):
        return
    hints = without_truth(readings["filtered"], readings["original"], DOUBT, lab.normalise)
    before = readings["original"].mean_confidence
    cells = st.columns(3)
    cells[0].metric("Confidence", _share(hints.confidence), delta_description=f"from {_share(before)}",
                    help="How sure EasyOCR is of itself, weighted by letters. It can be sure and wrong.")  # fmt: skip
    cells[1].metric("Agreement", _share(hints.agreement.rate),
                    help="How far the readings of original and filtered page say the same.")  # fmt: skip
    cells[2].metric("Doubtful words", len(hints.doubtful), help=f"Words read with a confidence under {DOUBT:.0%}.")
    st.caption(hints.label)
    choose_normalisation(lab)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
