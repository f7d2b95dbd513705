"""The command line answers on stdout, says what is wrong in one line on stderr, and never shows a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pytest
from made import saved
from paths import ROOT

from ocrlab import cli, datasets, engines
from ocrlab.engines import TextBoxes, registry
from ocrlab.errors import EngineError
from ocrlab.filters import all_filters, spoiling_filters
from ocrlab.image import decode, digest, encode_png
from ocrlab.params import params_of
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading, Word
from ocrlab.recipe import Recipe, written

PIXELS = np.full((20, 30), 200, np.uint8)
PNG = encode_png(PIXELS)
MEDIAN = "ocrlab: 1\nstages:\n  - {filter: median, radius: 2, footprint: square}\n"


class Parrot(engines.Engine):
    """An engine that reads the brightness of the first pixel, noisily."""

    name, title, version = "parrot", "Parrot", "1"
    params = ()

    def __init__(self) -> None:
        self.warmed = 0
        self.text = "grün {}"

    def available(self, settings=None):
        return None

    def warm_up(self, settings):
        self.warmed += 1
        print("hello from the engine")

    def detect(self, image, settings, *, cancelled=None):
        return TextBoxes()

    def read(self, image, settings, *, text_boxes=None, progress=None, cancelled=None):
        print("the engine prints")
        os.write(1, b"a library prints\n")
        if image[0, 0].max() == 13:
            raise EngineError("parrot: the beak is stuck")
        return Reading.of([Word(self.text.format(image[0, 0].max()), ((0, 0), (9, 0), (9, 9), (0, 9)), 0.5)])


@pytest.fixture
def parrot(monkeypatch):
    monkeypatch.setenv("OCRLAB_CACHE", "off")  # a parrot says other things under the same name
    engines.engines()
    engine = Parrot()
    monkeypatch.setitem(registry._registered, "parrot", engine)
    return engine


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to work in: two scans with their truths, one that is no picture, a pipeline."""
    monkeypatch.chdir(tmp_path)
    Path("a.png").write_bytes(PNG)
    Path("b.png").write_bytes(encode_png(PIXELS + 1))
    Path("a.gt.txt").write_text("grün 200\n")
    Path("b.txt").write_text("grau 201\n")
    Path("bad.png").write_bytes(b"no picture")
    Path("median.yaml").write_text(MEDIAN)
    return tmp_path


@pytest.fixture
def call(here, parrot, capfd):
    """Run a command in this process; gives its exit code and what it wrote to the real stdout and stderr."""

    def run(*args: str) -> tuple[int, str, str]:
        code = cli.main(args)
        return code, *capfd.readouterr()

    return run


def one_line(err: str) -> str:
    assert err.count("\n") == 1 and "Traceback" not in err, err
    return err.removesuffix("\n")


# read


def test_read_prints_one_object_a_line_and_nothing_else(call, parrot):
    code, out, err = call(
        "read", "a.png", "b.png", "--engine", "parrot", "--stage", "median radius=2", "--truth", ".", "--json"
    )
    first, second = map(json.loads, out.splitlines())
    assert code == 0 and parrot.warmed == 1
    assert "the engine prints" in err and "a library prints" in err
    assert list(first) == ["image", "digest", "pipeline", "engine", "text", "words", "score", "seconds"]
    assert (first["image"], first["digest"]) == ("a.png", digest(PIXELS))
    assert first["pipeline"] == Pipeline.of("median radius=2").to_dict()
    assert (first["engine"]["name"], first["text"]) == ("parrot", "grün 200")
    assert first["words"] == [{"text": "grün 200", "confidence": 0.5, "box": [[0, 0], [9, 0], [9, 9], [0, 9]]}]
    assert first["score"]["cer"] == {"errors": 0, "length": 8, "rate": 0.0}
    assert second["score"]["cer"] == {"errors": 2, "length": 8, "rate": 0.25}, "grün 201 for grau 201"
    assert set(first["seconds"]) == {"filter", "read"}


def test_read_says_that_a_page_lies_on_its_side_and_which_turn_it_needs(call):
    Path("side.png").write_bytes(encode_png(np.rot90(datasets.builtin("clean-page").image)))
    sentence = "side.png: The page seems to lie on its side; a quarter turn to the right sets it upright."
    _, out, err = call("read", "side.png", "--engine", "parrot", "--json")
    assert json.loads(out)["turn"] == "right"
    assert f'{sentence} --stage "quarter_turn direction=right" before the others turns it' in err
    _, out, err = call("read", "side.png", "--engine", "parrot", "--json", "--stage", "upright")
    assert "turn" not in json.loads(out) and "on its side" not in err


