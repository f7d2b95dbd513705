"""A run is stored with all that made it; two are compared by what differs, and one comes out the same again."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from search_engine import TRUTH, noted, page

from ocrlab.cli.reproduce import reproduce as command
from ocrlab.datasets import Sample
from ocrlab.errors import FileError
from ocrlab.pipeline import Pipeline
from ocrlab.run import perform
from ocrlab.runs import PastRun, Source, as_csv, as_json, differences, from_file, reproduce, stored_run, to_file
from ocrlab.store import RunFilter, Store

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")
PAGE = page(7)
OWNER = "a" * 64


def past(*stages: str, truth: str | None = TRUTH, name: str = "scan.png", **settings: object) -> PastRun:
    sample = Sample(name, PAGE, truth)
    run = perform(sample, Pipeline.of(*stages), "specks", settings)
    return PastRun(stored_run(run, sample, Source(sha="s" * 64), "white space", "data:image/webp;base64,AA"))


def test_a_stored_run_says_what_the_run_said(database: str) -> None:
    store = Store(database)
    store.put_runs(OWNER, [past("median radius=1").stored])
    [stored] = store.whole_runs(OWNER)
    run = PastRun(stored)
    again = perform(Sample("scan.png", PAGE, TRUTH), run.pipeline, "specks", run.settings)
    assert (run.reading.text, run.score, run.version) == (again.text, again.score, again.version)
    assert run.reading.mean_confidence == pytest.approx(again.reading.mean_confidence, abs=1e-4)
    assert run.source == Source(sha="s" * 64) and run.libraries["ocrlab"] and run.libraries["numpy"]
    assert store.runs(OWNER, RunFilter(words="scan radius=1 specks"))[0] == 1
    store.close()


def test_the_same_reading_has_the_same_id_whatever_it_is_scored_against() -> None:
    assert past("otsu").id == past("otsu", truth="another").id
    assert len({past().id, past("otsu").id, past("otsu", wait=1).id, past("otsu", name="b.png").id}) == 4


def test_only_what_differs_is_told() -> None:
    runs = [past("median radius=1"), past("otsu", "median radius=2", wait=1)]
    assert {row.name: row.values for row in differences(runs)} == {
        "filters": ("median", "otsu, median"),
        "median radius": ("1", "2"),
        "specks wait": ("0", "1"),
    }
    assert differences([runs[0], runs[0]]) == []


def test_versions_of_libraries_are_among_what_differs() -> None:
    run = past()
    older = replace(run.stored, facts=run.stored.facts | {"libraries": run.libraries | {"numpy": "1.0"}})
    assert [row.name for row in differences([run, PastRun(older)])] == ["version of numpy"]


def test_a_table_of_runs_holds_them_and_no_formula() -> None:
    runs = [past("median radius=1", name="=1+1.png")]
    [row] = csv.DictReader(io.StringIO(as_csv(runs).decode("utf-8-sig")))
    assert (row["image"], row["engine"], row["text"]) == ("'=1+1.png", "specks", runs[0].reading.text)
    [stored] = json.loads(as_json(runs))
    assert stored["pipeline"]["stages"][0]["radius"] == 1 and stored["truth"] == TRUTH


# One file, and once more


def test_a_run_out_of_its_file_comes_out_the_same(tmp_path, capsys) -> None:
    run = past("median radius=1")
    saved = from_file(to_file(run, PAGE), "run.json")
    assert np.array_equal(saved.image, PAGE) and differences([run, saved.run]) == []
    assert reproduce(saved.run, saved.image).changes == ()
    (tmp_path / "run.json").write_bytes(to_file(run, PAGE))
    command(str(tmp_path / "run.json"))
    assert capsys.readouterr().out == "The same pixels, reading and score came out.\n"


def test_what_came_out_different_is_named_and_the_exit_code_tells(tmp_path, capsys) -> None:
    run = past("median radius=0")
    facts = run.stored.facts | {"read_digest": "0" * 64, "libraries": {"numpy": "1.0"}}
    reading = {"rows": [[{"box": [[0, 0], [9, 0], [9, 9], [0, 9]], "confidence": 0.5, "text": "other"}]]}
    facts["score"] = past("median radius=1").stored.facts["score"]
    changed = PastRun(replace(run.stored, facts=facts, reading=reading))
    (tmp_path / "run.json").write_bytes(to_file(changed, PAGE))
    with pytest.raises(BaseException) as ended:
        command(str(tmp_path / "run.json"), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert ended.value.exit_code == 1 and told["same"] is False
    assert [change.split(":")[0] for change in told["changes"]] == ["pixels", "text", "score"]
    assert told["versions"][0].startswith("numpy: was 1.0, is ")


def test_a_file_without_its_page_asks_for_it_and_takes_no_other(tmp_path) -> None:
    (tmp_path / "run.json").write_bytes(to_file(past()))
    with pytest.raises(FileError, match=r"run.json: does not hold its page; give it with --image PATH"):
        command(str(tmp_path / "run.json"))
    with pytest.raises(FileError, match=r"scan.png: this is another page .* give the very page"):
        reproduce(past(), page(9))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no run of the lab"),
        (b"\xff\xfe", "is no run of the lab"),
        (b"[" * 100_000, "is no run of the lab"),
        (b'{"ocrlab_run": 9, "run": {}, "page": {}}', "its format is 9, this version knows 1; update the lab"),
        (b'{"ocrlab_run": 1, "run": {"pipeline": 1}, "page": {}}', "the run in it is damaged"),
        (b'{"ocrlab_run": 1}', "the run in it is damaged"),
    ],
)
def test_what_is_no_run_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(FileError, match=rf"^run.json: .*{message}"):
        from_file(data, "run.json")


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "1" + "0" * 400])
def test_a_number_that_is_none_is_damage(number: str) -> None:
    data = to_file(past()).replace(b'"confidence": ', b'"confidence": %s, "x": ' % number.encode(), 1)
    assert number.encode() in data
    with pytest.raises(FileError, match=r"^run.json: "):
        from_file(data, "run.json")


@pytest.mark.parametrize(
    "fact", ["ignored", "libraries", "uncounted", "own_filters", "crop", "normalise", "read_digest"]
)
def test_a_run_that_lacks_a_fact_is_damaged(fact: str) -> None:
    run = json.loads(to_file(past()))
    del run["run"][fact]
    with pytest.raises(FileError, match=r"^run.json: the run in it is damaged"):
        from_file(json.dumps(run).encode(), "run.json")


def test_a_run_is_never_repeated_from_memory(tmp_path) -> None:
    run = past(note=str(tmp_path / "note"))
    assert len(noted(tmp_path / "note")) == 1
    reproduce(run, PAGE)
    assert len(noted(tmp_path / "note")) == 2
