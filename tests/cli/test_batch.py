"""The batch command says a line a page, then what came of all, and goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from many_pages import Pool, scans, tree
from search_engine import TRUTH

from ocrlab import cli
from ocrlab.cli import pools
from ocrlab.export import export
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe, written

SPECKS = ["--engine", "specks"]


@pytest.fixture
def call(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
    monkeypatch.setattr(pools, "open_pool", Pool)
    scans(tmp_path / "pages", 3)

    def run(*args: str) -> tuple[int, list[str], str]:
        code = cli.main(["batch", *args])
        out, err = capfd.readouterr()
        return code, out.splitlines(), err

    return run


def test_json_is_a_line_a_page_and_a_summary(call):
    code, out, err = call("pages", *SPECKS, "--stage", "median radius=1", "--out", "out", "--json")
    *rows, summary = [json.loads(line) for line in out]
    assert (code, err) == (0, "")
    assert sorted((row["page"], row["text"], row["files"]) for row in rows) == [
        (f"{n}.png", TRUTH, [f"{n}.txt"]) for n in range(3)
    ]
    [totals] = summary["settings"]
    assert totals["micro"]["cer"] == {"errors": 0, "length": 3 * 52, "rate": 0.0} and totals["macro"]["cer"] == 0
    assert (totals["pages"], totals["done"], totals["failed"]) == (3, 3, 0)


def test_the_same_command_again_tells_the_same_and_writes_nothing(call):
    first = call("pages", *SPECKS, "--out", "out", "--json")
    again = call("pages", *SPECKS, "--out", "out", "--json")
    assert sorted(first[1]) == sorted(again[1]) and tree(Path("out")) == ["0.txt", "1.txt", "2.txt"]


def test_a_person_reads_the_totals_with_their_interval(call):
    code, out, _ = call("pages", *SPECKS, "--out", "out")
    assert code == 0 and out[-1].startswith(
        "no filter: 3 pages; CER 11.5 % (9.6 % to 13.5 %), mean 11.5 %; WER 100.0 %"
    )


def test_a_page_that_fails_is_a_line_and_the_exit_code(call):
    Path("pages/bad.png").write_text("no picture")
    code, out, _ = call("pages", *SPECKS, "--out", "out", "--json")
    rows = {row.get("page"): row for row in map(json.loads, out)}
    assert code == 2 and rows["bad.png"]["state"] == "failed" and rows["bad.png"]["error"].startswith("bad.png: not a")
    assert len(tree(Path("out"))) == 3


def test_pipelines_stand_beside_each_other_and_a_recipe_says_what_it_took(call):
    Path("a.yaml").write_text("ocrlab: 1\nstages: [{filter: median, radius: 1}]")
    Path("r.yaml").write_text(written(Recipe((Pipeline(), Pipeline.of("median radius=1")), "confidence")))
    code, out, _ = call("pages", *SPECKS, "--pipeline", "a.yaml", "--recipe", "r.yaml", "--out", "out", "--json")
    *rows, summary = [json.loads(line) for line in out]
    assert code == 0 and [each["setting"] for each in summary["settings"]] == ["a", "r"]
    assert {row["chosen"] for row in rows if row["setting"] == "r"} == {2}
    assert summary["settings"][1]["chosen"] == [
        0,
        3,
    ]
    assert tree(Path("out"))[:2] == ["a/0.txt", "a/1.txt"]


def test_settings_and_recipes_come_from_whatever_the_lab_wrote_them_to(call):
    median, recipe = Pipeline.of("median radius=1"), Recipe((Pipeline(), Pipeline.of("otsu")), "confidence")
    Path("script.py").write_text(export(median, "python"))
    Path("link.txt").write_text(export(median, "link"))
    Path("rule.py").write_text(export(recipe, "ocrmypdf"))
    settings = ["--pipeline", "script.py", "--pipeline", "link.txt", "--recipe", "rule.py"]
    code, out, _ = call("pages", *SPECKS, *settings, "--out", "out", "--json")
    assert code == 0 and [each["setting"] for each in json.loads(out[-1])["settings"]] == ["script", "link", "rule"]
    code, _, err = call("pages", *SPECKS, "--pipeline", "rule.py", "--out", "other")
    assert code == 2 and err.startswith("rule.py: is a recipe, which chooses among 2 settings; open it where a recipe")


def test_the_answer_of_a_search_is_given_to_all_its_pages_by_one_command(call, capfd):
    for number in range(3, 8):
        scans(Path("more"), number)
    searched = ["search", "more", *SPECKS, "--vary", "median radius=1..2", "--sampler", "grid", "--study", "monday"]
    assert cli.main(searched) == 0
    capfd.readouterr()
    code, out, _ = call("--study", "monday", *SPECKS, "--out", "out", "--json")
    [totals] = json.loads(out[-1])["settings"]
    assert code == 0 and (totals["setting"], totals["done"], totals["micro"]["cer"]["errors"]) == ("monday", 7, 0)
    code, out, err = call("--study", "monday", "--out", "again", "--json")
    assert "read by Specks, as in the proof of monday" in err
    [again] = json.loads(out[-1])["settings"]
    assert code == 0 and again["micro"] == totals["micro"], "by the engine that the search was proved with"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["pages", "--out", "pages/out"], "lies inside the pages' folder"),
        (["nothing", "--out", "out"], "nothing: there is no such file or folder"),
        (["pages", "--out", "out", "--write", "docx"], "write: must be among png"),
        (["pages", "--out", "out", "--write", ","], "write: names no format"),
        (["pages", "--out", "out", "--workers", "0"], "workers: must be a whole number, 1..64, got '0'"),
        (["--out", "out"], "batch: names no pages"),
        (["--study", "sunday", "--out", "out"], "study: 'sunday' is no search that is done; none is here yet"),
        (["pages", "--out", "out", "--truth", "nowhere"], "nowhere: is no folder"),
        (
            ["pages", "--out", "out", "--recipe", "pages/0.gt.txt"],
            "pages/0.gt.txt: this is no setting of the lab's; it should be",
        ),
    ],
)
def test_a_wrong_call_is_one_line_and_reads_nothing(call, args, said):
    code, out, err = call(*args, *SPECKS)
    assert (code, out) == (2, []) and said in err and len(err.splitlines()) == 1
