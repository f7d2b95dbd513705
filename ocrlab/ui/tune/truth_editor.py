"""How does a person write down what a page says, line by line, with the line in view?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import PurePath

import numpy as np
import streamlit as st

from ocrlab.image import Image
from ocrlab.reading import Box, Reading
from ocrlab.truth import Truth, TruthLine
from ocrlab.ui.state import SLOTS, Bench, Lab
from ocrlab.ui.tune import sources

AT_ONCE = 15  # lines on one sheet of the editor
MARGIN = 4  # px of page left around a line
SETTLING = 0.7  # seconds


@st.dialog("Ground truth, line by line", width="large")
def edit(lab: Lab, bench: Bench, readings: dict[str, Reading]) -> None:
    """Each line of a reading beside its picture, to be corrected; what is saved becomes the page's truth."""
    slot = st.segmented_control(
        "Start from the reading of",
        list(readings),
        default=next(iter(readings)),
        required=True,
        format_func=SLOTS.get,
        help="Where the filter helps, its reading has less to correct.",
    )
    reading = readings[slot]
    image, corner = bench.to_read(slot)
    lines = Truth.of_reading(reading).lines
    if not lines:
        st.caption("Nothing was read here to start from. Type the truth under Ground truth instead.")
        return
    st.caption(f"{len(lines)} lines as they were read. Correct them; empty a line to leave it out.")
    sheets = -(-len(lines) // AT_ONCE)
    first = (st.pagination(sheets, key="truth-sheet") - 1) * AT_ONCE if sheets > 1 else 0
    place = f"{sources.place_of(lab)}:{hash(reading)}"  # another page's lines never stand in the fields
    kept: dict[int, str] = st.session_state.setdefault(f"truth-lines:{place}", {})
    for number, line in list(enumerate(lines))[first : first + AT_ONCE]:
        st.image(_crop(image, line), output_format="PNG", width="content")
        kept[number] = st.text_input(
            f"Line {number + 1}",
            kept.get(number, line.text),
            key=f"truth-line:{place}:{number}",
            label_visibility="collapsed",
        )
    boxes = _places(bench, slot, lines, corner)

    def written() -> Truth:
        return Truth.of([[[(kept.get(n, line.text), boxes[n])] for n, line in enumerate(lines)]])

    with st.container(horizontal=True):
        if st.button("Use as ground truth", type="primary", icon=":material/check:"):
            sources.set_truth(lab, sources.place_of(lab), written())
            st.rerun()
        st.download_button(
            "Save as file",
            lambda: _settled(written) + "\n",
            f"{PurePath(bench.sample.name).stem}.gt.txt",
            "text/plain",
            icon=":material/download:",
            on_click="ignore",
        )


def _settled(written: Callable[[], Truth]) -> str:
    """The text a moment after the click: who leaves a line for the button sends its correction at the same time."""
    time.sleep(SETTLING)
    return written().text


def _places(bench: Bench, slot: str, lines: Sequence[TruthLine], corner: tuple[int, int]) -> list[Box | None]:
    """Where the lines stand on the page itself; nowhere once a filter has moved it."""
    if slot != "original" and any(step.stage.declaration.moves for step in bench.steps):
        return [None] * len(lines)
    return [tuple((x + corner[0], y + corner[1]) for x, y in line.box) for line in lines]


def _crop(image: Image, line: TruthLine) -> Image:
    points = np.asarray(line.box)
    left, top = np.maximum(np.floor(points.min(axis=0)).astype(int) - MARGIN, 0)
    right, bottom = np.ceil(points.max(axis=0)).astype(int) + MARGIN
    return image[top : max(bottom, top + 1), left : max(right, left + 1)]


def open_button(lab: Lab, bench: Bench, readings: dict[str, Reading]) -> None:
    """The way in, once there is a reading to start from."""
    if st.button(
        "Write the truth line by line",
        icon=":material/edit_note:",
        disabled=not readings,
        help="Starts from what was read; correct each line beside its picture.",
    ):
        edit(lab, bench, readings)
