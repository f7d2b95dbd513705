"""Apply: what do these filters make of these images, saved as PNG?"""

from __future__ import annotations

import time
from typing import Annotated

import typer

from ocrlab.cli.arguments import for_each, pipeline_of, say_other_pages
from ocrlab.cli.console import answer, answer_json, progress
from ocrlab.cli.options import AsJson, Images, PageNumber, PipelineFile, Stages
from ocrlab.files import read_file
from ocrlab.run import save


def apply(
    images: Images,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where the PNGs go; nothing there is overwritten.")],
    stage: Stages = None,
    pipeline: PipelineFile = None,
    page: PageNumber = None,
    as_json: AsJson = False,
) -> None:
    """Filter images and save them as PNG."""
    stages = pipeline_of(stage, pipeline)

    def save_one(path: str) -> None:
        progress(f"filtering {path}")
        start = time.perf_counter()
        saved = save(path, stages, out, page=(page or 1) - 1)
        seconds = round(time.perf_counter() - start, 4)
        if as_json:
            answer_json({"image": path, "saved": str(saved), "seconds": seconds})
        else:
            answer(str(saved))
        say_other_pages(path, page, read_file(path))

    if not for_each(images, save_one):
        raise typer.Exit(2)
