"""A batch reads each page once, writes each file once and whole, and goes on wherever it was ended."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path

import numpy as np
import pytest
from many_pages import MEDIAN, Pool, batch_of, scans, tree
from PIL import Image as Pillow
from search_engine import TRUTH, noted, page

from ocrlab.batch import BatchPage, Output, Setting
from ocrlab.datasets import builtin
from ocrlab.delivery import WRITERS
from ocrlab.diagnose import diagnose
from ocrlab.errors import Cancelled, EngineError, FileError, WorkersGone
from ocrlab.image import decode, encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe
from ocrlab.scoring import Rate

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


def test_every_page_is_read_scored_and_written(tmp_path: Path) -> None:
    batch = batch_of(scans(tmp_path / "in", 3), tmp_path / "out", "text,png", MEDIAN)
    [totals] = batch.run()
    assert tree(tmp_path / "out") == ["0.png", "0.txt", "1.png", "1.txt", "2.png", "2.txt"]
    assert (tmp_path / "out/1.txt").read_text() == TRUTH + "\n"
    filtered = MEDIAN.recipe.settings[0].apply(page(6, height=61))
    assert (decode((tmp_path / "out/1.png").read_bytes()) == filtered).all()
    assert (totals.done, totals.failed) == (3, 0) and totals.micro["cer"] == Rate(0, 3 * len(TRUTH))


def test_totals_are_of_all_pages_as_one_text_and_the_mean_of_the_pages(tmp_path: Path) -> None:
    [totals] = batch_of(scans(tmp_path / "in", 2), tmp_path / "out").run()
    assert totals.micro["cer"] == Rate(5 + 6, 2 * 52) and totals.macro["cer"] == pytest.approx((5 / 52 + 6 / 52) / 2)
    assert totals.intervals["cer"].units == 2


def test_a_row_says_what_is_wrong_with_its_page_also_when_it_comes_from_the_store(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    spoilt = builtin("noisy-scan").image
    (folder / "noisy.png").write_bytes(encode_png(spoilt))
    for _ in range(2):
        batch = batch_of(folder, tmp_path / "out")
        batch.run()
        [row] = batch.rows.values()
        assert row.diagnosis == row.to_dict(batch.plan)["diagnosis"] == diagnose(spoilt).sentence


def test_a_row_of_a_page_spoilt_on_purpose_says_so_and_diagnoses_what_its_filters_find(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "clean.png").write_bytes(encode_png(builtin("clean-page").image))
    spoilt = Pipeline.of("salt_and_pepper share=0.1")
    batch = batch_of(folder, tmp_path / "out", "text", Setting.of("spoilt", spoilt))
    batch.run()
    [row] = batch.rows.values()
    assert "clean.png: spoilt on purpose by Salt and pepper" in row.notes
    assert row.diagnosis == diagnose(spoilt.apply(builtin("clean-page").image)).sentence


def test_a_row_of_a_page_that_was_read_on_its_side_says_so_and_one_that_was_set_upright_does_not(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "side.png").write_bytes(encode_png(np.rot90(builtin("clean-page").image)))
    as_it_is, upright = Setting.of("as it is", Pipeline()), Setting.of("upright", Pipeline.of("upright"))
    batch = batch_of(folder, tmp_path / "out", "text", as_it_is, upright)
    batch.run()
    sentence = "side.png: The page seems to lie on its side; a quarter turn to the right sets it upright."
    assert [row.notes for _, row in sorted(batch.rows.items())] == [(sentence,), ()]


def test_several_settings_have_rows_and_folders_of_their_own(tmp_path: Path) -> None:
    none = Setting.of("as it is", Pipeline())
    batch = batch_of(scans(tmp_path / "in", 1), tmp_path / "out", "text", MEDIAN, none)
    median, nothing = batch.run()
    assert tree(tmp_path / "out") == ["as it is/0.txt", "median/0.txt"]
    assert (median.micro["cer"].errors, nothing.micro["cer"].errors) == (0, 5)


def test_the_same_again_reads_and_writes_nothing_and_tells_the_same(tmp_path: Path) -> None:
    folder, told, again = scans(tmp_path / "in"), [], []
    first = batch_of(folder, tmp_path / "out", watch=told.append).run()
    pool = Pool()
    second = batch_of(folder, tmp_path / "out", pool=pool, watch=again.append).run()
    assert (pool.asked, second) == (0, first)
    told.sort(key=lambda row: row.page.key)  # several threads tell of them
    assert told == sorted(again, key=lambda row: row.page.key)
    assert tree(tmp_path / "out") == ["0.txt", "1.txt", "2.txt", "3.txt"]


def test_a_file_that_was_taken_away_is_written_again_without_reading(tmp_path: Path) -> None:
    folder, pool = scans(tmp_path / "in", 2), Pool()
    batch_of(folder, tmp_path / "out").run()
    (tmp_path / "out/1.txt").unlink()
    batch_of(folder, tmp_path / "out", pool=pool).run()
    assert pool.asked == 0 and tree(tmp_path / "out") == ["0.txt", "1.txt"]


def test_more_formats_for_the_same_pages_are_added_without_reading(tmp_path: Path) -> None:
    folder, pool = scans(tmp_path / "in", 1), Pool()
    batch_of(folder, tmp_path / "out").run()
    batch_of(folder, tmp_path / "out", "text,json", pool=pool).run()
    assert pool.asked == 0 and tree(tmp_path / "out") == ["0.json", "0.txt"]


def test_a_page_that_has_changed_is_read_again_and_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = scans(tmp_path / "in", 1)
    batch_of(folder, tmp_path / "out").run()
    scans(tmp_path / "other", 2)
    (folder / "0.png").write_bytes((tmp_path / "other/1.png").read_bytes())
    pool = Pool()
    [totals] = batch_of(folder, tmp_path / "out", pool=pool).run()
    assert pool.asked == 1 and totals.micro["cer"].errors == 6
    texts = {name: (tmp_path / "out" / name).read_text().count("#") for name in tree(tmp_path / "out")}
    assert texts == {"0.txt": 5, "0-2.txt": 6}


def test_a_file_of_somebody_else_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/0.txt").write_text("mine")
    batch_of(scans(tmp_path / "in", 1), tmp_path / "out").run()
    assert (tmp_path / "out/0.txt").read_text() == "mine" and tree(tmp_path / "out") == ["0-2.txt", "0.txt"]


def test_a_failing_page_is_a_row_with_its_reason_and_is_tried_again_next_time(tmp_path: Path) -> None:
    folder = scans(tmp_path / "in", 2)
    (folder / "bad.png").write_text("no picture")
    rows = []
    [totals] = batch_of(folder, tmp_path / "out", watch=rows.append, settings={"fear": 61}).run()
    reasons = {row.page.name: row.reason for row in rows}
    assert (totals.done, totals.failed) == (1, 2)
    assert reasons["bad.png"].startswith("bad.png: not a picture") and reasons["1.png"] == "specks: afraid of this page"
    (folder / "bad.png").unlink()
    [totals] = batch_of(folder, tmp_path / "out", settings={"fear": 61}).run()
    assert (totals.done, totals.failed) == (1, 1)


@pytest.mark.parametrize("killed_before", ["file", "written down"])
def test_whenever_it_is_killed_no_page_is_read_twice_and_no_file_written_twice(tmp_path, monkeypatch, killed_before):
    """A kill is an exception that nobody catches, in the moment before a file is there or before that is noted."""
    folder, note = scans(tmp_path / "in"), tmp_path / "note"
    batch = batch_of(folder, tmp_path / "out", settings={"note": str(note)})
    place, name = (batch.output, "write") if killed_before == "file" else (batch.store, "put_file")
    times, real = [], getattr(place, name)

    def killed(*given):
        times.append(1)
        if len(times) == 3:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(place, name, killed)
    with pytest.raises(KeyboardInterrupt):
        batch.run()
    batch_of(folder, tmp_path / "out", settings={"note": str(note)}).run()
    assert tree(tmp_path / "out") == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert len(noted(note)) == 4 == len(set(noted(note)))


def test_a_document_of_several_pages_is_one_file_where_the_format_has_pages(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    sheets = [Pillow.fromarray(page(count)) for count in (5, 6, 7)]
    sheets[0].save(tmp_path / "in/book.tif", save_all=True, append_images=sheets[1:])
    batch_of(tmp_path / "in", tmp_path / "out", "text,json").run()
    assert tree(tmp_path / "out") == ["book-0001.txt", "book-0002.txt", "book-0003.txt", "book.json"]
    lines = (tmp_path / "out/book.json").read_text().splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["book-0001", "book-0002", "book-0003"]


def test_a_page_that_had_failed_comes_into_its_document_next_time(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    sheets = [Pillow.fromarray(page(count)) for count in (5, 6)]
    sheets[0].save(tmp_path / "in/book.tif", save_all=True, append_images=sheets[1:])
    pool = Pool()
    pool.request, real = (lambda *_, **__: (_ for _ in ()).throw(EngineError("not today"))), pool.request
    batch_of(tmp_path / "in", tmp_path / "out", "json", pool=pool).run()
    assert tree(tmp_path / "out") == []
    pool.request = real
    batch = batch_of(tmp_path / "in", tmp_path / "out", "json", pool=pool)
    page_, first = batch._page, threading.Event()

    def one_after_the_other(page: BatchPage) -> None:
        if page.number:
            first.wait(10)
        page_(page)
        first.set()

    batch._page = one_after_the_other
    batch.run()
    assert len((tmp_path / "out/book.json").read_text().splitlines()) == 2


def test_pages_of_one_name_in_two_folders_keep_their_files_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        scans(tmp_path / "in" / folder, 1)
    (tmp_path / "in/b/0.PNG").write_bytes((tmp_path / "in/b/0.png").read_bytes())
    batch_of(tmp_path / "in", tmp_path / "out").run()
    assert tree(tmp_path / "out") == ["a/0.txt", "b/0.PNG.txt", "b/0.png (2).txt"]


def test_the_setting_a_recipe_takes_stands_in_the_row_and_the_totals(tmp_path: Path) -> None:
    recipe = Setting("both", Recipe((MEDIAN.recipe.settings[0], Pipeline()), "confidence"))
    folder = scans(tmp_path / "in", 2)
    (folder / "fine.png").write_bytes(encode_png(page(0, stroke=1)))
    batch = batch_of(folder, tmp_path / "out", "text", recipe)
    [totals] = batch.run()
    assert {row.page.name: row.place for row in batch.rows.values()} == {"0.png": 0, "1.png": 0, "fine.png": 1}
    assert totals.chosen == (2, 1)


def test_a_batch_is_stopped_at_once_and_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, pool = scans(tmp_path / "in", 8), Pool()
    batch = batch_of(folder, tmp_path / "out", pool=pool, watch=lambda row: batch.stop())
    with pytest.raises(Cancelled):
        batch.run()
    before = pool.asked
    assert before < 8 and batch.store.batch(batch.name).state == "stopped"
    batch_of(folder, tmp_path / "out", pool=pool).run()
    assert pool.asked == 8 and len(tree(tmp_path / "out")) == 8


def test_nobody_left_to_read_ends_the_batch_and_is_no_fault_of_the_page(tmp_path: Path) -> None:
    pool = Pool()
    pool.request = lambda *_, **__: (_ for _ in ()).throw(WorkersGone("all workers are gone"))
    batch = batch_of(scans(tmp_path / "in"), tmp_path / "out", pool=pool)
    with pytest.raises(WorkersGone):
        batch.run()
    assert not [row for row in batch.rows.values() if row.state == "failed"]


def test_a_full_disk_ends_the_batch_in_one_sentence_and_leaves_no_half_file(tmp_path: Path, monkeypatch) -> None:
    def full(pages, file: io.BufferedIOBase) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    text = WRITERS["text"]
    monkeypatch.setitem(WRITERS, "text", type(text)(text.name, text.title, text.ending, True, False, full))
    batch = batch_of(scans(tmp_path / "in"), tmp_path / "out")
    with pytest.raises(FileError, match=r"cannot write there \(no space left on device\); free some space"):
        batch.run()
    assert tree(tmp_path / "out") == []


def test_two_processes_are_never_at_one_batch(tmp_path: Path) -> None:
    folder = scans(tmp_path / "in", 1)
    other = batch_of(folder, tmp_path / "out")

    def meanwhile(row) -> None:
        with pytest.raises(FileError, match="is under way in another window or process"):
            other.run()

    batch_of(folder, tmp_path / "out", watch=meanwhile).run()


def test_results_may_not_lie_among_the_pages(tmp_path: Path) -> None:
    folder = scans(tmp_path / "in", 1)
    for out in (folder, folder / "out"):
        with pytest.raises(FileError, match="lies inside the pages' folder"):
            Output(out).refuse([str(folder)])
    Output(tmp_path / "out").refuse([str(folder)])


def test_a_folder_that_cannot_be_written_to_is_said_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write there"):
        Output(tmp_path / "file" / "out").refuse([])
