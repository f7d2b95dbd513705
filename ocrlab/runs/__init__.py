"""Runs: what came of a setting that was tried before, how does it differ from another, and does it come out again?

``record``  a run as it is stored, and back
``differing``  what of two or more runs is not the same
``sets``  which pages of a set were read wrong by both of two settings, which by one alone
``reproducing``  a run as one file, and that file's run once more
``tables``  runs as CSV and JSON
"""

from ocrlab.runs.differing import Difference, differences
from ocrlab.runs.record import PastRun, Source, stored_run
from ocrlab.runs.reproducing import Reproduced, RunFile, from_file, reproduce, to_file
from ocrlab.runs.tables import as_csv, as_json

__all__ = [
    "Difference",
    "PastRun",
    "Reproduced",
    "RunFile",
    "Source",
    "as_csv",
    "as_json",
    "differences",
    "from_file",
    "reproduce",
    "stored_run",
    "to_file",
]
