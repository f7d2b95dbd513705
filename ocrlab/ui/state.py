"""Session: where does a page find its visitor's lab?"""

from __future__ import annotations

import streamlit as st

from ocrlab.ui.lab import START, Lab, Row
from ocrlab.ui.work import arriving

__all__ = ["Lab", "Row", "lab"]


def lab() -> Lab:
    """This session's lab; made from the address the first time: of the work it names, or the setting it holds."""
    if "lab" not in st.session_state:
        new = Lab()
        new.set_pipeline(START)
        st.session_state["lab"] = new
        arriving.arrive(new)
    stored: Lab = st.session_state["lab"]
    return stored
