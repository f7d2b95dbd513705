"""What became of many spoiled files: how many were decoded, refused or made the lab crash, and what did they cost?"""

from __future__ import annotations

import random
import signal
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice, takewhile
from pathlib import Path

from ocrlab.apart import calls
from ocrlab.errors import OcrLabError
from tests.fuzz.mutations import spoiled
from tests.fuzz.targets import TARGETS

HANGS = 60  # seconds in one process; what is worked on apart is ended before


@dataclass
class Tally:
    """``crashes`` holds the bytes and what Python said of them; ``megabytes`` is the most that this process, or the
    one beside it, held."""

    decoded: int = 0
    refused: int = 0
    slowest: float = 0.0
    megabytes: float = 0.0
    crashes: list[tuple[bytes, str]] = field(default_factory=list)

    @property
    def tried(self) -> int:
        return self.decoded + self.refused + len(self.crashes)


def fuzz(target: str, seed: int, minutes: float = 0.0, cases: int = 0) -> Tally:
    """So many cases, or as many as there is time for; the same seed gives the same cases in the same order."""
    end = time.monotonic() + 60 * minutes
    drawn = _cases(target, seed)
    return try_all(target, islice(drawn, cases) if cases else takewhile(lambda _: time.monotonic() <= end, drawn))


def try_all(target: str, files: Iterable[tuple[str, bytes]]) -> Tally:
    """Let the reader of that target try each of these files, which have a name each."""
    tally = Tally()
    _forget_peak()
    for name, data in files:
        _try(target, data, name, tally)
    tally.megabytes = max(_peak("self"), *(_peak(str(process.popen.pid)) for process in calls._idle), 0.0)
    return tally


def _cases(target: str, seed: int) -> Iterator[tuple[str, bytes]]:
    files = TARGETS[target].files()
    for number in range(1 << 62):
        chance = random.Random(f"{target} {seed} {number}")
        name = chance.choice([*files])
        data = files[name]
        for _ in range(chance.choice((1, 1, 2, 4))):
            data = spoiled(data, chance, [*files.values()])
        yield name, data


def _try(target: str, data: bytes, name: str, tally: Tally) -> None:
    start = time.perf_counter()
    try:
        with _bounded():
            TARGETS[target].read(data, name)
    except OcrLabError as error:
        if "\n" in str(error) or not str(error):
            tally.crashes.append((data, f"no single sentence: {error}"))
        else:
            tally.refused += 1
    except Exception:
        tally.crashes.append((data, traceback.format_exc(limit=-4)))
    else:
        tally.decoded += 1
    tally.slowest = max(tally.slowest, time.perf_counter() - start)


@contextmanager
def _bounded() -> Iterator[None]:
    """Raise `TimeoutError` where the work hangs; only a Unix has such an alarm."""

    def hung(*_: object) -> None:
        raise TimeoutError(f"still busy after {HANGS} s")

    with suppress(AttributeError, ValueError):
        signal.signal(signal.SIGALRM, hung)
        signal.alarm(HANGS)
    try:
        yield
    finally:
        with suppress(AttributeError):
            signal.alarm(0)


def _forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak(process: str) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1000
    return 0.0
