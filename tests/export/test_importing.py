"""A setting comes back from whatever the lab wrote, told by its content; anything else is one sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import InputError, ParamError, PipelineError
from ocrlab.export import export, pipeline_from, to_link, to_yaml
from ocrlab.filters import all_filters
from ocrlab.filters.contract import corners
from ocrlab.pipeline import Pipeline, Stage

PIPELINE = Pipeline.of("grayscale", "median radius=2 region=1,2,30,40", "otsu enabled=false")
RUN = {"image": "a.png", "pipeline": PIPELINE.to_dict(), "text": "ocrlab: ?stage=otsu", "words": []}


@st.composite
def pipelines(draw) -> Pipeline:
    filters = draw(st.lists(st.sampled_from([f for f in all_filters() if f.own is None]), max_size=4))
    return Pipeline(
        tuple(
            Stage.of(filter_.name, draw(st.sampled_from(corners(filter_))), enabled=draw(st.booleans()))
            for filter_ in filters
        )
    )


@given(pipelines())
def test_yaml_link_and_run_come_back_equal(pipeline):
    assert pipeline_from(to_yaml(pipeline)) == pipeline
    assert pipeline_from(to_link(pipeline)) == pipeline
    assert pipeline_from(json.dumps({**RUN, "pipeline": pipeline.to_dict()})) == pipeline


TEXTS = {
    "yaml": to_yaml(PIPELINE),
    "yaml of an editor on Windows": "\ufeff" + to_yaml(PIPELINE).replace("\n", "\r\n"),
    "a link": to_link(PIPELINE),
    "a link of another machine, with more in it": to_link(PIPELINE, "https://l.example/").strip() + "&sample=receipt",
    "only what stands behind the address": "?" + to_link(PIPELINE).partition("?")[2],
    "a run": json.dumps(RUN),
    "a run over several lines": json.dumps(RUN, indent=2),
    "runs of several pages": json.dumps(RUN) + "\n" + json.dumps({**RUN, "image": "b.png"}) + "\n",
    "a pipeline as JSON": json.dumps(PIPELINE.to_dict()),
    "the winner of a search": json.dumps({"best": PIPELINE.to_dict(), "held_out": {}}),
    "a script": export(PIPELINE, "python"),
    "a script of Windows": export(PIPELINE, "aspose").replace("\n", "\r\n"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_kind_is_told_by_its_content(text):
    assert pipeline_from(text) == PIPELINE


SCRIPT = export(PIPELINE, "python")
REFUSED = {
    "nothing": ("  \n", PipelineError, "the text is empty; it should be a pipeline or a recipe as YAML"),
    "another text": ("Dear Sir or Madam,\n", PipelineError, "this is no setting of the lab's; it should be a pipeline"),
    "another script": ("import os\nprint(os)\n", PipelineError, "this is no setting of the lab's"),
    "another JSON": ('{"a": 1}', PipelineError, "expected 'ocrlab: 1' and a list of 'stages'"),
    "a list as JSON": ("[1, 2]", PipelineError, "this is no setting of the lab's"),
    "JSON cut off": (json.dumps(RUN)[:60], PipelineError, "not YAML|no setting"),
    "JSON without end": ('{"a":' * 3000, PipelineError, "nested too deep|no setting"),
    "a newer format": ("ocrlab: 2\nstages: []\n", PipelineError, "format 2 is not known here"),
    "a newer run": (json.dumps({"pipeline": {"ocrlab": 2, "stages": []}}), PipelineError, "format 2 is not known"),
    "YAML cut off": ("ocrlab: 1\nstages:\n  - {filter: med", PipelineError, "not YAML at line"),
    "a link without a stage": ("http://localhost:8501/?sample=receipt", PipelineError, "the link holds no stage"),
    "a link to another filter": ("?stage=medain+radius%3D2", PipelineError, "did you mean median"),
    "a link out of range": ("?stage=median+radius%3D99", ParamError, "0..15 px, got '99'"),
    "a script without the end of its setting": (
        SCRIPT.replace("# --- end of the setting ---\n", ""),
        PipelineError,
        "the setting at the head of the script has no end",
    ),
    "a script whose setting was edited": (SCRIPT.replace("radius: 2", "radius: 99"), ParamError, "0..15 px, got 99"),
    "two runs that differ": (
        json.dumps(RUN) + "\n" + json.dumps({**RUN, "pipeline": Pipeline().to_dict()}),
        PipelineError,
        "the runs have 2 different settings; give the line of one of them",
    ),
    "a book": ("x" * 20_000_001, PipelineError, "the text has 20,000,001 characters"),
}


@pytest.mark.parametrize(("text", "error", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_setting_is_refused_in_one_sentence(text, error, sentence):
    with pytest.raises(error, match=sentence) as refused:
        pipeline_from(text)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=300) | st.text('?=&%ocrlab:1 stagefilter{}[]"\n#-', max_size=80))
def test_any_text_is_a_setting_or_one_sentence(text):
    try:
        pipeline_from(text)
    except InputError as error:
        assert str(error) and "\n" not in str(error)
