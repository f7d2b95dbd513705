"""Child: what runs in the process that works on a stranger's bytes?

Calls come on stdin and answers go to stdout, a line of JSON each with bytes behind it. Nothing is pickled: what comes
out of this process is not to be trusted, for the file may have taken it over. Started as ``python -m
ocrlab.apart.child``.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

from ocrlab.errors import OcrLabError

GRACE = 5  # seconds of processor time past the limit before the system ends an orphan

Result = tuple[dict[str, Any], memoryview | bytes | None]


def main() -> None:
    # Libraries may print: the real stdout is kept for answers, and nobody reads the other one.
    answers = os.fdopen(os.dup(1), "wb")
    calls = os.fdopen(os.dup(0), "rb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nowhere, number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides what stops
    mapped: dict[str, int] = {}  # bytes, by module: what this process had mapped once it was imported
    for line in calls:
        call = json.loads(line)
        if "load" in call:
            limit_memory(None)
            import_module(call["load"])
            mapped[call["load"]] = mapped_memory()
            answer(answers, {})
            continue
        module, _, name = call["work"].partition(":")
        limit_memory(mapped[module] + call["memory"])
        limit_processor(call["seconds"])
        result, body = respond(getattr(import_module(module), name), calls.read(call["bytes"]), call["arguments"])
        answer(answers, result, body)
        del result, body


def respond(work: Callable[..., Result], data: bytes, arguments: dict[str, Any]) -> Result:
    try:
        return work(data, **arguments)
    except OcrLabError as error:
        public = next(kind for kind in type(error).__mro__ if kind.__module__ == OcrLabError.__module__)
        return {"error": public.__name__, "text": str(error)}, None
    except MemoryError:
        return {"fault": "memory"}, None
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {error}"[:200]}, None


def answer(answers: BinaryIO, result: dict[str, Any], body: memoryview | bytes | None = None) -> None:
    answers.write(json.dumps(result | {"bytes": len(body) if body is not None else 0}).encode() + b"\n")
    if body is not None:
        answers.write(body)
    answers.flush()


def mapped_memory() -> int:
    """Bytes that this process has mapped; 0 where the system does not tell."""
    with suppress(ImportError, OSError):
        import resource

        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    return 0


def limit_memory(most: int | None) -> None:
    """Let this process map so many bytes in all, or as many as it likes; where the system knows such limits."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard if most is None else most, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash is expected, and nobody reads its dump


def limit_processor(seconds: float) -> None:
    """Have the system end this process if it is still busy long after its parent would have ended it."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds + GRACE), resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
