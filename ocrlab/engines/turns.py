"""Turns: how does an engine that serves one caller at a time let that caller stop it?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ocrlab.engines.protocol import Engine, Stop, plainly


class InTurn(Engine):
    """An engine whose networks can be run for one caller at a time; what it does for one it does within `_turn`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled: Stop | None = None

    @contextmanager
    def _turn(self, cancelled: Stop | None) -> Iterator[None]:
        """The engine for one caller, who may stop it; what goes wrong inside is said in a sentence."""
        with self._lock, plainly(self.name):
            self._cancelled = cancelled
            try:
                yield
            finally:
                self._cancelled = None
