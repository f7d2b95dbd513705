"""Finals: which of the last few settings is worth proving?

A search reads quickly, and what reads best at draft speed need not read best at the speed of the proof. So the few
settings in front are read once more on the search pages, as the proof reads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from ocrlab.errors import EngineError, FileError, InputError
from ocrlab.scoring import Rate
from ocrlab.search import racing
from ocrlab.search.known import Known
from ocrlab.search.pages import Page
from ocrlab.search.reader import PageReader
from ocrlab.search.trial import Trial

FINALISTS = 3
MAX_SPECIALISTS = 2  # settings given up that are read to their end because they were better on some pages
WORTH_READING = 0.02  # share of the best setting's errors such a setting must have saved on the pages it was read on

Report = Callable[[str, int, int], None]  # phase, pages read, pages to read


def final_round(known: Known, reader: PageReader, report: Report) -> Trial:
    """Of the few trials in front, the one that reads the search pages best as the proof reads.

    A setting that is behind the best so far is given up as in the search; one that fails as the proof reads is out.
    """
    front = known.complete[:FINALISTS]
    # The proof compares the winner with no filter anyway, so that needs no readings here unless it is in front.
    finalists = [trial for place, trial in enumerate(front) if place == 0 or trial.pipeline.filtering.stages]
    winner = finalists[0]
    best: dict[str, Rate] = {}
    pages = len(known.searched)
    for place, trial in enumerate(finalists if len(finalists) > 1 else ()):

        def so_far(done: int, before: int = place * pages) -> None:
            report("finals", before + done, len(finalists) * pages)

        try:
            rates = _raced(known, reader, trial, best, so_far)
        except FileError:
            raise
        except (InputError, EngineError):
            continue
        if rates and (not best or _loss(rates) < _loss(best)):
            winner, best = trial, rates
    return winner


def _raced(
    known: Known, reader: PageReader, trial: Trial, best: dict[str, Rate], report: Callable[[int], None]
) -> dict[str, Rate]:
    """The trial's rates as the proof reads, by page; empty where it was given up."""

    def rates_of(pages: Sequence[Page]) -> dict[str, Rate]:
        return known.rates(trial.pipeline, pages, proof=True, engine=trial.engine)

    readings = reader.read(trial.pipeline, known.searched, known.plan.reads(trial.engine, proof=True))
    read, given_up = racing.race(readings, rates_of, best, report)
    return {} if given_up else rates_of(read)


def _loss(rates: dict[str, Rate]) -> float:
    return racing.loss(Rate.total(rates.values()))


def finish_specialists(known: Known, reader: PageReader) -> None:
    """Read to the end what was given up as a whole but did best on some pages: a recipe may want it."""
    best = known.best_rates()
    total = sum(rate.errors for rate in best.values())
    gains = []
    for trial in known.trials:
        if trial.state == "pruned":
            rates = known.rates(trial.pipeline, known.searched[: trial.pages], engine=trial.engine)
            gain = sum(max(0, best[key].errors - rate.errors) for key, rate in rates.items())
            gains.append((gain, -trial.number, trial))
    for gain, _, trial in sorted(gains, reverse=True, key=lambda entry: entry[:2])[:MAX_SPECIALISTS]:
        if gain > WORTH_READING * total:
            deque(reader.read(trial.pipeline, known.searched, known.plan.reads(trial.engine)), maxlen=0)
