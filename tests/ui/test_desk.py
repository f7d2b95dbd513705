"""A desk as a value: it goes into JSON and comes back the same, and what a lab no longer has is told by name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import FileError
from ocrlab.pipeline import Pipeline
from ocrlab.truth import Truth, parse_truth
from ocrlab.ui.lab import MAX_NOTE, START, Lab, Upload
from ocrlab.ui.tune.setting import Setting
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.work import written
from ocrlab.ui.work.desk import Desk, desk_of, fitting, put_on
from ocrlab.ui.work.summary import Summary, short

SCAN = Upload("scan.pdf", b"%PDF-scan", "5" * 64, 3)
PHOTO = Upload("photo.jpg", b"photo", "f" * 64, 1)
BOXED = parse_truth(b"10,20,110,20,110,40,10,40,Hello\n10,50,60,50,60,70,10,70,###\n", "gt_photo.txt")


def worked() -> tuple[Lab, TuneState]:
    """A lab in which something of everything was done."""
    lab, tune = Lab(), TuneState()
    lab.set_pipeline(Pipeline.of("grayscale", "median radius=3 enabled=false", "otsu region=1,2,30,40"))
    lab.engine, lab.settings_by_engine = "tesseract", {"easyocr": {"languages": ("de", "en")}, "tesseract": {}}
    lab.uploads = {upload.sha: upload for upload in (PHOTO, SCAN)}
    lab.look_at(SCAN.source)
    lab.turn_page(2)
    lab.set_crop((5, 6, 70, 80))
    lab.truths = {lab.truth_key: "what the crop says", f"{PHOTO.source}#0": BOXED.text}
    lab.boxed_truths = {f"{PHOTO.source}#0": BOXED}
    lab.draw_at(300)
    lab.write_note("ask Ann <b>again</b>")
    tune.lock_boxes("filtered")
    tune.correct(f"{PHOTO.source}#0:mark", 3, "a line corrected")
    return lab, tune


def test_what_was_done_goes_into_json_and_comes_back_the_same():
    lab, tune = worked()
    desk, problems = written.read(written.written(desk_of(lab, tune)))
    fresh, fresh_tune = Lab(), TuneState()
    assert put_on(desk, {SCAN.sha: SCAN.data, PHOTO.sha: PHOTO.data}, fresh, fresh_tune) == problems == []
    assert desk_of(fresh, fresh_tune) == desk_of(lab, tune)
    assert (fresh.upload, fresh.page, fresh.crop) == (SCAN, 2, (5, 6, 70, 80))
    assert fresh.boxed_truths == lab.boxed_truths and BOXED.ignored  # with the boxes that do not count


@given(st.text(), st.text(), st.text(max_size=MAX_NOTE))
def test_any_name_truth_and_note_comes_back_letter_for_letter(name, truth, note):
    lab = Lab()
    upload = Upload(name, b"data", "1" * 64, 1)
    lab.uploads[upload.sha] = upload
    lab.truths["page"], lab.note = truth, note
    desk = desk_of(lab, TuneState())
    assert written.read(written.written(desk)) == (desk, [])


def test_a_file_whose_bytes_are_gone_is_named_and_what_was_typed_for_it_waits_for_it():
    lab, tune = worked()
    fresh, fresh_tune = Lab(), TuneState()
    assert put_on(desk_of(lab, tune), {PHOTO.sha: PHOTO.data}, fresh, fresh_tune) == ["scan.pdf"]
    assert fresh.upload == PHOTO
    fresh.uploads[SCAN.sha] = SCAN
    fresh.look_at(SCAN.source)
    assert fresh.truths[fresh.truth_key] == "what the crop says"


def test_without_any_of_its_files_a_desk_shows_a_sample():
    fresh = Lab()
    put_on(desk_of(*worked()), {}, fresh, TuneState())
    assert fresh.source == Lab().source and fresh.pipeline == worked()[0].pipeline


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("pipeline", {"ocrlab": 1, "stages": [{"filter": "withdrawn"}]}, "there is no filter 'withdrawn'"),
        ("engine", "withdrawn", "withdrawn"),
        ("engines", {"easyocr": {"decoder": "withdrawn"}}, "decoder must be one of"),
        ("normalise", "withdrawn", "withdrawn"),
        ("source", "sample:withdrawn", "there is no 'withdrawn'"),
    ],
)
def test_what_the_lab_no_longer_has_is_told_and_the_rest_is_there(key, value, problem):
    data = json.loads(written.written(desk_of(*worked()))) | {key: value}
    desk, problems = written.read(json.dumps(data))
    assert [problem in told for told in problems] == [True]
    assert dict(desk.truths)[f"{PHOTO.source}#0"] == BOXED.text
    assert desk.setting.pipeline == (START if key == "pipeline" else worked()[0].pipeline)


@pytest.mark.parametrize("text", ["", "7", "[]", "{}", '{"work": 1}', '{"work": 1, "files": 5}'])
def test_what_is_no_desk_is_refused_in_a_sentence(text):
    with pytest.raises(FileError, match=r"^this work cannot be understood"):
        written.read(text)


def test_work_of_a_newer_lab_is_left_to_it():
    with pytest.raises(FileError, match="is of format 2, and this lab knows 1; it stays as it is"):
        written.read('{"work": 2}')


def test_where_not_all_files_fit_the_one_looked_at_is_stored_then_the_latest():
    uploads = [Upload(name, b"x" * size, name * 64, 1) for name, size in (("a", 5), ("b", 3), ("c", 4), ("d", 2))]
    assert [sha[0] for sha in fitting(uploads, "", 9)] == ["d", "c", "b"]
    assert [sha[0] for sha in fitting(uploads, uploads[0].source, 9)] == ["a", "d"]
    assert fitting(uploads, uploads[0].source, 1) == {}


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ([], "No filter"),
        (["median radius=1"], "Median"),
        (["median radius=2", "otsu enabled=false", "otsu"], "Median radius 2, Otsu"),
        (["median radius=2 footprint=disk"], "Median radius 2 footprint disk"),
    ],
)
def test_a_setting_in_short_names_filters_and_what_differs_from_their_defaults(stages, told):
    assert short(Pipeline.of(*stages)) == told


def test_a_long_setting_is_cut():
    assert len(short(Pipeline.of(*["median radius=7 footprint=disk"] * 20))) == 90


def test_a_summary_names_the_file_looked_at_and_counts_the_others():
    summary = Summary.of(desk_of(*worked()), "", "")
    assert summary.title == "scan.pdf and 1 more file" and summary.note == "ask Ann <b>again</b>"
    assert Summary.of(Desk(Setting(START), Lab().source), "", "").title == "Noisy scan"
    assert Summary.read(summary.written()) == summary


@pytest.mark.parametrize("text", ["", "7", '{"another": "field"}'])
def test_a_summary_that_cannot_be_understood_hides_no_work(text):
    assert Summary.read(text).title == "Work of another version of the lab"


def test_a_note_that_is_too_long_is_refused_and_the_one_before_stays():
    lab = Lab()
    lab.write_note("short")
    lab.write_note("x" * 1_000_000)
    assert lab.note == "short"
    assert lab.notices == ["A note has at most 10,000 characters, got 1,000,000; the one before stays."]


def test_a_draft_of_a_truth_goes_with_its_file():
    lab, tune = worked()
    assert [lines for _, lines in desk_of(lab, tune).drafts] == [((3, "a line corrected"),)]
    lab.look_at(PHOTO.source)
    lab.close_file()
    assert desk_of(lab, tune).drafts == ()


def test_a_plain_truth_needs_no_boxes_to_come_back():
    lab = Lab()
    lab.boxed_truths["page"] = Truth.plain("a\n\nb")
    desk = desk_of(lab, TuneState())
    assert written.read(written.written(desk))[0] == desk
