"""Normalising: which differences between a reading and the truth count? Stands beside the numbers, which mean nothing
without it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.text import DEFAULT_NORMALISATION, NORMALISATIONS, normalisation
from ocrlab.ui.lab import Lab
from ocrlab.ui.widgets import bound

AS_IS = "as is"
FOLDS = [name for name in NORMALISATIONS if name not in (AS_IS, DEFAULT_NORMALISATION)]


def choose(lab: Lab) -> None:
    """The normalisation in force, what it means on hover, and a press away the choice of another."""
    now = normalisation(lab.normalise)
    as_is, folds = now.name == AS_IS, [name for name in now.name.split("+") if name in FOLDS]
    with st.popover(
        f"Normalisation: {now.name}", type="tertiary", icon=":material/rule:", help=now.help, key="compare"
    ):
        st.toggle(
            "Count line breaks and double spaces",
            as_is,
            help=NORMALISATIONS[AS_IS],
            **bound("as-is", as_is, partial(_count_all, lab), whole_page=True),
        )
        st.pills(
            "Do not count differences in",
            FOLDS,
            selection_mode="multi",
            default=folds,
            disabled=as_is,
            help="  \n".join(f"**{name}:** {NORMALISATIONS[name]}" for name in FOLDS),
            **bound("folds", folds, partial(_fold, lab), whole_page=True),
        )


def _count_all(lab: Lab, on: bool) -> None:
    lab.choose_normalisation(AS_IS if on else DEFAULT_NORMALISATION)


def _fold(lab: Lab, names: list[str]) -> None:
    lab.choose_normalisation(normalisation("+".join([DEFAULT_NORMALISATION, *names])).name)
