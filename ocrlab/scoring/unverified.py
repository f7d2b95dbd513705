"""Unverified: what can be said about a reading when nobody knows the truth?

Nothing about its accuracy. How sure the engine is of itself, which words it doubts, how many of them a word list knows,
and how far two readings agree are hints at best: an engine can be sure and wrong, and two readings can share a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ocrlab.errors import ParamError
from ocrlab.languages import known_letters
from ocrlab.reading import Reading, Word
from ocrlab.scoring.alignment import distance
from ocrlab.scoring.rate import Accuracy
from ocrlab.text import DEFAULT_NORMALISATION, Prepared

LABEL = (
    "Not accuracy: without a truth, only how sure the engine is, how far two readings agree, and how many words a word "
    "list knows."
)


@dataclass(frozen=True)
class Unverified:
    """Hints about a reading without truth; show ``label`` beside them.

    ``confidence`` is the mean weighted by letters, None for an empty reading; ``doubtful`` the words below the
    threshold in reading order; ``agreement`` how far another reading of the same page says the same, None when there
    is none; ``known`` the share of words that their language knows, None where there is no list.
    """

    confidence: float | None
    doubtful: tuple[Word, ...]
    agreement: Accuracy | None
    known: Accuracy | None = None
    label: str = LABEL


def without_truth(
    reading: Reading,
    other: Reading | None = None,
    below: float = 0.5,
    normalise: str = DEFAULT_NORMALISATION,
    languages: Iterable[str] = (),
) -> Unverified:
    """The hints for a reading, and its agreement with another reading of the same page (the unfiltered one, say).

    ``below`` is the confidence, 0 to 1, under which a word is doubtful; ``ParamError`` outside that. ``languages`` are
    those the page was read in, by any engine's codes.
    """
    if not 0 <= below <= 1:
        raise ParamError(f"below: a confidence lies between 0 and 1, got {below}")
    doubtful = tuple(word for word in reading.words if word.confidence < below)
    agreed = agreement(reading.text, other.text, normalise) if other is not None else None
    return Unverified(reading.mean_confidence, doubtful, agreed, known_words(reading.text, languages))


def known_words(text: str, languages: Iterable[str]) -> Accuracy | None:
    """How much of a text are words that one of these languages knows, by letters; None where there is nothing to say.

    For comparing readings of one page: names, numbers and compounds are known to no list, however well they are read.
    """
    counted = known_letters(text, languages)
    return None if counted is None else Accuracy(counted[1] - counted[0], counted[1])


def sure_letters(reading: Reading) -> float:
    """How many letters the engine is sure of: each counts by its word's confidence, so a page wiped out has none."""
    return sum(word.confidence * len(word.text) for word in reading.words)


def agreement(text: str, other: str, normalise: str = DEFAULT_NORMALISATION) -> Accuracy:
    """How far two readings say the same, both ways round: 1 where they are equal, 0 where no character agrees."""
    first, second = Prepared(text, normalise).graphemes, Prepared(other, normalise).graphemes
    return Accuracy(distance(first, second), max(len(first), len(second)))
