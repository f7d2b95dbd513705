"""Rules: how does a recipe's rule compare readings, told without a lab?

Each takes a text and a confidence (0..1, or None without text) a setting, and gives what each setting claims: the
highest claim is chosen.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import regex
from rapidfuzz.distance import Levenshtein

Readings = Any
Claims = Any


def surest(readings: Readings) -> Claims:
    """How sure the engine is of each reading, letter by letter."""
    return [confidence or 0.0 for _, confidence in readings]


def most_sure_letters(readings: Readings) -> Claims:
    """How many letters of each reading the engine is sure of."""
    return [(confidence or 0.0) * len(text) for text, confidence in readings]


def most_agreed_on(readings: Readings) -> Claims:
    """How far the other readings say the same as each."""
    texts = [characters(text) for text, _ in readings]
    return [sum(_agreement(text, other) for j, other in enumerate(texts) if j != i) for i, text in enumerate(texts)]


def characters(text: str) -> Any:
    """The characters a reader would count, with every run of white space one space."""
    return regex.findall(r"\X", unicodedata.normalize("NFC", " ".join(text.split())))


def _agreement(text: Any, other: Any) -> float:
    """1 where two texts are equal, 0 where no character agrees."""
    length = max(len(text), len(other))
    return (length - Levenshtein.distance(text, other)) / length if length else 1.0
