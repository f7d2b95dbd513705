"""Start: how does a newcomer come from a page to a setting that reads best?"""

from __future__ import annotations

import streamlit as st

from ocrlab.ui.tune import keys

START = """
1. Choose a sample, or **Open file** for a scan, photo or PDF of your own.
2. Give the **Ground truth**: the text that is really on the page. Without it you see both texts, but no accuracy.
3. Move a filter's slider. The picture follows at once; the text and the accuracy follow as soon as they are read.
4. The sentence above the picture says whether the filter helps *here*. What rescues one page can ruin the next.
5. In a hurry, **Lock text boxes**: both sides are read in the same boxes, the text comes in about a second, and lines
   compare one to one. Whether the engine still *finds* the text is then not tested.
6. Many pages, many settings? **Search** tries them for you, gives up the hopeless ones, and proves the winner on pages
   it never saw. It says so when doing nothing is best.
7. **Take along** turns a setting into code that needs no lab. **Batch** reads a whole folder under it.
"""


def show() -> None:
    """The first steps, and the keys for whoever has made them."""
    st.markdown(START)
    st.header("Keys on Tune", anchor=False)
    keys.table()
