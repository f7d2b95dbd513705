"""What has this machine to compute with?"""

from __future__ import annotations

import os


def cores() -> int:
    """Processor cores this process may use, which in a container are fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS or Windows
        return os.cpu_count() or 1
