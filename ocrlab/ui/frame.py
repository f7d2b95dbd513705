"""What stands round every page: the way in, the notices, and an error told as a sentence?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.filters import own_filter_problems
from ocrlab.ui.state import Lab

log = logging.getLogger("ocrlab")


def present(lab: Lab) -> None:
    """Called by a page on every run: when its browser window is closed, nothing more is read for it."""
    _window()["lab"] = lab


@st.cache_resource(scope="session", show_spinner=False, on_release=lambda held: [lab.leave() for lab in held.values()])
def _window() -> dict[str, Lab]:
    return {}


def enter() -> None:
    """Called by app.py: whoever comes this way has the navigation."""
    st.session_state["framed"] = True


def through_the_door(script: str) -> None:
    """Let nobody into a page past app.py.

    A freshly started Streamlit that is first asked for /guide runs pages/guide.py by itself, without our navigation,
    because a folder of that name means an older way of navigation to it; app.py then sends the person on to ``script``.
    """
    if "framed" not in st.session_state:
        st.session_state["wanted"] = script
        st.switch_page("app.py", query_params=address())


def address() -> dict[str, list[str]]:
    """What stands in the page's address, to be taken along to another page."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def wanted() -> str | None:
    """The page somebody was on the way to, once."""
    return st.session_state.pop("wanted", None)


def notices(lab: Lab) -> None:
    """Say what has to be said, once."""
    for text in lab.notices:
        st.error(text, icon=":material/error:")
    lab.notices.clear()
    for problem in own_filter_problems():
        st.warning(problem, icon=":material/extension_off:")


def failed(error: Exception) -> None:
    """Show any error as one sentence; what is no fault of a person goes to the terminal in full."""
    if isinstance(error, OcrLabError):
        st.error(str(error), icon=":material/error:")
        return
    log.error("unexpected error", exc_info=error)
    st.error(
        f"Something went wrong in the lab itself ({type(error).__name__}). Your setting is kept in the address; "
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
