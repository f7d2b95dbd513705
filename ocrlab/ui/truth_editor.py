"""How does a person write down what a page says, line by line, with the line in view?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from ocrlab.image import Image
from ocrlab.reading import Reading
from ocrlab.truth import Truth, TruthLine
from ocrlab.ui import sources
from ocrlab.ui.state import Bench, Lab

AT_ONCE = 15  # lines on one sheet of the editor
MARGIN = 4  # px of page left around a line


@st.dialog("Ground truth, line by line", width="large")
def edit(lab: Lab, bench: Bench, reading: Reading) -> None:
    """Each line of the reading beside its picture, to be corrected; what is saved becomes the page's truth."""
    lines = Truth.of_reading(reading).lines
    if not lines:
        st.caption("Nothing was read here to start from. Type the truth under Ground truth instead.")
        return
    st.caption(f"{len(lines)} lines as read on the original. Correct them; empty a line to leave it out.")
    sheets = -(-len(lines) // AT_ONCE)
    first = (st.pagination(sheets, key="truth-sheet") - 1) * AT_ONCE if sheets > 1 else 0
    place = f"{sources.place_of(lab)}:{hash(reading)}"  # another page's lines never stand in the fields
    kept: dict[int, str] = st.session_state.setdefault(f"truth-lines:{place}", {})
    for number, line in list(enumerate(lines))[first : first + AT_ONCE]:
        st.image(_crop(bench.to_read("original")[0], line), output_format="PNG", width="content")
        kept[number] = st.text_input(
            f"Line {number + 1}",
            kept.get(number, line.text),
            key=f"truth-line:{place}:{number}",
            label_visibility="collapsed",
        )
    text = "\n".join(filter(None, (kept.get(n, line.text).strip() for n, line in enumerate(lines))))
    with st.container(horizontal=True):
        if st.button("Use as ground truth", type="primary", icon=":material/check:"):
            sources.set_truth(lab, sources.place_of(lab), Truth.plain(text))
            st.rerun()
        st.download_button(
            "Save as file", text + "\n", f"{bench.sample.name}.gt.txt", "text/plain", icon=":material/download:"
        )


def _crop(image: Image, line: TruthLine) -> Image:
    points = np.asarray(line.box)
    left, top = np.maximum(np.floor(points.min(axis=0)).astype(int) - MARGIN, 0)
    right, bottom = np.ceil(points.max(axis=0)).astype(int) + MARGIN
    return image[top : max(bottom, top + 1), left : max(right, left + 1)]


def open_button(lab: Lab, bench: Bench, reading: Reading | None) -> None:
    """The way in, once there is a reading to start from."""
    if st.button(
        "Write the truth line by line",
        icon=":material/edit_note:",
        disabled=reading is None,
        help="Starts from what was read on the original; correct each line beside its picture.",
    ):
        edit(lab, bench, reading)
