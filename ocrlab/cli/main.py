"""How is the lab used without a browser? One command a verb, made for scripts as much as for people.

Stdout holds the answer and nothing else; with ``--json`` that is one JSON object a line. Progress (on a terminal),
warnings and errors go to stderr. The exit code is 0 when all is done, 2 after wrong usage or input, said in one line;
130 after Ctrl-C and 141 when nobody reads stdout any more, as shells count; 1 would be a fault of the lab itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.main import get_command

from ocrlab import __version__, datasets, engines, export, run
from ocrlab.cli import scores
from ocrlab.cli.arguments import naming, pipeline_of, sample_of, say_fallback, settings_of, truths_of
from ocrlab.cli.console import (
    STOPPED,
    answer,
    answer_json,
    engine_speaks_on_stderr,
    progress,
    quiet_libraries,
    say,
    speak_utf8,
)
from ocrlab.cli.search import search as search_
from ocrlab.errors import InputError, OcrLabError
from ocrlab.filters import FAMILIES, Filter, all_filters
from ocrlab.image import page_count
from ocrlab.params import Param
from ocrlab.scoring import Score, another_page_warning, text_without_ignored
from ocrlab.scoring import score as scored
from ocrlab.text import DEFAULT_NORMALISATION, NORMALISATIONS, normalisation
from ocrlab.truth import parse_truth

PROGRAM = "python -m ocrlab"

app = typer.Typer(
    help="Filter images before OCR, read them, and see what the filter did to the accuracy.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Images = Annotated[list[str], typer.Argument(metavar="IMAGE...", help="PNG, JPEG, TIFF, BMP, WebP, GIF or PDF files.")]
Stages = Annotated[
    list[str] | None,
    typer.Option("--stage", metavar="STAGE", help='A filter with its values, as "median radius=2"; repeat for more.'),
]
PipelineFile = Annotated[
    str | None,
    typer.Option("--pipeline", metavar="P.yaml", help="A pipeline file; stages given with --stage come after its own."),
]
PageNumber = Annotated[
    int | None, typer.Option("--page", min=1, metavar="N", help="The page of a PDF or TIFF; the first if not given.")
]
EXPLAINED = "; ".join(f"{name} ({help.rstrip('.')})" for name, help in NORMALISATIONS.items())
Normalise = Annotated[
    str,
    typer.Option(
        "--normalise",
        metavar="NAME",
        help=f"What counts as the same text: {EXPLAINED}. Several may be joined with +.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line and nothing else.")]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        answer(f"ocrlab {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        answer(context.get_help())


@app.command()
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
    engine: Annotated[str, typer.Option("--engine", metavar="NAME", help="What reads the page.")] = "easyocr",
    engine_set: Annotated[
        list[str] | None,
        typer.Option("--engine-set", metavar="KEY=VALUE", help="A setting of the engine; repeat for more."),
    ] = None,
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
    scored_pages: list[Score] = []
    warm = False

    def one(path: str) -> None:
        nonlocal warm
        sample = sample_of(path, page, dpi, truth_of)
        if not warm:  # once a page is there to be read, and not as part of its reading time
            progress(f"loading {engine}")
            with engine_speaks_on_stderr():
                engines.warm_up(engine, settings)
            warm = True
        progress(f"reading {path}")
        with engine_speaks_on_stderr():
            result = run.perform(sample, stages, engine, settings, normalise=normalise)
        if as_json:
            answer_json(result.to_dict())
        else:
            heading = f"{path}\n{'-' * len(path)}\n" if len(images) > 1 else ""
            answer(f"{heading}{result.text}{scores.summary(result.score)}")
        if result.score:
            scored_pages.append(result.score)
            if warning := another_page_warning(result.score):
                say(f"{path}: {warning}")

    complete = _each(images, one)
    if len(scored_pages) > 1 and not as_json:
        answer(scores.together(scored_pages))
    _finish(complete)


@app.command()
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

    def one(path: str) -> None:
        progress(f"filtering {path}")
        start = time.perf_counter()
        saved = run.save(path, stages, out, page=(page or 1) - 1)
        seconds = round(time.perf_counter() - start, 4)
        if as_json:
            answer_json({"image": path, "saved": str(saved), "seconds": seconds})
        else:
            answer(str(saved))
        if page is None and (pages := page_count(datasets.read_file(path))) > 1:
            say(f"{path}: has {pages} pages, this is the first; choose another with --page")

    _finish(_each(images, one))


@app.command()
def score(
    truth: Annotated[str, typer.Argument(metavar="TRUTH", help="The file with the true text.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The file with the text that was read.")],
    normalise: Normalise = DEFAULT_NORMALISATION,
    as_json: AsJson = False,
) -> None:
    """Score a text against its truth: either as plain text, hOCR, ALTO, PAGE XML or boxes with their text."""
    known = parse_truth(datasets.read_file(truth), truth)
    read = parse_truth(datasets.read_file(text), text, may_be_blank=True)
    for note in (*known.notes, *read.notes):
        say(note)
    if known.ignored and not any(line.box for line in read.lines):
        say(f'{text}: has no boxes, so what was read where {truth} says "do not count" is scored as errors')
    result = scored(known.text, text_without_ignored(read, known.ignored), normalise)
    if as_json:
        answer_json(result.to_dict())
        return
    answer(scores.table(result))


@app.command()
def filters(as_json: AsJson = False) -> None:
    """List every filter with its parameters."""
    family = None
    for found in all_filters():
        if as_json:
            answer_json(_described(found))
            continue
        if found.family != family:
            answer(f"{'' if family is None else chr(10)}{FAMILIES[found.family]}")
            family = found.family
        answer(f"\n  {found.name}: {found.summary}")
        for param in found.params:
            answer(f"      {param.name}={param.text(param.default)}  ({param.allowed})  {param.help}".rstrip())


app.command("search")(search_)


@app.command("export")
def export_(
    pipeline: Annotated[str, typer.Argument(metavar="PIPELINE.yaml", help="A pipeline file.")],
    kind: Annotated[str, typer.Option("--as", metavar="|".join(export.EXPORTS), help="What to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a pipeline as YAML or as code."""
    text = export.export(pipeline_of(None, pipeline), kind)
    if as_json:
        answer_json({"pipeline": pipeline, "as": kind, "text": text})
    else:
        answer(text.removesuffix("\n"))


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every fault becomes one line on stderr."""
    speak_utf8()
    try:
        with quiet_libraries():
            code = get_command(app).main(args, prog_name=PROGRAM, standalone_mode=False)
    except typer.TyperException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", PROGRAM)
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        say(f"{command}: {message.rstrip('.')}. See {command} --help")
        return 2
    except OcrLabError as error:
        say(str(error))
        return 2
    except MemoryError:
        say("ocrlab: not enough memory for this image; scale it down or crop it first")
        return 2
    except KeyboardInterrupt:
        code = STOPPED
    except Exception as error:
        if os.environ.get("OCRLAB_DEBUG"):
            raise
        say(f"ocrlab: a fault of the lab itself ({type(error).__name__}: {error}); OCRLAB_DEBUG=1 shows where")
        return 1
    if code == STOPPED:
        say("ocrlab: stopped")
    return code or 0


def _each(images: list[str], work: Callable[[str], None]) -> bool:
    """Do the work for every image; one that cannot be used is said on stderr, and the others go on."""
    complete = True
    for path in images:
        try:
            work(path)
        except InputError as error:
            say(naming(path, error))
            complete = False
    return complete


def _finish(complete: bool) -> None:
    if not complete:
        raise typer.Exit(2)


def _described(found: Filter) -> dict[str, Any]:
    return {
        "name": found.name,
        "title": found.title,
        "family": found.family,
        "summary": found.summary,
        **{section.lower(): text for section, text in found.sections.items()},
        "params": [_declared(param) for param in found.params],
    }


def _declared(param: Param) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": param.name, "kind": param.kind, "default": param.default, "help": param.help}
    if param.range:
        declared |= {"low": param.range.low, "high": param.range.high, "step": param.step, "log": param.range.log}
        declared |= {"unit": param.unit, "whole": param.whole}
    if param.choices:
        declared["choices"] = list(param.choices)
    return declared
