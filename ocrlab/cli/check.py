"""Check: does a file of own filters keep what every filter promises?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab.cli.console import answer, answer_json, say
from ocrlab.cli.options import AsJson
from ocrlab.filters import contract
from ocrlab.filters.registry import only_own
from ocrlab.wording import counted


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A Python file with decorated functions.")],
    as_json: AsJson = False,
) -> None:
    """Try the filters of a file of your own: do they keep what every filter promises?

    A line for each promise that is broken, or that all are kept; exit code 2 for a broken one.
    """
    with only_own(file) as (filters, problems):
        for problem in problems:
            say(problem)
        faults = {filter_.name: contract.broken(filter_) for filter_ in filters}
        tried = {filter_.name: len(contract.corners(filter_)) for filter_ in filters}
    for name, sentences in faults.items():
        if as_json:
            answer_json({"filter": name, "faults": sentences})
        elif sentences:
            answer("\n".join(sentences))
        else:
            pages = counted(len(contract.PAGES), "page")
            answer(f"{name}: keeps its promises, with {counted(tried[name], 'setting')} on {pages}")
    if problems or any(faults.values()):
        raise typer.Exit(2)
