"""Analysis: what went wrong, what did the filter rescue and lose, and how sure is that? A table for each question."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten
from typing import TypedDict, Unpack

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from ocrlab.run import Run
from ocrlab.scoring import METRICS, Comparison, confusions, interval, line_rates
from ocrlab.scoring.certainty import FEWEST
from ocrlab.scoring.characters import CLASSES
from ocrlab.scoring.expected import word_at
from ocrlab.text import normalisation
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import heat_map, scores
from ocrlab.ui.tune.readings import Pair
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import SIDES
from ocrlab.ui.viewer import Side
from ocrlab.wording import counted, listed, percent

MAX_ROWS = 200  # of a table; beyond that nobody reads on
MAX_WORDS = 12  # of one confusion that are offered by name
PERCENT = "%.0f %%"

Row = dict[str, str | int | float]


def show(normalise: str, state: TuneState, truth: str, pair: Pair) -> None:
    """The tables behind the headline, one tab a question; dimmed while a newer pair is being read."""
    compared = scores.of_pair(truth, pair, normalise)
    with st.container(key="analysis-old" if pair.old else "analysis"):
        classes, lines, confused, changed, measures = st.tabs(
            ["By kind of character", "By line", "Confusions", "Rescued and lost", "All measures"],
            key="analysis-tabs",
            on_change="rerun",
        )
        if pair.is_draft:
            st.caption("Of the drafts of both sides; the exact readings are not there yet.")
        # Only the open tab is computed and sent.
        if classes.open:
            with classes:
                _classes(compared, pair)
        if lines.open:
            with lines:
                _lines(state, compared, pair)
        if confused.open:
            with confused:
                _confusions(state, compared, pair)
        if changed.open:
            with changed:
                _changed(state, compared, pair)
        if measures.open:
            with measures:
                _measures(compared, pair)
        now = normalisation(normalise)
        st.caption(f"Normalisation: {now.name}.", help=now.help)


def _classes(compared: Comparison, pair: Pair) -> None:
    rows = [
        {
            "kind": change.name,
            "in truth": change.before.length,
            "original": 100 * change.before.rate,
            "filtered": 100 * change.after.rate,
            "rescued": change.rescued,
            "lost": change.lost,
        }
        for change in compared.classes.values()
    ]
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            side: st.column_config.ProgressColumn(f"read right, {label}", min_value=0, max_value=100, format=PERCENT)
            for side, label in pair.labels.items()
        },
    )
    held = (f"**{name}**: {CLASSES[name].help}" for name in compared.classes)
    st.caption("What each kind holds", help="\n\n".join(held))


def _lines(state: TuneState, compared: Comparison, pair: Pair) -> None:
    alignment = compared.after
    numbers = list(dict.fromkeys(place.line for place in alignment.truth.places))
    given = alignment.truth.given.splitlines()
    rates = zip(numbers, line_rates(compared.before), line_rates(compared.after), strict=True) if numbers else ()
    rows: list[Row] = [
        {
            "line": given[number],
            "original": 100 * before.rate,
            "filtered": 100 * after.rate,
            "errors": after.errors - before.errors,
        }
        for number, before, after in rates
    ]
    share: dict[str, ColumnConfig] = {
        side: st.column_config.NumberColumn(label, format=PERCENT) for side, label in pair.labels.items()
    }
    row = _selected(
        rows,
        "lines",
        360,
        column_config={
            "line": st.column_config.TextColumn("line of the truth", width="large"),
            **share,
            "errors": st.column_config.NumberColumn("more or fewer errors", format="%+d"),
        },
    )
    st.caption("CER of each line. Select one to find it in the picture.")
    words = [
        alignment.text.places[read].word
        for place, read in zip(alignment.truth.places, alignment.read_at, strict=True)
        if row is not None and place.line == numbers[row] and read is not None
    ]
    _point_at(state, "lines", "filtered", pair.filtered, words)


def _confusions(state: TuneState, compared: Comparison, pair: Pair) -> None:
    side: Side = st.segmented_control(
        "Reading",
        list(SIDES),
        default="filtered",
        key="confused-side",
        required=True,
        format_func=lambda side: pair.labels[side],
    )
    confused = confusions(compared.before if side == "original" else compared.after)
    if not confused:
        st.caption("Nothing was confused: every character is right.")
        return
    left, right = st.columns([1, 1.3])
    with left:
        rows: list[Row] = [{"true -> read": c.label, "times": c.count} for c in confused[:MAX_ROWS]]
        row = _selected(rows, f"confusions-{side}", 360)
        st.caption("Select a row to see where on the page.")
    with right:
        st.altair_chart(heat_map.chart(confused), width="stretch")
    spots = [] if row is None else [spot.text for spot in confused[row].spots if spot.text is not None]
    _point_at(state, f"confusions-{side}", side, pair.runs[side], [spot.word for spot in spots])


def _changed(state: TuneState, compared: Comparison, pair: Pair) -> None:
    tables = ("Rescued", compared.rescued), ("Lost", compared.lost)
    for column, (title, changes) in zip(st.columns(2), tables, strict=True):
        with column:
            st.markdown(f"**{title}** :gray[{counted(len(changes), 'character')}]")
            rows: list[Row] = [
                dict(zip(("true", *pair.labels.values()), change.labels, strict=True)) for change in changes[:MAX_ROWS]
            ]
            if not rows:
                st.caption("None.")
                continue
            row = _selected(rows, f"changed-{title}", 300)
            change = None if row is None else changes[row]
            place = change and (change.after_place or change.before_place)
            side: Side = "filtered" if change and change.after_place else "original"
            _point_at(state, f"changed-{title}", side, pair.runs[side], [place.word] if place else [])


class _Columns(TypedDict, total=False):
    column_config: dict[str, ColumnConfig]


def _selected(rows: list[Row], key: str, height: int, **columns: Unpack[_Columns]) -> int | None:
    """A table of which one row can be selected; that row."""
    table = st.dataframe(
        rows, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", height=height, **columns
    )
    # A selection outlives the table it was made in, which may have had more rows.
    return next((row for row in table.selection.rows if row < len(rows)), None)


def _point_at(state: TuneState, table: str, side: Side, run: Run, tokens: Iterable[int]) -> None:
    """Mark the first of these words of the text in the picture, which centres it, and offer the others."""
    reading = run.reading
    words = list(dict.fromkeys(word_at(reading, token, run.uncounted) for token in tokens))[:MAX_WORDS]
    target = (side, words[0]) if words else None
    if len(words) > 1:
        place = st.pills(
            "Where on the page",
            range(len(words)),
            format_func=lambda at: as_text(shorten(reading.words[words[at]].text, 40, placeholder=" ...")),
            default=0,
            required=True,
            key=f"where-{table}-{side}-{words}",
        )
        target = (side, words[place])
    elif words:
        st.caption(f"“{as_text(reading.words[words[0]].text)}” is marked in the picture.")
    if state.point_at(table, target):
        st.rerun()


def _measures(compared: Comparison, pair: Pair) -> None:
    scored = {side: run.score for side, run in pair.runs.items() if run.score}
    rows = [
        {
            "measure": metric.title,
            **{pair.labels[side]: percent(score[name].rate) for side, score in scored.items()},
            "good is": "low" if metric.lower_is_better else "high",
            "what it means": metric.help,
        }
        for name, metric in METRICS.items()
    ]
    st.table(rows, hide_index=True)  # a table wraps its text, a data frame cuts it off
    sides = zip(pair.labels.values(), (compared.before, compared.after), strict=True)
    intervals = {side: interval(line_rates(alignment)) for side, alignment in sides}
    spans = [f"{side} {100 * i.low:.1f} to {percent(i.high)}" for side, i in intervals.items() if i]
    if spans:
        difference = compared.difference
        st.caption(
            f"95 % interval of the CER over {counted(difference.units, 'line')}: {listed(spans)}; difference "
            f"{100 * difference.low:+.1f} to {100 * difference.high:+.1f} points: {difference.verdict}.",
            help="Lines are drawn again and again with replacement; 95 of 100 such pages have a CER in this interval. "
            f"Below {FEWEST} lines there is no verdict.",
        )
