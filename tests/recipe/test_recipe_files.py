"""A recipe leaves the lab as a file and comes back equal, with what it was learnt on; all else is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_engine import TRUTH, page

import ocrlab
from ocrlab.datasets import Sample
from ocrlab.errors import InputError, PipelineError
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe, choose, load_recipe, read_recipe, written
from ocrlab.run import perform
from ocrlab.scoring import Difference

NONE, MEDIAN, OTSU = Pipeline(), Pipeline.of("median radius=1"), Pipeline.of("grayscale", "otsu")
LEARNT = Learnt("monday", "cer", "default", 12, 5, Difference(-0.02, -0.04, -0.01, 5, "better"), "specks", {"wait": 1})
RECIPES = st.one_of(
    st.builds(Recipe, st.sampled_from([(NONE,), (MEDIAN, OTSU)])),
    st.builds(Recipe, st.just((MEDIAN, NONE, OTSU)), st.sampled_from(["confidence", "sure letters", "agreement"])),
    st.builds(
        Recipe,
        st.just((NONE, MEDIAN)),
        st.just("measured"),
        st.sampled_from(["noise", "specks", "blur"]),
        st.floats(0, 1000, allow_nan=False),
        st.integers(0, 1),
        st.integers(0, 1),
    ),
)


@given(RECIPES, st.sampled_from([None, LEARNT]))
def test_a_recipe_comes_back_equal_with_what_it_was_learnt_on(recipe, learnt) -> None:
    assert read_recipe(written(recipe, learnt)) == (recipe, learnt)


def test_what_it_was_learnt_on_is_said_with_its_gain() -> None:
    assert str(LEARNT) == (
        "learnt on 12 pages (monday) with specks; CER -2.0 points against its best single setting on 5 pages held out "
        "(better)"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ocrlab: 2\nrecipe: single\nsettings: []", "is of format 2, this lab reads 1; bring OCR Lab up to date"),
        ("ocrlab: 1\nstages: []", "is a pipeline, one setting without a rule; give it as --pipeline"),
        ("ocrlab: 1\nrecipe: luck\nsettings: []", "its rule must be one of single, confidence"),
        ("ocrlab: 1\nrecipe: single\nsettings: []", "needs a list of 1..20 settings"),
        ("ocrlab: 1\nrecipe: single\nsettings: [7]", "setting 1: expected 'ocrlab: 1' and a list of 'stages'"),
        ("ocrlab: 1\nrecipe: measured\nsettings: [{stages: []}]", "the rule 'measured' needs measured:"),
        ("ocrlab: 1\nrecipe: single\nsettings: [{stages: []}]\nextra: 1", "unknown key 'extra'"),
        ("ocrlab: 1\nrecipe: single\nsettings: [{stages: []}]\nlearnt: 3", "what it was learnt on cannot be read"),
        ("[", "the file is not YAML at line"),
        ("7", "is no recipe"),
    ],
)
def test_a_file_that_is_no_recipe_is_refused_with_its_name_and_the_way_on(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(text)
    with pytest.raises(PipelineError) as refused:
        load_recipe(file)
    assert str(refused.value).startswith(f"{file}: ") and said in str(refused.value)


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_it_in_another_way(text: str) -> None:
    with pytest.raises(InputError):
        read_recipe(text)


@pytest.mark.usefixtures("a_home_of_its_own")
def test_a_page_gets_the_setting_that_is_read_most_surely_and_its_run_is_that_of_perform() -> None:
    noisy, fine = Sample("noisy", page(20), TRUTH), Sample("fine", page(0, stroke=1), TRUTH)
    recipe = Recipe((MEDIAN, NONE), "confidence")
    for sample, place in ((noisy, 0), (fine, 1)):
        choice = choose(sample, recipe, "specks")
        assert choice.place == place
        assert choice.run == perform(sample, recipe.settings[place], "specks")


@pytest.mark.usefixtures("a_home_of_its_own")
def test_a_measured_rule_reads_a_page_once() -> None:
    asked = []
    recipe = Recipe((MEDIAN, NONE), "measured", "contrast", 300.0, 1, 0)

    def reader(made):
        asked.append(made)
        return perform(made.sample, made.pipeline, "specks").reading

    assert choose(Sample("page", page(3)), recipe, "specks", reader=reader).place == 1
    assert len(asked) == 1


@pytest.mark.usefixtures("a_home_of_its_own")
def test_python_reads_with_a_recipe_as_with_a_pipeline(tmp_path: Path) -> None:
    (tmp_path / "noisy.png").write_bytes(encode_png(page(20)))
    (tmp_path / "r.yaml").write_text(written(Recipe((NONE, MEDIAN), "confidence")))
    recipe, _ = ocrlab.load_recipe(tmp_path / "r.yaml")
    run = ocrlab.read(tmp_path / "noisy.png", recipe, engine="specks")
    assert run == ocrlab.read(tmp_path / "noisy.png", MEDIAN, engine="specks") and run.text == TRUTH
