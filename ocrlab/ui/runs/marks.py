"""Marks: what do people call a run, a batch or a study, and what do they note of it?"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from ocrlab.store import MAX_NOTE, MAX_TAG, MAX_TITLE
from ocrlab.ui.plain import as_text


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


def form(key: str, marks: Marks, otherwise: str) -> Marks | None:
    """Three fields with what is there; what a hand has put in once that is to be stored, else None.

    ``otherwise`` stands where there is no title.
    """
    with st.form(key, border=False):
        left, right = st.columns(2)
        title = left.text_input("Name", marks.title, max_chars=MAX_TITLE, placeholder=otherwise)
        tag = right.text_input("Tag", marks.tag, max_chars=MAX_TAG, placeholder="a word to find it by")
        note = st.text_area("Note", marks.note, max_chars=MAX_NOTE, height=100)
        stored = st.form_submit_button("Save name, tag and note", icon=":material/save:")
    return Marks(title, tag, note) if stored else None
