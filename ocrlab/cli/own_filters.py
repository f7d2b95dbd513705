"""Own filters on the command line: which could not be loaded, and does a file keep what every filter promises?"""

from __future__ import annotations

import typer

from ocrlab.cli.console import answer, answer_json, say
from ocrlab.filters import contract, own_filter_problems
from ocrlab.filters.registry import only_own
from ocrlab.wording import counted


def say_own_filter_problems() -> None:
    """A line on stderr for each file or package of filters that could not be loaded; everything else goes on."""
    for problem in own_filter_problems():
        say(problem)


def check_own_filters(file: str, as_json: bool) -> None:
    """Try each filter of a file: a line for each promise it breaks, or that it keeps all; exit code 2 for a broken one."""
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
