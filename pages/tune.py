"""Tune: move a filter, see the picture, read the text, watch the accuracy."""

import streamlit as st

from ocrlab.ui import frame, leaving, link, state
from ocrlab.ui.runs import unkept
from ocrlab.ui.tune import bar, page, recognition, side_by_side, spoiling, stages, starting_points
from ocrlab.ui.tune.state import tune_state
from ocrlab.ui.work import arriving

frame.through_the_door("pages/tune.py")
lab, tune = state.lab(), tune_state()
link.write(lab)
leaving.present(tune)
frame.title("Tune")
with st.sidebar, frame.guarded():
    stages.heading(lab, tune)
    stages.show(lab, tune)
    starting_points.show(lab)
    spoiling.show(lab, tune)

# What stands first is not what is sent first: a hand on a slider waits for the picture. No setting is late for that:
# what a hand chose is in the lab before the page runs (see `ocrlab.ui.widgets`).
notices, bar_row, above, picture, below = (st.container() for _ in range(5))
with picture, frame.guarded():
    page.picture(lab, tune)
with st.sidebar, frame.guarded():
    recognition.show(lab, tune)
with bar_row, frame.guarded():
    bar.show(lab, tune)
with above, frame.guarded():
    page.numbers(lab, tune)
with above, frame.guarded():
    page.minute(lab, tune)
with below, frame.guarded():
    page.tried(lab, tune)
with below, frame.guarded():
    page.readings(lab, tune)
with below, frame.guarded():
    side_by_side.show(lab, tune)
with notices, frame.guarded():
    arriving.picture(lab, tune)
    unkept.show(lab)
    frame.notices(lab)
