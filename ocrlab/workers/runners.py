"""Runners: how does long work go on while nobody looks, and how is it found again by its name?

It runs in a thread of its own and belongs to no browser: whoever opens the page sees it.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

from ocrlab.errors import Cancelled, OcrLabError

log = logging.getLogger("ocrlab")


class Runner(ABC):
    """Work on its way, which begins as soon as this is made; ``error`` says why it ended early."""

    kind = "work"

    def __init__(self, name: str) -> None:
        self.name = name
        self.error: str | None = None
        self._thread = threading.Thread(target=self._work, name=f"{self.kind} {name}", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    @abstractmethod
    def carry_out(self) -> None:
        """The work itself, in its own thread; may raise."""

    def _work(self) -> None:
        try:
            self.carry_out()
        except Cancelled:
            pass
        except OcrLabError as error:
            self.error = str(error)
        except Exception as error:
            log.error("a %s ended unexpectedly", self.kind, exc_info=error)
            self.error = (
                f"Something went wrong in the lab itself ({type(error).__name__}: {error}); what was finished is kept."
            )


R = TypeVar("R", bound=Runner)


class Runners(Generic[R]):
    """The runners of this process by database and name, also those that have ended."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], R] = {}
        self._lock = threading.Lock()

    def of(self, url: str, name: str) -> R | None:
        return self._known.get((url, name))

    def start(self, url: str, name: str, make: Callable[[], R]) -> R:
        """The runner of that name, if it is on its way, else a new one."""
        with self._lock:
            runner = self._known.get((url, name))
            if runner is None or not runner.alive:
                runner = self._known[url, name] = make()
            return runner

    def drop(self, url: str, name: str) -> None:
        """Forget a runner that has ended."""
        with self._lock:
            runner = self._known.get((url, name))
            if runner is not None and not runner.alive:
                del self._known[url, name]

    def clear(self) -> None:
        self._known.clear()
