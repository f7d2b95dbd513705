"""Leaving: what is let go of once a browser window is closed, so that the server does not grow with every visitor?

At once: what is under way is stopped, and what can be made anew goes, as decoded and filtered pages and the pictures
that were published for the window. After a grace, in which a window that only lost its connection may come back, the
session goes with all that it holds. Streamlit itself forgets a session after two minutes, but only when the next one
comes or goes: the last visitor's pages would stay for good.

What is used of Streamlit's runtime is undocumented: `tests/test_private_doors.py` tells when it changes.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, TypeVar

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ocrlab.machine import give_memory_back, share_heaps
from ocrlab.ui.viewer import media

GRACE_SECONDS = 110.0  # less than Streamlit's two minutes, after which it no longer hands the session out
HEAPS = 2  # that the threads of the server share: twenty visitors leave fewer holes in them than in one a thread
TIDY_SECONDS = 1.0  # after which memory is given back; several windows that close together cost one round

_memories: list[Memory] = []
_tidying = threading.Lock()


class Memory(Protocol):
    """What ``lru_cache`` makes of a function, as far as it is emptied here."""

    def cache_clear(self) -> None: ...


class Leaves(Protocol):
    """What has something under way that is to stop once its window is closed."""

    def leave(self) -> None: ...


AnyMemory = TypeVar("AnyMemory", bound=Memory)


@dataclass
class _Window:
    session: str
    visitors: dict[type, Leaves] = field(default_factory=dict)


def present(visitor: Leaves) -> None:
    """Called by a page on every run: when its browser window is closed, ``visitor.leave()`` is called.

    One of a kind is told, the last that was there; a window may have been to several pages.
    """
    _window().visitors[type(visitor)] = visitor


def watch() -> None:
    """Called by app.py on every run: know when the window is closed, whichever page it shows."""
    _share_heaps()
    _window()


def shared_memory(function: AnyMemory) -> AnyMemory:
    """Around an ``lru_cache`` that all sessions share: emptied when one of them ends, since nobody knows what is whose.

    Right where an answer is soon computed anew.
    """
    _memories.append(function)
    return function


def _leave(window: _Window) -> None:
    for visitor in window.visitors.values():
        visitor.leave()
    media.let_go(window.session)
    for memory in _memories:
        memory.cache_clear()
    tidy_soon()
    with suppress(RuntimeError):  # no loop: a test runs the page by itself
        asyncio.get_running_loop().call_later(GRACE_SECONDS, _close, window.session)


@st.cache_resource(scope="session", show_spinner=False, on_release=_leave)
def _window() -> _Window:
    context = get_script_run_ctx()
    return _Window(context.session_id if context else "")


@cache
def _share_heaps() -> None:
    share_heaps(HEAPS)  # every run of a page is a thread


def _close(session: str) -> None:
    """End a session for good, unless its window has come back."""
    server = get_instance()
    if not server.is_active_session(session):
        server.close_session(session)
        tidy_soon()


def tidy_soon() -> None:
    """Give freed memory back to the system, in a moment and beside what is served meanwhile."""
    if _tidying.acquire(blocking=False):
        timer = threading.Timer(TIDY_SECONDS, _tidy)
        timer.daemon = True
        timer.start()


def _tidy() -> None:
    _tidying.release()
    gc.collect()  # pages and jobs hold each other; `runner.postScriptGC` is off
    give_memory_back()
