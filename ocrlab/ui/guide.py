"""Guide: what does a newcomer have to know, and what is in the catalogue of filters?"""

from __future__ import annotations

import streamlit as st

from ocrlab.filters import FAMILIES, Filter, all_filters
from ocrlab.scoring import METRICS
from ocrlab.ui.plain import as_text

WIDTH = 960  # CSS pixels: longer lines tire the eye

START = """
1. Choose a sample, or **Open file** for a scan, photo or PDF of your own.
2. Give the **Ground truth**: the text that is really on the page. Without it you see both texts, but no accuracy.
3. Move a filter's slider. The picture follows at once; the text and the accuracy follow as soon as they are read.
4. The sentence above the picture says whether the filter helps *here*. What rescues one page can ruin the next.
5. In a hurry, **Lock text boxes**: both sides are read in the same boxes, the text comes in about a second, and lines
   compare one to one. Whether the engine still *finds* the text is then not tested.
6. Many pages, many settings? **Search** tries them for you, gives up the hopeless ones, and proves the winner on pages
   it never saw. It says so when doing nothing is best.
7. The address of the page holds the filters and settings: copy it to keep it or to send it.
"""


def show() -> None:
    """The guide, from the registries: nothing in it can fall behind the code."""
    with st.container(width=WIDTH, key="guide"):
        _guide()


def _guide() -> None:
    st.title("Guide", anchor=False)
    st.markdown(START)
    st.header("The numbers", anchor=False)
    for metric in METRICS.values():
        st.markdown(f"**{metric.title}.** {metric.help}")
    st.header("The filters", anchor=False)
    for family, title in FAMILIES.items():
        filters = [filter_ for filter_ in all_filters() if filter_.family == family]
        if filters:
            st.subheader(title, anchor=False)
        for filter_ in filters:
            _filter(filter_)


def _filter(filter_: Filter) -> None:
    with st.expander(f"**{as_text(filter_.title)}**  {as_text(filter_.summary)}"):
        st.markdown("  \n".join(f"**{as_text(head)}:** {as_text(text)}" for head, text in filter_.sections.items()))
        if filter_.params:
            st.table(
                [
                    {
                        "parameter": as_text(param.title),
                        "allowed": as_text(param.allowed),
                        "default": as_text(param.text(param.default)),
                        "meaning": as_text(param.help),
                    }
                    for param in filter_.params
                ]
            )
        values = "".join(f" {param.name}={param.text(param.default)}" for param in filter_.params)
        st.code(filter_.name + values, language=None)
