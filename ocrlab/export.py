"""Export: how does a pipeline leave the lab, as a file that comes back or as code that runs elsewhere?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import yaml

from ocrlab.errors import PipelineError
from ocrlab.filters import OwnFilter
from ocrlab.pipeline import Pipeline, own_filters

_SCRIPT = '''\
"""Filter one picture as OCR Lab did: python {name} IN.png OUT.png

Needs: pip install scikit-image pillow, and the ocrlab package on the path.
"""

{imports}import sys
from pathlib import Path

{own}from ocrlab import Pipeline
from ocrlab.image import decode, encode_png

PIPELINE = Pipeline.of(
{stages})

source, target = map(Path, sys.argv[1:3])
with target.open("xb") as file:  # never overwrites
    file.write(encode_png(PIPELINE.apply(decode(source.read_bytes()))))
'''


def to_yaml(pipeline: Pipeline) -> str:
    """The pipeline as YAML, every value written, one stage a line; `from_yaml` reads it back equal."""
    lines = [f"# {own.name} comes from {json.dumps(own.source)}, SHA-256 {own.sha256}" for own in _own(pipeline)]
    lines += ["ocrlab: 1", "stages:" if pipeline.stages else "stages: []"]
    for stage in pipeline.stages:
        flow = yaml.safe_dump(
            stage.to_dict(), default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True
        )
        lines.append(f"  - {flow.strip()}")
    return "\n".join(lines) + "\n"


def from_yaml(text: str) -> Pipeline:
    """Read a pipeline file; raises `PipelineError` or `ParamError` naming the line or the stage at fault."""
    if len(text) > 1_000_000:
        raise PipelineError("pipeline: the file is over 1 MB; a pipeline of 50 stages takes a few kilobytes")
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise PipelineError(f"pipeline: the file is not YAML{where}; it should start with 'ocrlab: 1'") from None
    return Pipeline.from_dict(data)


def to_python(pipeline: Pipeline, name: str = "script.py") -> str:
    """A script that filters one file with exactly these stages and values; it names the files of own filters."""
    stages = "".join(f"    {json.dumps(str(stage))},\n" for stage in pipeline.stages)
    files = list(dict.fromkeys(filter_.source for filter_ in _own(pipeline) if Path(filter_.source).is_file()))
    own = "".join(f"    {json.dumps(file)},\n" for file in files)
    own = f'os.environ["OCRLAB_FILTERS"] = os.pathsep.join([\n{own}])  # where its own filters are\n\n' if own else ""
    return _SCRIPT.format(name=name, stages=stages, imports="import os\n" if own else "", own=own)


def _own(pipeline: Pipeline) -> tuple[OwnFilter, ...]:
    return own_filters(replace(stage, enabled=True) for stage in pipeline.stages)


EXPORTS = {"yaml": to_yaml, "python": to_python}


def export(pipeline: Pipeline, kind: str) -> str:
    """The pipeline in one of `EXPORTS`; raises `PipelineError` for a kind this lab does not write."""
    if kind not in EXPORTS:
        raise PipelineError(f"export: cannot write {kind!r}; choose one of {', '.join(EXPORTS)}")
    return EXPORTS[kind](pipeline)
