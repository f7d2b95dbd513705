"""Command: which command line and which link give the same pipeline?"""

from __future__ import annotations

import shlex
from urllib.parse import parse_qs, urlencode, urlsplit

from ocrlab.errors import PipelineError
from ocrlab.pipeline import Pipeline

NO_STAGE = "none"  # stands for an empty pipeline, which a link without stages does not mean
MAX_LINK = 65_536  # characters; browsers and servers take less
ADDRESS = "http://localhost:8501/"  # where `ocrlab app` listens if nothing else is said


def stage_flags(pipeline: Pipeline) -> str:
    """The stages as options of a command, to be pasted into a shell."""
    return shlex.join([word for stage in pipeline.stages for word in ("--stage", str(stage))])


def to_command(pipeline: Pipeline) -> str:
    """Two commands: one that reads a page under the pipeline, and one that writes the filtered page."""
    stages = f" {stage_flags(pipeline)}" if pipeline.stages else ""
    return f"ocrlab read page.png{stages}\nocrlab apply page.png{stages} --out filtered/\n"


def to_link(pipeline: Pipeline, address: str = ADDRESS) -> str:
    """The app's address with the pipeline in it."""
    return f"{address}?{urlencode([('stage', str(stage)) for stage in pipeline.stages] or [('stage', NO_STAGE)])}\n"


def from_link(link: str) -> Pipeline:
    """The pipeline of a link; raises `PipelineError` where it holds none, or as `Pipeline.of` does."""
    if len(link) > MAX_LINK:
        raise PipelineError(
            f"pipeline: a link has at most {MAX_LINK:,} characters, this one has {len(link):,}; copy it anew from the "
            "app"
        )
    try:
        stages = parse_qs(urlsplit(link.strip()).query, keep_blank_values=True, max_num_fields=1000).get("stage", [])
    except ValueError as error:
        raise PipelineError(f"pipeline: the link cannot be taken apart ({error}); copy it anew from the app") from None
    if not stages:
        raise PipelineError("pipeline: the link holds no stage; a link of the app's has ?stage=... in it")
    return Pipeline.of(*(stage for stage in stages if stage != NO_STAGE))
