"""What does the filter do to this page: the picture, the text, the accuracy, each as soon as it is known."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from ocrlab.engines import effective, get_engine
from ocrlab.errors import OcrLabError
from ocrlab.image import digest, encode_png
from ocrlab.pipeline import StageCache
from ocrlab.reading import Reading
from ocrlab.scoring import METRICS, Score, score
from ocrlab.scoring.metrics import Metric
from ocrlab.ui import frame, pictures, sources, texts
from ocrlab.ui.state import Bench, Lab, Shown
from ocrlab.verdict import verdict

POLL = 0.3  # seconds between looks at a running reading
SHOWN = {"character_accuracy": "Character accuracy", "cer": "CER", "wer": "WER"}
SLOTS = {"original": "Original", "filtered": "Filtered"}


@st.cache_resource(show_spinner=False)
def _stage_cache() -> StageCache:
    return StageCache()


def show(lab: Lab) -> None:
    """The whole bench. An error leaves the last good picture, readings and scores where they are."""
    bench = _computed(lab)
    if bench is None:
        frame.failed(lab.kept["fault"])
        return
    try:
        _request(lab, bench)
    except OcrLabError as error:
        frame.failed(error)
    busy = any(not job.finished for job in lab.jobs.values())
    every = POLL if busy else None
    st.fragment(_numbers, run_every=every)(lab, bench, busy)
    _pictures(lab)
    st.fragment(_reading, run_every=every)(lab, bench)


@st.fragment
def _pictures(lab: Lab) -> None:
    """The viewer, run alone while its slider is dragged."""
    bench = lab.kept["bench"]
    if bench.pipeline != lab.pipeline and lab.kept["fault"] is None:
        bench = _computed(lab)
    if lab.kept["fault"] is not None:
        frame.failed(lab.kept["fault"])
    happened = pictures.show(lab, bench, _both(lab))
    # A released slider or a region reaches link, sidebar and readings, so the whole page runs; a drag stays in here.
    if (happened.live and happened.live.released) or happened.region:
        st.rerun()


def _computed(lab: Lab) -> Bench | None:
    """The page under the lab's present setting, or the last one that could be computed, with the fault noted."""
    try:
        lab.kept["bench"] = _compute(lab)
        lab.kept["fault"] = None
    except Exception as error:  # whatever a filter or a file does, the page stays
        lab.kept["fault"] = error
    return lab.kept.get("bench")


def _compute(lab: Lab) -> Bench:
    sample, pipeline = sources.current(lab), lab.pipeline
    return Bench(sample, pipeline, pipeline.trace(sample.image, _stage_cache()))


def _request(lab: Lab, bench: Bench) -> None:
    """Ask for both readings; an unchanged request stands, a changed one supersedes the unread one before it."""
    settings = effective(get_engine(lab.engine), lab.settings)
    for slot in SLOTS:
        image = bench.image(slot)
        key = (digest(image), lab.engine, repr(settings))
        if lab.kept.get(f"asked:{slot}") != key:
            lab.jobs[slot] = frame.pool().request(image, lab.engine, settings, owner=lab.owner, slot=slot)
            lab.kept[f"asked:{slot}"] = key


def _shown(lab: Lab, slot: str) -> Shown:
    job = lab.jobs.get(slot)
    kept: tuple[Reading, float] | None = lab.kept.get(f"reading:{slot}")
    if job is None:
        return Shown(kept and kept[0], kept and kept[1], bool(kept), None)
    if job.state == "done":
        lab.kept[f"reading:{slot}"] = kept = (job.result(), job.seconds)
    error = str(job.error) if job.state == "failed" else None
    return Shown(kept and kept[0], kept and kept[1], job.state != "done", job, error)


def _both(lab: Lab) -> dict[str, Shown]:
    return {slot: _shown(lab, slot) for slot in SLOTS}


def _numbers(lab: Lab, bench: Bench, busy: bool) -> None:
    shown, truth = _both(lab), bench.sample.truth
    scores = {slot: _score(truth, s.reading.text) for slot, s in shown.items() if truth and s.reading is not None}
    _headline(lab, bench, shown, scores)
    if busy and all(job.finished for job in lab.jobs.values()):
        st.rerun()


def _reading(lab: Lab, bench: Bench) -> None:
    shown = _both(lab)
    _texts(bench, shown)
    _details(lab, bench, shown)


