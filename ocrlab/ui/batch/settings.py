"""Under which settings shall the pages be read, and with what?"""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from ocrlab import export
from ocrlab.batch import Setting
from ocrlab.batch.plan import MAX_TITLE
from ocrlab.errors import InputError, OcrLabError
from ocrlab.pipeline import Pipeline
from ocrlab.search import Answer
from ocrlab.store import shared_store
from ocrlab.truth import decode_text
from ocrlab.ui.batch.state import ON_TUNE, BatchForm, Choice, Reader
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.ui.widgets import bound
from ocrlab.wording import shown_name

NO_FILTER = "No filter"
MAX_STUDIES = 20  # the newest, whose winners can be chosen


def choose(form: BatchForm) -> tuple[list[Setting], Reader]:
    """The settings that are chosen, which are read beside each other, and what reads them all.

    A setting that a search answered with is read as in its proof, whatever is set on Tune.
    """
    on_tune = tune_page.setting()
    tuned = Reader(on_tune.engine, on_tune.settings, "as on Tune")
    known = {ON_TUNE: Choice(Setting.of("Tune", on_tune.pipeline), tuned)}
    known |= {NO_FILTER: Choice(Setting.of(NO_FILTER, Pipeline()))} | form.ready | _of_studies()
    choosing = st.container()
    _open_files(form)
    known |= form.ready
    chosen = {name: known[name] for name in form.choices if name in known}
    with choosing:
        _choose(form, list(known), chosen)
        reader = _choose_reader(form, [choice.reader for choice in chosen.values() if choice.reader], tuned)
    return [choice.setting for choice in chosen.values()], reader


def _choose(form: BatchForm, known: list[str], chosen: dict[str, Choice]) -> None:
    st.multiselect(
        "Settings to use",
        known,
        list(chosen),
        help="Several are read beside each other, each with rows and files of its own.",
        **bound("batch-choices", list(chosen), form.set_choices),
    )
    for name, choice in chosen.items():
        st.caption(f"**{as_text(name)}**: {as_text(choice.setting)}")
        if spoilt_by := choice.setting.recipe.settings[0].spoilt_by:
            st.warning(
                f"**{as_text(name)}** spoils every page on purpose first, by {as_text(spoilt_by)}. Leave that out for "
                "pages that are to be used.",
                icon=":material/broken_image:",
            )


def _choose_reader(form: BatchForm, readers: list[Reader], tuned: Reader) -> Reader:
    """What the settings were found with; where that is several, the one a person chooses, at first a search's."""
    by_title = {reader.title: reader for reader in reversed(readers or [tuned])}
    proved = [reader.title for reader in readers if reader is not tuned]
    title = form.reader if form.reader in by_title else next(iter(proved), tuned.title)
    if not form.read:
        return by_title[title]
    if len(by_title) == 1:
        st.caption(f"Read by **{as_text(title)}**, {as_text(by_title[title].origin)}.")
        return by_title[title]
    options = sorted(by_title)
    st.selectbox(
        "Read by",
        options,
        options.index(title),
        format_func=lambda title: f"{title}, {by_title[title].origin}",
        help="These settings were found with different engines, or with one set differently. A batch reads with one.",
        **bound("batch-reader", title, form.choose_reader),
    )
    return by_title[title]


def _of_studies() -> dict[str, Choice]:
    """The winner of each search that is done, and its recipe where that chooses."""
    known: dict[str, Choice] = {}
    for study in [study for study in shared_store().studies() if study.summary][:MAX_STUDIES]:
        try:
            answer = Answer.of(study)
        except OcrLabError:
            continue  # a filter or an engine in it has gone since
        reader = Reader.proved(study.name, answer.reads)
        best = Setting.of(f"Best of {study.name}", answer.summary.best)
        known[f"Best of {study.name}"] = Choice(best, reader)
        recipe = answer.summary.recipe.recipe
        if recipe.rule != "single":
            known[f"Recipe of {study.name}"] = Choice(Setting(f"Recipe of {study.name}", recipe), reader)
    return known


def _open_files(form: BatchForm) -> None:
    files = st.file_uploader(
        "Settings and recipes",
        accept_multiple_files=True,
        key="batch-settings",
        help="What left the lab: YAML, a recipe, a link, a run's JSON, a script that was saved here.",
    )
    for file in files:
        name = PurePath(file.name).stem[:MAX_TITLE]
        if name in form.ready:
            continue
        try:
            text = decode_text(file.getvalue(), file.name)
            recipe, _ = export.recipe_from(text)
        except InputError as error:
            st.error(f"{as_text(shown_name(file.name))} was not opened. {as_text(error)}", icon=":material/error:")
        else:
            form.add(Setting(name, recipe))
