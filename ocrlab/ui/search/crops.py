"""What does a parameter do, value by value? Crops of one page side by side, with the text that is read in each."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ocrlab.engines import effective, get_engine
from ocrlab.errors import OcrLabError
from ocrlab.image import Image, encode_png, freeze
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.search import Study
from ocrlab.ui import frame, pool
from ocrlab.ui.state import Lab

MOST = 8  # values in a row of crops: more are too small to see
WIDTH, HEIGHT = 520, 150  # px of the page a crop shows
POLL = 0.4


def sheet(lab: Lab, study: Study) -> None:
    """Choose page, place and parameter, and see."""
    numbers = [d for d in study.space.dimensions if d.param is not None]
    if not numbers:
        st.caption("No parameter varies here, only which stages there are.")
        return
    by_name = {d.name: d for d in numbers}
    pages = {page.name: page for page in study.pages.pages}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Parameter", list(by_name), key="crops-dimension", width=230)
        page = st.selectbox("Page", list(pages), key="crops-page", width=230)
        down = st.slider("Down the page", 0, 100, 45, 5, key="crops-down", format="%d%%", width=160)
        across = st.slider("Across", 0, 100, 30, 5, key="crops-across", format="%d%%", width=160)
    try:
        image = study.reader.load(pages[page]).image
    except OcrLabError as error:
        frame.failed(error)
        return
    values = _few(by_name[name].grid)
    crops = {"no filter": _crop(image, image, down, across)}
    for value in values:
        stage = Stage.of(_filter(name)).replace(**{by_name[name].param.name: value})
        try:
            filtered = Pipeline((stage,)).apply(image)
        except OcrLabError as error:
            frame.failed(error)
            return
        crops[f"{by_name[name].param.title} {by_name[name].param.text(value)} {by_name[name].unit}".strip()] = _crop(
            filtered, image, down, across
        )
    jobs = _asked(lab, study, crops)
    busy = any(not job.finished for job in jobs.values())
    st.fragment(_draw, run_every=POLL if busy else None)(crops, jobs, busy)


def _filter(name: str) -> str:
    """``median 2.radius`` belongs to the median."""
    return name.rpartition(".")[0].split()[0]


def _few(grid: tuple[Any, ...]) -> list[Any]:
    if len(grid) <= MOST:
        return list(grid)
    return [grid[round(i * (len(grid) - 1) / (MOST - 1))] for i in range(MOST)]


def _crop(image: Image, page: Image, down: int, across: int) -> Image:
    """The same part of the page, whatever size the filter has given it."""
    zoom = image.shape[0] / page.shape[0], image.shape[1] / page.shape[1]
    height, width = min(HEIGHT, page.shape[0]), min(WIDTH, page.shape[1])
    top, left = (page.shape[0] - height) * down / 100, (page.shape[1] - width) * across / 100
    y, x = round(top * zoom[0]), round(left * zoom[1])
    return freeze(np.ascontiguousarray(image[y : y + round(height * zoom[0]), x : x + round(width * zoom[1])]))


def _asked(lab: Lab, study: Study, crops: dict[str, Image]) -> dict[str, Any]:
    """A reading of each crop; what has been read before costs nothing."""
    settings = effective(get_engine(study.plan.engine), study.plan.settings)
    return {
        label: pool.shared_pool().request(crop, study.plan.engine, settings, owner=lab.owner, slot=f"crop:{label}")
        for label, crop in crops.items()
    }


def _draw(crops: dict[str, Image], jobs: dict[str, Any], busy: bool) -> None:
    cells = st.columns(3) * (len(crops) // 3 + 1)
    for (label, crop), cell in zip(crops.items(), cells, strict=False):
        with cell.container(border=True, gap="small"):
            st.markdown(f"**{label}**")
            st.image(encode_png(crop, fast=True), width="stretch")
            st.code(_text(jobs[label]), language=None, wrap_lines=True)
    if busy and all(job.finished for job in jobs.values()):
        st.rerun()


def _text(job: Any) -> str:
    if job.state == "done":
        return job.result().text or "(nothing read)"
    return str(job.error) if job.state == "failed" else "reading ..."
