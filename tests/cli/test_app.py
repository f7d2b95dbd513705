"""The web app starts from any folder, says where it is, refuses a port that is taken, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paths import ROOT
from waiting import until

from ocrlab import cli
from ocrlab.cli import app
from ocrlab.errors import FileError, ParamError


@contextmanager
def started(folder: Path, *args: str) -> Iterator[subprocess.Popen]:
    """``ocrlab app --json`` in a folder; it is stopped at the end, whatever happens."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ocrlab", "app", "--json", *args]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def listening() -> Iterator[int]:
    """A port that another program listens at."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize(
    ("number", "code", "told"), [(signal.SIGINT, 130, "ocrlab: stopped\n"), (signal.SIGTERM, 143, "")]
)
@pytest.mark.skipif(os.name == "nt", reason="no such signals there")
def test_the_app_answers_from_another_folder_until_it_is_told_to_stop(tmp_path, number, code, told):
    with started(tmp_path) as process:
        address = json.loads(process.stdout.readline())["address"]
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=10) as response:
            assert response.read() == b"ok"
        process.send_signal(number)
        assert (process.wait(30), process.stderr.read()) == (code, told)
    assert not app.taken("localhost", int(address.rpartition(":")[2])), "the server has ended with it"


@pytest.mark.skipif(sys.platform != "linux", reason="nothing tells a process of its parent's end there")
def test_the_server_ends_with_a_command_that_is_killed(tmp_path):
    with started(tmp_path) as process:
        port = int(json.loads(process.stdout.readline())["address"].rpartition(":")[2])
        process.kill()
        until(lambda: not app.taken("localhost", port))


def test_a_port_that_is_taken_is_one_line_and_another_is_chosen_where_none_is_asked_for(capsys, monkeypatch):
    with listening() as port:
        assert cli.main(["app", "--port", str(port)]) == 2
        told = f"app: port {port} is taken by another program; choose another, or leave --port out\n"
        assert capsys.readouterr() == ("", told)
        monkeypatch.setattr(app, "FIRST_PORT", port)
        monkeypatch.setattr(app, "LAST_PORT", port + 20)
        assert port < app.free_port("localhost") <= port + 20
        monkeypatch.setattr(app, "LAST_PORT", port)
        with pytest.raises(ParamError, match=f"no port from {port} to {port} is free; choose another with --port"):
            app.free_port("localhost")


def test_an_address_that_is_none_is_named():
    with pytest.raises(ParamError, match=r"app: cannot listen at nowhere\.invalid port 9999"):
        app.taken("nowhere.invalid", 9999)


def test_a_server_that_ends_by_itself_is_one_line(monkeypatch, tmp_path, capfd):
    (tmp_path / "app.txt").write_text("no script")
    monkeypatch.setattr(app, "find_script", lambda: tmp_path / "app.txt")
    assert cli.main(["app"]) == 2
    out, err = capfd.readouterr()
    assert out == "" and err.endswith("app: the web server ended by itself (exit code 2); what it said stands above\n")


def test_the_script_is_the_clones_where_the_lab_runs_from_one(monkeypatch, tmp_path):
    assert app.find_script() == ROOT / "app.py"
    monkeypatch.setattr(app, "__file__", str(tmp_path / "ocrlab" / "cli" / "app.py"))
    monkeypatch.setattr(app.metadata, "files", lambda name: None)
    with pytest.raises(FileError, match="is not installed with the lab; pip install --force-reinstall ocrlab"):
        app.find_script()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's way of giving memory back")
@pytest.mark.parametrize(("chosen", "taken"), [(None, "malloc"), ("pymalloc", "pymalloc")])
def test_the_server_is_started_so_that_it_can_give_memory_back_unless_somebody_chose_otherwise(
    monkeypatch, chosen, taken
):
    monkeypatch.delenv("PYTHONMALLOC", raising=False)
    if chosen:
        monkeypatch.setenv("PYTHONMALLOC", chosen)
    looking = f"import os, sys; sys.exit(os.environ.get('PYTHONMALLOC') == {taken!r})"
    with app.running([sys.executable, "-c", looking]) as server:
        assert server.wait(30) == 1
