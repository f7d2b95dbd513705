"""Link: how does a setting become the page's address, and an address a setting?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode, urlsplit

import streamlit as st

from ocrlab.datasets import builtin
from ocrlab.engines import Engine, effective, get_engine
from ocrlab.errors import InputError, OcrLabError
from ocrlab.export import NO_STAGE
from ocrlab.export.command import ADDRESS
from ocrlab.params import resolve
from ocrlab.pipeline import Pipeline
from ocrlab.text import DEFAULT_NORMALISATION, normalisation
from ocrlab.ui.lab import ENGINE, SAMPLE, START, Lab, Settings

WORK = "work"  # names what is kept for the browser that made it; opens nothing anywhere else


def read(lab: Lab) -> None:
    """Take the setting out of the page's address, all of it or nothing; what is refused is said in a notice."""
    query = st.query_params
    sample = query.get("sample")
    try:
        stages = query.get_all("stage")
        pipeline = Pipeline.of(*(stage for stage in stages if stage != NO_STAGE)) if stages else START
        engine = get_engine(query.get("engine", ENGINE))
        settings = changed(engine, parse_pairs(query.get_all("set"), engine.name))
        normalise = normalisation(query.get("normalise", DEFAULT_NORMALISATION)).name
        if sample:
            builtin(sample)
    except OcrLabError as error:
        lab.notice(f"This link cannot be opened as it is. {error}")
        return
    lab.set_pipeline(pipeline)
    lab.engine, lab.settings, lab.normalise = engine.name, settings, normalise
    if sample:
        lab.source = f"{SAMPLE}{sample}"


def write(lab: Lab) -> None:
    """Keep the whole setting in the page's address, so that it survives a reload and can be sent to someone."""
    link = of(lab) | ({WORK: [lab.work]} if lab.work else {})
    if link != address():
        st.query_params.from_dict(link)


def of(lab: Lab) -> dict[str, list[str]]:
    """The whole setting as the parts of an address."""
    link: dict[str, list[str]] = {"stage": [str(row.stage) for row in lab.rows] or [NO_STAGE]}
    if lab.source.startswith(SAMPLE):
        link["sample"] = [lab.source.removeprefix(SAMPLE)]
    if lab.engine != ENGINE:
        link["engine"] = [lab.engine]
    if lab.normalise != DEFAULT_NORMALISATION:
        link["normalise"] = [lab.normalise]
    if lab.settings:
        params = {param.name: param for param in get_engine(lab.engine).params}
        link["set"] = [f"{name}={params[name].text(value)}" for name, value in lab.settings.items()]
    return link


def whole(lab: Lab) -> str:
    """The address that opens Tune with the whole setting, to be sent to someone."""
    return f"{page_address()}?{urlencode(of(lab), doseq=True)}\n"


def page_address() -> str:
    """The app's own address as the browser knows it, without a page or a setting."""
    parts = urlsplit(st.context.url or ADDRESS)
    return f"{parts.scheme}://{parts.netloc}/"


def has_setting() -> bool:
    """Does the page's address hold a setting, as all that `write` makes do?"""
    return "stage" in st.query_params


def name_work(lab: Lab) -> None:
    """Have the work in the address of a page that has no setting in it, so that a reload there finds it again."""
    if lab.work and st.query_params.get(WORK) != lab.work:
        st.query_params[WORK] = lab.work


def address() -> dict[str, list[str]]:
    """What stands in the page's address, to be compared or taken along to another page."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def parse_pairs(pairs: Iterable[str], place: str) -> Settings:
    """``["decoder=greedy"]`` as a mapping; raises `InputError` for what is no pair."""
    split = [pair.partition("=") for pair in pairs]
    for name, equals, _ in split:
        if not equals:
            raise InputError(f"{place}: {name[:40]!r} has no value; write a setting as name=value")
    return {name: value for name, _, value in split}


def changed(engine: Engine, values: Mapping[str, object]) -> Settings:
    """These settings in canonical types, without those that are the engine's defaults. Raises `ParamError`."""
    defaults = effective(engine, {})
    return {
        name: value for name, value in resolve(engine.params, values, engine.name).items() if value != defaults[name]
    }
