"""Set listing: the batches and studies of the lab, and what can be done with those that are selected."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import streamlit as st

from ocrlab.errors import InputError
from ocrlab.runs import set_list
from ocrlab.runs.set_list import SetLine
from ocrlab.store import SetName, Store
from ocrlab.ui.batch.state import batch_state
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.runs import marks, sets, table
from ocrlab.ui.runs.listing import MARKS
from ocrlab.ui.runs.marks import Marks
from ocrlab.ui.runs.state import RunsState, SetsState
from ocrlab.ui.search.state import search_state
from ocrlab.ui.widgets import bound, pressed
from ocrlab.wording import ago, counted, listed

ROW_HEIGHT, HEIGHT = 35, 300  # px
KINDS, PAGES = {"batch": "Batch", "study": "Study"}, {"batch": "Batch", "study": "Search"}
NONE_SUCH = "No batch or study is like this."


def show(state: RunsState, store: Store, lab: Lab) -> None:
    """The list, what can be done with what is selected in it, and two settings compared."""
    mine, lines = state.of_sets, set_list.set_lines(store)
    if gone := [set for set in mine.chosen if set not in [line.set for line in lines]]:
        marks.gone(listed(f"{KINDS[set.kind]} '{set.name}'" for set in gone), len(gone))
    if lines:
        _list(mine, lines)
    chosen = [line for line in lines if line.set in mine.chosen]
    if chosen:
        _actions(mine, store, chosen)
    _undo(mine, store)
    if len(chosen) == 1:
        _mark(store, chosen[0])
    if lines:
        st.markdown("**Two settings, page by page**")
    sets.show(state, store, {(line.set.kind, line.set.name): line.shown for line in lines})


def _list(state: SetsState, lines: Sequence[SetLine]) -> None:
    st.text_input(
        "Find",
        state.words,
        placeholder="name, filter, engine, tag, note",
        max_chars=200,
        icon=":material/search:",
        width=280,
        **bound("runs-set-words", state.words, state.find),
    )
    lines = [line for line in lines if line.holds(state.words)]
    state.listed = tuple(line.set for line in lines)
    state.chosen = tuple(set for set in state.chosen if set in state.listed)
    if not lines:
        st.info(NONE_SUCH, icon=":material/history:")
        return
    key, now = f"runs-sets-{state.turn}", time.time()
    table.show(
        [_row(line, lines, now) for line in lines],
        key,
        state.choose,
        {
            "Kind": st.column_config.TextColumn(width="small"),
            "Name": st.column_config.TextColumn(width="large"),
            "Of": st.column_config.TextColumn(width="large"),
        },
        row_height=ROW_HEIGHT,
        height=HEIGHT,
    )
    selected = f", {len(state.chosen)} selected" if state.chosen else ""
    st.caption(as_text(f"{_counted(state.listed)}{selected}.") + " Select one to name it, tag it or write a note.")


def _counted(sets: Sequence[SetName]) -> str:
    """``2 batches and 1 study``."""
    batches = sum(set.kind == "batch" for set in sets)
    counts = ((batches, "batch", "batches"), (len(sets) - batches, "study", "studies"))
    return listed(counted(*each) for each in counts if each[0])


def _row(line: SetLine, lines: Sequence[SetLine], now: float) -> dict[str, Any]:
    used = [name for name in ("tag", "note") if any(getattr(each, name) for each in lines)]
    return {
        "Kind": KINDS[line.set.kind],
        "Name": line.shown,
        "Of": line.about,
        "State": line.state,
        "Made": ago(now - line.created),
        **{MARKS[name]: str(getattr(line, name)).partition("\n")[0] for name in used},
    }


def _actions(state: SetsState, store: Store, chosen: Sequence[SetLine]) -> None:
    """The buttons under the list; what cannot be deleted is said there."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(chosen) == 1:
            page = PAGES[chosen[0].set.kind]
            if pressed(f"Open on {as_text(page)}", "runs-set-open", icon=":material/open_in_new:"):
                _open(chosen[0].set)
        delete = pressed(
            "Delete",
            "runs-set-delete",
            icon=":material/delete:",
            help="Take what is selected out of the list; it can be had back. Files that were written stay.",
        )
    if delete:
        names = tuple(line.set for line in chosen)
        try:
            set_list.delete(store, names)
        except InputError as error:
            st.error(as_text(error), icon=":material/error:")
            return
        state.has_deleted(names)
        st.rerun()


def _open(set: SetName) -> None:
    if set.kind == "batch":
        batch_state().arrive(set.name)
        st.switch_page("pages/batch.py")
    else:
        search_state().arrive(set.name)
        st.switch_page("pages/search.py")


def _undo(state: SetsState, store: Store) -> None:
    """What was deleted last here, and all that can be had back, whoever deleted it."""
    deleted = store.deleted_sets()
    if not deleted:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        mine = [each.set for each in deleted if each.set in state.deleted]
        if mine:
            st.caption(as_text(f"{_counted(mine)} deleted."), width="content")
            if pressed("Undo", "runs-set-undo", icon=":material/undo:"):
                store.delete_sets(mine, back=True)
                state.has_deleted(())
                st.rerun()
        with st.popover(f"Deleted within a day ({len(deleted)})", icon=":material/restore_from_trash:"):
            for set, title, seconds in deleted:
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.markdown(f"{as_text(title)} :gray[{as_text(ago(seconds))}]", width="stretch")
                    if pressed("Put back", f"runs-set-back-{set.kind}-{set.name}"):
                        store.delete_sets([set], back=True)
                        st.rerun()


def _mark(store: Store, line: SetLine) -> None:
    """Name, tag and note of a batch or a study: everybody who uses this lab sees them."""
    marks.form(
        f"runs-set-marks-{line.set.kind}-{line.set.name}",
        Marks(line.title, line.tag, line.note),
        line.set.name,
        lambda given: store.mark_set(line.set, **given._asdict()),
    )
