"""Search: let the lab find the setting, watch it, and see it proved on pages it never saw."""

import streamlit as st

from ocrlab.ui import frame, search_list, search_watch, searching, state

frame.through_the_door("pages/search.py")
lab = state.lab()
with st.sidebar, frame.guarded():
    search_list.choose(lab)
frame.notices(lab)
with frame.guarded():
    if lab.kept.get("study"):
        search_watch.show(lab, lab.kept["study"])
    else:
        search_list.unfinished(lab)
        searching.form(lab)
