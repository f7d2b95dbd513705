"""Halves: under which name does a file grow, until it is whole on the disk and may have its own?

The name tells which process writes it, so that what a killed one left is known from what another is writing.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

HALF = ".half"
MODE = 0o666  # less what the process's umask takes away
_LEFT = re.compile(rf"\.ocrlab-[0-9a-f]{{8}}-(\d+)-.*{re.escape(HALF)}")


@contextmanager
def half_file(folder: Path) -> Iterator[BinaryIO]:
    """An open file of the folder under a hidden name, which is gone when the block is left: name it first."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=_prefix(os.getpid()), suffix=HALF)
    try:
        with open(name, "w+b", opener=lambda *_: handle) as half:
            yield half
    finally:
        Path(name).unlink(missing_ok=True)  # it has gone where it could only be renamed


def settle(half: BinaryIO) -> None:
    """Have all of it on the disk, open to whom the person's other files are; then it may be named."""
    half.flush()
    os.fsync(half.fileno())
    with suppress(OSError):  # a FAT disk knows no such rights, and refuses what it cannot hold
        os.chmod(half.name, MODE & ~_umask())


def give_name(half: BinaryIO, target: Path) -> None:
    """Have a settled half stand whole under its own name; raises `FileExistsError` where that is taken.

    A disk without hard links (FAT, some shares) has the name taken by an empty file first, which the half replaces.
    """
    try:
        os.link(half.name, target)
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            os.replace(half.name, target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise


def tidy(folder: Path) -> None:
    """Remove what processes of this machine left half-written when they were killed."""
    for here, _, names in os.walk(folder):
        for name in names:
            match = _LEFT.fullmatch(name)
            if match and name.startswith(_prefix(int(match[1]))) and not _lives(int(match[1])):
                with suppress(OSError):
                    os.unlink(Path(here) / name)


def _prefix(process: int) -> str:
    machine = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
    return f".ocrlab-{machine}-{process}-"


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
