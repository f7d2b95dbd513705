"""The command that stands below the form works as it is shown, also for settings that are no file yet."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from many_pages import MEDIAN, Pool, scans, tree
from search_engine import TRUTH

from ocrlab import cli
from ocrlab.batch import Inputs, Plan, Setting
from ocrlab.batch.command import command
from ocrlab.cli import pools
from ocrlab.errors import ParamError
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe

NONE = Setting.of("No filter", Pipeline())
RULE = Setting("Recipe of monday/1", Recipe((Pipeline(), MEDIAN.recipe.settings[0]), "confidence"))


@pytest.fixture
def shell(tmp_path, monkeypatch, capfd):
    """Runs the lines of a command and returns the JSON objects that they print."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path / "home of the lab"))
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
    monkeypatch.setattr(pools, "open_pool", Pool)

    def run(lines: str) -> list[dict]:
        for line in lines.splitlines():
            program, *args = shlex.split(line)
            assert (program, cli.main([*args, "--json"])) == ("ocrlab", 0)
        return [json.loads(line) for line in capfd.readouterr().out.splitlines()]

    return run


def plan_of(*choices: Setting, **rest) -> Plan:
    return Plan.of(choices, "specks", {"wait": 1}, **rest)


def test_settings_that_no_file_holds_are_read_as_the_page_would_read_them(shell, tmp_path):
    inputs = Inputs.of([str(scans(tmp_path / "my scans", 2))])
    line = command(plan_of(MEDIAN, NONE, RULE, normalise="case"), inputs, "out", ["text", "png"])
    *rows, summary = shell(line)
    assert [each["setting"] for each in summary["settings"]] == ["median", "No filter", "Recipe of monday_1"]
    assert {row["text"] for row in rows if row["setting"] != "No filter"} == {TRUTH}
    assert "--engine specks --engine-set wait=1 --normalise case" in line
    assert tree(Path("out"))[:2] == ["No filter/0.png", "No filter/0.txt"]


def test_the_stages_of_one_setting_stand_in_the_command_itself(shell, tmp_path):
    inputs = Inputs((str(scans(tmp_path / "scans", 1)),), dpi=300)
    line = command(plan_of(MEDIAN), inputs, "out", [])
    assert "--stage 'median radius=1" in line and line.endswith("--dpi 300 --out out")
    assert shell(line)[0]["text"] == TRUTH and not (tmp_path / "home of the lab/settings").exists()


def test_pages_that_are_not_read_are_filtered_into_the_same_folders(shell, tmp_path):
    inputs = Inputs.of([str(scans(tmp_path / "scans", 2))])
    shell(command(plan_of(MEDIAN, NONE, read=False), inputs, "out", ["tiff"]))
    assert tree(Path("out")) == ["No filter/0.tif", "No filter/1.tif", "median/0.tif", "median/1.tif"]
    assert command(plan_of(MEDIAN, read=False), Inputs(("samples",)), "out", ["png"]) == ""


def test_a_recipe_that_compares_readings_needs_them():
    with pytest.raises(ParamError, match="compares readings, so that pages must be read"):
        plan_of(RULE, read=False)
