"""Where the work is done: OCRmyPDF loads the plugin, paperless-ngx runs the script, and own filters come along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pictures import seeded
from PIL import Image as Pillow

from ocrlab.datasets import builtin
from ocrlab.diagnose import measure
from ocrlab.errors import PipelineError
from ocrlab.export import export
from ocrlab.filters.registry import only_own
from ocrlab.image import decode, encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe

HEAD = """from typing import Annotated
import numpy as np
from ocrlab.filters import register, left_as_it_was
from ocrlab.image import Image, grey
from ocrlab.params import Range

"""
OWN = (
    HEAD
    + '''
LEVELS = np.arange(256, dtype=np.uint8)  # a table of its own

@register("Mine", family="tone")
def mine(image: Image, *, by: Annotated[int, Range(1, 9), "How many levels go."] = 1) -> Image:
    """Darken.

    Helps: yes.
    Harms: no.
    Colour: turns the page grey.
    Source: our own.
    """
    if by == 9:
        return left_as_it_was(image, "nine")
    return helper(LEVELS, by)[grey(image)]

def helper(table, by):
    return table // (1 + by)
'''
)


# OCRmyPDF

OCRMYPDF = ["--output-type", "pdf", "--jobs", "1", "--optimize", "0", "--ocr-engine", "none", "--force-ocr", "-k"]


def through_ocrmypdf(folder: Path, script: str) -> Path:
    """The real OCRmyPDF on a drawn page, with the plugin: the folder in which it worked."""
    pytest.importorskip("ocrmypdf", reason="OCRmyPDF is not installed")
    (folder / "filter_plugin.py").write_text(script)
    page = np.ascontiguousarray(builtin("noisy-scan").image[:200])
    Pillow.fromarray(page).save(folder / "in.pdf", "PDF", resolution=150)
    command = [sys.executable, "-m", "ocrmypdf", "--plugin", "filter_plugin.py", *OCRMYPDF, "--rasterizer", "pypdfium"]
    env = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(
        [*command, "in.pdf", "out.pdf"], cwd=folder, capture_output=True, text=True, env=env, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    (work,) = folder.glob("ocrmypdf.io.*")
    return work


def test_ocrmypdf_reads_the_filtered_image_and_keeps_its_size_on_paper(tmp_path):
    pipeline = Pipeline.of("grayscale", "median radius=1", "scale factor=2", "otsu", "deskew")
    script = export(pipeline, "ocrmypdf")
    assert "# Left out: deskew, because the text would no longer lie on the page. Use ocrmypdf --deskew." in script
    work = through_ocrmypdf(tmp_path, script)
    before, shown = (decode((work / f"000001_{step}.png").read_bytes()) for step in ("rasterize", "ocr"))
    assert np.array_equal(shown, Pipeline(pipeline.stages[:-1]).apply(before))
    dots = [Pillow.open(work / f"000001_{step}.png").info["dpi"] for step in ("rasterize", "ocr")]
    assert [round(after / first, 2) for first, after in zip(*dots, strict=True)] == [2, 2]


def test_ocrmypdf_reads_the_page_under_the_setting_that_a_recipe_chooses_for_it(tmp_path):
    recipe = Recipe((Pipeline.of("median radius=2"), Pipeline.of("otsu")), "measured", "specks", 0.002, 1, 0)
    work = through_ocrmypdf(tmp_path, export(recipe, "ocrmypdf"))
    before, shown = (decode((work / f"000001_{step}.png").read_bytes()) for step in ("rasterize", "ocr"))
    place = recipe.choose((), measure(before))
    assert np.array_equal(shown, recipe.settings[place].apply(before))
    assert not np.array_equal(shown, recipe.settings[1 - place].apply(before))


def test_ocrmypdf_shows_the_filtered_page_where_that_is_asked_for(tmp_path):
    pipeline = Pipeline.of("invert")
    script = export(pipeline, "ocrmypdf").replace("VISIBLE = False", "VISIBLE = True")
    work = through_ocrmypdf(tmp_path, script)
    (shown,) = work.glob("000001_*_filtered.png")
    assert decode((tmp_path / "out.pdf").read_bytes()).mean() < 128 < decode((tmp_path / "in.pdf").read_bytes()).mean()
    assert decode(shown.read_bytes()).mean() < 128


# paperless-ngx


def consumed(folder: Path, document: Path) -> subprocess.CompletedProcess[str]:
    """paperless-ngx runs the script with the working copy's path in its environment."""
    env = {**os.environ, "DOCUMENT_WORKING_PATH": str(document)}
    command = [sys.executable, "-I", "pre_consume.py", str(document)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env, check=False)


