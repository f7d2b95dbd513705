"""Session: where does a page find its visitor's lab?"""

from __future__ import annotations

import streamlit as st

from ocrlab.ui import link
from ocrlab.ui.lab import START, Lab, Row

__all__ = ["Lab", "Row", "lab"]


def lab() -> Lab:
    """This session's lab; made from the link the first time."""
    if "lab" not in st.session_state:
        new = Lab()
        new.set_pipeline(START)
        st.session_state["lab"] = new
        link.read(new)
    stored: Lab = st.session_state["lab"]
    return stored
