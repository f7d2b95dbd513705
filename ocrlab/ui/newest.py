"""Newest: a page runs in two threads at once, so which of them may still write its state?

A click while the page runs makes Streamlit start another thread at once. The old one is told to stop, and does so at
its next `st.` call; until then it goes on with what it has in hand, a filter or a request, which may take seconds.
What it would write then is older than what stands there: the reading of the setting before would supersede the new one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


class Newest:
    """Which run of a session's page began last, and whether its picture has run ahead of the rest."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._ahead: threading.Thread | None = None

    def begin(self) -> None:
        """Called where the page, or a part of it by itself, begins to run: this thread writes from now on."""
        with self._lock:
            self._thread = threading.current_thread()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around what writes the page's state: a run that another has overtaken ends here."""
        with self._lock:
            if self._thread not in (None, threading.current_thread()):
                st.stop()
                raise RuntimeError("a run that was overtaken cannot be stopped")  # outside of an app
            yield

    def run_ahead(self) -> None:
        """The picture runs by itself now; the rest of the page is to follow in the same thread."""
        with self._lock:
            self._ahead = threading.current_thread()

    def has_run_ahead(self) -> bool:
        """Is the rest of the page still to follow the picture that this thread ran? Told once, and to no other thread.

        A flag that any thread took down would be taken by one that has been stopped, and nobody would follow.
        """
        with self._lock:
            ahead = self._ahead is threading.current_thread()
            if ahead:
                self._ahead = None
            return ahead
