"""Batch: many pages in, their text and pictures out, watched while it goes on."""

import streamlit as st

from ocrlab.ui import frame, state
from ocrlab.ui.batch import batches, form, watch
from ocrlab.ui.batch.state import batch_state

frame.through_the_door("pages/batch.py")
frame.title("Batch")
batch = batch_state()
with st.sidebar, frame.guarded():
    batches.choose(batch)
frame.notices(state.lab())
with frame.guarded():
    if batch.batch:
        watch.show(batch, batch.batch)
    else:
        form.show(batch)
