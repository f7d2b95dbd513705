"""What does the filter do to this page: the picture, the text, the accuracy, each as soon as it is known."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ocrlab.datasets import Sample
from ocrlab.engines import effective, get_engine
from ocrlab.errors import OcrLabError
from ocrlab.image import Image, digest, encode_png
from ocrlab.jobs import Job
from ocrlab.pipeline import StageCache, Step
from ocrlab.reading import Reading
from ocrlab.scoring import METRICS, Score, score
from ocrlab.scoring.metrics import Metric
from ocrlab.ui import frame, sources, texts
from ocrlab.ui.state import Lab
from ocrlab.verdict import verdict


POLL = 0.3  # seconds between looks at a running reading
SHOWN = {"character_accuracy": "Character accuracy", "cer": "CER", "wer": "WER"}
SLOTS = {"original": "Original", "filtered": "Filtered"}


@dataclass(frozen=True)
class Bench:
    """The page before and after its filters, as last computed without an error."""

    sample: Sample
    steps: tuple[Step, ...]

    @property
    def filtered(self) -> Image:
        return self.steps[-1].image if self.steps else self.sample.image

    def image(self, slot: str) -> Image:
        return self.sample.image if slot == "original" else self.filtered


@dataclass(frozen=True)
class Shown:
    """The reading that stands on the page for one side: the newest there is, old while its successor is on the way."""

    reading: Reading | None
    seconds: float | None
    old: bool
    job: Job | None
    error: str | None = None


@st.cache_resource(show_spinner=False)
def _stage_cache() -> StageCache:
    return StageCache()


@st.cache_resource(max_entries=24, show_spinner=False)
def _png(key: str, _image: Image) -> bytes:
    return encode_png(_image, fast=True)


def show(lab: Lab) -> None:
    """The whole bench. An error leaves the last good picture, readings and scores where they are."""
    try:
        bench = _compute(lab)
        lab.kept["bench"] = bench
    except Exception as error:  # whatever a filter or a file does, the page stays
        frame.failed(error)
        bench = lab.kept.get("bench")
    if bench is None:
        return
    try:
        _request(lab, bench)
    except OcrLabError as error:
        frame.failed(error)
    busy = any(not job.finished for job in lab.jobs.values())
    st.fragment(_results, run_every=POLL if busy else None)(lab, bench, busy)


def _compute(lab: Lab) -> Bench:
    sample = sources.current(lab)
    return Bench(sample, lab.pipeline.trace(sample.image, _stage_cache()))


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


def _results(lab: Lab, bench: Bench, busy: bool) -> None:
    shown = {slot: _shown(lab, slot) for slot in SLOTS}
    truth = bench.sample.truth
    scores = {slot: score(truth, s.reading.text) for slot, s in shown.items() if truth and s.reading is not None}
    _headline(lab, bench, shown, scores)
    _pictures(lab, bench, shown)
    _texts(bench, shown, scores)
    _details(lab, bench, shown)
    if busy and not any(not job.finished for job in lab.jobs.values()):
        st.rerun()


def _headline(lab: Lab, bench: Bench, shown: dict[str, Shown], scores: dict[str, Score]) -> None:
    """The number first, the sentence second; a running reading below it, in a place that is always kept free."""
    left, *cells = st.columns([1.4, 1, 1, 1], vertical_alignment="top")
    old = any(s.old for s in shown.values())
    if len(scores) == len(SLOTS):
        said = verdict(scores["original"]["cer"], scores["filtered"]["cer"])
        head, colon, tail = said.sentence.partition(":")
        left.html(f'<p class="ocr-verdict {said.kind}" role="status">{head}<small>{colon}{tail}</small></p>')
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
    cell.metric(SHOWN[metric.name], f"{after:.1%}", change if after != before else "no change", help=metric.help,
                delta_color=("inverse" if metric.lower_is_better else "normal") if after != before else "off",
                delta_arrow="auto" if after != before else "off", delta_description=f"from {before:.1%}")


def _progress(lab: Lab, shown: dict[str, Shown], idle: str) -> None:
    under_way = {slot: s.job for slot, s in shown.items() if s.job and not s.job.finished}
    cancelled = [slot for slot, s in shown.items() if s.job and s.job.state == "cancelled"]
    with st.container(horizontal=True, vertical_alignment="center"):
        if under_way:
            slot, job = next(iter(under_way.items()))
            ahead = f", {job.place} in the queue" if job.place else ""
            st.progress(min(1.0, max(0.02, job.progress.fraction)), f"{SLOTS[slot]}: {job.progress}{ahead}")
            st.button("Cancel", icon=":material/stop_circle:", help="Stop reading; what was read before stays.",
                      on_click=lambda: [job.cancel() for job in under_way.values()])
        elif cancelled:
            st.caption("Reading cancelled; what was read before stays.")
            if st.button("Read again", icon=":material/refresh:"):
                for slot in cancelled:
                    lab.kept.pop(f"asked:{slot}", None)
                st.rerun()
        else:
            st.caption(idle)


def _pictures(lab: Lab, bench: Bench, shown: dict[str, Shown]) -> None:
    flipped = st.toggle("Before / after: show the original on both sides", key="flip")
    for column, slot in zip(st.columns(2), SLOTS, strict=True):
        image = bench.image("original" if flipped else slot)
        height, width = image.shape[:2]
        name = SLOTS[slot] if not (flipped and slot == "filtered") else "Original (filter lifted)"
        column.markdown(f"**{name}** &nbsp; :gray[{width} x {height} px]")
        column.image(_png(digest(image), image), width="stretch", alt=f"{name} page")


def _texts(bench: Bench, shown: dict[str, Shown], scores: dict[str, Score]) -> None:
    truth = bench.sample.truth
    mark = st.toggle("Mark differences from the ground truth", value=True, key="mark", disabled=not truth)
    for column, slot in zip(st.columns(2), SLOTS, strict=True):
        s = shown[slot]
        with column:
            seconds = f" &nbsp; :gray[read in {s.seconds:.1f} s]" if s.seconds is not None else ""
            st.markdown(f"**{SLOTS[slot]} text**{seconds}" + (" &nbsp; :gray-badge[old]" if s.old and s.reading else ""))
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
        st.download_button("Filtered image (PNG)", lambda: encode_png(image), f"{stem}-filtered.png", "image/png",
                           icon=":material/download:", on_click="ignore")
        st.download_button("Text", (reading.text if reading else "").encode(), f"{stem}.txt", "text/plain",
                           icon=":material/download:", on_click="ignore", disabled=reading is None)
        with st.popover("Seconds and settings", icon=":material/timer:"):
            _seconds(bench, shown)
            engine = get_engine(lab.engine)
            st.markdown(f"**Every setting in effect** :gray[{engine.title} {engine.version}]")
            st.table([{"setting": p.name, "value": p.text(v)} for p, v in
                      zip(engine.params, effective(engine, lab.settings).values(), strict=True)])


def _seconds(bench: Bench, shown: dict[str, Shown]) -> None:
    rows = [{"step": step.stage.declaration.title, "seconds": f"{step.seconds:.3f}",
             "note": "; ".join([*step.notes, *(["kept from before"] if step.cached else [])])} for step in bench.steps]
    rows += [{"step": f"Reading, {SLOTS[slot].lower()}", "seconds": f"{s.seconds:.3f}", "note": "old" if s.old else ""}
             for slot, s in shown.items() if s.seconds is not None]
    st.table(rows)
