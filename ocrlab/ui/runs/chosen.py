"""Chosen: what can be done with the runs that are selected? Named, tagged, noted, opened, taken along, deleted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

import streamlit as st

from ocrlab.runs import PastRun, as_csv, as_json, to_file
from ocrlab.store import Store
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.runs import listing, marks, originals
from ocrlab.ui.runs.marks import Marks
from ocrlab.ui.runs.state import RunsState
from ocrlab.ui.widgets import pressed
from ocrlab.wording import counted

MAX_EXPORTED = 2000  # runs that one file holds


def actions(state: RunsState, store: Store, owner: str, lab: Lab, runs: list[PastRun]) -> None:
    """The buttons above the runs that are selected, or above the list where none is."""
    with st.container(horizontal=True, vertical_alignment="center", key="runs-actions"):
        if len(runs) == 1:
            if pressed("Open on Tune", "runs-open", icon=":material/tune:"):
                originals.open_on_tune(runs[0], lab)
            _reproduce(runs[0], lab)
        _export(state, store, owner, runs)
        if runs:
            st.button(
                "Delete",
                icon=":material/delete:",
                help="Take what is selected out of the list; it can be had back.",
                on_click=_delete,
                args=(state, store, owner, tuple(run.id for run in runs)),
            )


def _delete(state: RunsState, store: Store, owner: str, ids: tuple[str, ...]) -> None:
    store.delete_runs(owner, ids)
    state.has_deleted(ids)


def undo(state: RunsState, store: Store, owner: str) -> None:
    """What was deleted last, and the way back."""
    if not state.deleted:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{counted(len(state.deleted), 'run')} deleted.", width="content")
        st.button("Undo", icon=":material/undo:", key="runs-undo", on_click=_put_back, args=(state, store, owner))


def _put_back(state: RunsState, store: Store, owner: str) -> None:
    store.delete_runs(owner, state.deleted, back=True)
    state.has_deleted(())


def mark(store: Store, owner: str, run: PastRun) -> None:
    """Name, tag and note of a run."""
    stored = run.stored
    marks.form(
        f"runs-marks-{run.id}",
        Marks(stored.title, stored.tag, stored.note),
        "what you would call it",
        lambda given: store.mark_run(owner, run.id, **given._asdict()),
    )


def heading(run: PastRun) -> None:
    """Which run it is, when it was made, and its number."""
    made = datetime.fromtimestamp(run.stored.created).strftime("%-d %B %Y, %H:%M")
    st.markdown(f"**{as_text(run.name)}** &nbsp; :gray[{as_text(f'{made}, run {run.number}')}]")


def _reproduce(run: PastRun, lab: Lab) -> None:
    def data() -> bytes:
        page = originals.page_of(run, lab)
        return to_file(run, page.image if page else None)

    st.download_button(
        "Reproduce",
        data,
        "run.json",
        "application/json",
        icon=":material/replay:",
        on_click="ignore",
        help="The run as one file. `ocrlab reproduce run.json` repeats it and says what came out different.",
    )


def _made(make: Callable[[Iterable[PastRun]], bytes], chosen: Callable[[], list[PastRun]]) -> bytes:
    return make(chosen())


def _export(state: RunsState, store: Store, owner: str, runs: list[PastRun]) -> None:
    def chosen() -> list[PastRun]:
        if runs:
            return runs
        which = listing.wanted(state, time.time())
        return [PastRun(stored) for stored in store.whole_runs(owner, None, which, MAX_EXPORTED)]

    what = "what is selected" if runs else f"all that is listed, at most the newest {MAX_EXPORTED:,}"
    for label, make, name, kind in (
        ("CSV", as_csv, "runs.csv", "text/csv"),
        ("JSON", as_json, "runs.json", "application/json"),
    ):
        st.download_button(
            label,
            partial(_made, make, chosen),
            name,
            kind,
            icon=":material/download:",
            on_click="ignore",
            help=f"Take along {what}.",
        )
