"""How does a person hear what a search found? The same sentences on the page and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocrlab.pipeline import Pipeline
from ocrlab.search import objective
from ocrlab.search.trial import Trial


def percent(rate: float) -> str:
    return f"{rate:.1%}"


def counted(pages: int) -> str:
    return f"{pages} page{'' if pages == 1 else 's'}"


def trial_line(trial: Trial, metric: str) -> str:
    """One line for one trial."""
    if trial.rate is None:
        return f"{trial.number:4}  failed: {trial.why}"
    state = counted(trial.pages) if trial.state == "complete" else f"given up after {trial.pages}"
    origin = trial.origin if trial.origin in ("no filter", "current") else ""
    told = ": ".join(filter(None, [origin, "" if origin == "no filter" else str(trial.pipeline)]))
    return f"{trial.number:4}  {metric.upper()} {percent(trial.rate.rate):>6}  {state:22}  {told}"


def verdict(summary: Mapping[str, Any]) -> str:
    """Is it worth anything? One sentence."""
    held, metric = summary["held_out"], objective.title(summary["metric"])
    best, nothing = percent(held["best"]["rate"]), percent(held["no_filter"]["rate"])
    pages = f"{counted(held['pages'])} {'it was searched on' if held['seen_in_search'] else 'held out'}"
    if not summary["best"]["stages"]:
        return f"No filter is best: nothing that was tried reads better ({metric} {nothing} on {pages})."
    low, high = (f"{100 * bound:+.1f}" for bound in held["difference"])
    told = {
        "better": "The best setting is better than no filter",
        "worse": "The best setting of the search is worse than no filter",
        "cannot tell": "Whether the best setting is better than no filter cannot be told",
    }[held["verdict"]]
    sure = "" if held["units"] < 2 else f"; difference {low} to {high} points at 95 %"
    few = " Six pages or more are needed to tell." if held["verdict"] == "cannot tell" and held["units"] < 6 else ""
    return f"{told}: {metric} {best}, against {nothing}, on {pages}{sure}.{few}"


def lines(summary: Mapping[str, Any]) -> list[str]:
    """Everything else worth a sentence, one a line."""
    held = summary["held_out"]
    told = [f"Best setting: {Pipeline.from_dict(summary['best'])}"]
    if held["seen_in_search"]:
        told.append(
            "No page was held out, so the gain is measured on the very pages it was found on and looks too good."
        )
    if summary["proxy"]:
        told.append(summary["proxy"])
    for group in summary["groups"]:
        if group["held_out"]:
            mine, nothing = group["held_out"], group["held_out"]["no_filter"]["rate"]
            told.append(
                f"{group['group'] or 'Top folder'}: {percent(mine['best']['rate'])} with its own best "
                f"({Pipeline.from_dict(group['best'])}), {percent(mine['one_for_all']['rate'])} with the best for all, "
                f"{percent(nothing)} with no filter."
            )
    auto = summary["auto"]
    if auto["recipe"]["rule"] != "single":
        chosen = auto["held_out"]
        told.append(
            f"Chosen page by page among {len(auto['recipe']['settings'])} settings ({auto['rule']}): "
            f"{percent(chosen['auto']['rate'])}, against {percent(chosen['single']['rate'])} with one for all; "
            f"a perfect choice would have {percent(chosen['best_per_page']['rate'])}."
        )
    share = summary["readings"] / max(1, summary["readings_naive"])
    told.append(
        f"{summary['readings']} pages read and {summary['readings_saved']} known already, "
        f"where trials times pages are {summary['readings_naive']} ({share:.0%}); {summary['seconds']:.0f} s."
    )
    return told
