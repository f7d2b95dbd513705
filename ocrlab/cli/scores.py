"""Scores: how is one told to a person at a terminal? Never without the normalisation it was counted under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ocrlab.scoring import METRICS, Score, macro, micro
from ocrlab.wording import counted, percent

if TYPE_CHECKING:  # pictures take a while to load, and most scores are of texts
    from ocrlab.scoring.pixels import PixelScore


def summary(score: Score | None) -> str:
    """What stands below the text of a page; nothing for a page without truth."""
    return "" if score is None else f"\n\n{_rates(score)}\n{_under(score)}\n"


def together(scores: Sequence[Score]) -> str:
    """What several pages say: all as one text, and the plain mean of the pages."""
    whole, mean = micro(scores), macro(scores)
    return (
        f"All {len(scores)} images as one text (micro): {_rates(whole)}\n"
        f"Mean of the {len(scores)} images (macro): CER {percent(mean['cer'])}, WER {percent(mean['wer'])}\n"
        f"{_under(whole)}"
    )


def table(score: Score) -> str:
    """Every metric, one a line."""
    width = max(len(METRICS[name].title) for name in score.rates)
    rows = [
        f"{METRICS[name].title:{width}}  {percent(rate.rate):>8}  ({counted(rate.errors, 'error')} in {rate.length:,})"
        for name, rate in score.rates.items()
    ]
    return "\n".join([*rows, _under(score)])


def pixel_table(score: PixelScore) -> str:
    """The measures of a black-and-white page, one a line."""
    rows = {
        "Wrong pixels": f"{percent(score.wrong / score.pixels)}  ({score.wrong:,} of {score.pixels:,})",
        **score.told,
    }
    width = max(map(len, rows))
    return "\n".join(f"{title:{width}}  {value}" for title, value in rows.items())


def _rates(score: Score) -> str:
    parts = []
    for name, unit in (("cer", "character"), ("wer", "word")):
        rate = score[name]
        errors, length = counted(rate.errors, "error"), counted(rate.length, unit)
        parts.append(f"{name.upper()} {percent(rate.rate)} ({errors} in {length})")
    return ", ".join(parts)


def _under(score: Score) -> str:
    return f"Normalisation: {score.normalisation}"
