"""What a process of its own is asked to do in tests: each function stands for a file that does harm."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from ocrlab.errors import TruthError

HANG, HOARD, DIE, LIE, REFUSE, FAIL, TURN = (
    f"apart_work:{name}" for name in ("hang", "hoard", "die", "lie", "refuse", "fail", "turn")
)


def hang(data: bytes, **arguments: Any) -> tuple[dict[str, Any], None]:
    """Never ends; the number of its process is left in the file whose name the bytes are, where they are one."""
    if data.startswith(b"/"):
        Path(data.decode()).write_text(str(os.getpid()))
    while True:
        time.sleep(0.01)


def hoard(data: bytes, **arguments: Any) -> tuple[dict[str, Any], bytes]:
    return {}, bytes(2**30)


def die(data: bytes, **arguments: Any) -> tuple[dict[str, Any], None]:
    os._exit(1)


def lie(data: bytes, **arguments: Any) -> tuple[dict[str, Any], bytes]:
    """Gives back what no such work gives."""
    return {"pages": "many", "shape": [-1, 2, 3], "notes": None, "dpi": "x", "text": 1}, b'{"text": 7}'


def refuse(data: bytes, **arguments: Any) -> tuple[dict[str, Any], None]:
    raise TruthError("a.txt: not like this")


def fail(data: bytes, **arguments: Any) -> tuple[dict[str, Any], None]:
    raise KeyError("nobody thought of this")


def turn(data: bytes, **arguments: Any) -> tuple[dict[str, Any], bytes]:
    print("a library's chatter on stdout")
    return {"process": os.getpid(), **arguments}, data[::-1]
