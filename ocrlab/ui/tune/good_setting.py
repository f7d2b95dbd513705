"""Good setting: one click tries the usual settings on this page for about a minute; how far is it, what came of it?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.engines import draft_settings, engines
from ocrlab.search.on_page import SPACE, OnPage, Tried
from ocrlab.ui import frame
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.search.state import search_state
from ocrlab.ui.tune import contact_sheet
from ocrlab.ui.tune.minute import Minute, MinuteRunner
from ocrlab.ui.tune.tuned import TunedPage
from ocrlab.ui.widgets import pressed
from ocrlab.wording import counted, listed

POLL_SECONDS = 0.7


def show(lab: Lab, minute: Minute, page: TunedPage) -> None:
    """The button, the progress, and the sheet."""
    minute.turn_to(page)
    st.fragment(_show, run_every=POLL_SECONDS if minute.is_busy else None)(lab, minute, page, minute.is_busy)


def _show(lab: Lab, minute: Minute, page: TunedPage, busy: bool) -> None:
    runner = minute.runner
    if runner is None:
        _begin(lab, minute, page)
        return
    on_page = runner.on_page
    with st.container(border=True, key="minute"):
        _progress(minute, on_page) if minute.is_busy else _ended(minute, runner)
        if on_page.tried and minute.eye is not None:
            contact_sheet.by_eye(on_page, minute.eye, partial(_take, lab))
        elif on_page.tried:
            contact_sheet.show(on_page, lab, minute.shows_all, minute.show_all, partial(_take, lab))
    if busy and not minute.is_busy:
        st.rerun()


def _begin(lab: Lab, minute: Minute, page: TunedPage) -> None:
    if not page.asked:
        return
    if pressed(
        "Find a good setting",
        "find-setting",
        icon=":material/auto_awesome:",
        help="Tries the usual settings on this page, for about a minute: no filter, what the hints name, then noise, "
        "size, contrast, sharpness and binarisation, each on top of what has helped.",
    ):
        try:
            minute.start(lab, page)
        except Exception as error:  # whatever an engine lacks, the page stays
            frame.failed(error)
            return
        st.rerun()


def _progress(minute: Minute, on_page: OnPage) -> None:
    share = min(1.0, max(0.02, 1 - on_page.seconds_left / max(1.0, on_page.seconds)))
    left = f"up to {on_page.seconds_left:.0f} s left" if on_page.seconds_left else "finishing"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(share, as_text(f"{counted(len(on_page.tried), 'setting')} tried, {left}: {on_page.phase}"))
        if pressed("Cancel", "minute-cancel", icon=":material/stop_circle:", help="What was tried stays."):
            minute.leave()


def _ended(minute: Minute, runner: MinuteRunner) -> None:
    on_page = runner.on_page
    if runner.error:
        st.error(as_text(runner.error), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{as_text(summary(on_page))}**")
        _choices(minute, on_page)
    st.caption(as_text(_how(on_page)))


def _choices(minute: Minute, on_page: OnPage) -> None:
    """What can be done with the settings that were tried."""
    if minute.eye is not None:
        st.button("All settings", icon=":material/grid_view:", key="minute-sheet", on_click=minute.look_at_sheet)
    elif len([tried for tried in on_page.tried if tried.run]) > 1:
        st.button(
            "Compare by eye",
            icon=":material/visibility:",
            key="by-eye",
            help="Shows two at a time; press 1 or 2 for the better one, space where they look alike.",
            on_click=minute.judge_by_eye,
        )
    if pressed(
        "Search over many pages",
        "minute-search",
        icon=":material/search:",
        help="Opens Search with the same space; the winner is proved there on pages it has not seen.",
    ):
        form = search_state().form
        form.space, form.ready = "ready", SPACE
        search_state().look_at(None)
        st.switch_page("pages/search.py")
    if pressed("Close", "minute-close", icon=":material/close:"):
        minute.close()
        st.rerun()


def summary(on_page: OnPage) -> str:
    """Which setting stands first, in a sentence."""
    if not on_page.tried:
        return "Nothing was tried."
    best = on_page.ranked[0]
    ended = "Stopped. " if on_page.stopped else ""
    if best.run is None:
        return f"{ended}Nothing could be read: {best.why}"
    if not on_page.has_text:
        return f"{ended}Nothing was read on this page, so there is nothing to choose from."
    if not best.pipeline.filtering.stages:
        return f"{ended}Leave it as it is: of {counted(len(on_page.tried), 'setting')} none reads this page better."
    return f"{ended}{contact_sheet.name_of(best)} reads this page best of {counted(len(on_page.tried), 'setting')}."


def _how(on_page: OnPage) -> str:
    given_up = sum(tried.given_up for tried in on_page.tried)
    engine = engines()[on_page.engine]
    how = f"{counted(len(on_page.tried), 'setting')} in {on_page.active_seconds:.0f} s, read by {engine.title}"
    how += " at draft speed" if draft_settings(engine) else ""
    how += ", in text boxes found once." if on_page.locks_boxes else "."
    if given_up:
        how += f" {given_up} given up after a part of the page."
    if on_page.sample.truth is None:
        by = ["letters the engine is sure of"]
        if any(tried.known is not None for tried in on_page.tried):
            by.append("words that a word list knows")
        if on_page.second_engine:
            by.append(f"how far {engines()[on_page.second_engine].title} agrees")
        how += f" Ranked by {listed(by)}, which is no accuracy."
    return f"{how} One page proves little: the winner may fit this page by chance."


def _take(lab: Lab, tried: Tried) -> None:
    lab.set_pipeline(tried.pipeline)
