"""Guide: what does a newcomer have to see, and what to know? A section at a time."""

from __future__ import annotations

import streamlit as st

from ocrlab.ui.guide import catalogue, lesson, numbers, start
from ocrlab.ui.guide.state import FILTERS, LESSON, NUMBERS, SECTIONS, GuideState
from ocrlab.ui.lab import Lab
from ocrlab.ui.widgets import bound

WIDTH = 960  # CSS pixels: longer lines tire the eye
WIDE = 1160  # for pictures beside a curve


def show(lab: Lab, state: GuideState) -> None:
    """The chosen section below the row that chooses it."""
    wide = state.section in (LESSON, FILTERS)
    key = "guide-big" if state.show_big and state.section == LESSON else "guide"
    with st.container(width=WIDE if wide else WIDTH, key=key):
        st.title("Guide", anchor=False)
        st.segmented_control(
            "Section",
            SECTIONS,
            default=state.section,
            required=True,
            label_visibility="collapsed",
            **bound("guide-section", state.section, state.choose_section),
        )
        if state.section == LESSON:
            lesson.show(lab, state)
        elif state.section == NUMBERS:
            numbers.show()
        elif state.section == FILTERS:
            catalogue.show(lab, state)
        else:
            start.show()
