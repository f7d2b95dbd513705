"""Recent: what was worked at in this browser, to go on with it or to delete it?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

import streamlit as st

from ocrlab.errors import InputError
from ocrlab.store import StoredWork, WorkBounds, work_bounds
from ocrlab.ui.lab import MAX_NOTE, Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.widgets import bound
from ocrlab.ui.work.arriving import keeper
from ocrlab.ui.work.keeper import Keeper
from ocrlab.ui.work.summary import Summary
from ocrlab.wording import ago, counted

MAX_LISTED, FEW = 30, 4  # of more than a few the list scrolls
LIST_HEIGHT = 400  # px
THUMBNAIL_WIDTH = 72  # px
ALL = "*"  # no work is called so

Works = Sequence[tuple[StoredWork, Summary]]


def show(lab: Lab, tune: TuneState) -> None:
    """The button in the bar, and behind it the list, which is asked for only while it is looked at."""
    mine = keeper()
    opener = st.popover(
        "Recent",
        icon=":material/history:",
        help="Go on with earlier work, or delete it",
        key=f"recent-{mine.turns}",  # another one, and closed, once something was chosen in it
        on_change="rerun",
    )
    if not opener.open:
        return
    with opener, st.container(width=520, gap="small"):
        try:
            bounds, works = work_bounds(), mine.works()
        except InputError as error:
            st.warning(f"Earlier work cannot be listed. {as_text(error)}", icon=":material/warning:")
            return
        if not bounds.max_bytes or not bounds.days:
            st.caption("This lab keeps no work: OCRLAB_WORK_MB or OCRLAB_WORK_DAYS is 0.")
            return
        with st.container(height=LIST_HEIGHT if len(works) > FEW else "content", border=False, gap="small"):
            for work, summary in works[:MAX_LISTED]:
                _row(lab, tune, mine, work, summary)
        if len(works) > MAX_LISTED:
            st.caption(f"The latest {MAX_LISTED} of {len(works)}")
        _about(works, bounds)
        _note(lab)
        _foot(lab, tune, mine, works)


def _row(lab: Lab, tune: TuneState, mine: Keeper, work: StoredWork, summary: Summary) -> None:
    here = work.name == mine.name
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"recent-work-{work.name}"):
        if summary.thumbnail.startswith("data:image/"):
            st.image(summary.thumbnail, width=THUMBNAIL_WIDTH, alt="The page, small")
        with st.container(gap=None):
            st.markdown(f"**{as_text(summary.title)}**")
            when = "On the desk now" if here else ago(time.time() - work.used).capitalize()
            st.caption(f"{as_text(when)} · {as_text(summary.setting)}")
            if summary.note:
                st.caption(as_text(summary.note))
        with st.container(horizontal=True, width="content", gap="small", key=f"recent-buttons-{work.name}"):
            if mine.to_delete == work.name:
                _really(lab, tune, mine, "Delete for good", [work.name])
                return
            if not here:
                st.button("Go on", key=f"go-on:{work.name}", on_click=partial(_go_on, lab, tune, mine, work.name))
            st.button(
                f"Delete {as_text(summary.title)}",
                key=f"delete-work-{work.name}",
                icon=":material/delete:",
                type="tertiary",
                help="Delete this work, with the files opened in it",
                on_click=partial(mine.ask_to_delete, work.name),
            )


def _really(lab: Lab, tune: TuneState, mine: Keeper, label: str, names: list[str]) -> None:
    """What takes the place of a button that deletes, once it was pressed."""
    st.button(label, key="delete-now", type="primary", on_click=partial(_forget, lab, tune, mine, names))
    st.button("No", key="delete-not", on_click=partial(mine.ask_to_delete, ""))


def _about(works: Works, bounds: WorkBounds) -> None:
    days = "a day" if bounds.days == 1 else f"{bounds.days:g} days"
    if works:
        st.caption(f"Kept for {days} after its last use, with its files, for this browser alone.")
    else:
        st.caption(f"Nothing yet. What you open, type and set is kept for {days}, for this browser alone.")


def _note(lab: Lab) -> None:
    st.text_area(
        "Note on this work",
        lab.note,
        height=68,
        max_chars=MAX_NOTE,
        placeholder="What it is, what you were after",
        **bound("work-note", lab.note, lab.write_note),
    )


def _foot(lab: Lab, tune: TuneState, mine: Keeper, works: Works) -> None:
    with st.container(horizontal=True):
        st.button(
            "Start new work",
            icon=":material/add:",
            disabled=not mine.name,
            help="Clears the desk: a sample, one median. What is on it now stays in this list.",
            on_click=partial(mine.start_new, lab, tune),
        )
        if mine.to_delete == ALL:
            pieces = counted(len(works), "piece", "pieces")
            _really(lab, tune, mine, f"Delete {pieces} of work for good", [work.name for work, _ in works])
        elif works:
            st.button("Delete all", icon=":material/delete:", on_click=partial(mine.ask_to_delete, ALL))


def _go_on(lab: Lab, tune: TuneState, mine: Keeper, name: str) -> None:
    if not mine.take_up(name, lab, tune) and not lab.notices:
        lab.inform("This work is no longer there: it was deleted, or was too old.")


def _forget(lab: Lab, tune: TuneState, mine: Keeper, names: list[str]) -> None:
    mine.ask_to_delete("")
    try:
        mine.forget(names, lab, tune)
    except InputError as error:
        lab.notice(f"Nothing was deleted. {error}")
