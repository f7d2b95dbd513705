"""Words: how does a person hear what a search found? The same sentences on the page and on the command line."""

from __future__ import annotations

from ocrlab.engines import engines
from ocrlab.scoring import Rate
from ocrlab.scoring.certainty import FEWEST
from ocrlab.search import objective
from ocrlab.search.proving.summary import EnginesProved, Group, Proved, RecipeProved, Summary
from ocrlab.search.trial import CURRENT, NO_FILTER, Trial
from ocrlab.wording import counted, listed, percent, points

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
    setting = f"{CURRENT}: {trial}" if trial.origin == CURRENT else str(trial)
    return f"{trial.number:4}  {objective.short(metric)} {percent(trial.rate.rate):>7}  {state:23}  {setting}"


def verdict(summary: Summary) -> str:
    """Is it worth anything? One sentence, the answer before its first colon."""
    proved = summary.proved
    return _leave_it(summary) if not summary.best.filtering.stages else _worth_it(summary.metric, proved)


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
        best = with_engine("No filter is best", summary.engine)
        return f"{best}: nothing that was tried reads better ({title} {nothing} on {_where(proved)})."
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
    best = with_engine(str(summary.best) if summary.best.filtering.stages else NO_FILTER, summary.engine)
    if summary.best.filtering.stages or not summary.turned_down:
        return f"Best setting: {best}"
    turned_down = with_engine(str(summary.turned_down.setting), summary.turned_down.engine)
    return f"Best setting: {best} (turned down: {turned_down})"


def with_engine(setting: str, engine: str) -> str:
    """The setting, and who reads under it where that varied."""
    return f"{setting}, read by {titled(engine)}" if engine else setting


def titled(engine: str) -> str:
    """What an engine is called, also one that has gone since."""
    known = engines().get(engine)
    return known.title if known else engine


def lines(summary: Summary) -> list[str]:
    """Everything else worth a sentence, one a line."""
    sentences = []
    if summary.proved.seen_in_search:
        sentences.append(
            "No page was held out, so the gain is measured on the very pages it was found on and looks too good."
            if summary.best.filtering.stages
            else "No page was held out, so this holds for the very pages that were searched."
        )
    if spoiling := summary.best.spoiling.stages:
        sentences.append(
            f"All pages were spoilt on purpose first ({summary.best.spoiling}), those without a filter too: for real "
            f"pages leave {'that stage' if len(spoiling) == 1 else 'those stages'} out."
        )
    if summary.proxy:
        sentences.append(summary.proxy)
    if summary.engines:
        sentences += _engine_lines(summary, summary.engines)
    sentences += [_group_line(group) for group in summary.groups if group.proved]
    if _percent(summary.recipe.chosen) != _percent(summary.recipe.best_for_all):
        sentences.append(_recipe_line(summary.recipe))
    sentences.append(_readings_line(summary))
    return sentences


def _engine_lines(summary: Summary, proved: EnginesProved) -> list[str]:
    """What each engine reads without a filter, and whether the best setting does more than the best of them."""
    each = listed(f"{titled(engine.engine)} {_percent(engine.rate)}" for engine in proved.unfiltered)
    sentences = [f"Without any filter, on {_where(summary.proved)}: {each}."]
    if summary.best.filtering.stages:
        gain = proved.gain
        verdict = (
            "whether it reads better cannot be told" if gain.verdict == "cannot tell" else f"it reads {gain.verdict}"
        )
        sure = f" ({_span(gain.low, gain.high)}, 95 % interval)" if gain.units > 1 else ""
        own = with_engine("the best setting", summary.engine)
        sentences.append(f"Against the best engine without a filter, {titled(proved.best)}, {own}: {verdict}{sure}.")
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


def kind(summary: Summary) -> str:
    """``better``, ``worse`` or nothing, of what was proved or of the setting that was turned down."""
    gain = summary.turned_down.gain if summary.turned_down else summary.proved.gain
    return "" if gain.verdict == "cannot tell" else gain.verdict


def duration(seconds: float) -> str:
    """``45 s``, ``12 min``"""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _percent(rate: Rate) -> str:
    return percent(rate.rate)


def _span(low: float, high: float) -> str:
    """``-12.0 to -8.0 points``"""
    return f"{points(low).partition(' ')[0]} to {points(high)}"
