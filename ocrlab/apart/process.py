"""Process: how is a call made of a process that may hang, die or lie?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ocrlab.apart.limits import SECONDS_NAME, START_SECONDS, Limits

MAX_LINE = 1 << 20  # bytes of an answer's mapping; what is longer belongs into its body
MAX_BODY = 1 << 30  # bytes; the largest picture has 600 million


class StoppedError(Exception):
    """The process was killed or died: what the file did, as the middle of a sentence."""


class FaultError(Exception):
    """The work failed in a way that nobody foresaw: what Python said of it."""


class UnavailableError(Exception):
    """There is no process to be had: why, and the way on."""


class Process:
    """A child and the pipes to it, used by one thread at a time."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.calls = 0
        self._late = False
        self._ready: set[str] = set()  # modules that it has imported
        root = str(Path(__file__).parents[2])
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join([root, *(entry for entry in sys.path if entry)])
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = "1"
        environment["MALLOC_ARENA_MAX"] = "2"
        # -P: a file of the user's that is called json.py is not taken for Python's own.
        command = [sys.executable, "-P", "-W", "ignore", "-m", "ocrlab.apart.child"]
        try:
            self.popen = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
        except OSError as error:
            raise UnavailableError(
                f"no process can be started to open it ({error.strerror}); close other programs and retry"
            ) from None

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    def ask(
        self, work: str, data: bytes, arguments: Mapping[str, Any], limits: Limits
    ) -> tuple[dict[str, Any], npt.NDArray[np.uint8]]:
        """What the child makes of the call; raises `StoppedError` where it is too slow or dies."""
        self.calls += 1
        module = work.partition(":")[0]
        if module not in self._ready:  # importing it is not the file's fault
            self._exchange({"load": module}, b"", START_SECONDS)
            self._ready.add(module)
        call = {"work": work, "arguments": arguments, "seconds": limits.seconds, "memory": limits.memory}
        return self._exchange(call, data, limits.seconds)

    def _exchange(
        self, call: dict[str, Any], data: bytes, seconds: float
    ) -> tuple[dict[str, Any], npt.NDArray[np.uint8]]:
        stdin = self.popen.stdin
        assert stdin is not None
        with self._within(seconds):
            try:
                stdin.write(json.dumps(call | {"bytes": len(data)}).encode() + b"\n")
                stdin.write(data)
                stdin.flush()
                return self._answer()
            except (OSError, ValueError):  # no JSON, or pipes that were closed when it was killed
                raise self._gone(seconds) from None

    def _answer(self) -> tuple[dict[str, Any], npt.NDArray[np.uint8]]:
        assert self.popen.stdout is not None
        result = json.loads(self.popen.stdout.readline(MAX_LINE))
        if not isinstance(result, dict):
            raise ValueError("no mapping")
        size = result.get("bytes", 0)
        if not isinstance(size, int) or not 0 <= size <= MAX_BODY:
            raise ValueError("no number of bytes")
        body = np.empty(size, np.uint8)
        rest = body.data.cast("B") if size else memoryview(b"")
        while rest:
            count = self.popen.stdout.readinto(rest)  # type: ignore[attr-defined]  # a BufferedReader, typed as any file
            if not count:
                raise ValueError("cut short")
            rest = rest[count:]
        return result, body

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
        self._late = True
        self.kill()

    def _gone(self, seconds: float) -> StoppedError:
        late = f"took longer than {seconds:g} s ({SECONDS_NAME}) to be opened and was stopped"
        return StoppedError(late if self._late else "made its reader break down, most often for want of memory")

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
