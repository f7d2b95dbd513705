"""Spoiling: how is the page made worse on purpose, so that a filter can be tried where the truth is known?"""

from __future__ import annotations

import streamlit as st

from ocrlab.filters import get_filter, spoiling_filters
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import stages
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.widgets import bound


def show(lab: Lab, state: TuneState) -> None:
    """The stages that spoil the page, and what adds one; closed as long as there is none."""
    spoilt_by = lab.pipeline.spoilt_by
    box = st.expander(
        as_text(f"Spoilt by {spoilt_by}" if spoilt_by else "Spoil this page"),
        icon=":material/broken_image:",
        expanded=bool(lab.spoiling_rows),
        key="spoil",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        st.caption("Made worse on purpose before any filter, to try filters where the truth is known.")
        for row in lab.spoiling_rows:
            stages.card(lab, state, row)
        st.selectbox(
            "Add a fault",
            [filter_.name for filter_ in spoiling_filters()],
            index=None,
            placeholder="Add a fault",
            label_visibility="collapsed",
            format_func=lambda name: get_filter(name).title,
            **bound("add-fault", None, lab.add),
        )
