"""Truth editor: how does a person write down what a page says, line by line, with the line in view?"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import PurePath

import numpy as np
import streamlit as st

from ocrlab.image import Image
from ocrlab.reading import Box, Reading, box_of
from ocrlab.truth import Truth, TruthLine
from ocrlab.ui.lab import Lab
from ocrlab.ui.tune import sources
from ocrlab.ui.tune.readings import Read
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import SIDES, TunedPage
from ocrlab.ui.viewer import Side
from ocrlab.ui.widgets import bound, pressed
from ocrlab.ui.work import arriving
from ocrlab.wording import counted

LINES_A_SHEET = 15
MARGIN = 4  # px of page left around a line
SETTLING_SECONDS = 0.7


@st.dialog("Ground truth, line by line", width="large")
def edit(lab: Lab, state: TuneState, page: TunedPage, reads: Mapping[Side, Read]) -> None:
    """Each line of a reading beside its picture, to be corrected; what is saved becomes the page's truth.

    What was typed is kept with the page until then, however the editor is left.
    """
    side: Side = st.segmented_control(
        "Start from the reading of",
        list(reads),
        default=_first_with_words(reads),
        required=True,
        format_func=lambda side: SIDES[side],
        help="Where the filter helps, its reading has less to correct.",
    )
    read = reads[side]
    image, corner = read.asked.part
    lines = Truth.of_reading(read.reading).lines
    if not lines:
        st.caption("Nothing was read here to start from. Take the other reading, or type the truth under Ground truth.")
        return
    st.caption(f"{counted(len(lines), 'line')} as read. Correct them; empty a line to leave it out.")
    sheets = -(-len(lines) // LINES_A_SHEET)
    first = (st.pagination(sheets, key="truth-sheet") - 1) * LINES_A_SHEET if sheets > 1 else 0
    draft = f"{lab.truth_key}:{_mark(read.reading)}"  # another page's lines never stand in the fields
    corrected = state.corrections(draft)
    for number, line in list(enumerate(lines))[first : first + LINES_A_SHEET]:
        st.image(_strip(image, line), output_format="PNG", width="content", alt=f"Line {number + 1} of the page")
        text = corrected.get(number, line.text)
        st.text_input(
            f"Line {number + 1}",
            text,
            label_visibility="collapsed",
            **bound(f"truth-line:{draft}:{number}", text, partial(state.correct, draft, number)),
        )
    boxes = _places(page, side, lines, corner)

    def written() -> Truth:
        return Truth.of([[[(corrected.get(n, line.text), boxes[n])] for n, line in enumerate(lines)]])

    with st.container(horizontal=True):
        if pressed("Use as ground truth", "truth-lines-use", type="primary", icon=":material/check:"):
            sources.set_truth(lab, lab.truth_key, written())
            st.rerun()
        st.download_button(
            "Save as file",
            lambda: _settled(written) + "\n",
            f"{PurePath(page.sample.name).stem}.gt.txt",
            "text/plain",
            icon=":material/download:",
            on_click="ignore",
        )
    arriving.settle(lab, state)  # a line was corrected, and the rest of the page does not run for it


def _first_with_words(reads: Mapping[Side, Read]) -> Side:
    """The original where words were read on it: nobody starts from an empty reading beside one that is not."""
    return next((side for side, read in reads.items() if read.reading.words), next(iter(reads)))


def _mark(reading: Reading) -> str:
    """Tells one reading from another, also after the server was started anew."""
    return hashlib.sha256(json.dumps(reading.to_dict()).encode()).hexdigest()[:16]


def _settled(written: Callable[[], Truth]) -> str:
    """The text a moment after the click: who leaves a line for the button sends its correction at the same time."""
    time.sleep(SETTLING_SECONDS)
    return written().text


def _places(page: TunedPage, side: Side, lines: Sequence[TruthLine], corner: tuple[int, int]) -> list[Box | None]:
    """Where the lines stand on the page itself; nowhere once a filter has moved it."""
    if side != "original" and any(step.stage.declaration.moves for step in page.steps):
        return [None] * len(lines)
    left, top = corner
    return [line.box and box_of((x + left, y + top) for x, y in line.box) for line in lines]


def _strip(image: Image, line: TruthLine) -> Image:
    """The line as it stands on the page, with a little of what is around it."""
    points = np.asarray(line.box)
    left, top = np.maximum(np.floor(points.min(axis=0)).astype(int) - MARGIN, 0)
    right, bottom = np.ceil(points.max(axis=0)).astype(int) + MARGIN
    return image[top : max(bottom, top + 1), left : max(right, left + 1)]


def open_button(lab: Lab, state: TuneState, page: TunedPage, reads: Mapping[Side, Read]) -> None:
    """The way in, once there is a reading to start from."""
    if pressed(
        "Write the truth line by line",
        "truth-lines-open",
        icon=":material/edit_note:",
        disabled=not reads,
        help="Starts from what was read; correct each line beside its picture.",
    ):
        edit(lab, state, page, reads)
