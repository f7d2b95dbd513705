"""The search command says a line a trial, then what came out, and nothing else on stdout."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import saved
from search_engine import TRUTH, InPlace, page

from ocrlab import cli
from ocrlab.cli import pools
from ocrlab.cli import search as command
from ocrlab.engines import engines
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import load_recipe
from ocrlab.scoring import METRICS
from ocrlab.search import SAMPLERS, Plan, Source, running
from ocrlab.search.command import PROGRAM
from ocrlab.search.command import command as shown
from ocrlab.store import shared_store
from ocrlab.text import NORMALISATIONS

MEDIAN = ["--vary", "median radius=1..3", "--engine", "specks", "--sampler", "grid"]


class Pool(InPlace):
    workers = (None,)

    def __enter__(self):
        return self

    def __exit__(self, *_): ...

    def warm_up(self, engine, settings): ...

    def abandon(self): ...


@pytest.fixture
def call(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
    monkeypatch.setattr(pools, "open_pool", Pool)
    Path("pages").mkdir()
    for number in range(8):
        Path(f"pages/{number}.png").write_bytes(encode_png(page(5 + number, height=60 + number)))
        Path(f"pages/{number}.gt.txt").write_text(TRUTH)

    def run(*args: str) -> tuple[int, list[str], str]:
        code = cli.main(["search", *args])
        out, err = capfd.readouterr()
        return code, out.splitlines(), err

    return run


def test_json_is_a_line_a_trial_and_a_summary(call):
    code, out, err = call("pages", *MEDIAN, "--json")
    *trials, summary = [json.loads(line) for line in out]
    assert code == 0 and err == ""
    assert [trial["trial"] for trial in trials] == [0, 1, 2, 3] and trials[0]["pipeline"]["stages"] == []
    assert Pipeline.from_dict(summary["best"]) == Pipeline.of("median radius=1")
    held = summary["held_out"]
    assert held["best"]["rate"] == 0 < held["no_filter"]["rate"] and len(held["difference"]) == 2
    assert held["verdict"] == "cannot tell"  # of two pages
    assert summary["readings"] + summary["readings_saved"] <= summary["readings_naive"] == 4 * 6 + 2 * 2


def test_a_person_reads_trials_and_a_verdict(call):
    code, out, _ = call("pages", *MEDIAN)
    assert code == 0 and out[0].split() == ["0", "CER", out[0].split()[2], "%", "6", "pages", "no", "filter"]
    text = "\n".join(out)
    assert "Best setting: median radius=1 footprint=square" in text
    assert (
        "cannot be told: Character error rate (CER) 0.0 %, against" in text and "Six pages or more are needed" in text
    )


def test_the_same_command_again_reads_nothing(call, monkeypatch):
    first = call("pages", *MEDIAN, "--json")
    pool = Pool()
    monkeypatch.setattr(pools, "open_pool", lambda: pool)
    again = call("pages", *MEDIAN, "--json")
    assert pool.asked == 0 and json.loads(again[1][-1])["best"] == json.loads(first[1][-1])["best"]


def test_the_best_setting_is_written_and_never_over_a_file(call):
    assert call("pages", *MEDIAN, "--out", "best.yaml")[0] == 0
    assert "filter: median" in Path("best.yaml").read_text()
    code, out, err = call("pages", *MEDIAN, "--out", "best.yaml")
    assert (code, out) == (2, []) and "best.yaml: is there already and is not overwritten" in err


def test_the_recipe_is_written_with_what_it_was_learnt_on_and_never_over_a_file(call):
    assert call("pages", *MEDIAN, "--recipe", "recipe.yaml", "--study", "monday")[0] == 0
    recipe, learnt = load_recipe("recipe.yaml")
    assert recipe.settings[0] == Pipeline.of("median radius=1")
    assert learnt and (learnt.study, learnt.engine, learnt.pages, learnt.proof_pages) == ("monday", "specks", 6, 2)
    code, out, err = call("pages", *MEDIAN, "--recipe", "recipe.yaml")
    assert (code, out) == (2, []) and "recipe.yaml: is there already and is not overwritten" in err


def test_the_proof_is_written_as_a_report_and_never_over_a_file(call):
    assert call("pages", *MEDIAN, "--report", "proof.html", "--study", "monday")[0] == 0
    html = Path("proof.html").read_text(encoding="utf-8")
    assert "better than no filter" in html and "monday" in html
    code, out, err = call("pages", *MEDIAN, "--report", "proof.html")
    assert (code, out) == (2, []) and "proof.html: is there already and is not overwritten" in err


def test_the_current_setting_is_trial_one_and_the_samples_are_a_data_set(call):
    code, out, _ = call(
        "samples", *MEDIAN, "--stage", "median radius=2", "--trials", "2", "--hold-out", "0.5", "--json"
    )
    trials = [json.loads(line) for line in out[:-1]]
    assert code == 0 and trials[1]["origin"] == "current" and trials[1]["pipeline"]["stages"][0]["radius"] == 2


def test_pages_left_out_are_said_on_stderr_and_the_others_searched(call):
    Path("pages/bad.png").write_bytes(b"no picture")
    code, out, err = call("pages", *MEDIAN, "--json")
    assert code == 0 and err.startswith("left out: bad.png: ") and len(json.loads(out[-1])["left_out"]) == 1


def test_what_was_made_of_a_page_and_left_out_of_a_truth_is_said_on_stderr(call):
    Path("pages/clear.png").write_bytes(
        saved(np.dstack([page(3)] * 3 + [np.arange(page(3).size).reshape(page(3).shape) % 255]).astype(np.uint8))
    )
    Path("pages/clear.gt.txt").write_text("5,5,90,5,90,30,5,30,Noisy\n5,40,90,40,90,60,5,60,###\n")
    code, _, err = call("pages", *MEDIAN, "--json")
    assert code == 0 and "clear.png: " in err and 'clear.gt.txt: 1 box marked "do not count" left out' in err
    assert running.opened(shared_store().studies()[0].name, shared_store()).pages.notes


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["pages"], "search: nothing may vary; give --vary"),
        (["pages", "--vary", "median radius=3..0"], "the range 3..0 of radius is empty"),
        (["pages", "--vary", "medain radius=0..3"], "did you mean median?"),
        (["pages", "--space", "best"], "space: must be one of denoise, low light"),
        (["nowhere", *MEDIAN], "nowhere: there is no such file or folder"),
        (["pages", *MEDIAN, "--metric", "speed"], "metric: must be one of"),
        (["pages", *MEDIAN, "--hold-out", "2"], "hold-out: must be a share of the pages, 0..0.9, got '2'"),
        (["pages", *MEDIAN, "--workers", "0"], "workers: must be a whole number, 1..64, got '0'"),
        (["pages", *MEDIAN, "--hold-out", "half"], "hold-out: must be a share of the pages, 0..0.9, got 'half'"),
        (["pages", *MEDIAN, "--trials", "x"], "trials: must be a whole number, 2..100,000, got 'x'"),
        (["pages", *MEDIAN, "--trials", "1"], "trials: must be a whole number, 2..100,000, got '1'"),
        (["pages", *MEDIAN, "--seed", "1.5"], "seed: must be a whole number, got '1.5'"),
        (["pages", *MEDIAN, "--workers", "2", "--scheduler", "tcp://a:1"], "give one"),
        (["pages", *MEDIAN, "--engine-set", "speed=warp"], "specks: speed must be one of exact, draft"),
        (
            ["pages", "--engine", "specks", "--sampler", "grid", "--vary", "resize width=0..10000 height=0..10000"],
            "grid: has 100,020,001 points",
        ),
    ],
)
def test_wrong_use_is_one_line_on_stderr_and_nothing_is_read(call, args, message):
    code, out, err = call(*args)
    assert (code, out) == (2, []) and message in err and err.count("\n") == 1


def test_a_scheduler_that_does_not_answer_is_named(call, monkeypatch):
    from ocrlab.workers import cluster

    monkeypatch.setattr(cluster, "PATIENCE", "0.2s")
    code, _, err = call("pages", *MEDIAN, "--scheduler", "tcp://127.0.0.1:9")
    assert code == 2 and "no Dask scheduler answers at 'tcp://127.0.0.1:9'" in err


def test_a_setting_that_was_turned_down_is_not_written(call):
    Path("one").mkdir()
    Path("one/a.png").write_bytes(encode_png(page(5, stroke=1)))
    Path("one/a.gt.txt").write_text(TRUTH)
    code, out, _ = call("one", *MEDIAN, "--engine-set", "hasty=true", "--out", "best.yaml")
    assert code == 0 and "Leave the pages as they are: " in "\n".join(out)
    assert Path("best.yaml").read_text() == "ocrlab: 1\nstages: []\n"


# The command shown is the command run

VARY = [
    "median radius=0..3",
    "median? radius=1..3 footprint=square|disk",
    "otsu|sauvola|none window=15..51:4",
    "gaussian sigma=0.5..2:0.1",
    "deskew?",
]
STAGES = [
    "median radius=2",
    "otsu enabled=false",
    "gaussian sigma=1 region=3,4,50,60",
    "sauvola window=25 k=0.3",
    "scale factor=1.5",
]
SETTINGS = {
    "specks": {
        "speed": st.sampled_from(["exact", "draft"]),
        "note": st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
        "wait": st.integers(0, 1000),
        "hasty": st.booleans(),
    },
    "easyocr": {
        "speed": st.sampled_from(["exact", "fast", "draft", "stock"]),
        "languages": st.sampled_from([("en",), ("en", "de"), ("de",)]),
        "low_text": st.sampled_from([0.0, 0.35, 0.4, 1.0]),
        "paragraph": st.booleans(),
        "blocklist": st.text("|\"'$ -=\\", max_size=6),
        "canvas_size": st.sampled_from([320, 1280, 2560]),
    },
}
SETTINGS["rapidocr"] = {"languages": SETTINGS["easyocr"]["languages"], "text_score": st.sampled_from([0.0, 0.5, 0.75])}
SETTINGS = {name: values for name, values in SETTINGS.items() if engines()[name].available() is None}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = draw(st.lists(st.sampled_from(sorted(SETTINGS)), min_size=1, max_size=3, unique=True))
    own = {name: draw(st.fixed_dictionaries({}, optional=SETTINGS[name])) for name in names}
    return Plan.of(
        draw(st.lists(st.sampled_from(VARY), min_size=1, max_size=3, unique=True)),
        engine="|".join(names),
        settings={f"{name}.{key}": value for name, values in own.items() for key, value in values.items()},
        draft=draw(st.booleans()),
        current=Pipeline.of(*draw(st.lists(st.sampled_from(STAGES), max_size=3, unique=True))),
        metric=draw(st.sampled_from([*METRICS, "confidence"])),
        normalise=draw(st.sampled_from([*NORMALISATIONS])),
        sampler=draw(st.sampled_from([*SAMPLERS])),
        trials=draw(st.none() | st.integers(1 + len(names), 100_000)),
        hold_out=draw(st.floats(0, 0.9)),
        seed=draw(st.integers(-(2**40), 2**40)),
        locked=draw(st.booleans()),
    )


names = st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=12)


@given(plans(), names, st.none() | names, st.text(max_size=0) | names)
def test_every_command_shown_is_parsed_back_into_an_equal_plan(plan, folder, group_by, study):
    source = Source.of(f"/scans/{folder}", group_by)
    line = shown(plan, source, study)
    words = shlex.split(line)
    assert tuple(words[: len(PROGRAM)]) == PROGRAM
    parsed: list[tuple] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            command, "carry_out", lambda plan, source, output, study, pool: parsed.append((plan, source, study))
        )
        assert cli.main(words[len(PROGRAM) - 1 :]) == 0
    assert parsed == [(plan, source, study or None)]
