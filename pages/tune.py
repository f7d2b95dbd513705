"""Tune: move a filter, see the picture, read the text, watch the accuracy."""

import streamlit as st

from ocrlab.ui import frame, state
from ocrlab.ui.tune import controls, page, side_by_side, sources

frame.through_the_door("pages/tune.py")
lab = state.lab()
frame.present(lab)
with st.sidebar, frame.guarded():
    st.markdown("##### Filters")
    controls.stages(lab)

# What stands first is not what is sent first: a hand on a slider waits for the picture.
notices, bar, above, picture, below = (st.container() for _ in range(5))
with picture, frame.guarded():
    page.picture(lab)
with st.sidebar, frame.guarded():
    controls.recognition(lab)
with bar, frame.guarded():
    sources.bar(lab)
with above, frame.guarded():
    page.numbers(lab)
with below, frame.guarded():
    page.readings(lab)
with below, frame.guarded():
    side_by_side.show(lab)
with notices:
    frame.notices(lab)
state.write_link(lab)
