"""Limits: how long may a file keep a process busy, and how much memory may it take?"""

from __future__ import annotations

from dataclasses import dataclass

from ocrlab.errors import ParamError
from ocrlab.machine import environment_number

SECONDS = 20.0  # for a page or a truth; 100 megapixels of 16-bit colours take 7
GIBIBYTES = 3.0  # beyond the process itself; the hungriest page that is taken on needs 2
SECONDS_NAME, MEMORY_NAME = "OCRLAB_DECODE_SECONDS", "OCRLAB_DECODE_MEMORY"
START_SECONDS = 60.0  # until a new process answers, on a machine that is busy with other things
MAX_PROCESSES = 4  # at a time, so that many hanging files cannot take all the memory there is
MAX_CALLS = 200  # of a process: decoders leak, and memory falls apart in pieces


@dataclass(frozen=True)
class Limits:
    """What a call may take; ``memory`` in bytes."""

    seconds: float
    memory: int

    @classmethod
    def now(cls) -> Limits:
        """As the environment has it at this moment. Raises `ParamError` for what is no such number."""
        return cls(_limit(SECONDS_NAME, SECONDS, 3600), int(_limit(MEMORY_NAME, GIBIBYTES, 1024) * 2**30))


def _limit(name: str, default: float, largest: float) -> float:
    value, text = environment_number(name, default)
    if not 0 < value <= largest:
        raise ParamError(f"{name}: must be a number over 0, up to {largest:g}, got {text!r}; correct or unset it")
    return value
