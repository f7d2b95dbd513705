"""A pipeline that leaves the lab as YAML comes back equal, and a file at fault is refused in one sentence."""

from __future__ import annotations

import pytest

from ocrlab.errors import ParamError, PipelineError
from ocrlab.export import export, from_yaml, to_yaml
from ocrlab.filters import all_filters, spoiling_filters
from ocrlab.pipeline import Pipeline

SAMPLE = Pipeline.of("grayscale", "median radius=2 footprint=disk region=1,2,30,40", "otsu enabled=false")


def test_a_pipeline_is_written_as_the_readme_says():
    assert (
        to_yaml(Pipeline.of("median radius=2"))
        == "ocrlab: 1\nstages:\n  - {filter: median, radius: 2, footprint: square}\n"
    )


@pytest.mark.parametrize(
    "pipeline",
    [Pipeline(), SAMPLE, *(Pipeline.of(filter_.name) for filter_ in (*spoiling_filters(), *all_filters()))],
    ids=str,
)
def test_saved_and_loaded_is_equal(pipeline):
    assert from_yaml(to_yaml(pipeline)) == pipeline


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("ocrlab: 1\nstages: [", PipelineError, "not YAML at line"),
        ("just words", PipelineError, "expected 'ocrlab: 1'"),
        ("", PipelineError, "expected 'ocrlab: 1'"),
        ("ocrlab: 2\nstages: []", PipelineError, "format 2 is not known"),
        ("ocrlab: 1\nstages: [{filter: medain}]", PipelineError, "did you mean median"),
        ("ocrlab: 1\nstages: [{filter: median, radius: 99}]", ParamError, "0..15 px, got 99"),
        ("ocrlab: 1\nstages: [{filter: median, size: 3}]", ParamError, "no parameter 'size'"),
        ("ocrlab: 1\nstages: [median]", PipelineError, "a stage is written"),
        ("ocrlab: 1\nstages: !!python/object/apply:os.getcwd []", PipelineError, "not YAML"),
        ("ocrlab: 1\nstages: []\nextra: 1", PipelineError, "unknown key 'extra'"),
    ],
)
def test_a_file_at_fault_is_refused_in_one_sentence(text, error, said):
    with pytest.raises(error, match=said) as refused:
        from_yaml(text)
    assert "\n" not in str(refused.value)


def test_what_the_lab_cannot_write_is_refused_with_what_it_can():
    with pytest.raises(PipelineError, match="choose one of python, opencv, aspose"):
        export(SAMPLE, "cobol")
