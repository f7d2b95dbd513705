"""Contest: the filter, or the engine? Which engines read here, and which of both does more for these pages?

``contenders``  who can read here, each with all its settings
``reading``  pages read by all of them, without a filter and under a setting
``words``  what came of it, as a person hears it
"""

from ocrlab.contest.contenders import Contender, named, offered
from ocrlab.contest.reading import Outcome, read_all
from ocrlab.contest.words import Record, engines_alone, filter_or_engine, this_setting

__all__ = [
    "Contender",
    "Outcome",
    "Record",
    "engines_alone",
    "filter_or_engine",
    "named",
    "offered",
    "read_all",
    "this_setting",
]