def test_read_without_a_truth_has_no_score(call):
    code, out, _ = call("read", "a.png", "--engine", "parrot", "--json")
    assert code == 0 and json.loads(out)["score"] is None
    assert call("read", "a.png", "--engine", "parrot")[1] == "grün 200\n"


def test_read_for_people_prints_the_text_and_then_the_score(call):
    _, out, _ = call("read", "b.png", "--engine", "parrot", "--truth", "b.txt")
    assert out == (
        "grün 201\n\nCER 25.0 % (2 errors in 8 characters), WER 50.0 % (1 error in 2 words)\n"
        "Normalisation: white space\n\n"
    )
    _, out, _ = call("read", "a.png", "b.png", "--engine", "parrot", "--truth", ".")
    assert out.startswith("a.png\n-----\ngrün 200\n")
    assert out.endswith(
        "All 2 images as one text (micro): CER 12.5 % (2 errors in 16 characters), WER 25.0 % (1 error in 4 words)\n"
        "Mean of the 2 images (macro): CER 12.5 %, WER 25.0 %\nNormalisation: white space\n"
    )


def test_the_named_normalisation_is_used(call):
    Path("a.gt.txt").write_text("GRÜN 200")
    args = ("read", "a.png", "--engine", "parrot", "--truth", "a.gt.txt", "--json")
    assert json.loads(call(*args)[1])["score"]["cer"]["errors"] == 4
    score = json.loads(call(*args, "--normalise", "case")[1])["score"]
    assert score["cer"]["errors"] == 0 and score["normalisation"] == "white space+case"


def test_stages_come_after_those_of_the_file(call):
    _, out, _ = call("read", "a.png", "--engine", "parrot", "--pipeline", "median.yaml", "--stage", "invert", "--json")
    assert json.loads(out)["pipeline"] == Pipeline.of("median radius=2", "invert").to_dict()
    assert json.loads(out)["text"] == "grün 55"


def test_one_bad_image_does_not_stop_the_others(call):
    code, out, err = call("read", "bad.png", "a.png", "gone.png", "b.png", "--engine", "parrot", "--json")
    assert [json.loads(line)["image"] for line in out.splitlines()] == ["a.png", "b.png"]
    said = [line for line in err.splitlines() if "png" in line]
    assert code == 2 and len(said) == 2
    assert said[0].startswith("bad.png: not a picture") and said[1].startswith("gone.png: cannot be read")


def test_a_truth_of_another_page_is_asked_about_on_stderr(call, parrot):
    Path("a.gt.txt").write_text("Quite another page, with more than ten words on it, none of which was ever read.")
    parrot.text = "one two three four five six seven eight nine ten eleven twelve"
    code, out, err = call("read", "a.png", "--engine", "parrot", "--truth", "a.gt.txt", "--json")
    assert code == 0 and json.loads(out)["score"]["wer"]["errors"] > 10
    assert "a.png: The reading and the truth share " in err


def test_a_file_with_more_pages_says_which_one_was_read(call):
    from PIL import Image

    pages = [Image.new("L", (9, 9), grey) for grey in (50, 60)]
    pages[0].save("t.tif", save_all=True, append_images=pages[1:])
    code, out, err = call("read", "t.tif", "--engine", "parrot")
    assert (code, out) == (
        0,
        "grün 50\n",
    ) and "t.tif: has 2 pages, this is the first; choose another with --page N, or all" in err
    code, out, err = call("read", "t.tif", "--engine", "parrot", "--page", "2")
    assert (code, out) == (0, "grün 60\n") and "pages" not in err


def test_a_speed_that_is_not_the_best_for_want_of_something_is_said_on_stderr(call, parrot, monkeypatch):
    def settings(*, speed: Annotated[Literal["exact", "stock"], "How."] = "stock") -> None: ...

    monkeypatch.setattr(Parrot, "params", params_of(settings))
    exact = engines.Speed("exact", {"speed": "exact"}, missing="speed exact needs wings; buy some, or choose stock")
    monkeypatch.setattr(Parrot, "speeds", lambda self: (exact, engines.Speed("stock", {"speed": "stock"})))
    code, out, err = call("read", "a.png", "--engine", "parrot")
    assert (code, out) == (0, "grün 200\n")
    assert "Parrot reads at speed stock here: speed exact needs wings; buy some" in err
    assert "wings" not in call("read", "a.png", "--engine", "parrot", "--engine-set", "speed=stock")[2]


