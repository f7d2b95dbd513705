"""Starting points: which setting has been proven on pages like this one, and how is it taken?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.engines import engines
from ocrlab.recipe.proven import StartingPoint, starting_points
from ocrlab.ui import frame
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text


def show(lab: Lab) -> None:
    """A menu of settings, each with what it is worth, where it harms, the command that found it, and the way to take
    it."""
    menu = st.popover(
        "Start from a recipe",
        icon=":material/menu_book:",
        key="starting-points",
        on_change="rerun",
        width="stretch",
        help="Settings found by searches, each proven on pages that its search had not seen.",
    )
    if menu.open:
        with menu, frame.guarded():
            for point in starting_points():
                _point(lab, point)
            st.caption("What helps on those pages need not help on this one: the accuracy above the picture tells.")


def _point(lab: Lab, point: StartingPoint) -> None:
    is_on = lab.pipeline.filtering == point.pipeline
    with st.container(border=True, key=f"point-{point.name}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{as_text(point.title)}**")
            st.space("stretch")
            st.button(
                "In use" if is_on else "Use it",
                icon=":material/check:" if is_on else ":material/play_arrow:",
                key=f"point-{point.name}-use",
                disabled=is_on,
                help=as_text(f"Puts these filters in the place of those on Tune: {point.pipeline}"),
                on_click=partial(lab.set_filters, point.pipeline),
            )
        st.markdown(as_text(f"{point.pages} {point.held_out}."))
        st.caption(as_text(f"{point.harm}{_of_another(point.engine, lab.engine)}"))
        with st.expander("How it was found"):
            st.code(point.command, language="sh", wrap_lines=True)


def _of_another(proven: str, engine: str) -> str:
    """That a gain was measured with another engine; what helps one may harm the other."""
    if proven == engine:
        return ""
    theirs, here = engines()[proven].title, engines()[engine].title
    return (
        f" Proven with {theirs} only: {here}, which is chosen here, may read such pages worse with it. Compare the two."
    )
