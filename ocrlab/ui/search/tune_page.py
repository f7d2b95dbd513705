"""What does the Search page take from the Tune page, and what does it put there?

Everything the two pages know of each other is in this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import streamlit as st

from ocrlab.datasets import Sample
from ocrlab.engines import effective, get_engine
from ocrlab.errors import OcrLabError
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.search import Study
from ocrlab.search.pages import Page
from ocrlab.truth import Truth
from ocrlab.ui import state
from ocrlab.ui.tune import sources


@dataclass(frozen=True)
class Setting:
    """The setting that stands on Tune: the current one of a new search. ``settings`` are those that were changed."""

    pipeline: Pipeline
    engine: str
    settings: Mapping[str, Any]
    normalise: str


def setting() -> Setting:
    lab = state.lab()
    values = effective(get_engine(lab.engine), lab.settings)
    changed = {name: value for name, value in values.items() if name in lab.settings}
    return Setting(lab.pipeline, lab.engine, changed, lab.normalise)


def page() -> Sample:
    """The page that stands on Tune. Raises what decoding raises for a page that cannot be shown."""
    return sources.current(state.lab())


def owner() -> str:
    """In whose name this session reads."""
    return state.lab().owner


def notice(error: OcrLabError | str) -> None:
    """Say something once, at the top of the page."""
    state.lab().notice(error)


def open_button(study: Study, pipeline: Pipeline, page: Page | None, key: str) -> None:
    """A button that puts a setting and a page of the study on Tune, and goes there.

    Where the page cannot be loaded any more, the setting goes there by itself and that is said.
    """
    if not st.button("Open on Tune", key=f"tune:{key}", icon=":material/tune:"):
        return
    lab = state.lab()
    lab.set_pipeline(pipeline)
    try:
        if page is not None:
            _put(study, page)
    except OcrLabError as error:
        notice(f"The page on Tune stays as it was. {error}")
    st.switch_page("pages/tune.py")


def _put(study: Study, page: Page) -> None:
    lab = state.lab()
    if study.source is not None and study.source.is_samples:
        lab.look_at(f"sample:{page.name}")
        return
    sample = study.reader.load(page)
    if _is_there(sample):
        return
    upload = sources.take(lab, PurePath(page.name).name, encode_png(sample.image))
    lab.look_at(upload.source)
    lab.turn_page(0)
    sources.set_truth(lab, lab.page_key, Truth.plain(sample.truth or ""))


def _is_there(sample: Sample) -> bool:
    """Do the same pixels stand on Tune already? Then they keep their name and their truth."""
    try:
        return page().digest == sample.digest
    except OcrLabError:
        return False
