"""One verb for slider, batch row and command line; files that are never overwritten."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ocrlab import Pipeline, engines, read, save
from ocrlab.datasets import Sample
from ocrlab.engines import TextBoxes, registry
from ocrlab.errors import FileError, ImageError, TruthError
from ocrlab.image import decode, decode_page, digest, encode_png
from ocrlab.reading import Reading, Word
from ocrlab.run import perform
from ocrlab.scoring import Rate

PIXELS = np.full((8, 12), 90, np.uint8)


class Meter:
    """An engine that reads the mean brightness."""

    name, title, version, params = "meter", "Meter", "7", ()

    def available(self, settings=None):
        return None

    def warm_up(self, settings): ...

    def detect(self, image, settings, *, cancelled=None):
        return TextBoxes()

    def read(self, image, settings, *, text_boxes=None, progress=None, cancelled=None):
        return Reading.of([Word(str(round(image.mean())), ((0, 0), (9, 0), (9, 9), (0, 9)), 0.5)])


@pytest.fixture(autouse=True)
def meter(monkeypatch):
    engines.engines()
    monkeypatch.setitem(registry._registered, "meter", Meter())


def test_a_run_says_everything_needed_to_repeat_it():
    run = perform(Sample("page", PIXELS, "165"), Pipeline.of("invert"), "meter")
    assert run.text == "165"
    assert (run.digest, run.read_digest) == (digest(PIXELS), digest(255 - PIXELS))
    assert (run.engine, run.version, run.settings) == ("meter", "7", {})
    told = json.loads(json.dumps(run.to_dict()))
    assert Pipeline.from_dict(told["pipeline"]) == Pipeline.of("invert")
    assert told["score"]["cer"] == {"errors": 0, "length": 3, "rate": 0.0}


def test_without_truth_there_is_no_score():
    assert perform(Sample("page", PIXELS), Pipeline(), "meter").score is None


def test_a_file_is_read_and_scored_against_its_truth(tmp_path):
    (tmp_path / "a.png").write_bytes(encode_png(PIXELS))
    (tmp_path / "a.gt.txt").write_text("91\n")
    run = read(tmp_path / "a.png", truth=tmp_path / "a.gt.txt", engine="meter")
    assert run.score["cer"] == Rate(1, 2)


class Clerk(Meter):
    """An engine that reads one word right, and one that nobody can, wherever the page was moved to."""

    name = "clerk"

    def read(self, image, settings, *, text_boxes=None, progress=None, cancelled=None):
        size = image.shape[0] / 100
        boxes = [[(10, top), (60, top), (60, top + 20), (10, top + 20)] for top in (10, 60)]
        scaled = [tuple((x * size, y * size) for x, y in box) for box in boxes]
        return Reading.of([Word("Paid", scaled[0], 0.9), Word("#@", scaled[1], 0.1)])


@pytest.mark.parametrize("stage", ["invert", "scale factor=2", "scale factor=0.5"])
def test_what_stands_in_a_box_that_does_not_count_is_kept_and_not_scored(monkeypatch, stage):
    monkeypatch.setitem(registry._registered, "clerk", Clerk())
    blurred = ((8, 58), (70, 58), (70, 84), (8, 84))
    page = Sample("page", np.full((100, 80), 255, np.uint8), "Paid", ignored=(blurred,))
    run = perform(page, Pipeline.of(stage), "clerk")
    assert run.text == "Paid\n#@" and run.score["cer"] == Rate(0, 4)
    counted = perform(Sample("page", page.image, "Paid"), Pipeline.of(stage), "clerk")
    assert counted.score["cer"] == Rate(3, 4)


def test_a_truth_of_boxes_brings_what_does_not_count(tmp_path, monkeypatch):
    monkeypatch.setitem(registry._registered, "clerk", Clerk())
    (tmp_path / "a.png").write_bytes(encode_png(np.full((100, 80), 255, np.uint8)))
    (tmp_path / "gt_a.txt").write_text("10,10,60,10,60,30,10,30,Paid\n8,58,70,58,70,84,8,84,###\n")
    run = read(tmp_path / "a.png", truth=tmp_path / "gt_a.txt", engine="clerk")
    assert run.score["cer"] == Rate(0, 4)


def test_saving_never_overwrites(tmp_path):
    (tmp_path / "a.png").write_bytes(encode_png(PIXELS))
    out = tmp_path / "out"
    names = [save(tmp_path / "a.png", Pipeline.of("invert"), out).name for _ in range(3)]
    assert names == ["a.png", "a-2.png", "a-3.png"]
    assert all((decode((out / name).read_bytes()) == 165).all() for name in names)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda f: None, FileError, "a.png: cannot be read"),
        (lambda f: f.write_bytes(b"no picture"), ImageError, "a.png"),
        (lambda f: f.write_bytes(b""), ImageError, "a.png"),
    ],
)
def test_a_file_at_fault_is_named_and_nothing_is_written(tmp_path, make, error, message):
    make(tmp_path / "a.png")
    with pytest.raises(error, match=message):
        save(tmp_path / "a.png", Pipeline(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_truth_that_is_no_text_is_named(tmp_path):
    (tmp_path / "a.png").write_bytes(encode_png(PIXELS))
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    with pytest.raises(TruthError, match=r"a\.txt: byte 3 \(0xe9\) is not UTF-8"):
        read(tmp_path / "a.png", truth=tmp_path / "a.txt", engine="meter")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "a.png").write_bytes(encode_png(PIXELS))
    with pytest.raises(FileError, match="cannot write there"):
        save(tmp_path / "a.png", Pipeline(), tmp_path / "a.png" / "out")


def test_a_saved_page_keeps_its_size_on_paper(tmp_path):
    (tmp_path / "a.png").write_bytes(encode_png(PIXELS, dpi=150))
    assert decode_page(save(tmp_path / "a.png", Pipeline.of("scale factor=2"), tmp_path / "out").read_bytes()).dpi == (
        pytest.approx(300, abs=0.1)
    )
