"""Alone: how is a batch kept to one process at a time, so that none of its pages is read twice?

By a lock that the system lets go of when its process ends, in whatever way.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ocrlab.errors import FileError
from ocrlab.home import home


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold the batch's lock. Raises `FileError` where another process, or another thread, is at this batch."""
    folder = home() / "batches"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = open(folder / f"{name}.lock", "a+b")  # noqa: SIM115  # closed below, whatever happens
    except OSError as error:
        raise FileError(f"{folder}: cannot be written ({error.strerror}); check OCRLAB_HOME") from None
    with file:
        try:
            _lock(file)
        except OSError:
            raise FileError(
                f"batch: {name} is under way in another window or process; wait for it, or stop it there first"
            ) from None
        yield


def is_under_way(name: str) -> bool:
    """Does another process of this machine, or a thread, hold the batch's lock?"""
    try:
        with open(home() / "batches" / f"{name}.lock", "r+b") as file:
            _lock(file)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    except OSError as error:
        return error.errno in (errno.EACCES, errno.EDEADLK)  # how Windows says that somebody holds it
    return False


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    elif os.name == "posix":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
