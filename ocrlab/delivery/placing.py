"""Placing: how does a file come to be in a folder, whole or not at all, and never over another?

It grows under a name of its own, is made safe on the disk, and only then given its name, which fails where that is
taken: also by one that differs in case or Unicode form alone, on a disk that takes these for the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ocrlab.delivery.halves import give_name, half_file, settle
from ocrlab.errors import FileError
from ocrlab.wording import shown_name

BLOCK = 1 << 20
MAX_NAME = 120  # bytes of a name in UTF-8, its ending not counted: 255 are allowed with ending and number
_FORBIDDEN = '<>:"/\\|?*'
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def place(
    folder: Path,
    name: str,
    ending: str,
    fill: Callable[[BinaryIO], object],
    mine: Callable[[Path], bool] = lambda path: False,
) -> Path:
    """Write a file into a folder and return where: ``scan.png``, or ``scan-2.png`` where that is taken.

    ``name`` may lead into sub-folders, which are made. A file of the same bytes that is there is taken for this one
    where ``mine`` agrees. Raises `FileError` naming the folder where it cannot be written.
    """
    name = "/".join(safe_name(part) for part in name.split("/"))
    target = folder / f"{name}{ending}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with half_file(target.parent) as half:
            fill(half)
            settle(half)
            number = 1
            while True:
                try:
                    give_name(half, target)
                    return target
                except FileExistsError:
                    if mine(target) and _equal(Path(half.name), target):
                        return target
                number += 1
                target = folder / f"{name}-{number}{ending}"
    except OSError as error:
        raise unwritable(folder, error) from None


def unwritable(folder: Path, error: OSError) -> FileError:
    reason = (error.strerror or str(error)).lower()
    return FileError(
        f"{shown_name(folder)}: cannot write there ({reason}); free some space, or choose another folder; what is "
        "finished is kept"
    )


def safe_name(name: str) -> str:
    """A name that every common disk takes: no folders, no controls, no device, no dot at either end, bounded."""
    name = unicodedata.normalize("NFC", name)
    plain = "".join("_" if letter in _FORBIDDEN or _is_odd(letter) else letter for letter in name)
    plain = plain.encode("utf-8", "replace")[:MAX_NAME].decode("utf-8", "ignore").strip(" .") or "page"
    return f"_{plain}" if plain.split(".")[0].strip().lower() in _DEVICES else plain


def _is_odd(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") and letter not in "\u200c\u200d"


def _equal(first: Path, second: Path) -> bool:
    if not second.is_file() or first.stat().st_size != second.stat().st_size:
        return False
    with first.open("rb") as one_side, second.open("rb") as other_side:
        while block := one_side.read(BLOCK):
            if block != other_side.read(len(block)):
                return False
    return True
