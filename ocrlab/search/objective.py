"""What does a search make small? A metric of the score, or, where there is no truth, the engine's own doubt."""

from __future__ import annotations

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


def title(metric: str) -> str:
    return "Confidence (a proxy)" if metric == CONFIDENCE else METRICS[metric].title


def lower_is_better(metric: str) -> bool:
    return metric != CONFIDENCE and METRICS[metric].lower_is_better


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


def from_dict(stored: dict[str, dict[str, int]]) -> dict[str, Rate]:
    """The rates that `to_dict` wrote."""
    kinds = {name: METRICS[name].kind for name in METRICS} | {CONFIDENCE: Accuracy}
    return {name: kinds[name](value["errors"], value["length"]) for name, value in stored.items() if name in kinds}


def to_dict(found: dict[str, Rate]) -> dict[str, dict[str, int | float]]:
    return {name: rate.to_dict() for name, rate in found.items()}
