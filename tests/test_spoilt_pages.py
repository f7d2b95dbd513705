"""A page is spoilt on purpose before any filter, in every form of the setting, and nothing proposes it."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlab.datasets import builtin
from ocrlab.diagnose import diagnose, hints
from ocrlab.errors import ParamError, PipelineError
from ocrlab.export import export, left_out
from ocrlab.filters import get_filter, spoiling_filters
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Recipe
from ocrlab.run import prepare
from ocrlab.search import CURATED
from ocrlab.search.space import Space
from ocrlab.search.space.vary import Written

BOTH = Pipeline.of("low_light counts=9 seed=4", "skew angle=3 enabled=false", "median radius=2", "otsu")


@pytest.mark.parametrize(
    "read",
    [
        lambda: Pipeline.of("median", "low_light"),
        lambda: Pipeline.of("otsu enabled=false", "low_light"),
        lambda: Pipeline.from_dict({"ocrlab": 1, "stages": [{"filter": "median"}, {"filter": "low_light"}]}),
        lambda: Pipeline((*BOTH.filtering.stages, *BOTH.spoiling.stages)),
    ],
)
def test_what_spoils_the_page_after_a_filter_is_refused_in_a_sentence(read):
    sentence = r"pipeline: low_light spoils the page on purpose and stands after \w+; put it before every filter"
    with pytest.raises(PipelineError, match=sentence):
        read()


def test_a_setting_is_what_spoils_the_page_and_then_what_filters_it():
    assert [stage.filter for stage in BOTH.spoiling.stages] == ["low_light", "skew"]
    assert [stage.filter for stage in BOTH.filtering.stages] == ["median", "otsu"]
    assert BOTH.filtering.on_page_spoilt_by(BOTH) == BOTH
    assert Pipeline.of("stains", "invert").on_page_spoilt_by(BOTH) == Pipeline(
        (*BOTH.spoiling.stages, *Pipeline.of("invert").stages)
    )
    assert (BOTH.spoilt_by, BOTH.filtering.spoilt_by) == ("Low light", "")


def test_the_truth_stays_and_a_seed_draws_the_same_page_again():
    page = builtin("clean-page")
    asked = prepare(page, BOTH, "easyocr")
    assert asked.sample.truth == page.truth
    assert np.array_equal(asked.image, prepare(page, BOTH, "easyocr").image)
    assert not np.array_equal(
        Pipeline.of("low_light counts=9 seed=4").apply(page.image),
        Pipeline.of("low_light counts=9 seed=5").apply(page.image),
    )


def test_a_script_says_that_it_spoils_and_other_programs_say_what_they_leave_out():
    assert "# It spoils the picture on purpose first, by Low light" in export(BOTH, "python")
    assert "spoils" not in export(BOTH.filtering, "python")
    for kind in ("imagemagick", "unpaper", "aspose"):
        assert "Low light" in left_out(BOTH, kind)


def test_no_search_space_varies_what_spoils_a_page():
    for curated in CURATED.values():
        assert not any(filter_.spoils for text in curated.vary for filter_ in map(get_filter, Written(text).filters))
    for text in ("low_light counts=5..20", "median|stains", "skew?"):
        with pytest.raises(ParamError, match=r"vary: \w+ spoils the page on purpose, .* vary filters"):
            Space.of([text])


@pytest.mark.parametrize("fault", spoiling_filters(), ids=lambda fault: fault.name)
def test_no_hint_spoils_a_page_and_each_comes_after_what_spoilt_it(fault):
    spoilt = Pipeline.of(fault.name)
    for hint in hints(diagnose(spoilt.apply(builtin("receipt").image))):
        assert not any(stage.declaration.spoils for stage in hint.stages)
        assert hint.applied(spoilt).spoiling == spoilt


def test_a_recipe_that_measures_a_page_measures_what_its_filters_find():
    page = builtin("clean-page").image
    spoilt = Pipeline.of("low_light counts=9")
    recipe = Recipe((spoilt, BOTH), "measured", "noise", 3.0, 0, 1)
    plain = Recipe((Pipeline(), Pipeline.of("median")), "measured", "noise", 3.0, 0, 1)
    assert recipe.measured(page).to_dict()["noise"] > 5 * plain.measured(page).to_dict()["noise"]


def test_a_region_is_coloured_on_a_grey_page_too():
    page = np.full((30, 40), 200, np.uint8)
    tinted = Pipeline.of("tint red=255 green=255 blue=0 region=0,0,10,10").apply(page)
    assert tinted[5, 5].tolist() == [200, 200, 0] and tinted[20, 20].tolist() == [200, 200, 200]
