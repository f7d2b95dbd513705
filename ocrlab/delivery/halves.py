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
from typing import BinaryIO, cast

HALF = ".half"
MODE = 0o666  # less what the process's umask takes away
_LEFT = re.compile(rf"\.ocrlab-[0-9a-f]{{8}}-(\d+)-.*{re.escape(HALF)}")


@contextmanager
def half_file(folder: Path) -> Iterator[BinaryIO]:
    """An open file of the folder under a hidden name, which is gone when the block is left: link it first."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=_prefix(os.getpid()), suffix=HALF) as half:
        yield cast(BinaryIO, half)


def settle(half: BinaryIO) -> None:
    """Have all of it on the disk, open to whom the person's other files are; then it may be linked."""
    half.flush()
    os.fsync(half.fileno())
    os.chmod(half.name, MODE & ~_umask())


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