_score = lru_cache(maxsize=64)(score)


def _headline(lab: Lab, bench: Bench, shown: dict[str, Shown], scores: dict[str, Score]) -> None:
    """The number first, the sentence second; a running reading below it, in a place that is always kept free."""
    left, *cells = st.columns([1.4, 1, 1, 1], vertical_alignment="top")
    old = any(s.old for s in shown.values())
    if len(scores) == len(SLOTS):
        said = verdict(scores["original"]["cer"], scores["filtered"]["cer"])
        head, colon, tail = said.sentence.partition(": ")
        harm = f'<span class="colon">{colon}</span><small>{tail}</small>' if tail else ""
        left.html(f'<p class="ocr-verdict {said.kind}" role="status">{head}{harm}</p>')
        for cell, name in zip(cells, SHOWN, strict=True):
            _number(cell, METRICS[name], scores["original"][name].rate, scores["filtered"][name].rate)
        idle = "Filtered against original, on this page."
    elif bench.sample.truth:
        left.html(f'<p class="ocr-verdict" role="status">{"Reading both sides" if old else "Not read"}</p>')
        idle = "The accuracy of both sides appears here as soon as they are read."
    else:
        left.html('<p class="ocr-verdict" role="status">No accuracy without a ground truth</p>')
        idle = "Type or open the true text under **Ground truth** to score both readings."
    with left.container(height=64, border=False, key="progress"):
        _progress(lab, shown, idle)
    for slot, s in shown.items():
        if s.error:
            st.error(f"{SLOTS[slot]}: {s.error}", icon=":material/error:")


def _number(cell: st.delta_generator.DeltaGenerator, metric: Metric, before: float, after: float) -> None:
    change = f"{100 * (after - before):+.1f} points"
    cell.metric(
        SHOWN[metric.name],
        f"{after:.1%}",
        change if after != before else "no change",
        help=metric.help,
        delta_color=("inverse" if metric.lower_is_better else "normal") if after != before else "off",
        delta_arrow="auto" if after != before else "off",
        delta_description=f"from {before:.1%}",
    )


def _progress(lab: Lab, shown: dict[str, Shown], idle: str) -> None:
    under_way = {slot: s.job for slot, s in shown.items() if s.job and not s.job.finished}
    cancelled = [slot for slot, s in shown.items() if s.job and s.job.state == "cancelled"]
    with st.container(horizontal=True, vertical_alignment="center"):
        if under_way:
            slot, job = next(iter(under_way.items()))
            ahead = f", {job.place} in the queue" if job.place else ""
            st.progress(min(1.0, max(0.02, job.progress.fraction)), f"{SLOTS[slot]}: {job.progress}{ahead}")
            st.button(
                "Cancel",
                icon=":material/stop_circle:",
                help="Stop reading; what was read before stays.",
                on_click=lambda: [job.cancel() for job in under_way.values()],
            )
        elif cancelled:
            st.caption("Reading cancelled; what was read before stays.")
            if st.button("Read again", icon=":material/refresh:"):
                for slot in cancelled:
                    lab.kept.pop(f"asked:{slot}", None)
                st.rerun()
        else:
            st.caption(idle)


def _texts(bench: Bench, shown: dict[str, Shown]) -> None:
    truth = bench.sample.truth
    mark = st.toggle("Mark differences from the ground truth", value=True, key="mark", disabled=not truth)
    for column, slot in zip(st.columns(2), SLOTS, strict=True):
        s = shown[slot]
        with column:
            seconds = f" &nbsp; :gray[read in {s.seconds:.1f} s]" if s.seconds is not None else ""
            st.markdown(
                f"**{SLOTS[slot]} text**{seconds}" + (" &nbsp; :gray-badge[old]" if s.old and s.reading else "")
            )
            if s.reading is None:
                st.html('<div class="ocr-text old">Not read yet.</div>')
            elif truth and mark:
                st.html(texts.marked(truth, s.reading.text, old=s.old))
            else:
                st.html(texts.plain(s.reading.text, old=s.old))
    if truth and mark:
        st.html(texts.KEY)


def _details(lab: Lab, bench: Bench, shown: dict[str, Shown]) -> None:
    with st.container(horizontal=True):
        image, reading = bench.filtered, shown["filtered"].reading
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
        with st.popover("Seconds and settings", icon=":material/timer:"):
            _seconds(bench, shown)
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
