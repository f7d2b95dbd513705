"""Export: how does a pipeline leave the lab, as a file or as code?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab import export as exports
from ocrlab.cli.arguments import pipeline_of
from ocrlab.cli.console import answer, answer_json
from ocrlab.cli.options import AsJson


def export(
    pipeline: Annotated[str, typer.Argument(metavar="PIPELINE.yaml", help="A pipeline file.")],
    kind: Annotated[str, typer.Option("--as", metavar="|".join(exports.EXPORTS), help="What to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a pipeline as YAML or as code."""
    text = exports.export(pipeline_of(None, pipeline), kind)
    if as_json:
        answer_json({"pipeline": pipeline, "as": kind, "text": text})
    else:
        answer(text.removesuffix("\n"))
