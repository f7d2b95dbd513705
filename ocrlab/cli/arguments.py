"""Arguments: what do the words on the command line mean? What is wrong with them is said before any page is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ocrlab import datasets, engines, export
from ocrlab.cli.console import say
from ocrlab.cli.own_filters import say_own_filter_problems
from ocrlab.errors import FileError, ImageError, InputError, ParamError, PipelineError
from ocrlab.files import read_file
from ocrlab.image import page_count
from ocrlab.pipeline import Pipeline
from ocrlab.truth import decode_text, parse_truth


def pipeline_of(stages: list[str] | None, file: str | None) -> Pipeline:
    """The stages of the file, if there is one, and then those given one by one."""
    say_own_filter_problems()
    loaded = Pipeline()
    if file is not None:
        text = decode_text(read_file(file), file)
        try:
            loaded = export.from_yaml(text)
        except InputError as error:
            raise type(error)(naming(file, error, "pipeline: ")) from error
    return Pipeline.of(*loaded.stages, *(stages or []))


def settings_of(engine: str, pairs: list[str] | None) -> dict[str, Any]:
    """All settings of the engine, ``KEY=VALUE`` where given."""
    known = engines.get_engine(engine)
    values: dict[str, str] = {}
    for pair in pairs or []:
        key, equals, value = pair.partition("=")
        if not equals or key in values:
            problem = "is given twice" if equals else "has no value"
            raise ParamError(f"{engine}: {key!r} {problem}; write --engine-set KEY=VALUE once for each setting")
        values[key] = value
    return engines.effective(known, values)


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


def sample_of(image: str, page: int | None, dpi: int, truth_of: Callable[[str], str | None]) -> datasets.Sample:
    """The page with its truth; ``page`` counts from 1. Says so where a file has more pages and none was chosen."""
    data = read_file(image)
    truth = truth_of(image)
    known = None if truth is None else parse_truth(read_file(truth), truth)
    sample = datasets.sample(data, image, truth=known, page=(page or 1) - 1, dpi=dpi)
    for note in sample.notes:
        say(f"{sample.name}: {note}")
    for note in sample.truth_notes:
        say(note)
    say_other_pages(image, page, data)
    return sample


def say_other_pages(image: str, chosen: int | None, data: bytes) -> None:
    """Say so where a file has more pages than the one taken, and none was chosen."""
    if chosen is None and (pages := page_count(data)) > 1:
        say(f"{image}: has {pages} pages, this is the first; choose another with --page")


def for_each(images: list[str], work: Callable[[str], None]) -> bool:
    """Do the work for every image and return whether all went well.

    An image that cannot be used is said on stderr, and the others go on.
    """
    complete = True
    for path in images:
        try:
            work(path)
        except InputError as error:
            say(naming(path, error))
            complete = False
    return complete


def naming(file: str, error: InputError, place: str = "image: ") -> str:
    """The message, beginning with the file where it does not already name one; ``place`` is what it says instead."""
    message = str(error)
    if isinstance(error, (ImageError, PipelineError, ParamError)) and not message.startswith(f"{file}: "):
        return f"{file}: {message.removeprefix(place)}"
    return message
