"""OCR Lab in the browser: streamlit run app.py"""

import streamlit as st

from ocrlab.ui import frame, link, look, sign_in

st.set_page_config(page_title="OCR Lab", page_icon=look.icon(), layout="wide", initial_sidebar_state=350)
look.style()

pages = [
    st.Page("pages/tune.py", title="Tune", icon=":material/tune:", default=True),
    st.Page("pages/search.py", title="Search", icon=":material/search:"),
    st.Page("pages/batch.py", title="Batch", icon=":material/library_books:"),
    st.Page("pages/runs.py", title="Runs", icon=":material/history:"),
    st.Page("pages/guide.py", title="Guide", icon=":material/menu_book:"),
]
sign_in.wall(pages)
frame.enter()
page = st.navigation(pages, position="top")
if script := frame.wanted():
    st.switch_page(script, query_params=link.address())
sign_in.way_out()
page.run()
