"""Marks: what do people call a run, a batch or a study, and what do they note of it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from ocrlab.store import MAX_NOTE, MAX_TAG, MAX_TITLE
from ocrlab.ui.plain import as_text
from ocrlab.ui.widgets import key_of


def gone(names: str, count: int) -> None:
    """Say that what is selected was deleted elsewhere: the form in which somebody was typing is not there any more."""
    be, it = ("is", "it") if count == 1 else ("are", "them")
    meanwhile = "deleted meanwhile, perhaps in another window"
    sentence = f"{names} {be} no longer in the list: {meanwhile}. What was typed for {it} was not saved."
    st.info(as_text(sentence), icon=":material/history:")


class Marks(NamedTuple):
    title: str
    tag: str
    note: str


def form(key: str, marks: Marks, otherwise: str, store: Callable[[Marks], object]) -> None:
    """Three fields with what is there; ``store`` is told what a hand has put in.

    ``otherwise`` stands where there is no title.
    """
    keys = [key_of(f"{key}-{name}", value) for name, value in marks._asdict().items()]
    with st.form(key, border=False):
        left, right = st.columns(2)
        left.text_input("Name", marks.title, max_chars=MAX_TITLE, placeholder=otherwise, key=keys[0])
        right.text_input("Tag", marks.tag, max_chars=MAX_TAG, placeholder="a word to find it by", key=keys[1])
        st.text_area("Note", marks.note, max_chars=MAX_NOTE, height=100, key=keys[2])
        # A callback, because whoever goes on to the next row at once ends the run that would have seen the button.
        st.form_submit_button("Save name, tag and note", icon=":material/save:", on_click=_submit, args=(keys, store))


def _submit(keys: Sequence[str], store: Callable[[Marks], object]) -> None:
    store(Marks(*(st.session_state[key] for key in keys)))
