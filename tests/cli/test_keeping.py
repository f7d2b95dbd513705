"""What a command reads becomes a run where that is asked for, page by page; or it is said why it does not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ocrlab.runs import PastRun
from ocrlab.store import COMMAND_LINE, shared_store

READ = ["read", "--engine", "specks", "--keep"]


def test_each_page_is_a_run_that_knows_the_file_it_came_from(call) -> None:
    code, _, err = call(*READ, "pages", "book.tif", "--page", "all")
    runs = [PastRun(stored) for stored in shared_store().whole_runs(COMMAND_LINE)]
    numbers = [line.rpartition("kept as run ")[2].split()[0] for line in err.splitlines()]
    assert code == 0 and sorted(numbers) == sorted(run.number for run in runs)
    digest = {name: hashlib.sha256(Path(name).read_bytes()).hexdigest() for name in ("pages/0.png", "book.tif")}
    places = {(run.stored.image, run.source.sha, run.source.page) for run in runs}
    assert len(places) == 5 and ("0.png", digest["pages/0.png"], 0) in places
    assert {page for _, sha, page in places if sha == digest["book.tif"]} == {0, 1, 2}


def test_the_reading_is_printed_as_without_it(call) -> None:
    told = [call(*READ[: 3 + keep], "book.tif", "--page", "2", "--json") for keep in (0, 1)]
    first, second = ({**json.loads(out[0]), "seconds": 0} for _, out, _ in told)
    assert first == second and told[0][2] == ""


def test_a_lab_that_keeps_no_runs_says_so_before_anything_is_read(call, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_RUNS", "0")
    code, out, err = call(*READ, "book.tif")
    assert (code, out) == (
        2,
        [],
    ) and "keep: this lab keeps no runs, because OCRLAB_RUNS or OCRLAB_RUNS_DAYS is 0" in err


def test_a_store_that_cannot_be_opened_is_said_before_anything_is_read(call, monkeypatch) -> None:
    Path("file").write_text("")
    monkeypatch.setenv("OCRLAB_HOME", "file")
    code, out, err = call(*READ, "book.tif")
    assert (code, out, err.count("\n")) == (2, [], 1) and "cannot be" in err
