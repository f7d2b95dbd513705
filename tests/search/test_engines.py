"""The engine may vary like any choice: tried with every filter, and the best proved against each engine unfiltered."""

from __future__ import annotations

import json

import pytest
from other_engines import HALF, IMMUNE
from search_engine import InPlace, dataset, entry, pages_of, study_of

from ocrlab.errors import ParamError
from ocrlab.pipeline import Pipeline
from ocrlab.search import Plan, Summary
from ocrlab.search.plan import planned
from ocrlab.search.proving import learnt_of, words
from ocrlab.search.running import opened
from ocrlab.store import Store

MEDIAN = Pipeline.of("median radius=1")
pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(f"sqlite:///{tmp_path}/lab.sqlite3")


def test_the_engines_of_these_tests_are_known():
    assert (HALF.name, IMMUNE.name) == ("half", "immune")


def plan_of(engine: str, *vary: str, **rest) -> Plan:
    return Plan.of(vary or ("median radius=0..2",), **{"engine": engine, "sampler": "grid", "trials": None} | rest)


def searched(store: Store, plan: Plan, entries=None) -> Summary:
    study = study_of(store, plan, pages_of(entries or dataset(10)), InPlace(), name="all")
    summary = study.run()
    assert opened("all", store).summary == summary, "it comes back from the store as it was"
    return summary


def test_every_engine_is_tried_with_every_filter_and_first_of_all_without_any(store):
    study = study_of(store, plan_of("specks|half"), pages_of(dataset(10)), InPlace())
    study.run()
    told = [(trial.origin, str(trial)) for trial in study.trials]
    assert told[:2] == [("no filter", "specks: no filter"), ("no filter", "half: no filter")]
    tried = {(trial.engine, str(trial.pipeline)) for trial in study.trials}
    radii = [f"median radius={radius} footprint=square" for radius in range(3)]
    assert tried == {(engine, setting) for engine in ("specks", "half") for setting in ["no filter", *radii]}
    points = [trial.to_dict()["values"] for trial in study.trials[2:]]
    assert all(
        {"engine": engine, "median.radius": radius} in points for engine in ("specks", "half") for radius in range(3)
    )


def test_a_winner_is_proved_against_its_own_engine_and_against_the_best_engine_unfiltered(store):
    summary = searched(store, plan_of("specks|half"))
    assert summary.best == MEDIAN and summary.engine == "specks", "of equals the one tried first"
    assert summary.proved.best.errors == 0 and summary.proved.no_filter.errors > 0
    unfiltered = {each.engine: each.rate.errors for each in summary.engines.unfiltered}
    assert unfiltered["specks"] == summary.proved.no_filter.errors == pytest.approx(2 * unfiltered["half"], abs=3)
    assert summary.engines.best == "half" and summary.engines.gain.value < 0
    assert words.answer(summary) == f"Best setting: {MEDIAN}, read by Specks"
    lines = "\n".join(words.lines(summary))
    assert "Without any filter, on 3 pages held out: Specks " in lines and " and Half " in lines
    assert "Against the best engine without a filter, Half, the best setting, read by Specks: " in lines


def test_where_an_engine_unfiltered_reads_as_well_as_any_filter_the_answer_is_that_engine(store):
    summary = searched(store, plan_of("specks|immune"))
    assert not summary.best.stages and summary.engine == "immune" and summary.turned_down is None
    assert words.answer(summary) == "Best setting: no filter, read by Immune"
    assert words.verdict(summary).startswith("No filter is best, read by Immune: nothing that was tried reads better")


def test_a_setting_that_the_proof_finds_no_better_than_an_engine_unfiltered_is_turned_down(store):
    """Searched on specks, which the median clears; proved on fine strokes, which it wipes out."""
    pages = [entry(f"a/{i}", 5 + i, height=60 + i) for i in range(8)]
    fine = [entry(f"b/{i}", 2, stroke=1, height=80 + i) for i in range(8)]
    plan = plan_of("specks|half")
    study = study_of(store, plan, pages_of([*pages, *fine], hold_out=0), InPlace())
    held = [
        type(page)(page.name, page.key, page.group, page.name.startswith("b/"), page.entry)
        for page in study.pages.pages
    ]
    study = study_of(store, plan, type(study.pages)(tuple(held)), InPlace(), name="turned")
    summary = study.run()
    assert not summary.best.stages and summary.engine == "half" and summary.turned_down.setting == MEDIAN
    assert words.answer(summary) == f"Best setting: no filter, read by Half (turned down: {MEDIAN}, read by Specks)"
    assert Summary.from_dict(json.loads(json.dumps(summary.to_dict()))) == summary


def test_the_recipe_names_the_engine_that_it_was_learnt_with(store):
    plan = plan_of("half|specks")
    summary = searched(store, plan)
    assert learnt_of(summary, plan).engine == summary.engine == "half"


def test_settings_go_to_every_engine_that_has_them_or_to_the_one_they_name():
    easyocr, rapidocr = planned("easyocr|rapidocr", {"languages": "de", "rapidocr.text_score": 0.75, "low_text": 0.3})
    assert easyocr.proof["languages"] == rapidocr.proof["languages"] == ("de",)
    assert easyocr.proof["low_text"] == 0.3 and rapidocr.proof["text_score"] == 0.75
    assert easyocr.settings["speed"] == "draft" and easyocr.proof["speed"] == "exact"


@pytest.mark.parametrize(
    ("engine", "settings", "message"),
    [
        ("specks|specks", {}, "names one twice"),
        ("specks|half", {"volume": 3}, "volume"),
    ],
)
def test_what_cannot_be_is_refused(engine, settings, message):
    with pytest.raises(ParamError, match=message):
        plan_of(engine, settings=settings)
    with pytest.raises(ParamError, match=r"trials: must be 3\.\..* \(no filter with each of 2 engines"):
        plan_of("specks|half", trials=2)


def test_a_search_with_one_engine_is_stored_as_it_was_before_engines_could_vary(store):
    plan = plan_of("specks")
    assert "others" not in plan.to_dict() and Plan.from_dict(plan.to_dict()) == plan
    several = plan_of("specks|half")
    assert Plan.from_dict(json.loads(json.dumps(several.to_dict()))) == several
    assert len({plan.fingerprint, several.fingerprint, plan_of("half|specks").fingerprint}) == 3
    summary = study_of(store, plan, pages_of(dataset(10))).run()
    assert not {"engine", "engines"} & set(summary.to_dict()) and "read by" not in words.answer(summary)
