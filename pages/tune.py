"""Tune: move a filter, see the picture, read the text, watch the accuracy."""

import streamlit as st

from ocrlab.ui import bench, controls, frame, sources, state

lab = state.lab()
with st.sidebar, frame.guarded():
    st.markdown("##### Filters")
    controls.stages(lab)
    controls.recognition(lab)
frame.begin(lab)
with frame.guarded():
    sources.bar(lab)
    bench.show(lab)
    state.write_link(lab)
