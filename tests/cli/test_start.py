"""A command starts with what it needs and nothing else, and says under which name it was started."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from inspect import getdoc

import pytest
from paths import ROOT

from ocrlab.__main__ import main
from ocrlab.cli.main import COMMANDS

LIBRARIES = ["scipy", "skimage", "pandas", "yaml", "torch", "easyocr", "streamlit", "optuna", "sqlalchemy"]
ROOMS = [f"ocrlab.{room}" for room in ("samples", "engines", "search", "store", "workers")]
ALWAYS_LATE = [*LIBRARIES, *ROOMS]


@pytest.mark.parametrize(
    ("args", "late"),
    [
        (["filters"], [*ALWAYS_LATE, "pydantic", "rapidfuzz"]),
        (["score", "truth.txt", "text.txt"], [*ALWAYS_LATE, "PIL", "cv2", "ocrlab.image", "ocrlab.filters"]),
        (["--help"], [*ALWAYS_LATE, "pydantic", "numpy", "ocrlab.text"]),
    ],
    ids=lambda value: value[0],
)
def test_a_command_loads_only_what_it_needs(tmp_path, args, late):
    for name in ("truth.txt", "text.txt"):
        (tmp_path / name).write_text("the same")
    code = (
        f"import sys; from ocrlab.cli import main; code = main({args!r})\n"
        f"print(*(name for name in {late!r} if name in sys.modules), file=sys.stderr); sys.exit(code)"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_shows_the_first_line_of_each_commands_own_help(name, capsys):
    command = getattr(import_module(f"ocrlab.cli.{name}"), name)
    assert (getdoc(command) or "").splitlines()[0] == COMMANDS[name]


def test_messages_call_the_program_what_it_was_started_as(capsys, monkeypatch):
    for start, name in ((lambda: main(), "ocrlab"), (lambda: main("python -m ocrlab"), "python -m ocrlab")):
        monkeypatch.setattr(sys, "argv", ["anything", "filtres"])
        assert start() == 2
        told = f"{name}: No such command 'filtres'. Did you mean 'filters'? See {name} --help\n"
        assert capsys.readouterr() == ("", told)
