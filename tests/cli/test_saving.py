"""What read and apply write: clean pictures, a clean document, searchable files, at their size on paper; or nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from many_pages import tree
from search_engine import TRUTH, page

from ocrlab.image import decode, decode_page, page_count
from ocrlab.pipeline import Pipeline
from ocrlab.truth import parse_truth

SPECKS = ["--engine", "specks"]
CLEAN = ["--stage", "median radius=1"]
MEDIAN = Pipeline.of("median radius=1")


def same(file: Path, *specks: int) -> bool:
    """Whether the file holds, page by page, what the median makes of pages with so many specks."""
    data = file.read_bytes()
    if file.suffix == ".pdf":
        with pypdfium2.PdfDocument(data) as pdf:
            images = [next(iter(sheet.get_objects())).get_bitmap().to_numpy().squeeze() for sheet in pdf]
    else:
        images = [decode(data, number) for number in range(page_count(data))]
    cleaned = [MEDIAN.apply(page(count)) for count in specks]
    return len(images) == len(cleaned) and all(map(np.array_equal, images, cleaned))


@pytest.mark.parametrize("name", ["clean.pdf", "clean.tif", "clean.TIFF"])
def test_a_document_becomes_one_clean_file_at_its_size_on_paper(call, name):
    code, out, err = call("apply", "book.tif", *CLEAN, "--out", f"out/{name}")
    assert (code, out, err) == (0, [f"out/{name}"], "") and same(Path("out", name), 5, 6, 7)
    if name.endswith("pdf"):
        with pypdfium2.PdfDocument(Path("out", name)) as pdf:
            assert pdf[0].get_size() == pytest.approx([72 * side / 150 for side in reversed(page(5).shape)], abs=0.1)
    else:
        assert decode_page(Path("out", name).read_bytes()).dpi == 150
    assert call("apply", "book.tif", *CLEAN, "--out", f"out/{name}")[1] == [f"out/{name.replace('.', '-2.')}"]


def test_a_folder_and_a_document_become_one_file_in_the_order_they_are_named(call):
    code, out, _ = call("apply", "pages", "book.tif", "--out", "all.pdf", "--json")
    told = [json.loads(line) for line in out]
    assert code == 0 and page_count(Path("all.pdf").read_bytes()) == 5
    assert [line["image"] for line in told] == ["0.png", "1.png", *(f"book.tif page {n}" for n in (1, 2, 3))]
    assert {line["saved"] for line in told} == {"all.pdf"}


def test_into_a_folder_goes_a_file_for_each_document_and_one_for_each_page(call):
    code, out, _ = call("apply", "pages", "book.tif", *CLEAN, "--write", "pdf,png", "--out", "out")
    names = ["0.pdf", "0.png", "1.pdf", "1.png", "book-0001.png", "book-0002.png", "book-0003.png", "book.pdf"]
    assert code == 0 and tree(Path("out")) == names and sorted(out) == [f"out/{name}" for name in names]
    assert same(Path("out/book.pdf"), 5, 6, 7) and same(Path("out/book-0002.png"), 6)


@pytest.mark.parametrize(
    ("stage", "dpi"), [("invert", 150), ("scale factor=2", 300), ("quarter_turn direction=right", 150)]
)
def test_a_page_keeps_its_size_on_paper_behind_a_filter_that_moves_it(call, stage, dpi):
    assert call("apply", "book.tif", "--page", "1", "--stage", stage, "--out", "one.png")[0] == 0
    assert decode_page(Path("one.png").read_bytes()).dpi == pytest.approx(dpi, abs=0.1)


@pytest.mark.parametrize("command", [["apply"], ["read", *SPECKS]])
def test_a_document_that_would_lack_a_page_is_not_written_and_the_others_are(call, command):
    Path("pages/bad.png").write_text("no picture")
    code, _, err = call(*command, "pages", "--out", "all.pdf")
    assert code == 2 and not Path("all.pdf").exists() and "all.pdf: not written; bad.png" in err
    code, _, err = call(*command, "gone.png", "book.tif", "--write", "pdf", "--out", "out")
    assert code == 2 and tree(Path("out")) == ["book.pdf"] and err.startswith("gone.png: cannot be read")


def test_a_full_disk_leaves_no_half_of_a_document(call, monkeypatch):
    def full(file: io.RawIOBase) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ocrlab.delivery.placing.settle", full)
    code, out, err = call("apply", "book.tif", "--out", "out/clean.pdf")
    assert (code, out, tree(Path("out"))) == (2, [], []) and "out: cannot write there (no space left on device)" in err


def test_what_is_read_is_written_in_the_formats_of_a_batch(call):
    formats = "text,hocr,alto,page,pdf"
    code, out, _ = call("read", "book.tif", *SPECKS, *CLEAN, "--write", formats, "--out", "out", "--json")
    *pages, document = [json.loads(line) for line in out]
    assert code == 0 and document == {"document": "out/book.pdf", "pages": [f"book.tif page {n}" for n in (1, 2, 3)]}
    assert pages[1]["files"] == [f"out/book-0002{ending}" for ending in (".txt", ".hocr", ".alto.xml", ".page.xml")]
    assert {parse_truth(Path(file).read_bytes(), file).text.strip() for file in pages[1]["files"]} == {TRUTH}
    with pypdfium2.PdfDocument(Path("out/book.pdf")) as pdf:
        assert all(TRUTH in sheet.get_textpage().get_text_bounded() for sheet in pdf) and len(pdf) == 3


def test_stdin_becomes_one_searchable_file(call):
    code, out, err = call("read", "-", *SPECKS, "--out", "all.pdf", stdin=Path("book.tif").read_bytes())
    assert (code, err) == (0, "") and out[-1] == "all.pdf (3 pages)" and page_count(Path("all.pdf").read_bytes()) == 3


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["apply", "pages", "--out", "a.png"], "out: a.png holds 1 page, and there are 2; name a folder, or a file"),
        (["apply", "pages", "--out", "a.pdf", "--write", "png"], "out: a.pdf is one file, as pdf; leave --write out"),
        (["apply", "pages", "--out", "out", "--write", "text"], "write: must be among png, tiff, pdf, got 'text'"),
        (["read", "pages", "--write", "pdf"], "write: has no place to write to; name a folder with --out"),
        (["read", "pages", "--out", "out", "--write", "docx"], "write: must be among png, tiff, pdf, text, hocr"),
    ],
)
def test_a_wrong_call_is_one_line_and_writes_nothing(call, args, reason):
    before = tree(Path())
    code, out, err = call(*args)
    assert (code, out, tree(Path())) == (2, [], before) and err.startswith(reason) and len(err.splitlines()) == 1
