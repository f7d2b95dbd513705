"""How does a text stand beside what it should have been?"""

from __future__ import annotations

from html import escape

from ocrlab.scoring import diff
from ocrlab.scoring.alignment import Piece
from ocrlab.text import DEFAULT_NORMALISATION, graphemes, normalise

KEY = (
    '<p class="ocr-key"><del>missed</del> <ins>added</ins> <span class="swap">read wrong</span> '
    "with the true characters above</p>"
)


def plain(text: str, *, old: bool = False) -> str:
    """A reading as HTML, exactly as read."""
    body = escape(text) if text.strip() else '<span class="none">Nothing was read.</span>'
    return f'<div class="ocr-text{" old" if old else ""}" tabindex="0">{body}</div>'


def marked(truth: str, text: str, *, old: bool = False, name: str = DEFAULT_NORMALISATION) -> str:
    """A reading as HTML with its differences from the truth marked, its own line breaks kept."""
    breaks, at = set(), 0
    for line in filter(None, (normalise(line, name) for line in text.split("\n"))):
        at += len(graphemes(line)) + 1
        breaks.add(at - 1)
    body = "".join(_piece(piece, breaks) for piece in diff(truth, text, name))
    return f'<div class="ocr-text{" old" if old else ""}" tabindex="0">{body}</div>'


def _piece(piece: Piece, breaks: set[int]) -> str:
    read = "".join(
        "\n" if letter == " " and piece.text_start + i in breaks else escape(letter)
        for i, letter in enumerate(graphemes(piece.text))
    )
    match piece.kind:
        case "equal":
            return read
        case "deleted":
            return f'<del title="missed">{escape(piece.truth)}</del>'
        case "inserted":
            return f'<ins title="added">{read}</ins>'
        case "substituted":
            true = escape(piece.truth)
            return f'<ruby class="swap" title="{true} read as {escape(piece.text)}">{read}<rt>{true}</rt></ruby>'
