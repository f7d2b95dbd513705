"""Choosing: which setting of a recipe does this page get, and what is read under it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ocrlab.datasets import Sample, load_sample
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading
from ocrlab.recipe.model import Recipe, Seen
from ocrlab.run import Asked, Reader, Run, perform, read_here
from ocrlab.text import DEFAULT_NORMALISATION


@dataclass(frozen=True)
class Choice:
    """The run under the setting chosen, its ``place`` among the recipe's settings, from 0, and what was ``asked``."""

    run: Run
    place: int
    asked: Asked


def choose_unread(sample: Sample, recipe: Recipe) -> int:
    """The place of the setting that a page gets by a rule that compares no readings."""
    if not recipe.chooses:
        return 0
    return recipe.choose((), recipe.measured(sample.image))


def choose(
    sample: Sample,
    recipe: Recipe,
    engine: str = "easyocr",
    settings: Mapping[str, object] | None = None,
    *,
    normalise: str = DEFAULT_NORMALISATION,
    reader: Reader = read_here,
) -> Choice:
    """Read a page under the setting that the recipe's rule chooses for it.

    The page's truth takes no part in the choice. A rule that compares readings reads the page once a setting, except
    where settings leave the same pixels. Raises what `ocrlab.run.perform` raises.
    """

    def take(place: int) -> Choice:
        all_asked: list[Asked] = []

        def read_page(asked: Asked) -> Reading:
            all_asked.append(asked.without_steps())
            return reader(asked)

        run = perform(sample, recipe.settings[place], engine, settings, normalise=normalise, reader=read_page)
        return Choice(run, place, all_asked[0])

    if not recipe.reads_all:
        return take(choose_unread(sample, recipe))
    choices = [take(place) for place in range(len(recipe.settings))]
    return choices[recipe.choose([Seen(each.run.text, each.run.reading.mean_confidence) for each in choices])]


def read(
    path: str | Path,
    setting: Pipeline | Recipe | None = None,
    *,
    truth: str | Path | None = None,
    page: int = 0,
    dpi: int = 200,
    engine: str = "easyocr",
    settings: Mapping[str, object] | None = None,
    normalise: str = DEFAULT_NORMALISATION,
) -> Run:
    """Read an image file, filtered by a pipeline or by the setting that a recipe chooses for it.

    ``truth`` is the file that holds its true text; which setting was taken, the run's ``pipeline`` says. Raises
    `FileError`, `ImageError` or `TruthError` naming the file at fault.
    """
    sample = load_sample(path, truth=truth, page=page, dpi=dpi)
    recipe = setting if isinstance(setting, Recipe) else Recipe((setting or Pipeline(),))
    return choose(sample, recipe, engine, settings, normalise=normalise).run
