"""Sandbox: how is a stranger's file decoded without harm to anybody else?

In a process of its own, with limits of time and memory, that is killed when it exceeds them. A PDF can be made to keep
PDFium busy for days; decoded in the server's own threads it would hold PDFium's lock against everybody and burn a core
after its window is closed. Here whoever opened it gets one sentence, and the others, who use other processes, notice
nothing.

One process is held ready. Starting one takes about 0.4 s; after that a page costs two copies through a pipe.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from ocrlab.errors import ImageError, ParamError
from ocrlab.image.decoding.kinds import kind_of
from ocrlab.image.decoding.result import Decoded
from ocrlab.image.model import MAX_PIXELS, Image, check, freeze

SECONDS = 20.0  # for a page; 100 megapixels of 16-bit colours take 7
GIBIBYTES = 3.0  # beyond the process itself; the hungriest page that is taken on needs 2
SECONDS_NAME, MEMORY_NAME = "OCRLAB_DECODE_SECONDS", "OCRLAB_DECODE_MEMORY"
START_SECONDS = 60.0  # until a new process answers, on a machine that is busy with other things
MAX_PROCESSES = 4  # at a time, so that many hanging files cannot take all the memory there is
MAX_CALLS = 200  # of a process: decoders leak, and memory falls apart in pieces

_places = threading.BoundedSemaphore(MAX_PROCESSES)
_idle: list[_Process] = []
_busy: set[_Process] = set()
_lock = threading.Lock()


def decode_apart(data: bytes, page: int, dpi: int) -> Decoded:
    """The page, decoded in another process. Raises `ImageError` where that exceeds its limits or dies."""
    result, image = _call("decode", data, page, dpi)
    assert image is not None
    drawn = None if result["dpi"] is None else float(result["dpi"])
    return Decoded(freeze(image), tuple(map(str, result["notes"])), int(result["pages"]), drawn)


def count_apart(data: bytes) -> int:
    """How many pages the file has, counted in another process; raises as `decode_apart` does."""
    return int(_call("count", data, 0, 0)[0]["pages"])


def busy() -> int:
    """How many processes are decoding at this moment."""
    with _lock:
        return len(_busy)


def close(busy: bool = False) -> None:
    """End the process that is held ready, and with ``busy`` those that decode; the next call starts a new one."""
    with _lock:
        processes, _idle[:] = [*_idle], []
        working = [*_busy] if busy else []
    for process in processes:
        process.close()
    for process in working:
        process.popen.kill()


atexit.register(close)


def _call(work: str, data: bytes, page: int, dpi: int) -> tuple[dict[str, Any], Image | None]:
    seconds = _limit(SECONDS_NAME, SECONDS, 3600)
    memory = int(_limit(MEMORY_NAME, GIBIBYTES, 1024) * 2**30)
    if not _places.acquire(timeout=seconds + START_SECONDS):
        raise ImageError("image: the lab is busy with other files that take long to open; try again in a minute")
    try:
        with _process(memory) as process:
            result, image = process.ask({"work": work, "page": page, "dpi": dpi}, data, seconds)
        if result.get("fault") == "memory":
            raise _StoppedError(f"needs more than {memory / 2**30:g} GiB of memory to be opened")
    except _StoppedError as stop:
        paged = kind_of(data).format == "PDF"
        instead = "print it to a new PDF, or save its pages as pictures, and open those" if paged else "save it as PNG"
        raise ImageError(f"image: {stop}; {instead}") from None
    finally:
        _places.release()
    if "error" in result:
        raise ImageError(str(result["error"]))
    if "fault" in result:
        raise ImageError(f"image: the file cannot be decoded ({str(result['fault'])[:120]}); save it again and retry")
    return result, image


@contextmanager
def _process(memory: int) -> Iterator[_Process]:
    """An idle process or a new one, put back where it is still fit for use."""
    process = None
    with _lock:
        while _idle and process is None:
            candidate = _idle.pop()
            # A forked parent shares the pipes of its own: two would talk to one process.
            if candidate.owner == os.getpid() and candidate.memory == memory and candidate.alive:
                process = candidate
            elif candidate.owner == os.getpid():
                candidate.close()
    process = process or _Process(memory)
    with _lock:
        _busy.add(process)
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        with _lock:
            _busy.discard(process)
    with _lock:
        keep = not _idle and process.alive and process.calls < MAX_CALLS
        if keep:
            _idle.append(process)
    if not keep:
        process.close()


class _StoppedError(Exception):
    """The child was killed or died: what the file did, as the middle of a sentence."""


class _Process:
    """A child and the pipes to it, used by one thread at a time."""

    def __init__(self, memory: int) -> None:
        self.memory, self.owner = memory, os.getpid()
        self.calls = 0
        self.late = False
        root = str(Path(__file__).parents[3])
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join([root, *(entry for entry in sys.path if entry)])
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = "1"
        environment["MALLOC_ARENA_MAX"] = "2"
        # -P: a file of the user's that is called json.py is not taken for Python's own.
        command = [sys.executable, "-P", "-W", "ignore", "-m", "ocrlab.image.decoding.child", str(memory)]
        try:
            self.popen = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
        except OSError as error:
            raise ImageError(
                f"image: no process can be started to decode it ({error.strerror}); close other programs and retry"
            ) from None
        with self._within(START_SECONDS):
            self._line()

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    def ask(self, call: dict[str, Any], data: bytes, seconds: float) -> tuple[dict[str, Any], Image | None]:
        """What the child makes of the call; raises `_StoppedError` where it is too slow or dies."""
        self.calls += 1
        header = json.dumps(call | {"bytes": len(data), "seconds": seconds}).encode() + b"\n"
        stdin = self.popen.stdin
        assert stdin is not None
        with self._within(seconds):
            try:
                stdin.write(header)
                stdin.write(data)
                stdin.flush()
            except OSError:
                raise self._gone(seconds) from None
            result = self._line(seconds)
            return result, self._pixels(result["shape"], seconds) if "shape" in result else None

    def _line(self, seconds: float = START_SECONDS) -> dict[str, Any]:
        assert self.popen.stdout is not None
        line = self.popen.stdout.readline(1 << 20)
        try:
            result = json.loads(line)
        except ValueError:
            raise self._gone(seconds) from None
        if not isinstance(result, dict):
            raise self._gone(seconds)
        return result

    def _pixels(self, shape: list[int], seconds: float) -> Image:
        assert self.popen.stdout is not None
        if not 2 <= len(shape) <= 3 or shape[0] * shape[1] > 2 * MAX_PIXELS:
            raise self._gone(seconds)
        image = np.empty(shape, np.uint8)
        rest = image.data.cast("B")
        while rest:
            count = self.popen.stdout.readinto(rest)  # type: ignore[attr-defined]  # a BufferedReader, typed as any file
            if not count:
                raise self._gone(seconds)
            rest = rest[count:]
        return check(image)

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Kill the child once the time is up: whoever waits for its answer then finds the pipe at its end."""
        timer = threading.Timer(seconds, self._stop)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _stop(self) -> None:
        self.late = True
        self.kill()

    def _gone(self, seconds: float) -> _StoppedError:
        late = f"took longer than {seconds:g} s to be opened and was stopped"
        return _StoppedError(late if self.late else "made its decoder break down, most often for want of memory")

    def kill(self) -> None:
        """At once, and wait until the system has taken it away."""
        self.popen.kill()
        self.popen.wait()
        self._close_pipes()

    def close(self) -> None:
        """Let it end by itself: it reads the end of its calls."""
        self._close_pipes()
        with suppress(subprocess.TimeoutExpired):
            self.popen.wait(2)
        if self.alive:
            self.kill()

    def _close_pipes(self) -> None:
        for pipe in (self.popen.stdin, self.popen.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _limit(name: str, default: float, largest: float) -> float:
    text = os.environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = 0.0
    if not 0 < value <= largest:
        raise ParamError(f"{name}: must be a number over 0, up to {largest:g}, got {text!r}; correct or unset it")
    return value
