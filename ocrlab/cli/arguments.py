"""Arguments: what do the words on the command line mean? What is wrong with them is said before any page is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ocrlab import datasets, engines, export
from ocrlab.cli.console import say
from ocrlab.cli.own_filters import say_own_filter_problems
from ocrlab.errors import FileError, ImageError, InputError, ParamError, PipelineError
from ocrlab.files import read_file
from ocrlab.pipeline import Pipeline
from ocrlab.truth import decode_text
from ocrlab.wording import shown_name

if TYPE_CHECKING:
    from ocrlab.recipe import Learnt, Recipe

Taken = TypeVar("Taken")


def pipeline_of(stages: list[str] | None, file: str | None) -> Pipeline:
    """The stages of the file, if there is one, and then those given one by one."""
    say_own_filter_problems()
    loaded = Pipeline() if file is None else _in_file(file, export.pipeline_from)
    pipeline = Pipeline.of(*loaded.stages, *(stages or []))
    if spoilt_by := pipeline.spoilt_by:
        say(f"the pages are spoilt on purpose first, by {spoilt_by}; leave that out for pages that are to be used")
    return pipeline


def setting_in(file: str) -> tuple[Recipe, Learnt | None]:
    """The recipe of a file, whichever kind of file it is, and what it was learnt on; one setting is a recipe of one."""
    say_own_filter_problems()
    return _in_file(file, export.recipe_from)


def _in_file(file: str, take: Callable[[str], Taken]) -> Taken:
    text = decode_text(read_file(file), shown_name(file))
    try:
        return take(text)
    except InputError as error:
        place = "recipe: " if str(error).startswith("recipe: ") else "pipeline: "
        raise type(error)(naming(file, error, place)) from error


def recipe_of(file: str | None, stages: list[str] | None, pipeline: str | None) -> tuple[Recipe, Learnt | None] | None:
    """The recipe of the file, if one is named. Raises `ParamError` where a setting is named beside it."""
    if file is None:
        return None
    if stages or pipeline is not None:
        raise ParamError("recipe: brings its settings along; leave --stage and --pipeline out, or leave it out")
    return setting_in(file)


def settings_of(engine: str, pairs: list[str] | None) -> dict[str, Any]:
    """All settings of the engine, ``KEY=VALUE`` where given."""
    known = engines.get_engine(engine)
    return engines.effective(known, pairs_of(engine, pairs))


def pairs_of(engine: str, pairs: list[str] | None) -> dict[str, str]:
    """What was given as ``KEY=VALUE``. Raises `ParamError` for what is not, or is given twice."""
    values: dict[str, str] = {}
    for pair in pairs or []:
        key, equals, value = pair.partition("=")
        if not equals or key in values:
            problem = "is given twice" if equals else "has no value"
            raise ParamError(f"{engine}: {key!r} {problem}; write --engine-set KEY=VALUE once for each setting")
        values[key] = value
    return values


def say_fallback(engine: str, pairs: list[str] | None) -> None:
    """Say so where the engine reads slower than it could, because something is not installed."""
    reason = engines.fallback(engines.get_engine(engine), dict(pair.partition("=")[::2] for pair in pairs or []))
    if reason:
        say(reason)


def truths_of(truth: str | None, images: list[str]) -> Callable[[str], str | None]:
    """From an image's path to the path of its truth."""
    if truth is None:
        return lambda image: None
    if Path(truth).is_dir():
        return lambda image: str(datasets.truth_in(truth, image))
    if len(images) > 1:
        raise FileError(f"{truth}: is one truth for {len(images)} images; give a folder with NAME.gt.txt for each NAME")
    return lambda image: truth


def naming(file: str, error: InputError, place: str = "image: ") -> str:
    """The message, beginning with the file where it does not already name one; ``place`` is what it says instead."""
    message = str(error)
    file = shown_name(file)
    if isinstance(error, (ImageError, PipelineError, ParamError)) and not message.startswith(f"{file}: "):
        return f"{file}: {message.removeprefix(place)}"
    return message
