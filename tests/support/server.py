"""The app as a program of its own, as browser tests and benchmarks start, stop and kill it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from paths import ROOT

START_SECONDS = 60
STOP_SECONDS = 20


class Server:
    """A Streamlit script (a path from the project's root) on a port of its own, which stays its own over a restart."""

    def __init__(self, script: str, log: Path, **environment: str) -> None:
        self._script, self._log, self._environment = script, log, environment
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://localhost:{self._port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", self._script, "--server.port", str(self._port)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **self._environment}
        with self._log.open("a") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the app did not start:\n{self._log.read_text()[-3000:]}")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(STOP_SECONDS)

    def signal(self, number: int) -> None:
        """What others do to end it: a signal to it alone. Nothing is waited for."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash does: kill -9, nothing is put in order."""
        self._process.kill()
        self._process.wait(STOP_SECONDS)