def test_an_engine_that_fails_is_one_line_and_not_a_bad_image(call):
    Path("a.png").write_bytes(encode_png(np.full((5, 5), 13, np.uint8)))
    code, out, err = call("read", "a.png", "--engine", "parrot", "--json")
    assert (code, out) == (2, "") and err.splitlines()[-1] == "parrot: the beak is stuck"


# wrong usage and input


def bomb() -> bytes:
    """A PNG that claims 50,000 x 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = (50_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


READ = ("read", "a.png", "--engine", "parrot")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nonsense",), "No such command 'nonsense'"),
        (("read",), "Missing argument 'IMAGE...'"),
        (("read", "--nonsense", "a.png"), "No such option: --nonsense"),
        (("apply", "a.png"), "Missing option '--out'"),
        (("export", "median.yaml"), "Missing option '--as'"),
        ((*READ, "--page", "0"), "page: must be a whole number, 1 or more, or all, got '0'"),
        ((*READ, "--page", "two"), "page: must be a whole number, 1 or more, or all, got 'two'"),
        ((*READ, "--dpi", "7"), "dpi: must be a whole number, 50..600, got '7'"),
        ((*READ, "--page", "2"), "a.png: there is no page 2; the file has 1"),
        ((*READ, "--stage", "medan"), "there is no filter 'medan'; did you mean median?"),
        ((*READ, "--stage", "median radius=99"), "median: radius must be a whole number, 0..15 px, got '99'"),
        ((*READ, "--stage", "median radius"), "'radius' has no value"),
        ((*READ, "--stage", "median 'radius=1"), "cannot read the stage"),
        ((*READ, "--stage", "median region=0,0,99,1"), "a.png: median: region (0, 0, 99, 1) must lie inside the image"),
        ((*READ, "--pipeline", "gone.yaml"), "gone.yaml: cannot be read"),
        ((*READ, "--pipeline", "broken.yaml"), "broken.yaml: the file is not YAML at line 3"),
        ((*READ, "--pipeline", "unknown.yaml"), "unknown.yaml: there is no filter 'medan'"),
        ((*READ, "--pipeline", "a.png"), "a.png: byte 0 (0x89) is not UTF-8 text"),
        ((*READ, "--truth", "gone.txt"), "gone.txt: cannot be read"),
        ((*READ, "--truth", "latin.txt"), "latin.txt: byte 2 (0xfc) is not UTF-8 text"),
        (("read", "c.png", "--engine", "parrot", "--truth", "."), "c.png: . holds none of c.gt.txt, c.txt, c.hocr"),
        ((*READ, "b.png", "--truth", "a.gt.txt"), "a.gt.txt: is one truth for 2 images"),
        ((*READ, "--normalise", "magic"), 'normalise: "magic" is not known'),
        (("read", "a.png", "--engine", "magic"), "there is no engine 'magic'"),
        ((*READ, "--engine-set", "loud=yes"), "parrot: there is no parameter 'loud'"),
        ((*READ, "--engine-set", "loud"), "parrot: 'loud' has no value"),
        (("read", "a.png", "--engine-set", "mag_ratio=99"), "easyocr: mag_ratio must be 0.5..4 x"),
        (("read", "a.png", "--engine-set", "decoder=beamsearch", "--engine-set", "decoder=greedy"), "is given twice"),
        (("read", "nothing"), "nothing: holds no images"),
        (("read", "empty.png"), "empty.png: the file is empty (0 bytes)"),
        (("read", "cut.png"), "cut.png: "),
        (("read", "bomb.png"), "bomb.png: "),
        (("read", "a\x00.png"), "cannot be read"),
        (("apply", "a.png", "--out", "median.yaml"), "median.yaml: cannot write there"),
        (("apply", "bad.png", "--out", "new"), "bad.png: not a picture"),
        (("score", "a.gt.txt", "latin.txt"), "latin.txt: byte 2"),
        (("score", "a.gt.txt", "gone.txt"), "gone.txt: cannot be read"),
        (("export", "median.yaml", "--as", "poetry"), "cannot write 'poetry'; choose one of python, opencv, aspose"),
        (("export", "gone.yaml", "--as", "yaml"), "gone.yaml: cannot be read"),
    ],
    ids=lambda value: " ".join(value).replace("\0", "NUL") if isinstance(value, tuple) else "",
)
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_wrong_usage_and_wrong_input_are_one_line_and_exit_code_2(call, args, said, as_json):
    Path("broken.yaml").write_text("ocrlab: 1\nstages:\n  - {filter: median, radius: 2")
    Path("unknown.yaml").write_text("ocrlab: 1\nstages:\n  - {filter: medan}\n")
    Path("latin.txt").write_bytes("grün".encode("latin-1"))
    Path("nothing").mkdir()
    for name, data in {"c.png": PNG, "empty.png": b"", "cut.png": PNG[:50], "bomb.png": bomb()}.items():
        Path(name).write_bytes(data)
    before = sorted(Path().iterdir())
    code, out, err = call(*args, *(["--json"] if as_json and len(args) > 1 else []))
    assert (code, out) == (2, "") and said in err
    if "region" not in said:  # the parrot is warm by then, and says so
        one_line(err)
    assert sorted(Path().iterdir()) == before, "nothing is written"


def test_a_fault_of_the_lab_is_one_line_and_exit_code_1(call, parrot, monkeypatch):
    def break_down(settings):
        raise KeyError("gone")

    monkeypatch.setattr(parrot, "warm_up", break_down)
    code, out, err = call(*READ)
    assert (code, out) == (1, "")
    assert one_line(err).startswith("ocrlab: a fault of the lab itself (KeyError: 'gone')")


def test_ctrl_c_is_one_line(call, parrot, monkeypatch):
    def interrupt(settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(parrot, "warm_up", interrupt)
    code, out, err = call(*READ)
    assert (code, out, one_line(err)) == (130, "", "ocrlab: stopped")


# diagnose


def test_diagnose_tells_the_resolution_where_the_file_states_it(call):
    Path("scan.png").write_bytes(encode_png(np.full((40, 40), 200, np.uint8), dpi=300))
    code, out, _ = call("diagnose", "scan.png", "a.png", "--json")
    assert code == 0 and [round(json.loads(line)["dpi"] or 0) for line in out.splitlines()] == [300, 0]
    assert "Resolution           300 dpi  as the file states it" in call("diagnose", "scan.png")[1]


# apply


def test_apply_saves_what_the_pipeline_makes_and_overwrites_nothing(call):
    for expected in ("out/a.png", "out/a-2.png"):
        code, out, err = call("apply", "a.png", "--stage", "invert", "--out", "out", "--json")
        said = json.loads(out)
        assert (code, err, said["image"], said["saved"]) == (0, "", "a.png", expected) and said["seconds"] >= 0
    for name in ("a.png", "a-2.png"):
        assert (decode(Path("out", name).read_bytes()) == 55).all()


def test_apply_says_what_was_made_of_a_picture_that_left_something_open(call):
    clear = np.dstack([np.zeros((9, 9), np.uint8), np.indices((9, 9))[0].astype(np.uint8) * 28])
    Path("clear.png").write_bytes(saved(clear))
    code, out, err = call("apply", "clear.png", "--out", "out")
    assert code == 0 and out == "out/clear.png\n" and err.startswith("clear.png: ")


def test_what_spoils_pages_on_purpose_is_said_before_they_are_saved(call):
    code, out, err = call("apply", "a.png", "--stage", "salt_and_pepper share=0.5", "--stage", "invert", "--out", "out")
    assert (code, out) == (0, "out/a.png\n")
    assert one_line(err) == (
        "the pages are spoilt on purpose first, by Salt and pepper; leave that out for pages that are to be used"
    )


def test_apply_for_people_prints_where_the_image_went(call):
    code, out, err = call("apply", "a.png", "bad.png", "b.png", "--pipeline", "median.yaml", "--out", "out")
    assert (code, out) == (2, "out/a.png\nout/b.png\n")
    assert one_line(err).startswith("bad.png: not a picture")


# score


def test_score_counts_by_hand(call):
    Path("truth.txt").write_text("the cat sat")
    Path("text.txt").write_text("teh  cat\nsat on")
    code, out, err = call("score", "truth.txt", "text.txt", "--json")
    said = json.loads(out)
    assert (code, err) == (0, "") and said["normalisation"] == "white space"
    assert said["cer"] == {"errors": 5, "length": 11, "rate": 5 / 11}, "two letters of 'teh', and ' on'"
    assert said["wer"] == {"errors": 2, "length": 3, "rate": 2 / 3}


def test_score_for_people_is_a_table_with_its_normalisation(call):
    _, out, _ = call("score", "a.gt.txt", "b.txt", "--normalise", "as is")
    assert "Character error rate (CER)" in out and "(3 errors in 9)" in out
    assert out.endswith("Normalisation: as is\n")


HOCR = "<html><div class=ocr_page><span class=ocr_line title='bbox 1 1 9 9'>{}</span></div></html>"
ROWS = "10,10,60,10,60,30,10,30,Paid\n8,58,70,58,70,84,8,84,###\n"


def test_either_side_of_score_may_be_any_truth_format(call):
    Path("truth.txt").write_text("Paid & full")
    Path("read.hocr").write_text(HOCR.format("Pald & full"))
    Path("read.xml").write_text("<alto><Page><TextLine><String CONTENT='Paid'/></TextLine></Page></alto>")
    for sides, errors, length in ((("truth.txt", "read.hocr"), 1, 11), (("read.hocr", "truth.txt"), 1, 11),
                                  (("read.xml", "read.xml"), 0, 4)):  # fmt: skip
        code, out, err = call("score", *sides, "--json")
        cer = json.loads(out)["cer"]
        assert (code, err, cer["errors"], cer["length"]) == (0, "", errors, length)


def test_two_black_and_white_pictures_are_scored_pixel_by_pixel(call):
    true_page = np.full((10, 20), 255, np.uint8)
    true_page[2:5, 3:17] = 0
    page = true_page.copy()
    page[2, 3:10] = 255
    Path("true.png").write_bytes(encode_png(true_page))
    Path("page.png").write_bytes(encode_png(page))
    code, out, err = call("score", "true.png", "page.png")
    assert (code, err) == (0, "") and "Wrong pixels" in out and "(7 of 200)" in out and "dB" in out
    code, out, _ = call("score", "true.png", "page.png", "--json")
    assert code == 0 and json.loads(out)["wrong"] == 7
    Path("grey.png").write_bytes(PNG)
    code, _, err = call("score", "true.png", "grey.png")
    assert code == 2 and one_line(err).startswith("grey.png: is not black and white; binarise it first")
    Path("truth.txt").write_text("Paid")
    code, _, err = call("score", "truth.txt", "page.png")
    assert code == 2 and one_line(err) == "page.png: is a picture, the other is not; give two pictures, or two texts"


def test_what_was_read_may_be_nothing_but_a_truth_of_markup_may_not(call):
    Path("truth.txt").write_text("Paid")
    Path("blank.hocr").write_text(HOCR.format(""))
    code, out, _ = call("score", "truth.txt", "blank.hocr", "--json")
    assert code == 0 and json.loads(out)["cer"]["errors"] == 4
    code, _, err = call("score", "blank.hocr", "truth.txt")
    assert code == 2 and one_line(err).startswith("blank.hocr: yields no text")


def test_score_says_on_stderr_what_a_truth_left_out(call):
    Path("gt.txt").write_text(ROWS)
    Path("read.csv").write_text("10,10,60,10,60,30,10,30,Paid\n10,60,60,60,60,80,10,80,x\n")
    code, out, err = call("score", "gt.txt", "read.csv", "--json")
    assert (code, json.loads(out)["cer"]["errors"]) == (0, 0)
    assert one_line(err) == 'gt.txt: 1 box marked "do not count" left out of the score'
    Path("read.txt").write_text("Paid x")
    code, out, err = call("score", "gt.txt", "read.txt", "--json")
    assert (code, json.loads(out)["cer"]["errors"]) == (0, 2)
    assert 'read.txt: has no boxes, so what was read where gt.txt says "do not count" is scored as errors' in err


def test_read_says_on_stderr_what_there_is_to_say_of_a_truth(call, parrot):
    Path("blank.gt.txt").write_text("")
    _, _, err = call("read", "a.png", "--engine", "parrot", "--truth", "blank.gt.txt", "--json")
    assert "blank.gt.txt: holds no text, so the page counts as blank" in err


# filters and export


def test_filters_lists_every_filter_with_its_declaration(call):
    code, out, _ = call("filters", "--json")
    listed = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [each["name"] for each in listed] == [each.name for each in (*all_filters(), *spoiling_filters())]
    median = next(found for found in listed if found["name"] == "median")
    radius, footprint = median["params"]
    assert (radius["low"], radius["high"], radius["step"], radius["default"], radius["unit"]) == (0, 15, 1, 1, "px")
    assert (footprint["choices"], footprint["default"]) == (["square", "disk"], "square")
    assert median["summary"] and median["helps"] and median["harms"] and radius["help"]


def test_filters_for_people_shows_every_parameter_once(call):
    _, out, _ = call("filters")
    for found in (*all_filters(), *spoiling_filters()):
        assert f"  {found.name}: {found.summary}\n" in out
        for param in found.params:
            assert f"      {param.name}={param.text(param.default)}  ({param.allowed})" in out


def test_export_writes_a_file_that_comes_back(call):
    assert call("export", "median.yaml", "--as", "yaml") == (0, MEDIAN, "")
    _, out, _ = call("export", "median.yaml", "--as", "yaml", "--json")
    assert json.loads(out) == {"pipeline": "median.yaml", "as": "yaml", "text": MEDIAN}


def test_export_writes_a_recipe_as_code_and_back(call):
    recipe = written(Recipe((Pipeline(), Pipeline.of("deskew")), "agreement"))
    Path("recipe.yaml").write_text(recipe)
    code, script, err = call("export", "recipe.yaml", "--as", "ocrmypdf")
    assert code == 0 and "1 stage left out, because the text would not lie on the page: Deskew." in err
    Path("plugin.py").write_text(script)
    assert call("export", "plugin.py", "--as", "yaml") == (0, recipe, "")
    code, out, err = call("export", "plugin.py", "--as", "aspose")
    assert (code, out) == (2, "") and err.startswith("export: aspose holds one setting, and this is a recipe of 2;")


def test_help_and_version_need_no_command(call):
    assert call()[:2] == call("--help")[:2]
    code, out, _ = call("--version")
    assert code == 0 and out.startswith("ocrlab ")
    assert "--stage" in call("read", "--help")[1]


# as a program of its own


def program(*args: str, **options) -> subprocess.Popen:
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen([sys.executable, "-m", "ocrlab", *args], env=env, **pipes)


def test_a_reader_who_leaves_early_is_no_error(here):
    process = program("filters")
    process.stdout.close()
    assert process.wait() == 141
    assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_one_line(here):
    with open("/dev/full", "wb") as full:
        process = program("filters", "--json", stdout=full)
        err = process.communicate()[1].decode()
    assert process.returncode == 2
    assert one_line(err).startswith("stdout: cannot be written (No space left on device)")


def test_any_letters_and_file_names_can_be_printed(here):
    name = os.fsdecode(b"gr\xc3\xbcn \xff.png")
    Path(name).write_bytes(PNG)
    process = program("apply", name, "--out", "out", "--json")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert Path(json.loads(out)["saved"]).exists()


def test_an_exported_script_makes_the_same_pixels(call, here):
    Path("script.py").write_text(call("export", "median.yaml", "--as", "python")[1])
    image = datasets.builtin("noisy-scan").image
    Path("noisy.png").write_bytes(encode_png(image))
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "script.py", "noisy.png", "out.png"], env=env, check=True)
    assert np.array_equal(decode(Path("out.png").read_bytes()), Pipeline.of("median radius=2").apply(image))


SLEEPER = """
import sys, time
from ocrlab import cli
from ocrlab.engines import Engine, registry as engines

