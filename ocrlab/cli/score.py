"""Score: how near is a text to its truth?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab import scoring
from ocrlab.cli import scores
from ocrlab.cli.console import answer, answer_json
from ocrlab.cli.options import AsJson, Normalise
from ocrlab.files import read_file
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.truth import decode_text, read_truth


def score(
    truth: Annotated[str, typer.Argument(metavar="TRUTH", help="The file with the true text.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The file with the text that was read.")],
    normalise: Normalise = DEFAULT_NORMALISATION,
    as_json: AsJson = False,
) -> None:
    """Score a text against its truth."""
    true_text = read_truth(read_file(truth), truth)
    result = scoring.score(true_text, decode_text(read_file(text), text), normalise)
    if as_json:
        answer_json(result.to_dict())
    else:
        answer(scores.table(result))
