"""Unkept: what of a person's work and runs could not be written, said where that person looks, in one notice?"""

from __future__ import annotations

import streamlit as st

from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.runs import remembering
from ocrlab.ui.runs.remembering import Remembered
from ocrlab.ui.work.arriving import keeper
from ocrlab.wording import counted


def show(lab: Lab) -> None:
    """Above the page, as long as it is so."""
    mine = remembering.remembered()
    remembering.hear(mine)
    if mine.news:
        lab.inform(mine.news)
        mine.news = ""
    for text in notices(keeper().status, mine):
        st.warning(as_text(text), icon=":material/cloud_off:")


def notices(work: str, runs: Remembered) -> list[str]:
    """What is to be said of both; one notice where both have the same reason."""
    if not runs.fault:
        return [work] if work else []
    count = len(runs.held)
    missing = f"{counted(count, 'run')} {'is' if count == 1 else 'are'} missing on Runs"
    again = f"{'it is' if count == 1 else 'they are'} written with the next reading, once that can be done"
    if runs.fault in work:
        return [f"{work}. For the same reason {missing}; {again}."]
    return [*([work] if work else []), f"{missing}. {runs.fault}; {again}."]
