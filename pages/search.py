"""Search: let the lab find the setting, watch it, and see it proved on pages it never saw."""

import streamlit as st

from ocrlab.ui import frame, state
from ocrlab.ui.search import form, studies, watch

frame.through_the_door("pages/search.py")
lab = state.lab()
with st.sidebar, frame.guarded():
    studies.choose(lab)
frame.notices(lab)
with frame.guarded():
    if lab.kept.get("study"):
        watch.show(lab, lab.kept["study"])
    else:
        studies.unfinished(lab)
        form.form(lab)
