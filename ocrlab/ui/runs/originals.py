"""Originals: is the page of a run still there, and how does a run get back on Tune?

A run keeps a small picture. The page itself is a sample, open in this session, or among the files that are kept for
this browser; else only the small picture is left.
"""

from __future__ import annotations

import hashlib

import streamlit as st

from ocrlab.datasets import Sample, builtin
from ocrlab.errors import OcrLabError
from ocrlab.image import decode_page, page_count
from ocrlab.pipeline import Pipeline
from ocrlab.runs import PastRun
from ocrlab.store import shared_store
from ocrlab.ui.lab import SAMPLE, Lab, Upload
from ocrlab.ui.work import visitor

GONE = "its picture is not kept here; open the file on Tune to see it"


def page_of(run: PastRun, lab: Lab) -> Sample | None:
    """The page of a run with its truth then, pixel for pixel; None where it is no longer there."""
    image = None
    try:
        if run.source.sample:
            image = builtin(run.source.sample).image
        elif (data := _bytes(run, lab)) is not None:
            image = decode_page(data, run.source.page, run.source.dpi if b"%PDF-" in data[:1024] else 0).image
    except OcrLabError:
        return None
    sample = None if image is None else Sample(run.stored.image, image, run.stored.truth, ignored=run.ignored)
    return sample if sample is not None and sample.digest == run.stored.digest else None


def open_on_tune(run: PastRun, lab: Lab) -> None:
    """Put a run's page, truth and whole setting on Tune, and go there.

    Where the page is no longer there the setting goes by itself, and that is said.
    """
    try:
        pipeline = run.pipeline
        lab.read_as(run.stored.engine, run.settings, run.normalise)
    except OcrLabError as error:
        lab.notice(f"This run cannot be put on Tune as it was. {error}")
        return
    if _put_page(run, lab):
        lab.set_crop(run.crop)
        if run.stored.truth is not None:
            lab.truths[lab.truth_key] = run.stored.truth
    else:
        lab.inform(f"The page on Tune stays as it was. {run.stored.image}: {GONE}.")
    lab.set_pipeline(Pipeline(pipeline.stages))
    st.switch_page("pages/tune.py")


def _put_page(run: PastRun, lab: Lab) -> bool:
    if page_of(run, lab) is None:
        return False
    source = run.source
    if source.sample:
        lab.look_at(f"{SAMPLE}{source.sample}")
        return True
    data = _bytes(run, lab)
    assert data is not None, "a page that is there has its bytes"
    if source.sha not in lab.uploads:
        lab.uploads[source.sha] = Upload(run.stored.image, data, source.sha, page_count(data))
    lab.look_at(lab.uploads[source.sha].source)
    lab.draw_at(source.dpi)
    lab.turn_page(source.page)
    return True


def _bytes(run: PastRun, lab: Lab) -> bytes | None:
    if upload := lab.uploads.get(run.source.sha):
        return upload.data
    data = shared_store().work_file(visitor.owner(), run.source.sha)
    return data if data is not None and hashlib.sha256(data).hexdigest() == run.source.sha else None
