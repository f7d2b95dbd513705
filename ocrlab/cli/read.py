"""Read: what does an engine read on these images behind these filters, and how right is it?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab import engines
from ocrlab.cli import scores
from ocrlab.cli.arguments import for_each, pipeline_of, sample_of, say_fallback, settings_of, truths_of
from ocrlab.cli.console import answer, answer_json, engine_speaks_on_stderr, progress, say
from ocrlab.cli.options import AsJson, EngineName, EngineSettings, Images, Normalise, PageNumber, PipelineFile, Stages
from ocrlab.run import perform
from ocrlab.scoring import Score, another_page_warning
from ocrlab.text import DEFAULT_NORMALISATION, normalisation
from ocrlab.truth import script_warning


def read(
    images: Images,
    stage: Stages = None,
    pipeline: PipelineFile = None,
    truth: Annotated[
        str | None,
        typer.Option(
            "--truth",
            metavar="PATH",
            help="The truth of one image, or a folder with NAME.gt.txt, .txt, .hocr, .html, .xml or .csv for each.",
        ),
    ] = None,
    engine: EngineName = "easyocr",
    engine_set: EngineSettings = None,
    normalise: Normalise = DEFAULT_NORMALISATION,
    page: PageNumber = None,
    dpi: Annotated[int, typer.Option("--dpi", metavar="N", help="Resolution PDF pages are drawn at.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Filter and read images, and score the text."""
    stages = pipeline_of(stage, pipeline)
    settings = settings_of(engine, engine_set)
    say_fallback(engine, engine_set)
    normalisation(normalise)
    truth_of = truths_of(truth, images)
    page_scores: list[Score] = []
    warm = False

    def read_one(path: str) -> None:
        nonlocal warm
        sample = sample_of(path, page, dpi, truth_of)
        if not warm:  # once a page is there to be read, and not as part of its reading time
            progress(f"loading {engine}")
            with engine_speaks_on_stderr():
                engines.warm_up(engine, settings)
            warm = True
        progress(f"reading {path}")
        with engine_speaks_on_stderr():
            result = perform(sample, stages, engine, settings, normalise=normalise)
        if as_json:
            answer_json(result.to_dict())
        else:
            heading = f"{path}\n{'-' * len(path)}\n" if len(images) > 1 else ""
            answer(f"{heading}{result.text}{scores.summary(result.score)}")
        if result.score:
            page_scores.append(result.score)
            unwritten = script_warning(sample.truth or "", settings.get("languages") or ())
            for warning in filter(None, [another_page_warning(result.score), unwritten]):
                say(f"{path}: {warning}")

    complete = for_each(images, read_one)
    if len(page_scores) > 1 and not as_json:
        answer(scores.together(page_scores))
    if not complete:
        raise typer.Exit(2)
