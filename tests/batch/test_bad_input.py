"""What a folder, a ZIP or a recipe can do to a batch: it is said plainly, and nothing is lost or overwritten."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path

import pytest
from many_pages import Pool, batch_of, scans, tree
from search_engine import page

from ocrlab import cli
from ocrlab.batch import Inputs, Output
from ocrlab.cli import pools
from ocrlab.datasets import archives, listing
from ocrlab.errors import FileError
from ocrlab.image import encode_png
from ocrlab.wording import name_key

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")
MANY = 10_000


@pytest.fixture
def refused(tmp_path, monkeypatch, capfd):
    """Runs a batch that is refused and returns what is said; nothing is written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pools, "open_pool", Pool)

    def run(*args: str) -> str:
        assert cli.main(["batch", *args, "--engine", "specks", "--out", "out"]) == 2
        out, err = capfd.readouterr()
        assert out == "" and len(err.splitlines()) == 1 and tree(Path("out")) == []
        return err

    return run


def test_ten_thousand_files_are_listed_without_opening_one(tmp_path, monkeypatch):
    for number in range(MANY):
        (tmp_path / f"{number:05}.png").touch()
    opened: list[str] = []
    monkeypatch.setattr("ocrlab.datasets.folders.read_file", lambda path: opened.append(path) or b"")
    monkeypatch.setattr("ocrlab.datasets.folders.read_head", lambda path, count: opened.append(path) or b"")
    pages = Inputs.of([str(tmp_path)]).pages()
    assert len({page.stem for page in pages}) == len(pages) == MANY and opened == []


def test_more_files_than_can_be_listed_are_refused_with_the_way_on(refused, monkeypatch):
    monkeypatch.setattr("ocrlab.datasets.folders.MAX_FILES", 3)
    scans(Path("in"), 2)
    assert "in: over 3 files; split the folder and take one part at a time" in refused("in")


def test_names_that_differ_only_in_case_or_unicode_form_keep_their_results_apart(tmp_path):
    names = ["scan", "SCAN", "\u00fcber", unicodedata.normalize("NFD", "\u00fcber")]
    (tmp_path / "in").mkdir()
    for number, name in enumerate(names):
        (tmp_path / "in" / f"{name}.png").write_bytes(encode_png(page(5 + number)))
    batch = batch_of(tmp_path / "in", tmp_path / "out")
    batch.run()
    written = tree(tmp_path / "out")
    assert len(written) == len(set(map(name_key, written))) == len(names)
    texts = {(tmp_path / "out" / row.files[0]).read_text().count("#") for row in batch.rows.values()}
    assert texts == {5, 6, 7, 8}


def test_a_file_that_vanishes_meanwhile_is_a_row_with_its_reason(tmp_path):
    folder = scans(tmp_path / "in", 3)
    batch = batch_of(folder, tmp_path / "out")
    (folder / "1.png").unlink()
    batch.run()
    reasons = {row.page.name: row.reason for row in batch.rows.values()}
    assert reasons["1.png"].startswith(f"{folder}/1.png: cannot be read (no such file or directory)")
    assert tree(tmp_path / "out") == ["0.txt", "2.txt"]


def test_results_may_not_lie_among_the_pages_behind_a_link_either(tmp_path):
    folder = scans(tmp_path / "in", 1)
    (tmp_path / "elsewhere").symlink_to(folder, target_is_directory=True)
    with pytest.raises(FileError, match="lies inside the pages' folder"):
        Output(tmp_path / "elsewhere" / "out").refuse([str(folder)])


def test_a_recipe_of_a_newer_format_says_so_before_a_page_is_read(refused):
    scans(Path("in"), 1)
    Path("new.yaml").write_text("ocrlab: 2\nrecipe: confidence\nsettings:\n  - stages: []\n")
    sentence = refused("in", "--recipe", "new.yaml")
    assert sentence.startswith("new.yaml: ") and "format 2" in sentence and "1" in sentence


def packed(**files: bytes) -> str:
    with zipfile.ZipFile("pages.zip", "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name.replace("__", "/"), data)
    return "pages.zip"


def test_a_zip_that_climbs_out_is_refused_whole(refused):
    place = packed(**{"a.png": encode_png(page(5)), "..__b.png": encode_png(page(6))})
    assert "the entry '../b.png' points outside the ZIP" in refused(place) and not Path("../b.png").exists()


def test_a_zip_that_explodes_is_refused_before_it_is_unpacked(refused, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ZIP_BYTES", 1000)
    assert "over 0 GB once unpacked; split the ZIP" in refused(packed(**{"a.png": bytes(2000)}))


def test_a_zip_of_too_many_files_is_refused(refused, monkeypatch):
    monkeypatch.setattr(listing, "MAX_FILES", 1)
    assert "over 1 files; split the ZIP" in refused(packed(**{"a.png": b"", "b.png": b""}))
