"""Frame: what stands round every page? The way in, the headings, the notices, and an error told as a sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.filters import own_filter_problems
from ocrlab.ui import answers, leaving, link, presses, state, whole_runs
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.state import tune_state
from ocrlab.ui.work import arriving

log = logging.getLogger("ocrlab")

_SCRIPT = Path(__file__).with_name("frame.js")


def enter() -> None:
    """Called by app.py: whoever comes this way has the navigation, and the script that all pages share."""
    st.session_state["framed"] = True
    leaving.watch()
    whole_runs.hear_to_the_end()
    presses.hold_presses()
    answers.hold_answers()
    with st.container(key="frame"):
        arriving.introduce()
        st.html(f'<script type="module">{_SCRIPT.read_text("utf-8")}</script>', unsafe_allow_javascript=True)


def through_the_door(script: str) -> None:
    """Let nobody into a page past app.py; and before the page runs, have kept what a hand has done, and its name in the
    address: the run may come to no end, where the next thing is done meanwhile.

    A freshly started Streamlit that is first asked for /guide runs pages/guide.py by itself, without our navigation,
    because a folder of that name means an older way of navigation to it; app.py then sends the person on to ``script``.
    """
    if "framed" not in st.session_state:
        st.session_state["wanted"] = script
        st.switch_page("app.py", query_params=link.address())
    arriving.settle(state.lab(), tune_state())
    link.name_work(state.lab())


def wanted() -> str | None:
    """The page somebody was on the way to, once."""
    script: str | None = st.session_state.pop("wanted", None)
    return script


def title(text: str) -> None:
    """The page's first heading, for those who hear the page: others see it in the menu above."""
    st.html(f'<h1 class="ocr-heard">{escape(text)}</h1>')


def heading(text: str) -> None:
    """The heading of a part of the page."""
    st.html(f'<h2 class="ocr-heading">{escape(text)}</h2>')


def notices(lab: Lab) -> None:
    """Say what has to be said, once."""
    for text in lab.notices:
        st.error(as_text(text), icon=":material/error:")
    lab.notices.clear()
    for text in lab.news:
        st.info(as_text(text), icon=":material/info:")
    lab.news.clear()
    for problem in own_filter_problems():
        st.warning(as_text(problem), icon=":material/extension_off:")


def failed(error: BaseException | None) -> None:
    """Show any error as one sentence; what is no fault of a person goes to the terminal in full."""
    if isinstance(error, OcrLabError):
        st.error(as_text(error), icon=":material/error:")
        return
    log.error("unexpected error", exc_info=error)
    name = as_text(type(error).__name__)
    st.error(
        f"Something went wrong in the lab itself ({name}). Your setting is kept in the address; "
        "reload the page to go on. The terminal has the details.",
        icon=":material/error:",
    )


@contextmanager
def guarded() -> Iterator[None]:
    """Around a part of a page: an error becomes a sentence there, and the rest of the page stays."""
    try:
        yield
    except Exception as error:  # Streamlit's own control flow is no Exception and passes through
        failed(error)
