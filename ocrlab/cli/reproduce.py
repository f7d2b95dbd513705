"""Reproduce: does the same come out of a run that was saved, and if not, what is different?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab.cli.console import answer, answer_json, engine_speaks_on_stderr, progress
from ocrlab.cli.options import AsJson
from ocrlab.cli.own_filters import say_own_filter_problems
from ocrlab.errors import FileError
from ocrlab.files import read_file
from ocrlab.image import decode
from ocrlab.runs import from_file
from ocrlab.runs import reproduce as run_again
from ocrlab.wording import shown_name


def reproduce(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A run, as the page Runs saves it by Reproduce.")],
    image: Annotated[
        str | None, typer.Option("--image", metavar="PATH", help="The page, where the file does not hold it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Filter and read the page of a saved run once more, and say what came out different.

    Exit code 0 where pixels, reading and score are the same, 1 where they are not.
    """
    say_own_filter_problems()
    saved = from_file(read_file(file), file)
    page = saved.image if image is None else decode(read_file(image))
    if page is None:
        raise FileError(f"{shown_name(file)}: does not hold its page; give it with --image PATH")
    progress(f"reading {shown_name(saved.run.stored.image)}")
    with engine_speaks_on_stderr():
        again = run_again(saved.run, page)
    if as_json:
        answer_json({"same": not again.changes, "changes": again.changes, "versions": again.versions})
    else:
        outcome = again.changes or ("The same pixels, reading and score came out.",)
        answer("\n".join([*outcome, *(f"made with another version: {version}" for version in again.versions)]))
    if again.changes:
        raise typer.Exit(1)
