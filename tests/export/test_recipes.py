"""A recipe leaves the lab as code that chooses as the lab does, and comes back from every form that holds it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import seeded

from ocrlab.datasets import builtin
from ocrlab.diagnose import measure
from ocrlab.errors import PipelineError
from ocrlab.export import KINDS, RECIPE_KINDS, export, left_out, pipeline_from, recipe_from
from ocrlab.export.rules import rule_of
from ocrlab.image import decode, encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe, Seen
from ocrlab.scoring import Difference

MEDIAN, OTSU, NONE = Pipeline.of("median radius=2", "deskew"), Pipeline.of("median radius=1", "otsu"), Pipeline()
MEASURED = Recipe((MEDIAN, OTSU), "measured", "specks", 0.002, below=1, above=0)
COMPARING = [Recipe((OTSU, NONE), rule) for rule in ("confidence", "sure letters", "agreement")]
LEARNT = Learnt("monday", "cer", "default", 12, 5, Difference(-0.02, -0.04, -0.01, 5, "better"))
each_recipe = pytest.mark.parametrize("recipe", [MEASURED, *COMPARING], ids=lambda recipe: recipe.rule)


def run(folder: Path, script: str, page: np.ndarray) -> tuple[np.ndarray, str]:
    """The page that the script makes where the lab cannot be imported, and what it tells."""
    (folder / "script.py").write_text(script)
    (folder / "in.png").write_bytes(encode_png(page))
    command = [sys.executable, "-I", "script.py", "in.png", "out.png"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return decode((folder / "out.png").read_bytes()), done.stderr


@each_recipe
@pytest.mark.parametrize("kind", RECIPE_KINDS)
def test_a_recipe_comes_back_equal_from_each_form_with_what_it_was_learnt_on(kind, recipe):
    text = export(recipe, kind, LEARNT)
    assert recipe_from(text) == (recipe, LEARNT)
    if KINDS[kind].language == "python":
        compile(text, kind, "exec")
        assert f"# It chooses one of 2 settings for each page: {recipe}." in text
        assert "# The rule was learnt on 12 pages (monday) with easyocr" in text
        assert "ocrlab" not in text.replace("# ocrlab: 1", "")


@pytest.mark.parametrize("kind", [name for name in KINDS if name not in RECIPE_KINDS])
def test_a_form_that_cannot_hold_a_rule_names_those_that_can(kind):
    with pytest.raises(PipelineError, match=f"{kind} holds one setting, and this is a recipe of 2; write it as python"):
        export(MEASURED, kind)


@pytest.mark.parametrize("page", ["noisy", "clean"])
def test_a_script_measures_the_page_and_chooses_as_the_lab_does(tmp_path, page):
    image = {"noisy": builtin("noisy-scan").image, "clean": builtin("receipt").image}[page][:300]
    qualities = measure(image)
    place = MEASURED.choose((), qualities)
    assert place == (0 if page == "noisy" else 1), "each page is to get another setting"
    result, told = run(tmp_path, export(MEASURED, "python"), image)
    assert np.array_equal(result, MEASURED.settings[place].apply(image))
    assert f"specks {qualities.specks:g}: setting {place + 1}" in told


@pytest.mark.parametrize("quality", ["noise", "specks", "contrast", "blur", "shade"])
def test_a_script_measures_what_the_lab_measures(quality):
    recipe = replace(MEASURED, quality=quality)
    script: dict = {"__name__": "script", "__file__": "script.py"}
    exec(compile(export(recipe, "python"), "script.py", "exec", dont_inherit=True), script)
    for page in (seeded((60, 70), 1), seeded((60, 70, 3), 2, soft=True), builtin("noisy-scan").image):
        assert script["measure"](page).to_dict()[quality] == measure(page).to_dict()[quality]


@pytest.mark.parametrize("recipe", COMPARING, ids=lambda recipe: recipe.rule)
@given(
    st.lists(
        st.tuples(st.text("aäe\u0301\U0001f469 \n", max_size=12), st.none() | st.floats(0, 1)), min_size=2, max_size=4
    )
)
def test_a_script_compares_readings_as_the_lab_does(recipe, readings):
    recipe = replace(recipe, settings=(NONE,) * len(readings))
    (function,) = rule_of(recipe, None).functions
    claims = function(readings)
    assert claims.index(max(claims)) == recipe.choose([Seen(text, confidence) for text, confidence in readings])


READ = """

def read(image):
    return ("black and white", 0.9) if image.max() == 255 and len(np.unique(image)) == 2 else ("grey", 0.2)


if __name__ =="""


def test_a_rule_that_compares_has_each_page_read_under_each_setting_by_the_script_s_own_function(tmp_path):
    page = seeded((40, 50), 3, soft=True)
    script = export(Recipe((NONE, OTSU), "confidence"), "python")
    assert "easyocr==" in script and 'RULE_LANGUAGES = ["en"]' in script
    result, told = run(tmp_path, script.replace("\n\nif __name__ ==", READ), page)
    assert np.array_equal(result, OTSU.apply(page)) and told.endswith("setting 2 of 2\n")


def test_a_rule_learnt_with_another_engine_asks_for_it_and_reads_with_none_in_its_place(tmp_path):
    script = export(COMPARING[0], "python", replace(LEARNT, engine="tesseract"))
    assert "# It has every page read under each setting: write into `read` how tesseract reads one." in script
    assert "easyocr" not in script
    with pytest.raises(AssertionError, match=r"in\.png: the rule compares readings by tesseract; write into `read`"):
        run(tmp_path, script, seeded((9, 8), 0))


@pytest.mark.parametrize("place", ["engine", "study"])
def test_a_word_of_a_stranger_s_file_does_not_become_code(place):
    word = '")\nimport os; os.abort()\n#\u2028{x}\0'
    script = export(COMPARING[0], "python", replace(LEARNT, **{place: word}))
    assert not [line for line in script.splitlines() if line.startswith("import os")]
    compile(script, "script.py", "exec")
    settings = {"languages": ['en"]; import os', "de"]}
    script = export(COMPARING[0], "python", replace(LEARNT, settings=settings))
    assert 'RULE_LANGUAGES = ["en\\"]; import os", "de"]' in script


def test_a_recipe_that_chooses_nothing_is_the_setting_it_always_takes():
    for recipe in (Recipe((OTSU,)), Recipe((OTSU, NONE)), Recipe((OTSU,), "confidence")):
        assert export(recipe, "python") == export(OTSU, "python")
        assert export(recipe, "link") == export(OTSU, "link")
    assert recipe_from(export(OTSU, "link")) == (Recipe((OTSU,)), None)


def test_a_recipe_is_refused_where_one_setting_is_taken():
    with pytest.raises(PipelineError, match="is a recipe, which chooses among 2 settings; open it where a recipe"):
        pipeline_from(export(MEASURED, "python"))


def test_a_recipe_of_a_newer_format_is_refused_in_a_script_too():
    script = export(MEASURED, "python").replace("# ocrlab: 1", "# ocrlab: 2")
    with pytest.raises(PipelineError, match="is of format 2, this lab reads 1; bring OCR Lab up to date"):
        recipe_from(script)


def test_stages_that_move_the_text_are_left_out_of_each_setting_of_a_plugin():
    script = export(MEASURED, "ocrmypdf")
    assert "# Left out: deskew, because the text would no longer lie on the page. Use ocrmypdf --deskew." in script
    assert left_out(MEASURED, "ocrmypdf") == ("1 stage left out, because the text would not lie on the page: Deskew.")
    assert left_out(MEASURED, "python") == ""
