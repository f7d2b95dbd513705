"""Racing: is a setting still worth reading the next page for?

After each page the setting is compared with the best so far on the pages both have read. It is given up where even a
faultless rest would not make it better by anything worth having, or where a one-sided paired t-test says that it will
not be: the t-race of irace (Lopez-Ibanez et al., Operations Research Perspectives 3, 2016,
doi:10.1016/j.orp.2016.09.002; Birattari et al., GECCO 2002). Unlike the Wilcoxon test it can speak after two pages
where the loss is large and even, and weighs a lost page more than a lost comma.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import cast

from ocrlab.scoring import Rate
from ocrlab.search.pages import Page

# Chance to give up, at one look, a setting that is a little better than the best. In simulated races of 60 settings on
# 21 pages 0.05 reads 25 to 50 % of all, 0.2 reads 15 to 27 % and ends 0.1 to 0.4 points above the best there is.
ALPHA = 0.2
WORTH = 0.002  # gain in the rate below which a setting is not worth its readings
LEAST_SPREAD = 0.01  # of the difference between pages: two pages that happen to agree prove nothing
FEWEST = 2  # pages before the test speaks


def race(
    readings: Iterator[tuple[Page, object]],
    rates_of: Callable[[list[Page]], Mapping[str, Rate]],
    best: Mapping[str, Rate],
    report: Callable[[int], None],
) -> tuple[list[Page], bool]:
    """Read a setting page by page for as long as it may still be better than ``best``.

    Returns the pages that were read, and whether it was given up before the last. ``report`` hears how many there are.
    """
    read: list[Page] = []
    # A generator, which drops what it has asked for ahead once it is closed.
    with closing(cast("Generator[tuple[Page, object], None, None]", readings)) as stream:
        report(0)
        for page, _ in stream:
            read.append(page)
            report(len(read))
            if len(read) < len(best) and hopeless(rates_of(read), best):
                return read, True
    return read, False


def hopeless(trial: Mapping[str, Rate], best: Mapping[str, Rate]) -> bool:
    """Give the trial up? ``trial`` and ``best`` hold the rates by page; ``best`` has read every page."""
    seen = [name for name in trial if name in best]
    if not seen:
        return False
    # What it may lose in all to gain enough, however well the rest goes.
    whole = Rate.total(Rate(rate.errors, rate.length) for rate in best.values())
    if sum(rate.errors for rate in trial.values()) > whole.errors - WORTH * whole.length:
        return True
    if len(seen) < FEWEST or len(seen) >= len(best):
        return False
    lost = [loss(trial[name]) - loss(best[name]) for name in seen]
    return p_of_better(lost, WORTH) < ALPHA


def loss(rate: Rate) -> float:
    """Errors over length, whichever way the metric tells it."""
    return rate.errors / max(1, rate.length)


def p_of_better(lost: Sequence[float], worth: float) -> float:
    """Chance of losses so high from a setting that gains at least ``worth`` a page (one-sided paired t-test)."""
    from scipy.special import stdtr

    count = len(lost)
    mean = sum(lost) / count
    spread = math.sqrt(sum((value - mean) ** 2 for value in lost) / (count - 1))
    t = (mean + worth) / (max(spread, LEAST_SPREAD) / math.sqrt(count))
    return float(stdtr(count - 1, -t))


def expected(trial: Mapping[str, Rate], best: Mapping[str, Rate]) -> float:
    """The rate a trial would have had on all pages of ``best``, from its difference on those it read."""
    pages = best or trial
    both = [name for name in trial if name in pages]
    if not both:
        return 1.0
    length = max(1, sum(rate.length for rate in pages.values()))
    shared = max(1, sum(pages[name].length for name in both))
    lost = sum(trial[name].errors - pages[name].errors for name in both) / shared
    return max(0.0, sum(rate.errors for rate in pages.values()) / length + lost)
