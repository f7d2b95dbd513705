"""Read: what does an engine read on these pages behind these filters, and how right is it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ocrlab import engines, orientation
from ocrlab.cli import scores
from ocrlab.cli.arguments import pipeline_of, recipe_of, say_fallback, settings_of
from ocrlab.cli.console import answer, answer_json, engine_speaks_on_stderr, progress, say
from ocrlab.cli.keeping import Keeper
from ocrlab.cli.options import (
    AsJson,
    Dpi,
    EngineName,
    EngineSettings,
    Images,
    Normalise,
    PageNumber,
    PipelineFile,
    RecipeFile,
    Stages,
)
from ocrlab.cli.saving import Make, Saver, Target, target_of
from ocrlab.cli.takes import Take, for_each_take, takes_of
from ocrlab.delivery import WRITERS, OutputPage
from ocrlab.delivery.page import filtered_page, read_page
from ocrlab.errors import ParamError
from ocrlab.orientation import Turn
from ocrlab.recipe import Choice, Recipe, choose
from ocrlab.run import Run
from ocrlab.scoring import Score, another_page_warning
from ocrlab.text import DEFAULT_NORMALISATION, normalisation
from ocrlab.truth import script_warning
from ocrlab.wording import counted, shown_name


def read(
    images: Images,
    stage: Stages = None,
    pipeline: PipelineFile = None,
    recipe: RecipeFile = None,
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
    dpi: Dpi = 200,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="DIR|FILE",
            help="A folder for what comes out, or one file for all pages: book.pdf. Nothing is overwritten.",
        ),
    ] = None,
    write: Annotated[
        str | None,
        typer.Option(
            "--write",
            metavar="FORMATS",
            help=f"What goes into the folder, with commas between: {','.join(WRITERS)}; text if not given. In a PDF, "
            "TIFF or JSON a document of many pages stays one file.",
        ),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep",
            help="Keep each reading as a run, which the page Runs shows to everybody who uses this lab.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Filter and read pages, and score the text.

    Of a folder or ZIP every page is read, and scored by the truths beside them. As text they are printed, or written in
    any of the formats of a batch: a searchable PDF, hOCR, ALTO, PAGE.
    """
    rule = recipe_of(recipe, stage, pipeline)
    known = rule[0] if rule else Recipe((pipeline_of(stage, pipeline),))
    settings = settings_of(engine, engine_set)
    say_fallback(engine, engine_set)
    normalisation(normalise)
    several = len(images) > 1 or page == 0 or any(Path(image).is_dir() for image in images)
    target = saving_to(out, write)
    told = Told(known if rule else None, several, as_json, settings)
    saver = Saver(target, told.document) if target else None
    keeper = Keeper(normalise, dpi) if keep else None
    warm = False

    def read_one(take: Take) -> None:
        nonlocal warm
        sample = take.load()
        if not warm:  # once a page is there to be read, and not as part of its reading time
            progress(f"loading {engine}")
            with engine_speaks_on_stderr():
                engines.warm_up(engine, settings)
            warm = True
        progress(f"reading {shown_name(take.name)}")
        with engine_speaks_on_stderr():
            choice = choose(sample, known, engine, settings, normalise=normalise)
            turn = upright(choice)
        files = None if saver is None else saver.add(take, *_pages(take, choice))
        told.run(take, choice.run, choice.place, sample.truth or "", files, turn)
        if keeper is not None:
            keeper.keep(take, sample, choice)

    takes = takes_of(images, target.pages(page) if target else page, dpi, truth)
    if target and saver:
        complete = for_each_take(target.fitting(takes), read_one, saver.lacks)
        saver.end()
        complete = complete and saver.complete
    else:
        complete = for_each_take(takes, read_one)
    if len(told.scores) > 1 and not as_json:
        answer(scores.together(told.scores))
    if not complete:
        raise typer.Exit(2)


class Told:
    """How each page is told, and the scores so far; ``recipe`` is the one that chose, if any."""

    def __init__(self, recipe: Recipe | None, several: bool, as_json: bool, settings: Mapping[str, Any]) -> None:
        self.recipe, self.several, self.as_json, self.settings = recipe, several, as_json, settings
        self.scores: list[Score] = []

    def run(
        self, take: Take, run: Run, number: int, truth: str, files: Sequence[Path] | None, turn: Turn | None
    ) -> None:
        """Tell of a page: what was read, or the ``files`` that it was written to, and the ``turn`` that it needs."""
        if self.as_json:
            chosen = {} if self.recipe is None else {"chosen": number + 1, "rule": str(self.recipe)}
            turned = {} if turn is None else {"turn": turn}
            answer_json(run.to_dict() | chosen | turned | ({} if files is None else {"files": [*map(str, files)]}))
        elif files is None:
            heading = f"{take.name}\n{'-' * len(take.name)}\n" if self.several else ""
            answer(f"{heading}{run.text}{scores.summary(run.score)}")
        else:
            written = "\n".join(map(shown_name, files)) or shown_name(take.name)
            answer(f"{written}{scores.summary(run.score)}")
            if self.recipe is not None:
                say(f"{take.name}: took setting {number + 1} ({run.pipeline})")
        if run.score:
            self.scores.append(run.score)
            unwritten = script_warning(truth, self.settings.get("languages") or ())
            for warning in filter(None, [another_page_warning(run.score), unwritten]):
                say(f"{take.name}: {warning}")
        if turn:
            way = f'--stage "quarter_turn direction={turn}" before the others turns it'
            say(f"{shown_name(take.name)}: {orientation.sentence(turn)} {way}")

    def document(self, path: Path, takes: Sequence[Take]) -> None:
        """Tell of a file that holds several pages."""
        if self.as_json:
            answer_json({"document": str(path), "pages": [take.name for take in takes]})
        else:
            answer(f"{shown_name(path)} ({counted(len(takes), 'page')})")


def saving_to(out: str | None, write: str | None) -> Target | None:
    """Where files go. Raises `ParamError` for formats without a place."""
    if out is not None:
        return target_of(out, write, tuple(WRITERS), "text")
    if write is not None:
        raise ParamError("write: has no place to write to; name a folder with --out")
    return None


def _pages(take: Take, choice: Choice) -> tuple[Make, OutputPage]:
    """How a page that was read is had again, filtered anew, and the page itself."""
    page, pipeline = read_page(take.stem, choice.asked, choice.run), choice.run.pipeline
    return lambda: filtered_page(take.stem, take.sample(), pipeline, page.reading, page.engine), page


def upright(choice: Choice) -> Turn | None:
    """The turn that sets the filtered page upright; None where it stands upright, or that is in doubt."""
    asked, run = choice.asked, choice.run
    seen = orientation.seen(asked.image)
    if seen is not None:
        return None if seen == "none" else seen
    suspects = orientation.questions(asked.image, run.reading, run.score)
    readings = [engines.read(asked.engine, q.image, asked.settings, q.text_boxes) for q in suspects]
    return orientation.answer(suspects, readings)
