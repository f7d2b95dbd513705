"""Texts: how does a reading stand beside the truth, and which of its words was clicked?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Any

import streamlit as st

from ocrlab.reading import Reading, Word
from ocrlab.scoring import diff
from ocrlab.text import DEFAULT_NORMALISATION, graphemes, normalise

MARKS = '<del>missed</del> <ins>added</ins> <span class="swap">read wrong</span>'
KEY = f'<p class="ocr-key">{MARKS} with the true characters above. Click a word to find it in the picture.</p>'
NOTHING = '<span class="none">Nothing was read.</span>'

# The text is one component rather than plain HTML, because only a component tells which word was clicked.
_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector('.ocr-text');
  // While words come the pane stays as high as it was: what lies below must not jump up, then down again.
  if (data.growing !== (box.ariaBusy === 'true')) box.style.minHeight = data.growing ? `${box.offsetHeight}px` : '';
  box.ariaBusy = data.growing;
  if (box.dataset.html !== data.html) { box.innerHTML = data.html; box.dataset.html = data.html; }
  box.classList.toggle('old', data.old);
  const words = [...box.querySelectorAll('[data-word]')];
  for (const word of words) word.classList.toggle('chosen', Number(word.dataset.word) === data.selected);
  const chosen = box.querySelector('.chosen');
  if (chosen && box.dataset.selected !== `${data.selected}`) {
    const [inner, outer] = [chosen.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - 40;
  }
  box.dataset.selected = `${data.selected}`;
  box.onclick = ({ target }) => {
    const word = target.closest('[data-word]');
    if (word && window.getSelection().isCollapsed) setTriggerValue('word', Number(word.dataset.word));
  };
}
"""


@lru_cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "ocrlab_text",
        html='<div class="ocr-text" tabindex="0"></div>',
        js=_SCRIPT,
        isolate_styles=False,  # it wears the page's own style
    )


def show(body: str, *, key: str, old: bool = False, selected: int | None = None, growing: bool = False) -> int | None:
    """A text made by `plain`, `marked` or `so_far` (``growing``); returns the word that was clicked in this run."""
    data = {"html": body, "old": old, "selected": -1 if selected is None else selected, "growing": growing}
    clicked: int | None = _component()(key=key, data=data, on_word_change=lambda: None).word
    return clicked


def plain(reading: Reading) -> str:
    """A reading as HTML, exactly as read, each word under its number."""
    number, rows = 0, []
    for row in reading.rows:
        words = []
        for word in row:
            words.append(_word(number, escape(word.text)))
            number += 1
        rows.append(" ".join(words))
    return "\n".join(rows) if reading.text.strip() else NOTHING


def so_far(words: Iterable[Word]) -> str:
    """The words of an unfinished reading as HTML, in reading order; without numbers, which are still to change."""
    return escape(Reading.of(words).text) + ' <span class="none">...</span>'


def marked(truth: str, reading: Reading, name: str = DEFAULT_NORMALISATION) -> str:
    """A reading as HTML with its differences from the truth marked, its own line breaks kept."""
    starts, breaks = _layout(reading, name)
    body = []
    for piece in diff(truth, reading.text, name):
        if piece.kind == "deleted":
            body.append(f'<del title="missed">{escape(piece.truth)}</del>')
            continue
        letters, true = graphemes(piece.text), graphemes(piece.truth)
        cuts = [at - piece.text_start for at in starts if 0 < at - piece.text_start < len(letters)]
        for start, end in pairwise([0, *cuts, len(letters)]):
            read = "".join(
                "\n" if letter == " " and piece.text_start + i in breaks else escape(letter)
                for i, letter in enumerate(letters[start:end], start)
            )
            number = bisect_right(starts, piece.text_start + start) - 1
            body.append(_word(number, _shown(piece.kind, read, escape("".join(true[start:end])))))
    return "".join(body) if reading.text.strip() or truth else NOTHING


def _layout(reading: Reading, name: str) -> tuple[list[int], set[int]]:
    """Where each word starts in the normalised text, and which of its spaces end a row; in graphemes."""
    starts, breaks, at = [], set(), 0
    for row in reading.rows:
        for word in row:
            starts.append(at)
            text = normalise(word.text, name)
            at += len(graphemes(text)) + 1 if text else 0
        breaks.add(at - 1)
    return starts, breaks


def _word(number: int, body: str) -> str:
    return f'<span data-word="{number}">{body}</span>'


def _shown(kind: str, read: str, true: str) -> str:
    match kind:
        case "inserted":
            return f'<ins title="added">{read}</ins>'
        case "substituted":
            return f'<ruby class="swap" title="{true} read as {read.strip() or "a space"}">{read}<rt>{true}</rt></ruby>'
    return read
