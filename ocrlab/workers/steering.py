"""Steering: how does a person hold a search or a batch, let it go on, or end it, while it runs in other threads?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ocrlab.errors import Cancelled

LOOK_SECONDS = 0.5  # between two signs of life while a search is held


class Steering:
    """What others ask of a running search or batch, and the seconds it has worked; safe from any thread."""

    def __init__(self) -> None:
        self._go, self._ended, self._enough = threading.Event(), threading.Event(), threading.Event()
        self._go.set()
        self._active = self._idle = self._since = 0.0

    def pause(self) -> None:
        """Start no further reading until `resume`; what is under way is finished."""
        self._go.clear()

    def resume(self) -> None:
        self._go.set()

    def finish(self) -> None:
        """Try no further setting: prove the best so far."""
        self._enough.set()
        self._go.set()

    def stop(self) -> None:
        """End soon, keeping everything; `run` raises `Cancelled`, and another run goes on from there."""
        self._ended.set()
        self._go.set()

    @property
    def paused(self) -> bool:
        return not self._go.is_set()

    @property
    def stopped(self) -> bool:
        return self._ended.is_set()

    @property
    def active_seconds(self) -> float:
        """Seconds this process has worked on it."""
        running = time.perf_counter() - self._since if self._since else 0.0
        return self._active + running - self._idle

    def _hold(self, sign_of_life: Callable[[], None]) -> None:
        """Called between pages and while one is waited for: hold here while paused, leave once stopped."""
        sign_of_life()
        start = time.perf_counter()
        while not self._go.wait(LOOK_SECONDS):
            sign_of_life()
        self._idle += time.perf_counter() - start
        if self._ended.is_set():
            raise Cancelled("stopped by a person")

    @contextmanager
    def _timed(self) -> Iterator[None]:
        self._since = time.perf_counter()
        try:
            yield
        finally:
            self._active += time.perf_counter() - self._since
            self._since = 0.0
