"""Pages of several columns as engines box them: by word or by line, as tall as the print or half as tall again."""

from __future__ import annotations

import random
from typing import Literal

from ocrlab.reading import Word

_SENTENCES = """
the rain fell over all of our old harbour and the boats lay low at their ropes until noon when a bell on the hill
rang three times for the ferry which was late again because of its new engine and so the baker sent his boy out with
the first cart of warm bread to the men who waited by the wall. Nobody spoke much. A gull stood on the roof of the
customs house, and the light came slowly through the windows of the upper town
"""
PROSE = _SENTENCES.split()
LETTER, PRINT = 9.0, 18.0  # px: the width of a letter and the height of the print
BoxStyle = Literal["words", "tall words", "lines", "tall lines"]


def lines_of_prose(draw: random.Random, letters: int, count: int) -> list[str]:
    """Ragged lines of at most so many letters, cut out of running text; a longer word is broken by a hyphen."""
    lines, line, at = [], "", draw.randrange(len(PROSE))
    while len(lines) < count:
        word = PROSE[at % len(PROSE)]
        if len(line) + len(word) + bool(line) <= letters:
            line = f"{line} {word}".strip()
            at += 1
        elif not line:  # longer than the column is wide
            lines.append(word[: letters - 1] + "-")
            line, at = word[letters - 1 :], at + 1
        else:
            lines.append(line)
            line = ""
    return lines


def boxed(text: str, left: float, top: float, style: BoxStyle) -> list[Word]:
    """The words of a line in their boxes; the margins are those of EasyOCR where boxes are tall."""
    margin = 0.25 * PRINT if style.startswith("tall") else 0.0
    pieces = [(0, text)] if style.endswith("lines") else _words(text)
    return [_word(piece, left + at * LETTER, top, margin) for at, piece in pieces]


def _words(text: str) -> list[tuple[int, str]]:
    pieces, at = [], 0
    for word in text.split(" "):
        pieces.append((at, word))
        at += len(word) + 1
    return pieces


def _word(text: str, left: float, top: float, margin: float) -> Word:
    right, low = left + len(text) * LETTER + margin, top + PRINT + margin
    left, top = left - margin, top - margin
    return Word(text, ((left, top), (right, top), (right, low), (left, low)), 0.9)


def page_of_columns(
    columns: int, letters: int, style: BoxStyle, *, heading: bool = False, picture: bool = False, seed: int = 0
) -> tuple[list[Word], list[str]]:
    """The words of a page in no order, and its lines as a person reads them: column after column."""
    draw = random.Random(f"{columns} {letters} {seed}")
    width, gutter, leading = letters * LETTER, draw.uniform(2.5, 4.5) * LETTER, draw.uniform(1.3, 1.7) * PRINT
    top = 40.0
    words: list[Word] = []
    expected: list[str] = []
    if heading:
        title = "Of the harbour and the men who waited there"
        words += boxed(title[: max(12, int(columns * letters * 0.9))].strip(), 30, 0, style)
        expected.append(title[: max(12, int(columns * letters * 0.9))].strip())
        top += leading
    for column in range(columns):
        lines = lines_of_prose(draw, letters, draw.randint(9, 14))
        gap = draw.randint(3, 5) if picture else None  # a picture stands after this line
        offset = draw.uniform(0, 0.4) * leading if columns < 4 else 0.0  # lines of neighbouring columns need not align
        for number, line in enumerate(lines):
            space = 6 * leading if gap is not None and number >= gap else 0.0
            words += boxed(line, 30 + column * (width + gutter), top + offset + number * leading + space, style)
        expected += lines
    draw.shuffle(words)
    return words, expected
