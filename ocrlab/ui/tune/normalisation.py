"""Which differences between a reading and the truth count? Stands beside the numbers, which mean nothing without it."""

from __future__ import annotations

import streamlit as st

from ocrlab.text import DEFAULT_NORMALISATION, NORMALISATIONS, normalisation
from ocrlab.ui.state import Lab


def choose_normalisation(lab: Lab) -> None:
    """The normalisation in force, what it means on hover, and a press away the choice of another."""
    now = normalisation(lab.normalise)
    with st.popover(
        f"Normalisation: {now.name}", type="tertiary", icon=":material/rule:", help=now.help, key="compare"
    ):
        chosen = _chosen(now.name)
    if chosen != lab.normalise:
        lab.normalise = chosen
        st.rerun()


def _chosen(now: str) -> str:
    folds = [name for name in NORMALISATIONS if name not in ("as is", DEFAULT_NORMALISATION)]
    if "folds" not in st.session_state:
        st.session_state["folds"] = [name for name in now.split("+") if name in folds]
        st.session_state["as-is"] = now == "as is"
    as_is = st.toggle("Count line breaks and double spaces", key="as-is", help=NORMALISATIONS["as is"])
    ignored = st.pills(
        "Do not count differences in",
        folds,
        selection_mode="multi",
        key="folds",
        disabled=as_is,
        help="  \n".join(f"**{name}:** {NORMALISATIONS[name]}" for name in folds),
    )
    return "as is" if as_is else normalisation("+".join([DEFAULT_NORMALISATION, *ignored])).name
