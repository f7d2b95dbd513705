"""Learning: which few settings serve different pages, and which rule chooses among them best?

Which rule, is learnt on the search pages; the held-out pages say whether it was worth it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocrlab.diagnose import Qualities
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe, Rule, Seen
from ocrlab.scoring import Rate
from ocrlab.search.plan import Plan
from ocrlab.search.proving.summary import Summary

MAX_SETTINGS = 4  # settings of a recipe: each is one more reading of every page


def few_best(rates: Sequence[Sequence[Rate]], most: int = MAX_SETTINGS) -> list[int]:
    """Places of the settings that together leave fewest errors if each page had its best: the best one first, then the
    one that adds most, while one adds anything.

    ``rates`` by setting, then by page. A greedy cover is within 1 - 1/e of the best of its size (Nemhauser et
    al. 1978).
    """
    if not rates or not rates[0]:
        return []
    errors = [[rate.errors for rate in row] for row in rates]
    chosen = [min(range(len(errors)), key=lambda i: sum(errors[i]))]
    floor = list(errors[chosen[0]])
    while len(chosen) < most:
        gains = [sum(max(0, low - wrong) for low, wrong in zip(floor, row, strict=True)) for row in errors]
        best = max(range(len(gains)), key=lambda i: gains[i])
        if gains[best] <= 0:
            break
        chosen.append(best)
        floor = [min(low, wrong) for low, wrong in zip(floor, errors[best], strict=True)]
    return chosen


def learn(
    settings: Sequence[Pipeline],
    rates: Sequence[Sequence[Rate]],
    seen: Sequence[Sequence[Seen]],
    qualities: Sequence[Qualities],
) -> Recipe:
    """The rule with fewest errors on these pages, the single best setting where none has fewer.

    ``rates`` and ``seen`` by setting, then by page. The measured rule has values of its own to learn, so it is judged
    on pages left out one at a time.
    """
    settings = tuple(settings)
    single = Recipe(settings)
    if len(settings) < 2:
        return single
    pages = range(len(qualities))
    best, fewest = single, sum(rate.errors for rate in rates[0])
    rules: list[Rule] = ["confidence", "sure letters"]
    for rule in [*rules, "agreement"] if len(settings) > 2 else rules:
        recipe = Recipe(settings, rule)
        errors = sum(rates[recipe.choose([row[page] for row in seen])][page].errors for page in pages)
        if errors < fewest:
            best, fewest = recipe, errors
    errors = 0
    for page in pages:
        others = [other for other in pages if other != page]
        stump = _stump(settings, rates, qualities, others)
        errors += rates[stump.choose((), qualities[page])][page].errors
    if errors < fewest:
        best = _stump(settings, rates, qualities, list(pages))
    return best


def _stump(
    settings: tuple[Pipeline, ...], rates: Sequence[Sequence[Rate]], qualities: Sequence[Qualities], pages: list[int]
) -> Recipe:
    """The one measured value, and the threshold half-way between two pages, that splits these pages best."""
    best, fewest = Recipe(settings), sum(rates[0][page].errors for page in pages)
    for name in qualities[0].to_dict():
        values = [qualities[page].to_dict()[name] for page in pages]
        ends = sorted(set(values))
        for low, high in pairwise(ends):
            threshold = (low + high) / 2
            sides: list[tuple[int, int]] = []
            for side in (True, False):
                on_side = [page for page, value in zip(pages, values, strict=True) if (value < threshold) is side]
                sums = [sum(row[page].errors for page in on_side) for row in rates]
                place = min(range(len(sums)), key=lambda i: (sums[i], i))
                sides.append((sums[place], place))
            if sum(total for total, _ in sides) < fewest:
                fewest = sum(total for total, _ in sides)
                best = Recipe(settings, "measured", name, threshold, sides[0][1], sides[1][1])
    return best


def learnt_of(summary: Summary, plan: Plan) -> Learnt:
    """What the summary's recipe was learnt on, to be written beside it."""
    engine = summary.turned_down.engine if summary.turned_down else summary.engine
    return Learnt(
        study=summary.study,
        metric=summary.metric,
        normalise=plan.normalise,
        pages=summary.searched.pages,
        proof_pages=summary.proved.pages,
        gain=summary.recipe.gain,
        engine=plan.reads(engine).engine,
        settings=plan.reads(engine, proof=True).settings,
        seen_in_search=summary.proved.seen_in_search,
    )
