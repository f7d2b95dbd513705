"""Metrics: which numbers say how good a reading is?

One function a metric, registered with a title and one sentence that a beginner understands. The score table, the search
objective, the command line and the CSV take whatever stands in ``METRICS``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import Any

from ocrlab.errors import DeclarationError, ParamError
from ocrlab.scoring.alignment import distance
from ocrlab.scoring.flexible import flexible_errors
from ocrlab.scoring.rate import Accuracy, Rate
from ocrlab.text import DEFAULT_NORMALISATION, Prepared
from ocrlab.wording import percent


class Pair:
    """A truth and a reading, prepared, with the counts that several metrics share."""

    def __init__(self, truth: str, text: str, normalise: str = DEFAULT_NORMALISATION) -> None:
        self.truth = Prepared(truth, normalise)
        self.text = Prepared(text, normalise)

    @cached_property
    def character_errors(self) -> int:
        return distance(self.truth.graphemes, self.text.graphemes)

    @cached_property
    def word_errors(self) -> int:
        return distance(self.truth.words, self.text.words)

    @cached_property
    def shared_words(self) -> int:
        return (Counter(self.truth.words) & Counter(self.text.words)).total()


Measure = Callable[[Pair], Rate]


@dataclass(frozen=True)
class Metric:
    """One way to count. ``measure`` counts it on a prepared pair; ``kind`` says whether low or high is good."""

    name: str
    title: str
    help: str
    kind: type[Rate]
    measure: Measure

    @property
    def lower_is_better(self) -> bool:
        return not issubclass(self.kind, Accuracy)


METRICS: dict[str, Metric] = {}


def metric(name: str, title: str, help: str, kind: type[Rate] = Rate) -> Callable[[Measure], Measure]:
    """Register a metric under the name that scores, searches and exports call it by."""

    def register(measure: Measure) -> Measure:
        if name in METRICS:
            raise DeclarationError(f"metric {name}: declared twice; choose another name")
        METRICS[name] = Metric(name, title, help, kind, measure)
        return measure

    return register


@metric(
    "cer",
    "Character error rate (CER)",
    "How many characters must be inserted, deleted or replaced to turn the reading into the truth, per character of "
    "the truth: 0 % is perfect, and a reading much longer than the truth can pass 100 %.",
)
def cer(pair: Pair) -> Rate:
    return Rate(pair.character_errors, len(pair.truth.graphemes))


@metric(
    "wer",
    "Word error rate (WER)",
    "How many words must be inserted, deleted or replaced to turn the reading into the truth, per word of the truth: "
    "one wrong letter makes the whole word wrong, so it is usually higher than the CER.",
)
def wer(pair: Pair) -> Rate:
    return Rate(pair.word_errors, len(pair.truth.words))


@metric(
    "character_accuracy",
    "Character accuracy",
    "The character error rate told the other way round: 100 % is perfect, and below 0 % there are more errors than "
    "characters.",
    Accuracy,
)
def character_accuracy(pair: Pair) -> Accuracy:
    return Accuracy(pair.character_errors, len(pair.truth.graphemes))


@metric(
    "word_accuracy",
    "Word accuracy",
    "The word error rate told the other way round: 100 % means that every word is right and none is too many.",
    Accuracy,
)
def word_accuracy(pair: Pair) -> Accuracy:
    return Accuracy(pair.word_errors, len(pair.truth.words))


@metric(
    "word_f1",
    "Word F1 (any order)",
    "How many words the truth and the reading share, whatever their order, out of all words on both sides: 100 % means "
    "the same words equally often.",
    Accuracy,
)
def word_f1(pair: Pair) -> Accuracy:
    # F1 is 2 shared / (truth + read): the words that are not shared, on either side, are its errors.
    truth, read = len(pair.truth.words), len(pair.text.words)
    return Accuracy(truth + read - 2 * pair.shared_words, truth + read)


@metric(
    "word_recall",
    "Words found (any order)",
    "How many words of the truth turn up anywhere in the reading, each counted once: what a search would find.",
    Accuracy,
)
def word_recall(pair: Pair) -> Accuracy:
    return Accuracy(len(pair.truth.words) - pair.shared_words, len(pair.truth.words))


@metric(
    "word_precision",
    "Words that are right (any order)",
    "How many words of the reading stand anywhere in the truth, each counted once: low where noise is read as text.",
    Accuracy,
)
def word_precision(pair: Pair) -> Accuracy:
    return Accuracy(len(pair.text.words) - pair.shared_words, len(pair.text.words))


@metric(
    "flexible_character_accuracy",
    "Character accuracy (any line order)",
    "Character accuracy that forgives lines and parts of lines in another order, as on pages with columns: where it is "
    "far above the plain one, the letters are right and only the order is wrong.",
    Accuracy,
)
def flexible_character_accuracy(pair: Pair) -> Accuracy:
    errors = flexible_errors(pair.truth.lines, pair.text.lines, pair.character_errors)
    return Accuracy(errors, len(pair.truth.graphemes))


@metric(
    "line_accuracy",
    "Lines read exactly",
    "How many lines of the truth turn up in the reading without a single error, each counted once.",
    Accuracy,
)
def line_accuracy(pair: Pair) -> Accuracy:
    shared = (Counter(pair.truth.lines) & Counter(pair.text.lines)).total()
    return Accuracy(len(pair.truth.lines) - shared, len(pair.truth.lines))


@dataclass(frozen=True)
class Score:
    """One Rate a metric, and the name of the normalisation without which the numbers mean nothing.

    ``score["cer"].rate`` is the number; Scores of one normalisation add, metric by metric.
    """

    rates: Mapping[str, Rate]
    normalisation: str = DEFAULT_NORMALISATION

    def __getitem__(self, metric: str) -> Rate:
        return self.rates[metric]

    def to_dict(self) -> dict[str, Any]:
        """``{"cer": {"errors", "length", "rate"}, ..., "normalisation"}``, ready for JSON."""
        return {name: rate.to_dict() for name, rate in self.rates.items()} | {"normalisation": self.normalisation}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Score:
        """The Score that ``to_dict`` wrote. A metric that is no longer known is left out."""
        rates = {
            name: metric.kind(stored[name]["errors"], stored[name]["length"])
            for name, metric in METRICS.items()
            if name in stored
        }
        return cls(rates, stored["normalisation"])

    def __add__(self, other: Score) -> Score:
        if not isinstance(other, Score):
            return NotImplemented
        if self.normalisation != other.normalisation:
            raise ParamError(
                f"normalise: scores under {self.normalisation} and {other.normalisation} cannot be added; "
                "score both under the same one"
            )
        return Score({name: self[name] + other[name] for name in self.rates if name in other.rates}, self.normalisation)


def score(truth: str, text: str, normalise: str = DEFAULT_NORMALISATION, metrics: Iterable[str] | None = None) -> Score:
    """Every metric of a reading's text against the truth, both under the named normalisation.

    ``metrics`` limits it to some of them. Raises ``ParamError`` for an unknown normalisation or metric.

    >>> score("a kind word", "a kimd word")["cer"]
    Rate(errors=1, length=11)
    """
    pair = Pair(truth, text, normalise)
    names = list(METRICS if metrics is None else metrics)
    for name in names:
        if name not in METRICS:
            raise ParamError(f'metric: "{name}" is not known; allowed: {", ".join(METRICS)}')
    return Score({name: METRICS[name].measure(pair) for name in names}, pair.truth.normalisation.name)


def micro(scores: Iterable[Score]) -> Score:
    """One Score of a set: errors over length of all pages together, so a long page weighs more. At least one score."""
    first, *rest = scores
    return sum(rest, first)


def macro(scores: Iterable[Score]) -> dict[str, float]:
    """The plain mean of the pages' rates, metric by metric: every page weighs the same, however little stands on it.

    Only for showing beside the micro average: means of rates cannot be added up any further. At least one score.
    """
    pages = list(scores)
    return {name: fmean(page[name].rate for page in pages) for name in micro(pages).rates}


def another_page_warning(score: Score) -> str | None:
    """A question to ask where truth and reading share next to nothing, as when the truth belongs to another page.

    Two pages of one language still share about a quarter of their characters in order, so the words decide. None where
    they agree, and where either side is too short to tell.
    """
    cer, shared = score["cer"], score["word_f1"]
    if cer.rate < 0.6 or shared.rate > 0.3 or score["word_recall"].length < 10 or score["word_precision"].length < 10:
        return None
    return (
        f"The reading and the truth share {percent(shared.rate, 0)} of their words (CER {percent(cer.rate, 0)}): "
        "is this the truth of this page?"
    )
