"""Engines: which engines can read here, with what, and which reads a data set best?"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ocrlab.cli.console import answer, answer_json
from ocrlab.cli.declared import declared, listing
from ocrlab.cli.options import AsJson, Normalise, PipelineFile, Stages
from ocrlab.cli.pools import Scheduler, Workers, pool_of
from ocrlab.engines import Engine
from ocrlab.engines import engines as all_engines
from ocrlab.errors import ParamError
from ocrlab.text import DEFAULT_NORMALISATION, normalisation


def engines(
    dataset: Annotated[
        str | None,
        typer.Argument(
            metavar="[DATASET]",
            help="A folder or ZIP of images with their truths, one image, or 'samples': read by every engine, without "
            "a filter and under the setting given.",
        ),
    ] = None,
    stage: Stages = None,
    pipeline: PipelineFile = None,
    engines: Annotated[
        str,
        typer.Option(
            "--engines",
            metavar="A,B",
            help="Those to compare, the one in use first; all that can run here if not given. easyocr:draft is one at "
            "another speed.",
        ),
    ] = "",
    languages: Annotated[
        str | None, typer.Option("--languages", metavar="A,B", help="The languages of the pages, for every engine.")
    ] = None,
    normalise: Normalise = DEFAULT_NORMALISATION,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """List every engine with its settings, and whether it can run here; or compare them on a data set.

    Of a data set it is said what each engine reads with no filter and with the setting given, and which of both
    matters more: the filter, or the engine.
    """
    if dataset is None:
        if stage or pipeline or engines or languages:
            raise ParamError("engines: compares on a data set; name a folder, ZIP, image or 'samples' first")
        _list(as_json)
        return
    from ocrlab.cli.arguments import pipeline_of
    from ocrlab.cli.compared import compare
    from ocrlab.contest import named

    normalisation(normalise)
    contenders = named([name.strip() for name in engines.split(",") if name.strip()], languages)
    setting = pipeline_of(stage, pipeline)
    compare(dataset, contenders, setting, normalise, lambda: pool_of(workers, scheduler, "engines"), as_json)


def _list(as_json: bool) -> None:
    for number, engine in enumerate(all_engines().values()):
        if as_json:
            answer_json(_described(engine))
            continue
        reason = engine.available()
        answer(
            f"{chr(10) if number else ''}{engine.name}: {f'cannot run here: {reason}' if reason else engine.about()}"
        )
        for speed in engine.speeds():
            answer(f"    at speed {speed.name}" + (f": {speed.missing}" if speed.missing else ""))
        for param in engine.params:
            answer(listing(param))


def _described(engine: Engine) -> dict[str, Any]:
    reason = engine.available()
    return {
        "name": engine.name,
        "title": engine.title,
        "missing": reason,
        "about": None if reason else engine.about(),
        "version": engine.version,
        "speeds": [speed.name for speed in engine.speeds() if not speed.missing],
        "params": [declared(param) for param in engine.params],
    }
