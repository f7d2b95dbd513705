"""Score: how near is a text to its truth, or a black-and-white page to the true one?"""

from __future__ import annotations

from typing import Annotated

import typer

from ocrlab import scoring
from ocrlab.cli import scores
from ocrlab.cli.console import answer, answer_json, say
from ocrlab.cli.options import AsJson, Normalise
from ocrlab.errors import InputError
from ocrlab.files import read_file
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.truth import parse_truth
from ocrlab.wording import shown_name


def score(
    truth: Annotated[str, typer.Argument(metavar="TRUTH", help="The file with the true text, or the true page.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The file with the text that was read, or the page.")],
    normalise: Normalise = DEFAULT_NORMALISATION,
    as_json: AsJson = False,
) -> None:
    """Score a text against its truth: either as plain text, hOCR, ALTO, PAGE XML or boxes with their text.

    Two black-and-white pictures are compared pixel by pixel, with the measures of the DIBCO competitions.
    """
    truth_name, text_name = shown_name(truth), shown_name(text)
    true_bytes, bytes_read = read_file(truth), read_file(text)
    if pictures := [name for name, data in ((truth, true_bytes), (text, bytes_read)) if _is_picture(data)]:
        if len(pictures) == 1:
            shown = shown_name(pictures[0])
            raise InputError(f"{shown}: is a picture, the other is not; give two pictures, or two texts")
        _score_pictures((truth_name, true_bytes), (text_name, bytes_read), as_json)
        return
    known = parse_truth(true_bytes, truth_name)
    read = parse_truth(bytes_read, text_name, may_be_blank=True)
    for note in (*known.notes, *read.notes):
        say(note)
    if known.ignored and not any(line.box for line in read.lines):
        say(f'{text_name}: has no boxes, so what was read where {truth_name} says "do not count" is scored as errors')
    result = scoring.score(known.text, scoring.text_without_ignored(read, known.ignored), normalise)
    if as_json:
        answer_json(result.to_dict())
    else:
        answer(scores.table(result))


def _is_picture(data: bytes) -> bool:
    # No text but UTF-16 holds a zero byte, and what tells pictures apart takes a while to load.
    if b"\0" not in data[:4096]:
        return False
    from ocrlab.image import HEAD_BYTES, is_image

    return is_image(data[:HEAD_BYTES])


def _score_pictures(truth: tuple[str, bytes], result: tuple[str, bytes], as_json: bool) -> None:
    from ocrlab.cli.arguments import naming
    from ocrlab.image import decode_page, grey
    from ocrlab.scoring.pixels import pixel_score

    pages = []
    for name, data in (result, truth):
        try:
            decoded = decode_page(data)
        except InputError as error:
            raise InputError(naming(name, error)) from error
        for note in decoded.notes:
            say(f"{name}: {note}")
        pages.append(grey(decoded.image))
    score = pixel_score(pages[0], pages[1], (result[0], truth[0]))
    if as_json:
        answer_json(score.to_dict())
    else:
        answer(scores.pixel_table(score))
