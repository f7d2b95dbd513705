"""What has this machine to compute with, which packages are installed, and what does its environment say?"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

M_ARENA_MAX = -8  # of glibc's malloc.h


def cores() -> int:
    """Processor cores this process may use, which in a container are fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS or Windows
        return os.cpu_count() or 1


def environment_number(name: str, default: float) -> tuple[float, str]:
    """The number of an environment variable, and how it is written there; NaN, which lies within no bounds, for what is
    no number."""
    written = os.environ.get(name, "").strip()
    try:
        return float(written or default), written
    except ValueError:
        return math.nan, written


@cache
def package_version(package: str) -> str | None:
    """The version of an installed package; None where it is missing."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def package_folder(package: str) -> Path | None:
    """Where an installed package lies; None where it is missing. Nothing of it is imported."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def memory() -> int:
    """Bytes of memory this process may use, which in a container are fewer than the machine has."""
    sizes = []
    with suppress(OSError, ValueError, AttributeError):  # sysconf is not on Windows
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # no container, or "max"
            sizes.append(int(Path(path).read_text()))
    return min(sizes, default=8 << 30)


def give_memory_back() -> None:
    """Hand what was freed back to the system: glibc keeps it, and pages of all sizes scatter it."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def share_heaps(count: int) -> None:
    """Have all threads of this process take their memory from so many heaps, beside those that there are already.

    glibc gives a thread a heap of its own, up to eight a core, and each keeps the holes that its work has left. For a
    process that begins a thread for every little thing; one whose threads compute side by side would wait for the lock.
    """
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, count)


def returning_memory() -> dict[str, str]:
    """The environment to start a Python process with, from which visitors come and go.

    Python keeps small objects in blocks of a megabyte, and gives one back only once the last object in it is gone:
    twenty visitors left behind a third of what the server had held before. With every object from glibc,
    `give_memory_back` returns whatever page is free; a run of a page takes about a tenth more of the processor.
    """
    return {"PYTHONMALLOC": "malloc"} if sys.platform == "linux" else {}


def resident_memory() -> int:
    """Bytes of memory this process holds, after giving back what it can; 0 where the system does not say."""
    give_memory_back()
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