@pytest.mark.parametrize(("suffix", "lossless"), [("png", True), ("tif", True), ("webp", True), ("jpg", False)])
def test_paperless_filters_the_working_copy_in_its_own_format(tmp_path, suffix, lossless):
    pipeline = Pipeline.of("median radius=1")
    (tmp_path / "pre_consume.py").write_text(export(pipeline, "paperless"))
    document = tmp_path / f"scan.{suffix}"
    page = seeded((40, 50, 3), 5, soft=True)
    more = {"lossless": True} if suffix == "webp" else {}
    Pillow.fromarray(page).save(document, **more)
    before = decode(document.read_bytes())
    kind = Pillow.open(document).format
    done = consumed(tmp_path, document)
    assert (done.returncode, done.stdout) == (0, f"scan.{suffix}: filtered\n")
    assert Pillow.open(document).format == kind
    apart = np.abs(decode(document.read_bytes()).astype(int) - pipeline.apply(before))
    unfiltered = np.abs(decode(document.read_bytes()).astype(int) - before)
    assert apart.max() == 0 if lossless else apart.mean() < unfiltered.mean()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pre_consume.py", document.name]


def test_paperless_takes_what_is_no_single_picture_in_as_it_is(tmp_path):
    (tmp_path / "pre_consume.py").write_text(export(Pipeline.of("invert"), "paperless"))
    page = Pillow.fromarray(seeded((9, 8), 0))
    page.save(tmp_path / "a.pdf")
    page.save(tmp_path / "two.tif", save_all=True, append_images=[page])
    (tmp_path / "letter.txt").write_text("Dear Sir or Madam,")
    page.convert("I;16").save(tmp_path / "deep.tif")
    for name, sentence in {
        "a.pdf": "a.pdf: is no picture; taken in unfiltered",
        "two.tif": "two.tif: TIFF, 2 pages; taken in unfiltered",
        "letter.txt": "letter.txt: is no picture; taken in unfiltered",
        "deep.tif": "deep.tif: the picture is I;16; save it as grey or RGB with 8 bits a channel first; taken in "
        "unfiltered",
    }.items():
        before = (tmp_path / name).read_bytes()
        done = consumed(tmp_path, tmp_path / name)
        assert (done.returncode, (done.stdout + done.stderr).strip()) == (0, sentence)
        assert (tmp_path / name).read_bytes() == before


# Own filters


def exported_own(folder: Path, text: str, stages: tuple[str, ...]) -> tuple[str, np.ndarray, np.ndarray]:
    page = seeded((20, 30, 3), 4)
    (folder / "my_filters.py").write_text(text)
    with only_own(folder / "my_filters.py") as (_, problems):
        assert problems == ()
        pipeline = Pipeline.of(*stages)
        return export(pipeline, "python"), page, pipeline.apply(page)


def test_an_own_filter_s_lines_come_along_without_its_file_and_without_the_lab(tmp_path):
    script, page, wanted = exported_own(tmp_path, OWN, ("mine by=2", "invert", "mine by=9"))
    (tmp_path / "my_filters.py").unlink()
    (tmp_path / "script.py").write_text(script)
    (tmp_path / "in.png").write_bytes(encode_png(page))
    command = [sys.executable, "-I", "script.py", "in.png", "out.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "nine: left as it was\n")
    assert np.array_equal(decode((tmp_path / "out.png").read_bytes()), wanted)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("LEVELS = np", "print()\nLEVELS = np", "line 8: a file whose filters are exported may only import and define"),
        ("import numpy as np\n", "from numpy import *\nimport numpy as np\n", "line 2: a file whose filters"),
        ("LEVELS = np", "globals()['TABLE'] = 3\nLEVELS = np", "line 8: a file whose filters are exported may only"),
        ("return table", "return TABLE if False else table", "line 24: nothing tells what TABLE is; import or define"),
        ("def helper", "mine = mine\n\ndef helper", "line 23: mine is defined a second time; a file whose filters"),
    ],
)
def test_an_own_filter_that_cannot_be_taken_apart_is_refused_with_file_and_line(tmp_path, old, new, sentence):
    with pytest.raises(PipelineError, match=sentence) as refused:
        exported_own(tmp_path, OWN.replace(old, new), ("mine",))
    assert "\n" not in str(refused.value) and str(tmp_path / "my_filters.py") in str(refused.value)
