"""Guest: how does a session share filtered images with the others, and take its own along when it ends?"""

from __future__ import annotations

import threading
import weakref

from ocrlab.pipeline import StageCache, Step

_guests: weakref.WeakSet[Guest] = weakref.WeakSet()
_lock = threading.Lock()


class Guest(StageCache):
    """One session's door to a cache that all share; bounded as that is."""

    def __init__(self, shared: StageCache) -> None:
        super().__init__(shared.max_bytes)
        self._shared = shared
        self._used: set[str] = set()
        with _lock:
            _guests.add(self)

    def get(self, key: str) -> Step | None:
        step = self._shared.get(key)
        if step is not None:
            self._note(key)
        return step

    def put(self, key: str, step: Step) -> None:
        self._shared.put(key, step)
        self._note(key)

    def leave(self) -> None:
        """Let go of what no other session has used."""
        with _lock:
            _guests.discard(self)
            others = set().union(*(guest._used for guest in _guests if guest._shared is self._shared))
            own, self._used = self._used - others, set()
        self._shared.drop(own)

    def _note(self, key: str) -> None:
        with _lock:
            self._used.add(key)
