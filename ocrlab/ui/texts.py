"""Texts: how does a reading stand beside the truth, and which of its words was clicked?"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import streamlit as st

from ocrlab.scoring.marking import MARKS, NOTHING, marked, plain, so_far

__all__ = ["KEY", "MARKS", "NOTHING", "marked", "plain", "show", "so_far"]

KEY = f'<p class="ocr-key">{MARKS} with the true characters above. Click a word to find it in the picture.</p>'

# The text is one component rather than plain HTML, because only a component tells which word was clicked.
_SCRIPT = """
// Only a page on this machine or over https may write to the clipboard; elsewhere the old way still works.
async function written(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

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
  const copy = parentElement.querySelector('.ocr-copy');
  copy.hidden = !data.copy;
  copy.onclick = async () => {
    await written(data.copy);
    copy.textContent = 'Copied';
    setTimeout(() => { copy.textContent = 'Copy'; }, 1500);
  };
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
        html='<div class="ocr-pane"><div class="ocr-text" tabindex="0"></div>'
        '<button type="button" class="ocr-copy" title="Copy this text" hidden>Copy</button></div>',
        js=_SCRIPT,
        isolate_styles=False,  # it wears the page's own style
    )


def show(
    body: str,
    *,
    key: str,
    old: bool = False,
    selected: int | None = None,
    growing: bool = False,
    copy: str = "",
) -> int | None:
    """A text made by `plain`, `marked` or `so_far` (``growing``); returns the word that was clicked in this run.

    ``copy`` is what a button beside it puts on the clipboard.
    """
    data = {
        "html": body,
        "old": old,
        "selected": -1 if selected is None else selected,
        "growing": growing,
        "copy": copy,
    }
    clicked: int | None = _component()(key=key, data=data, on_word_change=lambda: None).word
    return clicked
