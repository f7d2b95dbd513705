"""Compared: two or more runs beside each other: what differs in them, in the picture, in the text and in the score?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.image import Image, digest
from ocrlab.reading import box_of
from ocrlab.runs import PastRun, differences
from ocrlab.scoring import compare
from ocrlab.scoring.expected import expected
from ocrlab.ui import texts
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.runs import originals
from ocrlab.ui.runs.state import RunsState
from ocrlab.ui.tune import scores
from ocrlab.ui.viewer import Mark, Overlay, Picture, viewer
from ocrlab.ui.widgets import bound
from ocrlab.wording import percent, points

COMPARE = ("Compare", "with")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_COMPARED = len(LETTERS)
KEY = f'<p class="ocr-key">{texts.MARKS} with the true characters above.</p>'
HEIGHT = 460  # CSS pixels of the pictures


def show(state: RunsState, lab: Lab, runs: list[PastRun]) -> None:
    """All that are selected in one table of what differs; two of them in score, picture and text."""
    runs = runs[:MAX_COMPARED]
    first, second = _two(state, runs)
    _verdict(first, second)
    _settings(runs)
    _pictures(lab, first, second)
    _texts(first, second)


def alone(lab: Lab, run: PastRun) -> None:
    """One run: its score, its page beside what its filters made of it, its text."""
    if run.score:
        cells = st.columns(3)
        cells[0].metric("CER", percent(run.score["cer"].rate))
        cells[1].metric("WER", percent(run.score["wer"].rate))
        cells[2].metric("Seconds", f"{run.stored.seconds:.2f}")
    page = originals.page_of(run, lab)
    if page is None:
        _thumbnails([run])
    else:
        try:
            filtered = Picture.of(run.pipeline.apply(page.image), "Filtered", _marks(run))
            viewer(Picture.of(page.image, "Original"), filtered, key="runs-viewer", height=HEIGHT)
        except OcrLabError as error:
            st.warning(as_text(error), icon=":material/extension_off:")
            _thumbnails([run])
    _text("Text", run, run.stored.truth)


def _two(state: RunsState, runs: list[PastRun]) -> tuple[PastRun, PastRun]:
    """The two that are compared: the first two, unless a person chose others."""
    by_id = {run.id: run for run in runs}
    ids = list(by_id)
    first = state.sides[0] if state.sides[0] in by_id else ids[0]
    second = state.sides[1] if state.sides[1] in by_id and state.sides[1] != first else ""
    second = second or next(id for id in ids if id != first)
    if len(runs) > 2:
        letters = dict(zip(ids, LETTERS, strict=False))
        cells = st.columns(2)
        for number, (cell, chosen) in enumerate(zip(cells, (first, second), strict=True)):
            others = [id for id in ids if number == 0 or id != first]
            cell.selectbox(
                COMPARE[number],
                others,
                others.index(chosen),
                format_func=lambda id: f"{letters[id]}: {by_id[id].name}",  # no Markdown is known here
                **bound(f"runs-side-{number}", chosen, partial(state.put_on_side, number)),
            )
    return by_id[first], by_id[second]


def _verdict(first: PastRun, second: PastRun) -> None:
    """Which is better, how sure that is, or why it cannot be told."""
    if why := _not_comparable(first, second):
        st.info(as_text(why), icon=":material/help:")
        return
    compared = compare(
        first.stored.truth or "",
        first.counted.text,
        second.counted.text,
        "The second",
        first.counted.mean_confidence,
        second.counted.mean_confidence,
        first.normalise,
    )
    before, after = compared.cer_before.rate, compared.cer_after.rate
    left, right = st.columns([2.4, 1], vertical_alignment="center")
    left.markdown(f"**{as_text(compared.verdict.sentence)}**")
    left.caption(as_text(f"{compared.sentence} {scores.chance(compared)}"))
    right.metric(
        "CER, first to second",
        percent(after),
        points(after - before) if after != before else "no change",
        delta_color="inverse" if after != before else "off",
        delta_description=f"from {percent(before)}",
    )


def _not_comparable(first: PastRun, second: PastRun) -> str:
    if (first.stored.digest, first.crop) != (second.stored.digest, second.crop):
        return "These runs are of two pages or two parts of a page, so their scores are not compared."
    if first.stored.truth is None or first.stored.truth != second.stored.truth:
        return "There is no verdict: both runs have to be scored against the same ground truth."
    if first.normalise != second.normalise:
        return "There is no verdict: the runs were scored under two normalisations."
    return ""


def _settings(runs: list[PastRun]) -> None:
    rows = differences(runs)
    st.markdown("**What differs**")
    if not rows:
        st.caption("Nothing but the reading: page, filters, engine, settings and versions are the same.")
        return
    names = ("First", "Second") if len(runs) == 2 else tuple(LETTERS[: len(runs)])
    scored = {"": "CER", **{n: _cer(run) for n, run in zip(names, runs, strict=True)}}
    lines = [
        {"": as_text(row.name), **{n: as_text(value) for n, value in zip(names, row.values, strict=True)}}
        for row in rows
    ]
    st.table([scored, *lines])


def _cer(run: PastRun) -> str:
    return percent(run.score["cer"].rate) if run.score else "not scored"


def _pictures(lab: Lab, first: PastRun, second: PastRun) -> None:
    """Both filtered pages, linked, where the pages are still there."""
    pictures = []
    for title, run in (("First", first), ("Second", second)):
        page = originals.page_of(run, lab)
        if page is None:
            break
        try:
            image: Image = run.pipeline.apply(page.image)
        except OcrLabError as error:
            st.warning(as_text(error), icon=":material/extension_off:")
            break
        pictures.append(Picture(image, digest(image), title, _marks(run)))
    if len(pictures) < 2:
        _thumbnails([first, second])
        return
    overlay = Overlay(colour_by="right" if first.stored.truth else "confidence")
    viewer(*pictures, key="runs-viewer", height=HEIGHT, overlay=overlay)


def _thumbnails(runs: list[PastRun]) -> None:
    for cell, run in zip(st.columns(2), runs, strict=False):
        if run.stored.thumbnail.startswith("data:image/"):
            cell.image(run.stored.thumbnail, width=160, alt="The page of this run, small")
        cell.caption(as_text(f"{run.stored.image}: {originals.GONE}."))


def _marks(run: PastRun) -> tuple[Mark, ...]:
    if run.crop is not None:  # its words stand in the crop, and where that went only Tune knows
        return ()
    truth = run.stored.truth
    meant = expected(run.reading, truth, run.normalise, run.uncounted) if truth else [None] * len(run.reading.words)
    return tuple(
        Mark(word.text, box_of(word.box), word.confidence, *((there.text, there.right) if there else ()))
        for word, there in zip(run.reading.words, meant, strict=True)
    )


def _texts(first: PastRun, second: PastRun) -> None:
    """Both texts, marked against the truth, or the second against the first."""
    same_truth = first.stored.truth is not None and first.stored.truth == second.stored.truth
    options = ["the ground truth", "each other"] if same_truth else ["each other"]
    against = st.segmented_control("Mark differences from", options, default=options[0], key="runs-against")
    by_truth = against == "the ground truth"
    left, right = st.columns(2)
    with left:
        _text("First", first, first.stored.truth if by_truth else None)
    with right:
        _text("Second", second, second.stored.truth if by_truth else first.counted.text)
    st.html(KEY)


def _text(title: str, run: PastRun, truth: str | None) -> None:
    st.markdown(f"**{as_text(title)}** &nbsp; :gray[{as_text(run.name)}]")
    body = texts.marked(truth, run.reading, run.normalise, run.uncounted) if truth else texts.plain(run.reading)
    texts.show(body, key=f"runs-text-{title}")
