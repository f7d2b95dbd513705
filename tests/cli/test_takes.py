"""A scripter names folders, all pages of a document or stdin, gets texts as files, and completes words with Tab."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from many_pages import tree
from search_engine import TRUTH, page

from ocrlab import cli
from ocrlab.image import decode, encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe, written
from ocrlab.scoring import Difference

SPECKS = ["--engine", "specks"]
MEDIAN = Pipeline.of("median radius=1")


def test_a_folder_is_read_page_by_page_and_scored_by_the_truths_beside_them(call):
    code, out, err = call("read", "pages", *SPECKS, "--json")
    rows = [json.loads(line) for line in out]
    assert (code, err) == (0, "")
    assert [(row["image"], row["score"]["cer"]["errors"]) for row in rows] == [("0.png", 5), ("1.png", 6)]


def test_all_pages_of_a_document_are_read(call):
    code, out, err = call("read", "book.tif", "--page", "all", *SPECKS, "--json")
    assert (code, err) == (0, "") and [json.loads(line)["text"].count("#") for line in out] == [5, 6, 7]


def test_stdin_is_read(call):
    code, out, _ = call("read", "-", *SPECKS, stdin=encode_png(page(5)))
    assert (code, out) == (0, ["#####" + TRUTH[5:]])
    code, out, err = call("read", "-", *SPECKS, stdin=b"")
    assert (code, out) == (2, []) and err.startswith("stdin: the file is empty (0 bytes)")
    assert call("read", "-", "--page", "3", *SPECKS, stdin=Path("book.tif").read_bytes())[1] == ["#" * 7 + TRUTH[7:]]


def test_texts_go_to_files_and_never_over_one(call):
    for names in (["0.txt", "1.txt"], ["0-2.txt", "0.txt", "1-2.txt", "1.txt"]):
        code, out, _ = call("read", "pages", *SPECKS, "--stage", "median radius=1", "--out", "texts", "--json")
        assert code == 0 and tree(Path("texts")) == names
    assert json.loads(out[0])["files"] == ["texts/0-2.txt"] and Path("texts/0-2.txt").read_text() == TRUTH + "\n"


def test_a_folder_and_all_pages_of_a_document_are_filtered_without_reading(call):
    code, out, _ = call("apply", "pages", "book.tif", "--page", "all", "--stage", "median radius=1", "--out", "out")
    assert code == 0 and out == [f"out/{name}.png" for name in ("0", "1", "book-0001", "book-0002", "book-0003")]
    assert (decode(Path("out/book-0002.png").read_bytes()) == MEDIAN.apply(page(6))).all()


def test_a_recipe_chooses_for_read_and_apply_and_says_what_it_took(call):
    learnt = Learnt("monday", "cer", "white space", 9, 3, Difference(0, 0, 0, 3, "cannot tell"), "specks")
    Path("r.yaml").write_text(written(Recipe((Pipeline(), MEDIAN), "confidence"), learnt))
    code, out, _ = call("read", "pages", *SPECKS, "--recipe", "r.yaml", "--json")
    assert code == 0 and [json.loads(line)["chosen"] for line in out] == [2, 2]
    code, out, _ = call("apply", "pages", "--recipe", "r.yaml", "--out", "out", "--json")
    assert code == 0 and [json.loads(line)["chosen"] for line in out] == [2, 2]
    assert (decode(Path("out/0.png").read_bytes()) == MEDIAN.apply(page(5))).all()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--page", "some"], "page: must be a whole number, 1 or more, or all, got 'some'"),
        (["--recipe", "gone.yaml"], "gone.yaml: cannot be read"),
        (["--recipe", "r.yaml", "--stage", "otsu"], "recipe: brings its settings along; leave --stage"),
    ],
)
def test_a_wrong_call_is_one_line(call, args, said):
    code, out, err = call("read", "pages", *SPECKS, *args)
    assert (code, out) == (2, []) and said in err and len(err.splitlines()) == 1


@pytest.mark.parametrize(("words", "offered"), [("ocrlab ba", ["batch"]), ("ocrlab read --rec", ["--recipe"])])
def test_tab_completes_commands_and_options(monkeypatch, capfd, words, offered):
    monkeypatch.setenv("_OCRLAB_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    with pytest.raises(SystemExit, match="0"):
        cli.main([], "ocrlab")
    assert capfd.readouterr().out.split() == offered
