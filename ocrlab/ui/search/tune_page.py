"""What do the Search and Batch pages take from the Tune page, and what do they put there?

Everything these pages know of Tune is in this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from ocrlab.ui.widgets import pressed


@dataclass(frozen=True)
class Setting:
    """The setting that stands on Tune: the current one of a new search. ``settings`` are those that were changed, of
    other engines as ``rapidocr.text_score``."""

    pipeline: Pipeline
    engine: str
    settings: Mapping[str, Any]
    normalise: str


def setting() -> Setting:
    lab = state.lab()
    values = effective(get_engine(lab.engine), lab.settings)
    changed = {name: value for name, value in values.items() if name in lab.settings}
    return Setting(lab.pipeline, lab.engine, changed, lab.normalise)


def with_engines(setting: Setting, others: Sequence[str]) -> Setting:
    """The same, where these engines may read too, each with what was changed for it."""
    changed = state.lab().settings_by_engine
    own = {f"{name}.{key}": value for name in others for key, value in changed.get(name, {}).items()}
    return replace(setting, engine="|".join([setting.engine, *others]), settings={**setting.settings, **own})


def read_with(engine: str) -> None:
    """Have Tune and Batch read with this engine from now on; an empty text leaves them as they are."""
    if engine:
        state.lab().choose_engine(engine)


def read_as(engine: str, settings: Mapping[str, object], normalise: str) -> None:
    """Have Tune read and compare as a batch did. Raises `EngineError` for an engine that is not there."""
    state.lab().read_as(engine, settings, normalise)


def page() -> Sample:
    """The page that stands on Tune. Raises what decoding raises for a page that cannot be shown."""
    return sources.current(state.lab())


def owner() -> str:
    """In whose name this session reads."""
    return state.lab().owner


def notice(error: OcrLabError | str) -> None:
    """Say something once, at the top of the page."""
    state.lab().notice(error)


def open_button(study: Study, pipeline: Pipeline, page: Page | None, key: str, engine: str = "") -> None:
    """A button that puts a setting and a page of the study on Tune, with the engine where one is named, and goes there.

    Where the page cannot be loaded any more, the setting goes there by itself and that is said.
    """
    if not pressed("Open on Tune", f"tune:{key}", icon=":material/tune:"):
        return
    lab = state.lab()
    lab.set_pipeline(pipeline)
    read_with(engine)
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
    put(study.reader.load(page))


def put(sample: Sample) -> None:
    """Open a page on Tune, with its truth, unless its pixels stand there already."""
    lab = state.lab()
    if _is_there(sample):
        return
    upload = sources.take(lab, PurePath(sample.name).name, encode_png(sample.image))
    lab.look_at(upload.source)
    lab.turn_page(0)
    if sample.truth is not None:
        truth = Truth.plain(sample.truth)
        sources.set_truth(lab, lab.page_key, replace(truth, ignored=sample.ignored))


def _is_there(sample: Sample) -> bool:
    """Do the same pixels stand on Tune already? Then they keep their name and their truth."""
    try:
        return page().digest == sample.digest
    except OcrLabError:
        return False
