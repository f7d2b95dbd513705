"""Orientation: does a page lie on its side or stand on its head, so that its reading is worth little?

The lines of most pages tell, see `seen`. Where they leave it in doubt, a reading tells when to ask: text boxes that are
taller than wide, or an engine that doubts most of what it read. Then a few of its boxes are read once more on the
turned page, and only where they are read clearly better there is it said. That works with any engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from ocrlab.engines import TextBoxes
from ocrlab.filters.page.upright import quarters_if_seen
from ocrlab.image import Image, freeze
from ocrlab.reading import Reading, Word
from ocrlab.scoring import Score

Turn = Literal["left", "right", "half"]
TURNS: tuple[Turn, ...] = get_args(Turn)
_QUARTERS: dict[Turn, int] = {"left": 1, "half": 2, "right": 3}

BOXES = 6  # read again at most, the longest there are
FEWEST = 3  # boxes that can be asked; of fewer nothing is said
TALL = 1.3  # height over width from which a box stands upright
SURE = 0.8  # mean confidence from which a reading is no reason to ask
BETTER = 0.2  # by which the confidence has to rise on the turned page
NOTHING_RIGHT = 0.9  # word errors from which an engine that is sure of itself is asked all the same


@dataclass(frozen=True)
class Question:
    """A few text boxes of a page to be read on the page turned by ``turn``; ``words`` were read there as it lies."""

    turn: Turn
    image: Image
    text_boxes: TextBoxes
    words: tuple[Word, ...]


def seen(image: Image) -> Turn | Literal["none"] | None:
    """The turn that sets a page upright, as its lines tell it before anything is read; None where they leave doubt."""
    quarters = quarters_if_seen(image)
    if quarters is None:
        return None
    return next((turn for turn in TURNS if _QUARTERS[turn] == quarters), "none")


def questions(image: Image, reading: Reading, score: Score | None = None) -> tuple[Question, ...]:
    """What has to be read where the lines leave doubt (see `seen`); nothing where the reading gives no reason to ask.

    ``score`` is that of the reading, where there is a truth: one whose words are all missing is a reason, too.
    """
    words = sorted((word for word in reading.words if len(word.text) > 1), key=_length, reverse=True)[:BOXES]
    if len(words) < FEWEST:
        return ()
    tall = sum(_height(word) > TALL * _width(word) for word in words)
    sure = (reading.mean_confidence or 0.0) >= SURE and (score is None or score["wer"].rate < NOTHING_RIGHT)
    turns: Sequence[Turn] = ("left", "right") if 2 * tall > len(words) else () if sure else ("half",)
    return tuple(_question(image, tuple(words), turn) for turn in turns)


def answer(asked: Sequence[Question], readings: Sequence[Reading]) -> Turn | None:
    """The turn that sets the page upright; None where the boxes are not read clearly better on the turned page."""
    gains = {
        question.turn: _confidence(reading.words) - _confidence(question.words)
        for question, reading in zip(asked, readings, strict=True)
        if len(reading.words) >= FEWEST
    }
    best = max(gains, key=lambda turn: gains[turn], default=None)
    return best if best is not None and gains[best] >= BETTER else None


def sentence(turn: Turn) -> str:
    """What there is to say of a page that this turn sets upright."""
    if turn == "half":
        return "The page seems to stand on its head; a half turn sets it upright."
    return f"The page seems to lie on its side; a quarter turn to the {turn} sets it upright."


def _question(image: Image, words: tuple[Word, ...], turn: Turn) -> Question:
    turned = freeze(np.ascontiguousarray(np.rot90(image, _QUARTERS[turn])))
    return Question(turn, turned, TextBoxes(tuple(_turned(word, image.shape[:2], turn) for word in words)), words)


def _turned(word: Word, size: tuple[int, int], turn: Turn) -> tuple[int, int, int, int]:
    """The upright rectangle round a word as (left, right, top, bottom) on the turned page."""
    height, width = size
    left, right, top, bottom = (round(edge) for edge in _edges(word))
    match turn:
        case "left":
            return top, bottom, width - right, width - left
        case "right":
            return height - bottom, height - top, left, right
    return width - right, width - left, height - bottom, height - top


def _edges(word: Word) -> tuple[float, float, float, float]:
    across, down = zip(*word.box, strict=True)
    return min(across), max(across), min(down), max(down)


def _width(word: Word) -> float:
    left, right, _, _ = _edges(word)
    return right - left


def _height(word: Word) -> float:
    _, _, top, bottom = _edges(word)
    return bottom - top


def _length(word: Word) -> float:
    return max(_width(word), _height(word))


def _confidence(words: Sequence[Word]) -> float:
    """The mean, each word weighted by its letters."""
    return Reading((tuple(words),)).mean_confidence or 0.0
