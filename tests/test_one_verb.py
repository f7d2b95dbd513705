"""One page, one pipeline, one engine: whoever asks, the Run is the same, so two numbers of the lab can be compared."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from paths import APP
from search_engine import TRUTH, page, plan_of, specks
from streamlit.testing.v1 import AppTest
from waiting import until

from ocrlab import Pipeline, cli, datasets, perform, read
from ocrlab.batch import Batch, Setting, pages_of
from ocrlab.batch import Plan as BatchPlan
from ocrlab.image import decode, digest, encode_png
from ocrlab.run import Run, finished, prepare
from ocrlab.runs import Source, stored_run
from ocrlab.scoring import Rate
from ocrlab.search import Pages
from ocrlab.search import reader as search_reader
from ocrlab.search.reader import PageReader
from ocrlab.store import COMMAND_LINE, Readings, Store, shared_store
from ocrlab.store.records import packed
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.truth import parse_truth
from ocrlab.ui.tune import sources
from ocrlab.workers import local_pool

ENGINE, SETTINGS = "specks", {"speed": "draft", "wait": 1}
STAGES = ("median radius=1 region=0,0,60,60",)  # clears what stands alone in the left half
PIPELINE = Pipeline.of(*STAGES)
SPECKS, LEFT = 40, 26  # dark pixels that stand alone: 28 and 12 in two rows, of which 14 and 12 in the left half

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


@pytest.fixture
def scan(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("OCRLAB_CACHE", "off")  # each has to read for itself
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "page.png").write_bytes(encode_png(page(SPECKS)))
    (folder / "page.gt.txt").write_text(TRUTH)
    return folder / "page.png"


def by_function(scan: Path, monkeypatch, capfd) -> Run:
    return read(scan, PIPELINE, truth=scan.with_name("page.gt.txt"), engine=ENGINE, settings=SETTINGS)


def by_sample(scan: Path, monkeypatch, capfd) -> Run:
    [entry] = datasets.dataset(scan.parent)
    return perform(entry.load(), PIPELINE, ENGINE, SETTINGS)


def by_worker(scan: Path, monkeypatch, capfd) -> Run:
    sample = datasets.load_sample(scan, truth=scan.with_name("page.gt.txt"))
    asked = prepare(sample, PIPELINE, ENGINE, SETTINGS)
    with local_pool(modules=("search_engine",), readings=Readings()) as pool:
        job = pool.request(asked.image, asked.engine, asked.settings, text_boxes=asked.text_boxes)
        assert job.key == asked.key
        return finished(asked, job.result(60), job.seconds)


def by_trial(scan: Path, monkeypatch, capfd) -> Run:
    """A trial scores by no more than its objective, CER and WER; what it does score is compared."""
    runs: list[Run] = []
    monkeypatch.setattr(search_reader, "finished", lambda *asked: runs.append(finished(*asked)) or runs[-1])
    pages = Pages.of(datasets.dataset(scan.parent), need_truth=True, hold_out=0, seed=0)
    plan, store = plan_of(settings=SETTINGS, metric="word_f1"), Store(scan.parent.parent / "lab.sqlite3")
    with local_pool(modules=("search_engine",), readings=Readings()) as pool:
        reader = PageReader(plan, "study", store, pool, 0, lambda: None)
        [(_, stored)] = reader.read(PIPELINE, pages.pages, plan.reads())
    [run] = runs
    assert list(run.score.rates) == ["cer", "wer", "word_f1"]
    assert (stored.pipeline, stored.text, stored.rates) == (run.pipeline.digest, run.text, rates_of(run))
    assert store.reading(stored.key).reading == run.reading
    return run


def by_batch(scan: Path, monkeypatch, capfd) -> Run:
    store = Store(scan.parent.parent / "lab.sqlite3")
    plan = BatchPlan.of([Setting.of("median", PIPELINE)], ENGINE, SETTINGS)
    with local_pool(modules=("search_engine",), readings=Readings()) as pool:
        batch = Batch(plan, pages_of([str(scan.parent)]), None, pool, store)
        batch.run()
    [row] = batch.rows.values()
    return row.run(plan, store.reading(row.key).reading)


def by_command(scan: Path, monkeypatch, capfd, *more: str) -> dict[str, Any]:
    given = [f"--engine-set={name}={value}" for name, value in SETTINGS.items()]
    stages = [part for stage in STAGES for part in ("--stage", stage)]
    read_it = ("read", str(scan), "--truth", str(scan.parent), "--engine", ENGINE, "--json")
    assert cli.main((*read_it, *stages, *given, *more)) == 0
    printed = capfd.readouterr()
    assert not more or re.search(r"kept as run [0-9a-f]{12} on the page Runs\n", printed.err)
    return json.loads(printed.out)


def by_slider(scan: Path, monkeypatch, capfd) -> Run:
    """What the Tune page shows of a page that was opened, once its reading is there."""
    with local_pool(modules=("search_engine",), readings=Readings()) as pool:
        monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
        app = AppTest.from_file(APP, default_timeout=60)
        app.query_params["stage"] = list(STAGES)
        app.query_params["engine"] = ENGINE
        app.query_params["set"] = [f"{name}={value}" for name, value in SETTINGS.items()]
        app.run()
        lab, tune = app.session_state["lab"], app.session_state["tune"]
        upload = sources.take(lab, scan.name, scan.read_bytes())
        lab.look_at(upload.source)
        sources.set_truth(lab, lab.truth_key, parse_truth(TRUTH.encode(), "page.gt.txt"))
        app.run()
        until(lambda: not tune.is_reading)
        app.run()
        assert not app.exception and not app.error
        return tune.known(lab.normalise).pair.filtered


WAYS: list[Callable[..., Run | dict[str, Any]]] = [by_sample, by_worker, by_trial, by_batch, by_slider, by_command]


def rates_of(run: Run) -> dict[str, Any]:
    return {name: rate.to_dict() for name, rate in run.score.rates.items()}


def as_printed(run: Run | dict[str, Any]) -> dict[str, Any]:
    """A Run as the command line prints it, without what may differ: where the page came from, and the seconds."""
    told = run.to_dict() if isinstance(run, Run) else run
    return {name: value for name, value in told.items() if name not in ("image", "seconds")}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_asks_the_run_is_the_same(scan, monkeypatch, capfd, way) -> None:
    expected, run = by_function(scan, monkeypatch, capfd), way(scan, monkeypatch, capfd)
    if isinstance(run, Run):
        for name in ("digest", "pipeline", "engine", "version", "settings", "read_digest", "reading", "text"):
            assert getattr(run, name) == getattr(expected, name), name
    printed, wanted = as_printed(run), as_printed(expected)
    for name in wanted["score"].keys() - printed["score"].keys():
        assert way is by_trial
        del wanted["score"][name]
    assert printed == wanted


def test_a_run_that_a_command_keeps_is_the_one_that_tune_would_keep(scan, monkeypatch, capfd) -> None:
    by_command(scan, monkeypatch, capfd, "--keep")
    [stored] = shared_store().whole_runs(COMMAND_LINE)
    [entry] = datasets.dataset(scan.parent)
    sample, source = entry.load(), Source(sha=hashlib.sha256(scan.read_bytes()).hexdigest())
    wanted = stored_run(by_sample(scan, monkeypatch, capfd), sample, source, DEFAULT_NORMALISATION)
    for name in ("id", "digest", "image", "pipeline", "engine", "cer", "reading", "truth"):
        assert getattr(stored, name) == getattr(wanted, name), name
    facts = {name: value for name, value in json.loads(packed(wanted.facts)).items() if name != "seconds"}
    assert {name: value for name, value in stored.facts.items() if name != "seconds"} == facts
    assert stored.thumbnail.startswith("data:image/")


def test_what_they_all_read_is_what_stands_on_the_filtered_page(scan, monkeypatch, capfd) -> None:
    run = by_function(scan, monkeypatch, capfd)
    filtered = PIPELINE.apply(decode(scan.read_bytes()))
    assert (specks(page(SPECKS)), specks(filtered)) == (SPECKS, SPECKS - LEFT)
    assert (run.digest, run.read_digest) == (digest(page(SPECKS)), digest(filtered))
    assert run.text == "#" * (SPECKS - LEFT) + TRUTH[SPECKS - LEFT :]
    assert run.score["cer"] == Rate(SPECKS - LEFT, len(TRUTH)) and run.settings["speed"] == "draft"
