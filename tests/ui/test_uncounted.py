"""What is read where the truth says "do not count" stands on the page and takes part in no number there."""

from __future__ import annotations

import numpy as np
import quick_engine  # noqa: F401  known by its name from here on

from ocrlab.datasets import Sample
from ocrlab.pipeline import Pipeline
from ocrlab.reading import Reading, Word
from ocrlab.run import finished, prepare
from ocrlab.ui.tune import scores
from ocrlab.ui.tune.readings import Pair, Read


def box(left: int, top: int):
    return ((left, top), (left + 30, top), (left + 30, top + 10), (left, top + 10))


PAGE = np.full((60, 80), 255, np.uint8)
BLURRED = (box(40, 0),)


def read(*words: str) -> Reading:
    """Words beside each other; the second stands where nothing counts."""
    return Reading((tuple(Word(text, box(40 * n, 0), 0.9) for n, text in enumerate(words)),))


def run(reading: Reading):
    return finished(prepare(Sample("page", PAGE, "Paid", ignored=BLURRED), Pipeline(), "quick"), reading, 0.0)


def test_the_verdict_counts_what_the_numbers_count():
    pair = Pair(run(read("Paid", "#@")), run(read("Paid", "%&(")))
    compared = scores.of_pair("Paid", pair, "white space")
    assert compared.verdict.kind == "same" and compared.cer_after == pair.filtered.score["cer"]
    assert (compared.cer_after.errors, compared.cer_after.length) == (0, 4)


def test_a_page_scored_before_its_boxes_were_known_is_scored_again():
    sample = Sample("page", PAGE, "Paid")
    kept = Read(prepare(sample, Pipeline(), "quick"), read("Paid", "#@"), 0.0)
    assert kept.run(sample, "white space").score["cer"].errors == 3
    assert kept.run(Sample("page", PAGE, "Paid", ignored=BLURRED), "white space").score["cer"].errors == 0
