"""Apply: what do these filters make of these pages, as clean pictures or one clean document?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ocrlab.cli.arguments import pipeline_of, recipe_of
from ocrlab.cli.console import answer, answer_json, engine_speaks_on_stderr, progress
from ocrlab.cli.options import AsJson, Dpi, Images, PageNumber, PipelineFile, RecipeFile, Stages
from ocrlab.cli.saving import Saver, target_of
from ocrlab.cli.takes import Take, for_each_take, takes_of
from ocrlab.datasets import Sample
from ocrlab.delivery import OutputPage
from ocrlab.delivery.page import filtered_page
from ocrlab.delivery.writers import PICTURES
from ocrlab.recipe import Learnt, Recipe, choose, choose_unread
from ocrlab.wording import shown_name


def apply(
    images: Images,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="DIR|FILE",
            help="A folder for the pictures, or one file for all pages: clean.pdf, clean.tif. Nothing is overwritten.",
        ),
    ],
    write: Annotated[
        str | None,
        typer.Option(
            "--write",
            metavar="FORMATS",
            help=f"What goes into the folder, with commas between: {','.join(PICTURES)}; png if not given. As TIFF or "
            "PDF, a document of many pages stays one file.",
        ),
    ] = None,
    stage: Stages = None,
    pipeline: PipelineFile = None,
    recipe: RecipeFile = None,
    page: PageNumber = None,
    dpi: Dpi = 200,
    as_json: AsJson = False,
) -> None:
    """Filter pages and save them as PNG, TIFF or PDF, without reading them.

    Of a folder or ZIP every page is taken, and of a PDF or TIFF whose pages go into one file. The resolution is kept. A
    recipe that compares readings has to read the pages for that.
    """
    rule = recipe_of(recipe, stage, pipeline)
    recipe_, learnt = rule or (Recipe((pipeline_of(stage, pipeline),)), None)
    target = target_of(out, write, PICTURES, "png")
    told = Told(as_json, rule is not None)
    saver = Saver(target, told.file)

    def save_one(take: Take) -> None:
        progress(f"filtering {shown_name(take.name)}")
        for path in saver.add(take, partial(told.made, take, recipe_, learnt)):
            told.file(path, [take])

    takes = target.fitting(takes_of(images, target.pages(page), dpi))
    complete = for_each_take(takes, save_one, saver.lacks)
    saver.end()
    if not complete or not saver.complete:
        raise typer.Exit(2)


class Told:
    """How each file is told, with the seconds and the choice of each page in it."""

    def __init__(self, as_json: bool, chooses: bool) -> None:
        self.as_json, self.chooses = as_json, chooses
        self._chosen: dict[Take, int] = {}
        self._seconds: dict[Take, float] = {}

    def made(self, take: Take, recipe: Recipe, learnt: Learnt | None) -> OutputPage:
        """The page behind its filters; a recipe chooses once, however often the page is needed."""
        known = take in self._chosen
        sample = take.sample() if known else take.load()
        start = time.perf_counter()
        if not known:
            self._chosen[take] = place_in(recipe, sample, learnt)
        pipeline = recipe.settings[self._chosen[take]]
        page = filtered_page(take.stem, sample, pipeline)
        self._seconds[take] = round(time.perf_counter() - start, 4)
        return page

    def file(self, path: Path, takes: Sequence[Take]) -> None:
        if not self.as_json:
            answer(shown_name(path))
            return
        for take in takes:
            which = {"chosen": self._chosen[take] + 1} if self.chooses else {}
            answer_json({"image": take.name, "saved": str(path), "seconds": self._seconds[take], **which})


def place_in(recipe: Recipe, sample: Sample, learnt: Learnt | None) -> int:
    """Which of a recipe's settings a page gets, read as it was learnt where that takes readings."""
    if not recipe.reads_all:
        return choose_unread(sample, recipe)
    with engine_speaks_on_stderr():
        choice = choose(sample, recipe, learnt.engine, learnt.settings) if learnt else choose(sample, recipe)
    return choice.place
