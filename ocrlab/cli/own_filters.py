"""Own filters on the command line: which could not be loaded?"""

from __future__ import annotations

from ocrlab.cli.console import say
from ocrlab.filters import own_filter_problems


def say_own_filter_problems() -> None:
    """A line on stderr for each file or package of filters that could not be loaded; everything else goes on."""
    for problem in own_filter_problems():
        say(problem)
