"""PostgreSQL: how do tests get one? It is started once, a fresh database made for each test, all gone afterwards."""

from __future__ import annotations

import getpass
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

WHERE = "/usr/lib/postgresql"  # Debian keeps the programs of each version there, off the path
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=127.0.0.1")


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, of the newest version there is."""
    initdb = shutil.which("initdb")
    folders = [Path(initdb).parent] if initdb else sorted(Path(WHERE).glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "initdb").is_file()), None)


@pytest.fixture(scope="session")
def _server() -> Iterator[str]:
    """Its address without a database. Without PostgreSQL its tests skip and say so; in CI that is a failure."""
    place = programs()
    if place is None:
        if os.environ.get("CI"):
            pytest.fail("tests on PostgreSQL must run in CI: apt-get install postgresql")
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    with tempfile.TemporaryDirectory(prefix="ocrlab-postgresql-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = Path(folder) / "log.txt"
        made = ["-U", "ocrlab", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [place / "initdb", "-D", f"{folder}/data", *made],
            user=user, cwd=folder, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        options = [part for option in (*QUICK, f"unix_socket_directories={folder}") for part in ("-c", option)]
        with log.open("w") as told:
            server = subprocess.Popen(
                [place / "postgres", "-D", f"{folder}/data", "-p", str(port), *options],
                user=user, cwd=folder, stdout=told, stderr=told,
            )  # fmt: skip
        try:
            _wait_for(port, server, log)
            yield f"ocrlab@127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown, whoever is still connected
            server.wait(30)


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    import psycopg

    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            psycopg.connect(f"postgresql://ocrlab@127.0.0.1:{port}/postgres", connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    pytest.fail(f"PostgreSQL did not start:\n{log.read_text()[-3000:]}")


_numbers = itertools.count(1)  # of this run's databases: no two tests share one


@pytest.fixture
def new_postgresql(_server) -> Callable[..., str]:
    """Makes an empty database, in the encoding asked for; its URL as ``OCRLAB_DATABASE_URL`` takes it."""
    import psycopg

    def make(encoding: str = "UTF8") -> str:
        name = f"lab{next(_numbers)}"
        with psycopg.connect(f"postgresql://{_server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
        return f"postgresql+psycopg://{_server}/{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> str:
    """The URL of an empty database, of either kind that studies are kept in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/lab.sqlite3"
    return request.getfixturevalue("new_postgresql")()
