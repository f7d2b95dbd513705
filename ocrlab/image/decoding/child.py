"""Child: what runs in the process that decodes a stranger's file?

Calls come on stdin and answers go to stdout, a line of JSON each with bytes behind it. Nothing is pickled: what comes
out of this process is not to be trusted, for the file may have taken it over. Started as ``python -m
ocrlab.image.decoding.child``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from ocrlab.errors import ImageError
from ocrlab.image.decoding.kinds import kind_of
from ocrlab.image.decoding.pictures import count_pages, decode_picture
from ocrlab.image.decoding.result import Decoded

GRACE = 5  # seconds of processor time past the limit before the system ends an orphan


def main() -> None:
    # Libraries may print: the real stdout is kept for answers, and nobody reads the other one.
    answers = os.fdopen(os.dup(1), "wb")
    calls = os.fdopen(os.dup(0), "rb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nowhere, number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides what stops
    limit_memory(int(sys.argv[1]))
    answer(answers, {"ready": True})
    for line in calls:
        call = json.loads(line)
        limit_processor(call["seconds"])
        result, pixels = respond(call, calls.read(call["bytes"]))
        answer(answers, result, pixels)
        del result, pixels


def respond(call: dict[str, Any], data: bytes) -> tuple[dict[str, Any], memoryview | None]:
    try:
        result = _WORK[call["work"]](data, call["page"], call["dpi"])
    except ImageError as error:
        return {"error": str(error)}, None
    except MemoryError:
        return {"fault": "memory"}, None
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}"}, None
    if isinstance(result, int):
        return {"pages": result}, None
    shape = {"shape": result.image.shape, "notes": result.notes, "pages": result.pages, "dpi": result.dpi}
    return shape, result.image.data.cast("B")


def answer(answers: BinaryIO, result: dict[str, Any], pixels: memoryview | None = None) -> None:
    answers.write(json.dumps(result).encode() + b"\n")
    if pixels is not None:
        answers.write(pixels)
    answers.flush()


def limit_memory(more: int) -> None:
    """Let this process map so many bytes beyond what it has mapped already; where the system knows such limits."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        mapped = 0
        with suppress(OSError), open("/proc/self/statm") as file:
            mapped = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + more, mapped + more))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash is expected, and nobody reads its dump


def limit_processor(seconds: float) -> None:
    """Have the system end this process if it is still busy long after its parent would have ended it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds + GRACE), resource.RLIM_INFINITY))


def _decode(data: bytes, page: int, dpi: int) -> Decoded:
    kind = kind_of(data)
    if kind.format == "PDF":
        from ocrlab.image.decoding.pdf import decode_pdf  # PDFium is loaded by those who need it

        return decode_pdf(data, page, dpi)
    return decode_picture(data, kind, page)


def _count(data: bytes, page: int, dpi: int) -> int:
    kind = kind_of(data)
    if kind.format == "PDF":
        from ocrlab.image.decoding.pdf import count_pdf_pages

        return count_pdf_pages(data)
    return count_pages(data, kind)


_WORK: dict[str, Callable[[bytes, int, int], Decoded | int]] = {"decode": _decode, "count": _count}

if __name__ == "__main__":
    main()
