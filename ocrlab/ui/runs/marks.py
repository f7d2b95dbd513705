"""Marks: what do people call a run, a batch or a study, and what do they note of it?"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from ocrlab.store import MAX_NOTE, MAX_TAG, MAX_TITLE


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
