"""How does a test wait for what another thread or process does, without hanging where that never comes?"""

from __future__ import annotations

import time
from collections.abc import Callable


def until(condition: Callable[[], object], patience: float = 30.0) -> None:
    """Return once the condition holds; fail after so many seconds. Nothing is timed."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)
