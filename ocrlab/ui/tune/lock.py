"""While regions are locked: where were the boxes found, and where do they lie on each side?

Locked, text is looked for once, on the original or on the filtered page of that moment; those boxes are then read on
both sides, carried along by the stages' matrices. A slider answers in about a second, and lines compare box by box.

The lock is a way of reading that stays on: another page, another region to read, another setting of the engine, and
the boxes are found anew, since that is less work than reading both sides in full. So a detector's settings do what they
say while locked, too. What is found anew on the same page is found on the same pixels as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from ocrlab.engines import TextBoxes, get_engine
from ocrlab.image import Image
from ocrlab.moves import IDENTITY, Matrix, compose
from ocrlab.pipeline import Pipeline, move_of
from ocrlab.ui import pool
from ocrlab.ui.state import Bench, Lab
from ocrlab.workers import Job

REGIONS = "regions"  # the place of the search for text among the lab's jobs
FREE = "off"
CHOICES = {FREE: "Off", "original": "To original", "filtered": "To filtered"}
HELP = """Find text once and read the same boxes on both sides: a slider answers in about a second, and lines can be
compared one by one.

- **Off:** text is looked for on each side by itself.
- **To original:** boxes found on the original are read on both sides.
- **To filtered:** boxes found on the filtered page as it is now are read on both sides.

Stages that turn, scale or cut the page take the boxes along. The link to this page does not keep the lock."""
# Splitting Tesseract's one step costs more than it saves: a process for every word.
TOGETHER = "{} finds and reads text in one step: with regions locked it would take longer, so they cannot be."


@dataclass(frozen=True)
class Lock:
    """On which side text was looked for, for what, on which pixels, under which filters, and where those pixels lie."""

    side: str
    page: tuple
    engine: tuple
    image: Image
    pipeline: Pipeline
    matrix: Matrix  # from the original page's points to those of ``image``


def unsuited(engine: str) -> str | None:
    """Why this engine's regions cannot be locked; None where they can."""
    reader = get_engine(engine)
    return TOGETHER.format(reader.title) if reader.one_step else None


def ready(lab: Lab, bench: Bench, settings: Mapping[str, Any]) -> bool:
    """Whether both sides can be read now: nothing is locked, or the boxes are there. Asks for boxes that are not.

    Raises `PipelineError` where the filtered page cannot be locked to, `EngineError` as `WorkerPool.detect` does.
    """
    if lab.locked and unsuited(lab.engine):
        lab.locked = None
    if lab.locked is None:
        _stop(lab)
        lab.kept.pop("lock", None)
        return True
    lock: Lock | None = lab.kept.get("lock")
    page, engine = (bench.sample.digest, bench.region), (lab.engine, repr(settings))
    job = lab.jobs.get(REGIONS)
    if lock is None or (lock.side, lock.page) != (lab.locked, page):
        _stop(lab)
        lab.kept.pop("lock", None)
        image, _ = bench.to_read(lab.locked)
        lock = Lock(lab.locked, page, engine, image, bench.pipeline, _place(bench, lab.locked))
    elif lock.engine != engine or job is None or _asked_again(lab, job):
        _stop(lab)
        lock = Lock(lock.side, page, engine, lock.image, lock.pipeline, lock.matrix)
    else:
        return job.state == "done"
    job = pool.shared_pool().detect(lock.image, lab.engine, settings, owner=lab.owner)
    lab.kept["lock"], lab.jobs[REGIONS] = lock, job
    for slot in (REGIONS, lock.side):
        lab.kept[f"asked:{slot}"] = lock
    return job.state == "done"


def _asked_again(lab: Lab, job: Job) -> bool:
    ended = job.state in ("cancelled", "failed")
    return ended and not all(f"asked:{slot}" in lab.kept for slot in (REGIONS, lab.locked))


def _stop(lab: Lab) -> None:
    job = lab.jobs.pop(REGIONS, None)
    if job is not None and not job.finished:
        job.cancel()


def finding(lab: Lab, slot: str) -> Job | None:
    """The search for text on this side that the readings wait for, or that has come to nothing."""
    job = lab.jobs.get(REGIONS)
    return job if lab.locked == slot and job is not None and job.state != "done" else None


def regions(lab: Lab, bench: Bench, slot: str) -> TextBoxes | None:
    """The boxes to read on a side once `ready`; None where nothing is locked.

    Raises `PipelineError` naming the stages that no matrix describes.
    """
    lock: Lock | None = lab.kept.get("lock")
    if lock is None:
        return None
    boxes, place = lab.jobs[REGIONS].result(), _place(bench, slot)
    if place == lock.matrix:
        return boxes
    # Rounded so that what two stages undid is undone: a level box then stays level.
    back = np.round(np.array(place) @ np.linalg.inv(lock.matrix), 12)
    height, width = bench.to_read(slot)[0].shape[:2]
    return boxes.moved(back.tolist()).within(width, height)


def _place(bench: Bench, slot: str) -> Matrix:
    """From the original page's points to those of what is read of a side."""
    _, (left, top) = bench.to_read(slot)
    return compose([move_of(bench.steps) if slot == "filtered" else IDENTITY, ((1, 0, -left), (0, 1, -top), (0, 0, 1))])


def choose(lab: Lab) -> None:
    """The control that locks and unlocks."""
    reason = unsuited(lab.engine)
    st.session_state["lock"] = lab.locked or FREE
    st.segmented_control(
        "Lock regions",
        list(CHOICES),
        format_func=CHOICES.get,
        key="lock",
        required=True,
        disabled=bool(reason),
        help=HELP,
        width="stretch",
        on_change=partial(_chosen, lab),
    )
    if reason:
        st.caption(reason)


def _chosen(lab: Lab) -> None:
    chosen = st.session_state["lock"]
    lab.locked = None if chosen == FREE else chosen


def status(lab: Lab, bench: Bench) -> None:
    """That regions are locked, in a line beside the headline, with the way out."""
    if lab.locked is None:
        return
    lock: Lock | None = lab.kept.get("lock")
    where = f"the {lab.locked}" + (" page" if lab.locked == "filtered" else "")
    elsewhere = lock is not None and lock.side == "filtered" and lock.pipeline != bench.pipeline
    with st.container(horizontal=True, vertical_alignment="center", key="locked"):
        st.markdown(
            f":blue-badge[:material/lock: Regions locked] :small[{_said(lab, bench, where, elsewhere)}]",
            width="content",
            help="Errors of finding text, such as a line that is missed, do not show while regions are locked.",
        )
        if elsewhere and st.button("Find again", icon=":material/refresh:", type="tertiary"):
            lab.kept.pop("lock", None)
            st.rerun()
        if st.button("Unlock", icon=":material/lock_open:", type="tertiary"):
            lab.locked = None
            st.rerun()


def _said(lab: Lab, bench: Bench, where: str, elsewhere: bool) -> str:
    job = lab.jobs.get(REGIONS)
    if job is None or job.state != "done":
        on_its_way = job is not None and not job.finished
        return f"Text is being found on {where} first." if on_its_way else f"No boxes were found on {where} yet."
    count = len(job.result())
    if not count:
        return f"No text was found on {where}: there is nothing to read on either side."
    if any(step.matrix is None for step in bench.steps):
        return f"The boxes of {where} are read on the original only: they cannot follow the filtered page."
    found = f"of an earlier {lab.locked} page" if elsewhere else f"found on {where}"
    boxes = f"{count} boxes {found} are" if count > 1 else f"The one box {found} is"
    return f"{boxes} read on both sides; finding text is not being tested."
