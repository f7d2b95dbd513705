"""What does a program take of the machine, with all the processes it has started?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def family(process: int) -> list[int]:
    """A process and those it has started, and they in turn."""
    return [process, *_children(process)]


def at_home_in(folder: str) -> dict[int, str]:
    """Every process that was started for a lab with this OCRLAB_HOME, whoever its parent is now, with its command."""
    mark, commands = f"OCRLAB_HOME={folder}".encode(), {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes().split(b"\0") and alive(int(place.name)):
                commands[int(place.name)] = (place / "cmdline").read_text().replace("\0", " ").strip()
        except OSError:
            continue
    return commands


def megabytes(processes: list[int]) -> int:
    """What they hold by themselves and share in part (PSS)."""
    total = 0
    for process in processes:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


def memory_of(process: int) -> int:
    """Megabytes of a process and its children."""
    return megabytes(family(process))


def cpu_seconds(processes: list[int]) -> float:
    """Seconds of a processor that they have taken since they began, each with the children that have ended."""
    total = 0
    for process in processes:
        try:
            values = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, values[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


def open_files(processes: list[int]) -> int:
    """How many files, pipes and sockets they hold open."""
    total = 0
    for process in processes:
        try:
            total += len(list(Path(f"/proc/{process}/fd").iterdir()))
        except OSError:
            continue
    return total


def alive(process: int) -> bool:
    """Whether it still runs; one that has ended and that nobody has asked for its end does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _children(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:  # the thread has just ended
            continue
        for child in children:
            yield child
            yield from _children(child)
