"""What does a parameter do, value by value? Crops of one page side by side, with the text that is read in each."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ocrlab.engines import effective, get_engine
from ocrlab.errors import OcrLabError
from ocrlab.image import Image, encode_png, freeze
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.reading import Reading
from ocrlab.search import Plan, Study
from ocrlab.search.space import Dimension
from ocrlab.ui import frame, looking, pool
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.workers import Job

MAX_CROPS = 8  # in a row of values: more are too small to see
WIDTH, HEIGHT = 520, 150  # px of the page a crop shows


def sheet(study: Study) -> None:
    """Choose page, place and parameter, and see."""
    by_name = {dimension.name: dimension for dimension in study.space.dimensions if dimension.param is not None}
    if not by_name:
        st.caption("No parameter varies here, only which stages there are.")
        return
    pages = {page.name: page for page in study.pages.pages}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Parameter", list(by_name), key="crops-dimension", width=230)
        page = st.selectbox("Page", list(pages), key="crops-page", width=230)
        down = st.slider("Down the page", 0, 100, 45, 5, key="crops-down", format="%d %%", width=160)
        across = st.slider("Across", 0, 100, 30, 5, key="crops-across", format="%d %%", width=160)
    try:
        crops = _crops(study.reader.load(pages[page]).image, by_name[name], down, across)
    except OcrLabError as error:
        frame.failed(error)
        return
    jobs = _asked(study.plan, crops)
    every = looking.interval(jobs.values())
    st.fragment(_draw, run_every=every)(crops, jobs, every)


def _crops(page: Image, dimension: Dimension, down: int, across: int) -> dict[str, Image]:
    """The same crop of the page without a filter and under each value, by what to call it."""
    crops = {"no filter": _crop(page, page, down, across)}
    param = dimension.param
    assert param is not None
    filter_ = dimension.name.rpartition(".")[0].split()[0]  # "median 2.radius" belongs to the median
    for value in _few(dimension.grid):
        filtered = Pipeline((Stage.of(filter_, {param.name: value}),)).apply(page)
        crops[f"{param.title} {param.text(value)} {dimension.unit}".strip()] = _crop(filtered, page, down, across)
    return crops


def _few(grid: tuple[Any, ...]) -> list[Any]:
    if len(grid) <= MAX_CROPS:
        return list(grid)
    return [grid[round(i * (len(grid) - 1) / (MAX_CROPS - 1))] for i in range(MAX_CROPS)]


def _crop(image: Image, page: Image, down: int, across: int) -> Image:
    """The same part of the page, whatever size the filter has given it."""
    zoom = image.shape[0] / page.shape[0], image.shape[1] / page.shape[1]
    height, width = min(HEIGHT, page.shape[0]), min(WIDTH, page.shape[1])
    top, left = (page.shape[0] - height) * down / 100, (page.shape[1] - width) * across / 100
    y, x = round(top * zoom[0]), round(left * zoom[1])
    return freeze(np.ascontiguousarray(image[y : y + round(height * zoom[0]), x : x + round(width * zoom[1])]))


def _asked(plan: Plan, crops: dict[str, Image]) -> dict[str, Job[Reading]]:
    """A reading of each crop; what has been read before costs nothing."""
    settings = effective(get_engine(plan.engine), plan.settings)
    workers, owner = pool.shared_pool(), tune_page.owner()
    return {
        label: workers.request(crop, plan.engine, settings, owner=owner, slot=f"crop:{label}")
        for label, crop in crops.items()
    }


def _draw(crops: dict[str, Image], jobs: dict[str, Job[Reading]], every: float | None) -> None:
    cells = st.columns(3) * (len(crops) // 3 + 1)
    for (label, crop), cell in zip(crops.items(), cells, strict=False):
        with cell.container(border=True, gap="small"):
            st.markdown(f"**{as_text(label)}**")
            st.image(encode_png(crop, fast=True), width="stretch", alt="A crop of the page under this setting")
            st.code(_text(jobs[label]), language=None, wrap_lines=True)
    looking.renew(every, jobs.values())


def _text(job: Job[Reading]) -> str:
    if job.state == "done":
        return job.result().text or "(nothing read)"
    return str(job.error) if job.state == "failed" else "reading ..."
