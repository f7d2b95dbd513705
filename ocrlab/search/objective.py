"""Objective: which number does a search minimise?

The loss of a metric of the score, or, where there is no truth, the engine's own doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

from ocrlab.errors import ParamError
from ocrlab.scoring import METRICS, Rate, Score
from ocrlab.scoring.rate import Accuracy

CONFIDENCE = "confidence"
PROXY = "Not accuracy: without a truth the search follows how sure the engine is, and an engine can be sure and wrong."
_ALWAYS = ("cer", "wer")
_MILLE = 1000


def check_metric(name: str) -> str:
    """The name; raises `ParamError` naming those there are."""
    if name != CONFIDENCE and name not in METRICS:
        raise ParamError(f"metric: must be one of {', '.join([*METRICS, CONFIDENCE])}, got {name!r}")
    return name


def needs_truth(metric: str) -> bool:
    return metric != CONFIDENCE


def title(metric: str) -> str:
    return "Confidence (a proxy)" if metric == CONFIDENCE else METRICS[metric].title


def short(metric: str) -> str:
    """What it is called in a table: ``CER``."""
    _, _, inside = title(metric).partition("(")
    return "Confidence" if metric == CONFIDENCE else inside.removesuffix(")") or title(metric)


def lower_is_better(metric: str) -> bool:
    return metric != CONFIDENCE and METRICS[metric].lower_is_better


def rate_kind(metric: str) -> type[Rate]:
    """What its errors and length are told as: a rate of errors, or an accuracy."""
    return Accuracy if metric == CONFIDENCE else METRICS[metric].kind


def metrics(metric: str) -> tuple[str, ...]:
    """What a page that has a truth is scored by: the objective, and CER and WER beside it."""
    return tuple(dict.fromkeys([*_ALWAYS, *([metric] if metric in METRICS else [])]))


def rates(metric: str, score: Score | None, confidence: float | None) -> dict[str, Rate]:
    """The page's rates by metric: those it was scored by, and the confidence where that is the objective.

    Confidence counts in thousandths, each page alike; an empty page is no confidence at all, so that a filter that
    wipes everything out does not look sure of itself.
    """
    rates: dict[str, Rate] = dict(score.rates) if score is not None else {}
    if metric == CONFIDENCE:
        rates[CONFIDENCE] = Accuracy(_MILLE - round(_MILLE * (confidence or 0.0)), _MILLE)
    return rates


def from_dict(stored: Mapping[str, Mapping[str, int]]) -> dict[str, Rate]:
    """The rates that `to_dict` wrote; a metric that has gone since is left out."""
    known = (name for name in stored if name == CONFIDENCE or name in METRICS)
    return {name: rate_kind(name)(stored[name]["errors"], stored[name]["length"]) for name in known}


def to_dict(by_metric: Mapping[str, Rate]) -> dict[str, dict[str, int | float]]:
    return {name: rate.to_dict() for name, rate in by_metric.items()}
