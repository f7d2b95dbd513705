"""Catalogue: what does each filter do to a page, what does it help and harm, and what does it cost here?"""

from __future__ import annotations

import time
from functools import partial

import numpy as np
import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.filters import FAMILIES, Filter, all_filters, get_filter, spoil
from ocrlab.image import Image, freeze
from ocrlab.pipeline import Pipeline, Stage
from ocrlab.samples import documents
from ocrlab.ui.guide.state import GuideState
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.widgets import bound

LINES = 210  # px of the sample's height that are shown: a few lines, so that strokes can be seen


def show(lab: Lab, state: GuideState) -> None:
    """A filter at a time, chosen from its family: before and after drawn on the spot, and all that is known of it."""
    names = [filter_.name for family in FAMILIES for filter_ in all_filters() if filter_.family == family]
    chosen = state.filter if state.filter in names else names[0]
    listing, detail = st.columns([1, 2.4], gap="large")
    with listing:
        st.radio(
            f"{len(names):d} filters",
            names,
            names.index(chosen),
            format_func=lambda name: get_filter(name).title,
            **bound("guide-filter", chosen, state.choose_filter),
        )
    with detail:
        _filter(lab, get_filter(chosen))


def _filter(lab: Lab, filter_: Filter) -> None:
    st.header(as_text(filter_.title), anchor=False)
    st.caption(as_text(FAMILIES[filter_.family]))
    st.markdown(as_text(filter_.summary))
    _pictures(filter_)
    st.markdown("  \n".join(f"**{as_text(head)}:** {as_text(text)}" for head, text in filter_.sections.items()))
    if filter_.params:
        st.table(
            [
                {
                    "parameter": as_text(param.title),
                    "allowed": as_text(param.allowed),
                    "default": as_text(param.text(param.default)),
                    "meaning": as_text(param.help),
                }
                for param in filter_.params
            ]
        )
    st.code(str(Stage.of(filter_.name)), language=None)
    if st.button(
        "Try it on Tune",
        icon=":material/tune:",
        key="guide-try",
        on_click=partial(lab.set_pipeline, Pipeline.of(filter_.name)),
    ):
        st.switch_page("pages/tune.py")


def _pictures(filter_: Filter) -> None:
    """The same few lines before and after; a filter that cannot be shown says why."""
    page = _sample()
    before, after = st.columns(2)
    before.image(page[:LINES], caption="Before", alt="A page before", output_format="PNG", width="stretch")
    try:
        stage = Stage.of(filter_.name)
        stage.apply(page[:8, :8])  # what is loaded once is no cost of the filter
        start = time.perf_counter()
        filtered = stage.apply(page)
        seconds = time.perf_counter() - start
    except OcrLabError as error:
        after.warning(as_text(error), icon=":material/error:")
        return
    height = max(1, round(LINES * filtered.shape[0] / page.shape[0]))
    after.image(
        filtered[:height],
        caption="After, with its defaults",
        alt="The page after this filter",
        output_format="PNG",
        width="stretch",
    )
    size = page.shape[0] * page.shape[1] / 1e6
    cost = "Under 1 ms" if seconds < 0.001 else f"{1000 * seconds:.0f} ms"
    st.caption(as_text(f"{cost} on this machine just now, for {size:.1f} megapixels."))


@st.cache_resource(show_spinner=False)
def _sample() -> Image:
    """A page with something of most faults: slanted, unevenly lit, grained, with specks."""
    page = spoil.skew(documents.notice().image, angle=1.0)
    page = spoil.uneven_light(page, strength=0.4, angle=20)
    page = spoil.salt_and_pepper(page, share=0.02, seed=1)
    noisy = page + np.random.default_rng(1).normal(0, 8, page.shape)
    return freeze(np.clip(np.rint(noisy), 0, 255).astype(np.uint8))