class Sleeper(Engine):
    name, title, version, params = "sleeper", "Sleeper", "1", ()
    detect = read = None
    def warm_up(self, settings):
        print("ready", flush=True)
        time.sleep(60)

engines.register_engine(Sleeper())
sys.exit(cli.main(["read", "a.png", "--engine", "sleeper"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to send there")
def test_ctrl_c_while_reading_ends_without_a_traceback(here):
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", SLEEPER], env=env, stderr=subprocess.PIPE)
    assert process.stderr.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[1] == b"ocrlab: stopped\n"
    assert process.returncode == 130


@pytest.mark.engine
def test_easyocr_reads_the_noisy_scan_better_behind_a_small_median_and_worse_behind_a_large_one(call, here):
    page = datasets.builtin("noisy-scan")
    Path("noisy.png").write_bytes(encode_png(page.image))
    Path("noisy.gt.txt").write_text(page.truth)
    for radius in ("1", "3"):
        assert call("apply", "noisy.png", "--stage", f"median radius={radius}", "--out", radius)[0] == 0
    process = program("read", "noisy.png", "1/noisy.png", "3/noisy.png", "--truth", ".", "--json")
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert one_line(err.decode()).startswith("3/noisy.png: The reading and the truth share"), "nothing from the engine"
    none, one, three = map(json.loads, out.splitlines())
    assert none["digest"] == page.digest and none["words"]
    rates = [read["score"]["cer"]["rate"] for read in (none, one, three)]
    assert rates[0] > 0.2 and rates[1] < rates[0] - 0.15 and rates[2] > 0.5
