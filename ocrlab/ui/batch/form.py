"""Which pages shall be read, under which settings, and what shall come out? The form a batch begins with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from ocrlab.batch import Inputs, Output, Plan, Setting, running
from ocrlab.batch.command import command
from ocrlab.batch.results import RESULTS
from ocrlab.delivery import WRITERS
from ocrlab.delivery.writers import PICTURES
from ocrlab.home import home
from ocrlab.store import shared_store
from ocrlab.ui import frame, pool
from ocrlab.ui.batch import pages as batch_pages
from ocrlab.ui.batch import settings as batch_settings
from ocrlab.ui.batch.state import BatchForm, BatchState, Reader
from ocrlab.ui.plain import as_text
from ocrlab.ui.search import tune_page
from ocrlab.ui.widgets import bound, pressed
from ocrlab.wording import numbered

MAX_NAME = 60
TITLES = {name: writer.title for name, writer in WRITERS.items()}
RESULT_TITLES = {name: writer.title for name, writer in RESULTS.items()}
PICTURE_TITLES = {name: TITLES[name] for name in PICTURES} | {"pdf": "PDF"}


def show(state: BatchState) -> None:
    """Pages, settings and what comes out, side by side; then the button."""
    form = state.form
    pages, settings, output = st.columns(3, gap="large")
    with pages:
        frame.heading("Pages")
        inputs = batch_pages.choose(form)
    with settings:
        frame.heading("Settings")
        choices, reader = batch_settings.choose(form)
    with output:
        frame.heading("What comes out")
        _output(form)
    _start(state, inputs, choices, reader)


def _output(form: BatchForm) -> None:
    st.toggle(
        "Read the pages",
        form.read,
        help="Without reading, pages are cleaned by their filters and written as pictures, which takes a moment.",
        **bound("batch-read", form.read, form.set_read),
    )
    if form.read:
        _ticks("Files of each page", TITLES, form.formats, "batch-formats", form.set_formats)
        _ticks("Of all pages together", RESULT_TITLES, form.results, "batch-results", form.set_results)
    else:
        _ticks("Files of each page", PICTURE_TITLES, form.pictures, "batch-pictures", form.set_pictures)
    st.toggle(
        "Into a folder",
        form.into_folder,
        help="One on the lab's machine. Otherwise they are put into a ZIP to download.",
        **bound("batch-into", form.into_folder, form.set_into_folder),
    )
    if form.into_folder:
        st.text_input(
            "Folder for the results",
            form.out,
            placeholder="~/results",
            help="It is made where there is none. Nothing in it is overwritten.",
            **bound("batch-out", form.out, form.set_out),
        )


def _ticks(
    label: str,
    titles: Mapping[str, str],
    chosen: list[str],
    key: str,
    choose: Callable[[list[str]], None],
) -> None:
    st.pills(
        as_text(label),
        list(titles),
        selection_mode="multi",
        wrap=True,
        default=chosen,
        format_func=lambda name: titles[name],
        **bound(key, chosen, choose),
    )


def _start(state: BatchState, inputs: Inputs | None, choices: Sequence[Setting], reader: Reader) -> None:
    form = state.form
    reason = None
    if inputs is None:
        reason = "Choose pages first."
    elif not choices:
        reason = "Choose a setting to read under."
    elif form.into_folder and not form.out:
        reason = "Name the folder for the results."
    elif not form.read and not form.pictures:
        reason = "Choose what the cleaned pages shall be written as."
    with st.container(horizontal=True, vertical_alignment="center"):
        starts = pressed(
            "Start", "batch-start", type="primary", icon=":material/play_arrow:", disabled=reason is not None
        )
        if reason:
            st.markdown(f":material/info: {reason}", width="content")
    if inputs is None or reason:
        return
    plan = Plan.of(choices, reader.engine, reader.settings, tune_page.setting().normalise, form.read)
    if starts:
        _begin(state, plan, inputs)
    _command(form, plan, inputs)


def _command(form: BatchForm, plan: Plan, inputs: Inputs) -> None:
    shown = st.expander(
        "The same on the command line", key="batch-command", icon=":material/terminal:", on_change="rerun"
    )
    if not shown.open:  # settings that are no files yet become some: not on every run of the page
        return
    out = form.out if form.into_folder else "results"
    if line := command(plan, inputs, out, form.written):
        shown.code(line, language="bash", wrap_lines=True)
    else:
        shown.caption("The lab's samples are no files, so that no command filters them; choose pages of your own.")


def _begin(state: BatchState, plan: Plan, inputs: Inputs) -> None:
    store, form = shared_store(), state.form
    taken = {batch.name for batch in store.batches()} | store.names_of_deleted("batch")
    name = numbered(f"{form.label}, {plan.choices[0].name}"[:MAX_NAME], taken)
    folder = Path(form.out).expanduser() if form.into_folder else results_of(name)
    running.begin(plan, inputs, Output(folder, form.written), name, pool.shared_pool(), store)
    state.look_at(name)
    st.rerun()


def results_of(name: str) -> Path:
    """The folder of the lab's that holds the results of a batch that are to be downloaded."""
    return home() / "batches" / hashlib.sha256(name.encode()).hexdigest()[:16]
