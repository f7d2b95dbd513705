"""The command shown holds all that a plan and its source say, and nothing that goes without saying."""

from __future__ import annotations

import shlex
from dataclasses import fields

import pytest
import search_engine

from ocrlab.pipeline import Pipeline
from ocrlab.search import Plan, Source
from ocrlab.search.command import FLAGS, command
from ocrlab.search.plan import TRIALS

SCANS = Source("/home/ann/my scans")
BEGINNING = ["python", "-m", "ocrlab", "search", "/home/ann/my scans", "--vary", "otsu?", "--engine", "specks"]


def shown(plan: Plan, source: Source = SCANS, study: str = "") -> list[str]:
    return shlex.split(command(plan, source, study))


def plan_of(*vary: str, **rest) -> Plan:
    assert search_engine.ENGINE.name == "specks"
    return Plan.of(vary or ("otsu?",), **{"engine": "specks"} | rest)


def test_every_field_of_a_plan_has_its_flag():
    assert set(FLAGS) == {field.name for field in fields(Plan)} - {"others"}, "--engine names them too"


def test_defaults_go_without_saying():
    assert shown(plan_of()) == BEGINNING


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        ({"metric": "wer"}, ["--metric", "wer"]),
        ({"normalise": "letters and digits"}, ["--normalise", "letters and digits"]),
        ({"sampler": "random"}, ["--sampler", "random"]),
        ({"trials": 9}, ["--trials", "9"]),
        ({"hold_out": 0.35}, ["--hold-out", "0.35"]),
        ({"seed": 7}, ["--seed", "7"]),
        ({"locked": True}, ["--locked"]),
        ({"draft": False}, ["--no-draft"]),
        ({"settings": {"wait": 5}}, ["--engine-set", "wait=5"]),
        ({"settings": {"speed": "draft"}}, ["--engine-set", "speed=draft"]),
        ({"settings": {"note": "a=b c"}}, ["--engine-set", "note=a=b c"]),
        ({"current": Pipeline.of("otsu enabled=false")}, ["--stage", "otsu enabled=false"]),
    ],
)
def test_whatever_differs_from_the_defaults_is_said(given, flags):
    words = shown(plan_of(**given))
    assert sorted(words) == sorted(BEGINNING + flags) and " ".join(flags) in " ".join(words)


def test_a_grid_is_tried_whole_unless_a_number_is_given():
    assert "--trials" not in shown(plan_of(sampler="grid"))
    assert shown(plan_of(sampler="grid", trials=TRIALS))[-2:] == ["--trials", str(TRIALS)]


def test_groups_and_a_name_are_said_too():
    assert shown(plan_of(), Source("/scans", "year"), "monday")[-4:] == ["--group-by", "year", "--study", "monday"]


def test_a_source_understands_the_home_folder_and_a_folder_called_samples(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert Source.of("~/scans") == Source(str(tmp_path / "scans")) and Source.of("~/scans").label == "scans"
    assert Source.of("samples").is_samples and not Source.of("./samples").is_samples
