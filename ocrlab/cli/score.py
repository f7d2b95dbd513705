"""Score: how near is a text to its truth?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab import scoring
from ocrlab.cli import scores
from ocrlab.cli.console import answer, answer_json, say
from ocrlab.cli.options import AsJson, Normalise
from ocrlab.files import read_file
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.truth import parse_truth


def score(
    truth: Annotated[str, typer.Argument(metavar="TRUTH", help="The file with the true text.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The file with the text that was read.")],
    normalise: Normalise = DEFAULT_NORMALISATION,
    as_json: AsJson = False,
) -> None:
    """Score a text against its truth: either as plain text, hOCR, ALTO, PAGE XML or boxes with their text."""
    known = parse_truth(read_file(truth), truth)
    read = parse_truth(read_file(text), text, may_be_blank=True)
    for note in (*known.notes, *read.notes):
        say(note)
    if known.ignored and not any(line.box for line in read.lines):
        say(f'{text}: has no boxes, so what was read where {truth} says "do not count" is scored as errors')
    result = scoring.score(known.text, scoring.text_without_ignored(read, known.ignored), normalise)
    if as_json:
        answer_json(result.to_dict())
    else:
        answer(scores.table(result))
