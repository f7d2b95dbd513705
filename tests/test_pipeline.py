"""A pipeline is a value: written and read back it is the same, and it does the same to the same page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import ImageError, OcrLabError, ParamError, PipelineError
from ocrlab.filters import all_filters
from ocrlab.params import Param
from ocrlab.pipeline import MAX_STAGES, Pipeline, Stage, StageCache

PAGE = np.random.default_rng(1).integers(0, 256, (40, 60), dtype=np.uint8)
COLOUR = np.random.default_rng(2).integers(0, 256, (40, 60, 3), dtype=np.uint8)


def values_of(param: Param) -> st.SearchStrategy:
    if param.kind == "choice":
        return st.sampled_from(param.choices)
    if param.kind == "flag":
        return st.booleans()
    if param.range.step is None:
        return st.floats(param.range.low, param.range.high)
    steps = round((param.range.high - param.range.low) / param.range.step)
    return st.integers(0, steps).map(lambda k: param.range.low + k * param.range.step)


@st.composite
def stages(draw) -> Stage:
    filter_ = draw(st.sampled_from(all_filters()))
    values = {param.name: draw(values_of(param)) for param in filter_.params}
    side = st.integers(1, 5000)
    region = None if filter_.moves else draw(st.none() | st.tuples(st.just(0) | side, st.just(0) | side, side, side))
    return Stage.of(filter_.name, values, draw(st.booleans()), region)


@given(stages())
def test_a_stage_read_from_its_own_text_is_the_same_stage(stage):
    assert Stage.parse(str(stage)) == stage


@given(stages())
def test_a_stage_read_from_its_own_mapping_is_the_same_stage(stage):
    assert Stage.from_dict(stage.to_dict()) == stage


@given(st.lists(stages(), max_size=4), st.lists(stages(), max_size=4))
def test_pipelines_have_equal_digests_exactly_when_they_are_equal(some, others):
    first, second = Pipeline(tuple(some)), Pipeline(tuple(others))
    assert Pipeline.from_dict(first.to_dict()) == first
    assert (first.digest == second.digest) == (first == second)
    assert len({first, Pipeline.from_dict(first.to_dict())}) == 1


def test_every_value_is_written_down_defaults_included():
    assert Pipeline.of("median").to_dict() == {
        "ocrlab": 1,
        "stages": [{"filter": "median", "radius": 1, "footprint": "square"}],
    }
    assert str(Stage.parse("median radius=2")) == "median radius=2 footprint=square"


def test_a_filter_is_written_under_its_own_name_not_its_alias():
    assert str(Stage.parse("dilate radius=2")).startswith("thicken radius=2")
    assert Stage.parse("erode") == Stage.parse("thin")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("medain", "there is no filter 'medain'; did you mean median?"),
        ("median radius", "'radius' has no value in the stage 'median radius'"),
        ("median radius=1 radius=2", "'radius' is given twice"),
        ("median radius=16", "median: radius must be a whole number, 0..15 px, got '16'"),
        ("median window=3", "median: there is no parameter 'window'; it takes radius, footprint"),
        ("", "cannot read the stage ''"),
        ("'median", "cannot read the stage"),
        ("median enabled=perhaps", "median: enabled must be true or false, got 'perhaps'"),
        ("median region=1,2,3", "median: a region is x,y,width,height in px, got '1,2,3'"),
        ("median region=0,0,0,5", "at least 1 x 1 px"),
        ("median region=-1,0,5,5", "starts at 0 or more"),
        ("rotate angle=5 region=0,0,5,5", "rotate: moves pixels, so it works on the whole page only"),
    ],
)
def test_what_cannot_be_read_as_a_stage_is_said_in_one_sentence(text, message):
    with pytest.raises((PipelineError, ParamError)) as caught:
        Stage.parse(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"ocrlab": 1},
        {"ocrlab": 2, "stages": []},
        {"ocrlab": 1, "stages": [], "more": 1},
        {"ocrlab": 1, "stages": ["median"]},
        {"ocrlab": 1, "stages": [{"radius": 1}]},
        {"ocrlab": 1, "stages": [{"filter": "median", "region": 5}]},
        {"ocrlab": 1, "stages": [{"filter": "median"}] * (MAX_STAGES + 1)},
    ],
)
def test_what_is_no_pipeline_is_refused(data):
    with pytest.raises(PipelineError):
        Pipeline.from_dict(data)


@given(st.text(max_size=60))
def test_any_text_is_a_stage_or_a_clear_error(text):
    try:
        Stage.parse(text)
    except OcrLabError as error:
        assert str(error)


@given(
    st.integers(0, 59), st.integers(0, 39), st.integers(1, 60), st.integers(1, 40), st.sampled_from(["invert", "otsu"])
)
def test_outside_a_region_not_a_pixel_changes(x, y, width, height, name):
    width, height = min(width, 60 - x), min(height, 40 - y)
    for page in (PAGE, COLOUR):
        result = Stage.parse(f"{name} region={x},{y},{width},{height}").apply(page)
        alone = Stage.parse(name).apply(page[y : y + height, x : x + width])
        inside = result[y : y + height, x : x + width]
        assert np.array_equal(inside, inside * 0 + (alone if alone.ndim == page.ndim else alone[..., None]))
        restored = result.copy()
        restored[y : y + height, x : x + width] = page[y : y + height, x : x + width]
        assert np.array_equal(restored, page)


def test_a_region_that_leaves_the_image_is_refused_with_both_sizes():
    with pytest.raises(PipelineError, match=r"median: region \(50, 0, 11, 5\) must lie inside the image, 60 x 40 px"):
        Stage.parse("median region=50,0,11,5").apply(PAGE)


def test_stages_run_in_order_and_each_one_is_shown():
    steps = Pipeline.of("invert", "threshold value=100", "invert").trace(PAGE)
    assert [step.stage.filter for step in steps] == ["invert", "threshold", "invert"]
    assert np.array_equal(steps[-1].image, np.where(255 - PAGE.astype(int) > 100, 0, 255))


def test_a_stage_switched_off_is_as_good_as_none():
    assert np.array_equal(Pipeline.of("invert enabled=false").apply(PAGE), PAGE)
    assert Pipeline.of("invert enabled=false").trace(PAGE) == ()


def test_no_stage_leaves_the_page_as_it_is_and_safe_from_writing():
    result = Pipeline().apply(PAGE)
    assert np.array_equal(result, PAGE)
    with pytest.raises(ValueError):
        result[0, 0] = 1


def test_with_a_cache_only_the_changed_stage_and_those_after_it_run_again():
    cache = StageCache()
    Pipeline.of("median radius=1", "gaussian sigma=1", "threshold value=90").trace(PAGE, cache)
    again = Pipeline.of("median radius=1", "gaussian sigma=1", "threshold value=91").trace(PAGE, cache)
    assert [step.cached for step in again] == [True, True, False]
    middle = Pipeline.of("median radius=1", "gaussian sigma=2", "threshold value=91").trace(PAGE, cache)
    assert [step.cached for step in middle] == [True, False, False]


@given(st.lists(st.sampled_from(["invert", "median", "otsu", "thicken", "gaussian sigma=2"]), min_size=1, max_size=4))
def test_a_cache_never_changes_a_pixel(names):
    cache = StageCache()
    pipeline = Pipeline.of(*names)
    for page in (PAGE, COLOUR, PAGE):
        for _ in range(2):
            assert np.array_equal(pipeline.trace(page, cache)[-1].image, pipeline.apply(page))


def test_a_cache_keeps_to_its_bytes_and_drops_the_oldest():
    cache = StageCache(max_bytes=2 * PAGE.nbytes)
    for value in (1, 2, 3):
        Pipeline.of(f"threshold value={value}").trace(PAGE, cache)
    cached = [Pipeline.of(f"threshold value={value}").trace(PAGE, cache)[0].cached for value in (3, 2, 1)]
    assert cached == [True, True, False]


def test_what_a_filter_says_is_kept_with_its_step_and_in_the_cache():
    cache, blank = StageCache(), np.full((30, 30), 255, np.uint8)
    for cached in (False, True):
        (step,) = Pipeline.of("deskew").trace(blank, cache)
        assert step.notes == ("no text lines found: left as it was",)
        assert step.cached is cached


def test_a_stage_that_fails_keeps_nothing_of_itself():
    cache = StageCache()
    with pytest.raises(PipelineError):
        Pipeline.of("invert", "median region=0,0,99,99").trace(PAGE, cache)
    assert [step.cached for step in Pipeline.of("invert").trace(PAGE, cache)] == [True]


def test_progress_tells_the_number_of_each_stage_before_it_runs():
    seen: list[tuple[int, str]] = []
    Pipeline.of("invert", "median enabled=false", "otsu").trace(PAGE, progress=lambda n, s: seen.append((n, s.filter)))
    assert seen == [(0, "invert"), (2, "otsu")]


def test_what_is_no_image_is_refused():
    with pytest.raises(ImageError):
        Pipeline.of("invert").apply(PAGE.astype(float))
