"""Results: what was read on either side, and what can be taken along?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from ocrlab.engines import Progress, effective, get_engine
from ocrlab.ui import along, link, texts
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.saving import save_button
from ocrlab.ui.tune import sources, truth_editor
from ocrlab.ui.tune.readings import Known, Shown
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import SIDES, TunedPage
from ocrlab.ui.viewer import Side
from ocrlab.ui.widgets import bound


def texts_of_both(lab: Lab, state: TuneState, page: TunedPage, known: Known) -> None:
    """Both readings, with what differs from the truth marked in them."""
    truth = page.sample.truth
    with st.container(horizontal=True):
        _switches(lab, state, bool(truth))
    marked_against = truth if truth and state.mark_differences else None
    for column, (side, shown) in zip(st.columns(2), known.shown.items(), strict=True):
        run = shown.read.run(page.sample, lab.normalise) if shown.read else None
        with column:
            title = as_text(page.titles[side]) if page.rival else f"{SIDES[side]} text"
            _text(state, side, title, shown, marked_against, lab.normalise, run.uncounted if run else ())
    if marked_against:
        st.html(texts.KEY)


def _switches(lab: Lab, state: TuneState, has_truth: bool) -> None:
    st.toggle(
        "Mark differences from the ground truth",
        state.mark_differences,
        disabled=not has_truth,
        **bound("mark", state.mark_differences, state.set_mark_differences),
    )
    if sources.boxed_truth(lab):
        st.toggle(
            "Show the truth's own boxes in the picture",
            state.show_truth_boxes,
            help="Each box of the truth, coloured by whether it was read right; choose whose words to show above.",
            **bound("show-truth", state.show_truth_boxes, state.set_show_truth_boxes, whole_page=True),
        )


def _text(
    state: TuneState,
    side: Side,
    title: str,
    shown: Shown,
    truth: str | None,
    normalise: str,
    uncounted: tuple[int, ...],
) -> None:
    """One side's text: as it comes, or as it was last read."""
    # The old text stays, greyed, through the search for text, which is most of the wait. The first new words take its
    # place: to a hand on a slider they say more about the new setting than all of the old text does.
    if coming := _coming(shown):
        what = "reading a draft" if shown.drafts else "reading"
        st.markdown(f"**{title}** &nbsp; :blue-badge[{what}, {coming.done} of {coming.total} boxes]")
        texts.show(texts.so_far(coming.words), key=f"text-{side}", growing=True)
        return
    seconds = f" &nbsp; :gray[read in {shown.read.seconds:.1f} s]" if shown.read else ""
    mark = (
        " &nbsp; :gray-badge[old]"
        if shown.read and shown.old
        else " &nbsp; :blue-badge[draft]"
        if shown.is_draft
        else ""
    )
    st.markdown(f"**{title}**{seconds}{mark}")
    if shown.reading is None:
        st.html('<div class="ocr-text old">Not read yet.</div>')
        return
    body = texts.marked(truth, shown.reading, normalise, uncounted) if truth else texts.plain(shown.reading)
    selected = state.selected[1] if state.selected and state.selected[0] == side else None
    clicked = texts.show(body, key=f"text-{side}", old=shown.old, selected=selected, copy=shown.reading.text)
    if clicked is not None:
        state.select((side, clicked))
        st.rerun()


def _coming(shown: Shown) -> Progress | None:
    """How far the reading of a side has come, from its first word until it ends, whichever way it does; a whole draft
    says more than the beginning of what follows it."""
    progress = shown.job.progress if shown.job is not None and shown.is_under_way and not shown.is_draft else None
    return progress if progress and progress.words else None


def downloads(lab: Lab, state: TuneState, page: TunedPage, known: Known) -> None:
    """What can be taken along, what it cost, and every setting that was in effect."""
    with st.container(horizontal=True):
        reads = {side: shown.read for side, shown in known.shown.items() if shown.read and not shown.is_draft}
        reading = reads["filtered"].reading if "filtered" in reads else None
        stem = page.sample.name.rsplit(".", 1)[0]
        # A file made on the click would be gone with the next look at a reading under way.
        spoilt = ("Spoilt and filtered image (PNG)", "spoilt-filtered") if page.spoilt else None
        label, ending = spoilt or ("Filtered image (PNG)", "filtered")
        save_button(label, page.png, f"{stem}-{ending}.png", "image/png")
        text = (reading.text if reading else "").encode()
        save_button("Text", text, f"{stem}.txt", "text/plain", disabled=reading is None)
        along.take_menu(lab, lab.pipeline, "take-along", partial(link.whole, lab))
        truth_editor.open_button(lab, state, page, reads)
        more = st.popover("Seconds and settings", icon=":material/timer:", key="more", on_change="rerun")
    if more.open:
        with more:
            _seconds(page, known.shown)
            _settings(lab)


def _seconds(page: TunedPage, shown: Mapping[Side, Shown]) -> None:
    rows = [
        {
            "step": as_text(step.stage.declaration.title),
            "seconds": f"{step.seconds:.4f}",
            "note": as_text("; ".join([*step.notes, *(["kept from before"] if step.cached else [])])),
        }
        for step in page.steps
    ]
    rows += [
        {
            "step": as_text(f"Reading, {page.titles[side]}" if page.rival else f"Reading, {SIDES[side].lower()}"),
            "seconds": f"{s.read.seconds:.4f}",
            "note": "old" if s.old else "draft" if s.is_draft else "",
        }
        for side, s in shown.items()
        if s.read
    ]
    st.table(rows)


def _settings(lab: Lab) -> None:
    engine = get_engine(lab.engine)
    st.markdown(f"**Every setting in effect** :gray[{as_text(engine.title)} {as_text(engine.version)}]")
    values = zip(engine.params, effective(engine, lab.settings).values(), strict=True)
    st.table([{"setting": as_text(param.name), "value": as_text(param.text(value))} for param, value in values])
