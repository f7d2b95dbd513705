"""What does the filter do to this page: the picture, the text, the accuracy, each as soon as it is known."""

from __future__ import annotations

import time

import streamlit as st

from ocrlab.engines import effective, get_engine
from ocrlab.errors import OcrLabError
from ocrlab.pipeline import StageCache
from ocrlab.reading import Reading
from ocrlab.ui import frame, pool
from ocrlab.ui.state import PICTURE, SLOTS, Bench, Found, Lab, Shown
from ocrlab.ui.tune import analysis, faults, headline, lock, pictures, results, sources

POLL = 0.3  # seconds between looks at a running reading
HEAD_START = 0.12  # seconds the browser has to draw the picture before the rest of the page follows


@st.cache_resource(show_spinner=False)
def _stage_cache() -> StageCache:
    return StageCache()


def picture(lab: Lab) -> None:
    """The filtered page beside the original: the first thing sent, because a hand on a slider waits for it."""
    if (bench := _computed(lab)) is None:
        frame.failed(lab.kept["fault"])
        return
    lab.kept["refused"] = _request(lab, bench)
    lab.ahead = False
    _pictures(lab)


def numbers(lab: Lab) -> None:
    """What is known of the accuracy, and how far the readings have come."""
    if (bench := lab.kept.get("bench")) is None:
        return
    if lab.kept["refused"]:
        faults.refused(lab.kept["refused"])
    # A search for text may have ended since: then the readings that waited for it are still to be asked for.
    busy = _busy(lab) or lab.kept.get("finding", False)
    st.fragment(_numbers, run_every=POLL if busy else None)(lab, bench, busy)


def readings(lab: Lab) -> None:
    """Both texts and all that is known about them."""
    if (bench := lab.kept.get("bench")) is not None:
        st.fragment(_readings, run_every=POLL if _busy(lab) else None)(lab, bench)


def _busy(lab: Lab) -> bool:
    return any(not job.finished for job in lab.jobs.values())


@st.fragment(key=PICTURE)
def _pictures(lab: Lab) -> None:
    """The viewer; run alone while a slider is moved, here or in the sidebar."""
    bench = lab.kept["bench"]
    if bench.pipeline != lab.pipeline and lab.kept["fault"] is None:
        bench = _computed(lab)
    if lab.kept["fault"] is not None:
        frame.failed(lab.kept["fault"])
    happened = pictures.show(lab, bench, _both(lab))
    # A drag stays in here; what was let go of reaches link, readings and sidebar, so then the whole page runs.
    if lab.ahead or (happened.live and happened.live.released) or happened.rect or happened.word:
        lab.ahead = False
        time.sleep(HEAD_START)
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
    region = lab.regions.get(sources.page_of(lab))
    return Bench(sample, pipeline, pipeline.trace(sample.image, _stage_cache()), region)


def _request(lab: Lab, bench: Bench) -> OcrLabError | None:
    """Ask for both readings; an unchanged request stands, a changed one supersedes the unread one before it."""
    page = (bench.sample.digest, bench.region)
    if lab.kept.get("page") != page:  # what was read on another page is no old reading of this one
        lab.kept["page"] = page
        for slot in SLOTS:
            lab.kept.pop(f"reading:{slot}", None)
            if slot in lab.jobs and lab.jobs[slot].finished:
                del lab.jobs[slot]
    lab.kept["finding"] = False
    waiting = list(SLOTS)  # sides of which no reading is asked for, as long as there are no boxes for them
    try:
        settings = effective(get_engine(lab.engine), lab.settings)
        if lock.ready(lab, bench, settings):
            for slot in SLOTS:
                regions = lock.regions(lab, bench, slot)
                waiting.remove(slot)
                key = (bench.digests[slot], bench.region, lab.engine, repr(settings), regions)
                if lab.kept.get(f"asked:{slot}") != key:
                    image, _ = bench.to_read(slot)
                    lab.jobs[slot] = pool.shared_pool().request(
                        image, lab.engine, settings, owner=lab.owner, slot=slot, text_boxes=regions
                    )
                    lab.kept[f"asked:{slot}"] = key
        else:
            lab.kept["finding"] = lab.jobs[lock.REGIONS].state not in ("cancelled", "failed")
    except OcrLabError as error:
        return error
    finally:
        if lab.locked:
            _let_go(lab, waiting)
    return None


def _let_go(lab: Lab, slots: list[str]) -> None:
    """Stop readings of another kind than is wanted now."""
    for slot in slots:
        if slot in lab.jobs:
            lab.jobs.pop(slot).cancel()
        lab.kept[f"asked:{slot}"] = None


def _shown(lab: Lab, slot: str) -> Shown:
    kept: tuple[Reading, float] | None = lab.kept.get(f"reading:{slot}")
    if finding := lock.finding(lab, slot):
        error = str(finding.error) if finding.state == "failed" else None
        return Shown(kept and kept[0], kept and kept[1], True, finding, error)
    job = lab.jobs.get(slot)
    if job is None:
        return Shown(kept and kept[0], kept and kept[1], bool(kept), None)
    if job.state == "done":
        lab.kept[f"reading:{slot}"] = kept = (job.result(), job.seconds)
    error = str(job.error) if job.state == "failed" else None
    return Shown(kept and kept[0], kept and kept[1], job.state != "done", job, error)


def _both(lab: Lab) -> dict[str, Shown]:
    return {slot: _shown(lab, slot) for slot in SLOTS}


def _numbers(lab: Lab, bench: Bench, busy: bool) -> None:
    headline.show(lab, bench, _found(lab, bench))
    lock.status(lab, bench)
    if busy and not _busy(lab):
        st.rerun()


def _readings(lab: Lab, bench: Bench) -> None:
    found = _found(lab, bench)
    results.texts_of_both(lab, bench, found)
    results.downloads(lab, bench, found)
    if found.comparison:
        analysis.show(lab, found)


def _found(lab: Lab, bench: Bench) -> Found:
    """What is known of both sides at this moment."""
    shown, truth = _both(lab), bench.sample.truth
    readings = {slot: s.reading for slot, s in shown.items() if s.reading is not None}
    if not truth:
        return Found(shown, readings)
    scores = {slot: analysis.scored(truth, reading.text, lab.normalise) for slot, reading in readings.items()}
    if len(readings) < len(SLOTS):
        return Found(shown, readings, scores)
    change = analysis.name_of(bench.pipeline)
    compared = analysis.comparison(truth, readings["original"], readings["filtered"], change, lab.normalise)
    return Found(shown, readings, scores, compared)
