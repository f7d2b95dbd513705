"""Search: let the lab find the setting, watch it, and see it proved on pages it never saw."""

import streamlit as st

from ocrlab.ui import frame, state
from ocrlab.ui.search import form, studies, watch
from ocrlab.ui.search.state import search_state

frame.through_the_door("pages/search.py")
frame.title("Search")
search = search_state()
with st.sidebar, frame.guarded():
    studies.choose(search)
frame.notices(state.lab())
with frame.guarded():
    if search.study:
        watch.show(search, search.study)
    else:
        studies.unfinished(search)
        form.show(search)
