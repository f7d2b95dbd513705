"""Words: how does a person hear what a search found? The same sentences on the page and on the command line."""

from __future__ import annotations

from ocrlab.scoring import Rate
from ocrlab.scoring.certainty import FEWEST
from ocrlab.search import objective
from ocrlab.search.proving.summary import Group, Proved, RecipeProved, Summary
from ocrlab.search.trial import CURRENT, NO_FILTER, Trial
from ocrlab.wording import counted, percent, points

_VERDICTS = {
    "better": "The best setting is better than no filter",
    "worse": "The best setting of the search is worse than no filter",
    "cannot tell": "Whether the best setting is better than no filter cannot be told",
}


def trial_line(trial: Trial, metric: str) -> str:
    """One line for one trial."""
    if trial.rate is None:
        return f"{trial.number:4}  failed: {trial.why}"
    state = counted(trial.pages, "page") if trial.is_complete else f"given up after {counted(trial.pages, 'page')}"
    setting = f"{CURRENT}: {trial.pipeline}" if trial.origin == CURRENT else str(trial.pipeline)
    return f"{trial.number:4}  {objective.short(metric)} {percent(trial.rate.rate):>7}  {state:23}  {setting}"


def verdict(summary: Summary) -> str:
    """Is it worth anything? One sentence, the answer before its first colon."""
    proved = summary.proved
    return _leave_it(summary) if not summary.best.stages else _worth_it(summary.metric, proved)


def _worth_it(metric: str, proved: Proved) -> str:
    gain = proved.gain
    best, nothing = _percent(proved.best), _percent(proved.no_filter)
    sure = "" if gain.units < 2 else f"; the difference is {_span(gain.low, gain.high)} (95 % interval)"
    few = " Six pages or more are needed to tell." if gain.verdict == "cannot tell" and gain.units < FEWEST else ""
    return (
        f"{_VERDICTS[gain.verdict]}: {objective.title(metric)} {best}, against {nothing}, on {_where(proved)}{sure}."
        + few
    )


def _leave_it(summary: Summary) -> str:
    proved, turned_down = summary.proved, summary.turned_down
    title, nothing = objective.title(summary.metric), _percent(proved.no_filter)
    if turned_down is None:
        return f"No filter is best: nothing that was tried reads better ({title} {nothing} on {_where(proved)})."
    reads = "worse" if turned_down.rate.errors > proved.no_filter.errors else "no better"
    return (
        f"Leave the pages as they are: the best setting of the search reads {reads} in the proof, {title} "
        f"{_percent(turned_down.rate)} against {nothing} with no filter, on {_where(proved)}."
    )


def _where(proved: Proved) -> str:
    if proved.seen_in_search:
        return f"the {counted(proved.pages, 'page')} searched" if proved.pages > 1 else "the page searched"
    return f"{counted(proved.pages, 'page')} held out"


def answer(summary: Summary) -> str:
    """What to do, in a line."""
    if summary.best.stages:
        return f"Best setting: {summary.best}"
    turned_down = f" (turned down: {summary.turned_down.setting})" if summary.turned_down else ""
    return f"Best setting: {NO_FILTER}{turned_down}"


def lines(summary: Summary) -> list[str]:
    """Everything else worth a sentence, one a line."""
    sentences = []
    if summary.proved.seen_in_search:
        sentences.append(
            "No page was held out, so the gain is measured on the very pages it was found on and looks too good."
            if summary.best.stages
            else "No page was held out, so this holds for the very pages that were searched."
        )
    if summary.proxy:
        sentences.append(summary.proxy)
    sentences += [_group_line(group) for group in summary.groups if group.proved]
    if _percent(summary.recipe.chosen) != _percent(summary.recipe.best_for_all):
        sentences.append(_recipe_line(summary.recipe))
    sentences.append(_readings_line(summary))
    return sentences


def _group_line(group: Group) -> str:
    proved = group.proved
    assert proved is not None
    own = f"{_percent(proved.best)} with its own best ({group.best})"
    for_all, nothing = _percent(proved.best_for_all), _percent(proved.no_filter)
    return f"{group.name or 'Top folder'}: {own}, {for_all} with the best for all, {nothing} with no filter."


def _recipe_line(proved: RecipeProved) -> str:
    recipe = proved.recipe
    return (
        f"Chosen page by page among {counted(len(recipe.settings), 'setting')} ({recipe}): {_percent(proved.chosen)}, "
        f"against {_percent(proved.best_for_all)} with one for all; a perfect choice would have "
        f"{_percent(proved.best_per_page)}."
    )


def _readings_line(summary: Summary) -> str:
    share = percent(summary.readings / max(1, summary.readings_naive), 0)
    return (
        f"Read: {counted(summary.readings, 'page')}, {share} of the {summary.readings_naive:,} it takes to read every "
        f"page under every setting; {summary.readings_saved:,} more were known already. Time: "
        f"{duration(summary.seconds)}."
    )


def duration(seconds: float) -> str:
    """``45 s``, ``12 min``"""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _percent(rate: Rate) -> str:
    return percent(rate.rate)


def _span(low: float, high: float) -> str:
    """``-12.0 to -8.0 points``"""
    return f"{points(low).partition(' ')[0]} to {points(high)}"
