"""Pipelines: how is a pipeline written as a file, and read back equal?"""

from __future__ import annotations

import json
from dataclasses import replace

from ocrlab.filters import OwnFilter
from ocrlab.pipeline import Pipeline, own_filters
from ocrlab.recipe.yaml_text import flow, loaded


def to_yaml(pipeline: Pipeline) -> str:
    """The pipeline as YAML, every value written, one stage a line; `from_yaml` reads it back equal."""
    lines = [f"# {own.name} comes from {json.dumps(own.source)}, SHA-256 {own.sha256}" for own in _own(pipeline)]
    lines += ["ocrlab: 1", "stages:" if pipeline.stages else "stages: []"]
    lines += [f"  - {flow(stage.to_dict())}" for stage in pipeline.stages]
    return "\n".join(lines) + "\n"


def from_yaml(text: str) -> Pipeline:
    """Read a pipeline file; raises `PipelineError` or `ParamError` naming the line or the stage at fault."""
    return Pipeline.from_dict(loaded(text, "pipeline", "a pipeline of 50 stages takes a few kilobytes"))


def _own(pipeline: Pipeline) -> tuple[OwnFilter, ...]:
    return own_filters(replace(stage, enabled=True) for stage in pipeline.stages)
