"""App: how is the web app started from any folder, and stopped again?

What runs is ``app.py`` as a clone has it at its top. An installed lab has it, its pages and its configuration in
``share/ocrlab``. Streamlit reads the configuration that lies beside its script, so the address, the look and the limits
are the same wherever the app is started.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib import metadata
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from ocrlab.cli.console import answer, answer_json
from ocrlab.cli.numbers import whole
from ocrlab.cli.options import AsJson
from ocrlab.errors import FileError, OcrLabError, ParamError
from ocrlab.machine import returning_memory

FIRST_PORT, LAST_PORT = 8501, 8600
POLL_SECONDS = 0.1
STOP_SECONDS = 10  # what the server is given to end by itself
TERMINATED = 128 + signal.SIGTERM  # as a shell counts it
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl
EVERYWHERE = ("", "0.0.0.0", "::")


def app(
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            parser=whole("port", 1, 65535),
            metavar="N",
            help=f"The first free from {FIRST_PORT} if not given.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Start the web app on this machine, until Ctrl-C."""
    script = find_script()
    host = os.environ.get("STREAMLIT_SERVER_ADDRESS", "localhost")
    if port is None:
        port = free_port(host)
    elif taken(host, port):
        raise ParamError(f"app: port {port} is taken by another program; choose another, or leave --port out")
    address = f"http://{'localhost' if host in EVERYWHERE else host}:{port}"
    with running([sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]) as server:
        while server.poll() is None and not answers(address):
            time.sleep(POLL_SECONDS)
        if server.poll() is None:
            if as_json:
                answer_json({"address": address})
            else:
                answer(f"OCR Lab is at {address} (Ctrl-C stops it)")
        code = server.wait()
    if code:
        raise OcrLabError(f"app: the web server ended by itself (exit code {code}); what it said stands above")


def find_script() -> Path:
    """The app's ``app.py``: the clone's where the lab runs from one, else the installed one.

    Raises `FileError` where neither is there.
    """
    clone = Path(__file__).parents[2]
    if (clone / "app.py").is_file() and (clone / "pages" / "tune.py").is_file():
        return clone / "app.py"
    with suppress(metadata.PackageNotFoundError):
        for file in metadata.files("ocrlab") or []:
            if file.parts[-3:] == ("share", "ocrlab", "app.py"):
                return Path(str(file.locate())).resolve()
    raise FileError("app: the app's script is not installed with the lab; pip install --force-reinstall ocrlab")


def free_port(host: str) -> int:
    """The first port from `FIRST_PORT` on that nobody listens at."""
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if not taken(host, port):
            return port
    raise ParamError(f"app: no port from {FIRST_PORT} to {LAST_PORT} is free; choose another with --port")


def taken(host: str, port: int) -> bool:
    """Whether another program listens there; a name such as localhost is tried at every address it stands for.

    Raises `ParamError` where it is something else that forbids to listen there.
    """
    try:
        places = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)
        return any(_bound(place) for place in places)
    except OSError as error:
        where = f"{host} port {port} ({error.strerror})"
        raise ParamError(f"app: cannot listen at {where}; choose another, or leave --port out") from None


def _bound(place: tuple[Any, ...]) -> bool:
    family, kind, protocol, _, address = place
    with socket.socket(family, kind, protocol) as attempt:
        if os.name == "posix":  # a port just left counts as free, one that is listened at still does not
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(address)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL):  # the latter where there is no IPv6
                raise
            return error.errno == errno.EADDRINUSE
    return False


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True  # under another path than usual, but there
    except OSError:
        return False


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The server while it runs; it is stopped with us, whether by Ctrl-C, by a signal, or by an error.

    On Linux it also ends with us where we are killed and can stop nothing any more.
    """
    before = signal.signal(signal.SIGTERM, _leave)
    # Streamlit's greetings would say the address a second and a third time; what goes wrong it says on stderr.
    environment = {"STREAMLIT_LOGGER_LEVEL": "warning", **returning_memory(), **os.environ}
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment, preexec_fn=_end_with_parent())
    try:
        yield server
    finally:
        signal.signal(signal.SIGTERM, before)
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _end_with_parent() -> Callable[[], object] | None:
    """What a process calls at its start to be terminated once its parent is gone; None where nothing does that."""
    if sys.platform != "linux":
        return None
    return partial(ctypes.CDLL(None).prctl, SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)
