"""What was read on either side, and what can be taken along?"""

from __future__ import annotations

import streamlit as st

from ocrlab.engines import Progress, effective, get_engine
from ocrlab.image import encode_png
from ocrlab.ui import texts
from ocrlab.ui.state import SLOTS, Bench, Found, Lab, Shown
from ocrlab.ui.tune import sources, truth_editor


def texts_of_both(lab: Lab, bench: Bench, found: Found) -> None:
    """Both readings, with what differs from the truth marked in them."""
    truth = bench.sample.truth
    with st.container(horizontal=True):
        mark = st.toggle("Mark differences from the ground truth", value=True, key="mark", disabled=not truth)
        if sources.boxed_truth(lab):
            st.session_state.setdefault("show-truth", lab.show_truth)
            shown = st.toggle(
                "Show the truth's own boxes in the picture",
                key="show-truth",
                help="Each box of the truth, coloured by whether it was read right; choose whose words to show above.",
            )
            if shown != lab.show_truth:
                lab.show_truth = shown
                st.rerun()
    for column, slot in zip(st.columns(2), SLOTS, strict=True):
        s = found.shown[slot]
        with column:
            # The old text stays, greyed, through the search for text, which is most of the wait. The first new words
            # take its place: to a hand on a slider they say more about the new setting than all of the old text does.
            if coming := _coming(s):
                count = f"{coming.done} of {coming.total} boxes"
                st.markdown(f"**{SLOTS[slot]} text** &nbsp; :blue-badge[reading, {count}]")
                texts.show(texts.so_far(coming.words), key=f"text-{slot}", growing=True)
                continue
            seconds = f" &nbsp; :gray[read in {s.seconds:.1f} s]" if s.seconds is not None else ""
            st.markdown(
                f"**{SLOTS[slot]} text**{seconds}" + (" &nbsp; :gray-badge[old]" if s.old and s.reading else "")
            )
            if s.reading is None:
                st.html('<div class="ocr-text old">Not read yet.</div>')
                continue
            body = texts.marked(truth, s.reading, lab.normalise) if truth and mark else texts.plain(s.reading)
            selected = lab.selected[1] if lab.selected and lab.selected[0] == slot else None
            clicked = texts.show(body, key=f"text-{slot}", old=s.old, selected=selected)
            if clicked is not None:
                lab.selected = (slot, clicked)
                st.rerun()
    if truth and mark:
        st.html(texts.KEY)


def _coming(shown: Shown) -> Progress | None:
    """How far the reading of a side has come, from its first word until it ends, whichever way it does."""
    job = shown.job
    progress = job.progress if job and not job.finished else None
    return progress if progress and progress.words else None


def downloads(lab: Lab, bench: Bench, found: Found) -> None:
    """What can be taken along, what it cost, and every setting that was in effect."""
    with st.container(horizontal=True):
        image, reading = bench.filtered, found.shown["filtered"].reading
        stem = bench.sample.name.rsplit(".", 1)[0]
        st.download_button(
            "Filtered image (PNG)",
            lambda: encode_png(image),
            f"{stem}-filtered.png",
            "image/png",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Text",
            (reading.text if reading else "").encode(),
            f"{stem}.txt",
            "text/plain",
            icon=":material/download:",
            on_click="ignore",
            disabled=reading is None,
        )
        truth_editor.open_button(lab, bench, found.readings)
        more = st.popover("Seconds and settings", icon=":material/timer:", key="more", on_change="rerun")
    if more.open:
        with more:
            _seconds(bench, found.shown)
            engine = get_engine(lab.engine)
            st.markdown(f"**Every setting in effect** :gray[{engine.title} {engine.version}]")
            st.table(
                [
                    {"setting": p.name, "value": p.text(v)}
                    for p, v in zip(engine.params, effective(engine, lab.settings).values(), strict=True)
                ]
            )


def _seconds(bench: Bench, shown: dict[str, Shown]) -> None:
    rows = [
        {
            "step": step.stage.declaration.title,
            "seconds": f"{step.seconds:.4f}",
            "note": "; ".join([*step.notes, *(["kept from before"] if step.cached else [])]),
        }
        for step in bench.steps
    ]
    rows += [
        {"step": f"Reading, {SLOTS[slot].lower()}", "seconds": f"{s.seconds:.4f}", "note": "old" if s.old else ""}
        for slot, s in shown.items()
        if s.seconds is not None
    ]
    st.table(rows)
